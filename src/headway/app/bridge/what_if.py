"""What pending changes would do: the engine runs over the plan with the changes in it, nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.benefit_change import Moved, benefit_change, change_at
from headway.app.bridge.budget_change import budget_change, budgets_above
from headway.app.bridge.document_of_rows import SCHEDULED, instant
from headway.app.bridge.hand_off_change import hand_off_change
from headway.app.bridge.joined import joined_groups, live
from headway.app.bridge.level_change import Effect, level_change, say_who_decides
from headway.app.bridge.load_change import Joining, load_change
from headway.app.bridge.people_on_rows import stated
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.bridge.risk_change import risk_change
from headway.app.bridge.rollup import working_between
from headway.app.bridge.scheduling import schedule_plan
from headway.app.bridge.tolerances import forecast_cost, standings
from headway.app.models import Component, Task
from headway.engine.measures.tolerances import Band, judge
from headway.engine.plan import MISSING
from headway.formats.document import AssignmentDoc, LinkDoc, TaskDoc

if TYPE_CHECKING:
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.app.bridge.tolerances import Standing
    from headway.engine.network.result import Schedule
    from headway.formats.document import PlanDocument

MOST_MOVED = 50
SLACK = 1e-6
"""How much of a difference is none."""
INSTANTS = frozenset({"constraint_date", "deadline", "manual_start", "manual_finish"})
Item = dict[str, Any]
Facts = Mapping[str, Sequence[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Editor:
    """Writes what a draft does to a plan into the document of that plan."""

    component: int
    facts: Facts

    def __call__(
        self, component: Component, document: PlanDocument, stored: list[tuple[Any, ...]], links: list[int]
    ) -> None:
        if component.pk != self.component:
            return
        tasks = {task.uid: task for task in document.tasks}
        for fact in self.facts.get("set", ()):
            put(tasks[fact["task"]], fact["after"])
        for fact in self.facts.get("placed", ()):
            task = TaskDoc(uid=fact["task"], name=fact["name"])
            put(task, fact["new"])
            document.tasks.append(task)
            stored.append((None,) * len(SCHEDULED))
        given = [{fact["task"]: fact["after"][name] for fact in self.facts.get("set", ()) if name in fact["after"]}
                 for name in ("assigned", "assigned_work", "contours")]  # fmt: skip
        document.assignments = [stated(each, *given) for each in document.assignments]
        for place, each in enumerate(joining(self.facts)):
            document.assignments.append(AssignmentDoc(-1 - place, *each[:3], contour=each.contour))
        for fact in self.facts.get("unlinked", ()):
            if fact["link"] in links:  # one between plans stands in neither document
                place = links.index(fact["link"])
                del document.links[place], links[place]
        for fact in self.facts.get("linked", ()):
            values = (fact[name] for name in ("predecessor", "successor", "type", "lag", "lag_kind"))
            document.links.append(LinkDoc(*values))
            links.append(0)


def put(task: TaskDoc, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if hasattr(task, name):
            setattr(task, name, instant(value) if name in INSTANTS else value)


def joining(facts: Facts) -> list[Joining]:
    """Return who would work on the new tasks, of whom no work is stated."""
    found = []
    for fact in facts.get("placed", ()):
        contours = dict(fact["new"].get("contours", ()))
        found += [Joining(fact["task"], pk, units, None, contours.get(pk, "flat"))
                  for pk, units in fact["new"].get("assigned", ())]  # fmt: skip
    return found


def what_if(
    component: Component,
    items: Sequence[Item],
    facts: Facts,
    *,
    forecasts: Mapping[str, float] | None = None,
    extra_cost: Decimal = Decimal(0),
    bands: Mapping[str, Mapping[str, float | None]] | None = None,
    stage: str = "",
    tried: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the effect of the changes as plain values: finishes, moved tasks, cost, people, risks, benefits, what was
    agreed with other plans, and the tolerances of the component and of those above it.

    ``facts`` are what they do to the plan: unlinked, placed, set and linked rows.
    ``forecasts`` are what the author expects of dimensions that people measure, ``extra_cost`` what tasks do not carry;
    ``bands`` are tolerances of the component (or of its stage of that name) that shall hold then; ``tried`` is what the
    changes of a branch do to plan and cost, where the request holds those.
    """
    own: dict[str, Any]
    if tried is not None:
        own = {**tried}
        extra_cost += own.pop("cost")
    elif not component.holds_tasks:
        own = {"ok": True, "problems": [], "days": 0.0, "finish_before": None, "finish_after": None,
                               "plans": [], "moved": 0, "tasks": [], "resources": [],
                               "benefits": [], "hand_offs": []}  # fmt: skip
    else:
        own = scheduled(component, facts)
    money = cost_change(items) + extra_cost
    risks = risk_change(component, items, [each["task"] for each in own["tasks"]])
    moves = {"time": own["days"], "cost": float(money), "risk": risks["after"] - risks["before"],
             "benefit": change_at(component, own["benefits"])}  # fmt: skip
    expected = {"time": risks["expected_days"], "cost": max(risks["after"], 0.0)}
    lines = [tolerance(each, moves, forecasts or {}, expected, bands or {}, stage) for each in standings(component)]
    lines += budget_change(component, moves["cost"], asked_budget(items))
    plans = [{"component": component.pk, "after": own["finish_after"], "days": own["days"]}] * bool(own["days"])
    effect = Effect(component, [*plans, *own["plans"]], moves["cost"], moves["risk"], own["benefits"])
    levels = [*level_change(effect), *budgets_above(component, moves["cost"])]
    say_who_decides(component, lines, levels)
    return {
        **own,
        "cost": str(money),
        "cost_before": forecast_cost(component),
        "risks": risks,
        "tolerances": lines,
        "levels": levels,
    }


def scheduled(component: Component, facts: Facts) -> dict[str, Any]:
    """Return what the engine says of the plan with the changes in it."""
    group = joined_groups([component.pk])
    components = list(Component.objects.filter(pk__in=live(group[0])).order_by("pk")) if group else [component]
    joined = joined_plan(components, edit=Editor(component.pk, facts))
    return effect_of(component, joined, schedule_plan(joined.plan, joined.options), joining(facts))


def effect_of(
    component: Component,
    joined: JoinedPlan,
    schedule: Schedule,
    joining: Sequence[Joining],
    restaffed: frozenset[int] = frozenset(),
) -> dict[str, Any]:
    """Return what a schedule of the joined plans would change, beside the dates that are stored of them.

    ``joining`` are who would work on new tasks and on ``restaffed`` ones, instead of those that are stored.
    """
    plans = [finish_of(joined, schedule, row) for row in range(len(joined.components))]
    own = next((each for each in plans if each["component"] == component.pk), None)
    days = own["days"] if own and own["days"] is not None else 0.0
    return {
        "ok": schedule.ok,
        "problems": [each.id for each in schedule.diagnostics][:10],
        "days": days,
        "finish_before": own["before"] if own else None,
        "finish_after": own["after"] if own else None,
        "plans": [each for each in plans if each["component"] != component.pk and each["days"]],
        **moved_tasks(joined, schedule),
        "resources": load_change(joined, schedule, joining, restaffed) if schedule.ok else [],
        "benefits": benefit_change(component, moved_dates(joined, schedule)) if schedule.ok else [],
        "hand_offs": hand_off_change(joined, schedule) if schedule.ok else [],
    }


def moved_dates(joined: JoinedPlan, schedule: Schedule) -> Moved:
    """Return the dates that the tasks of all joined plans would have."""
    rows = np.flatnonzero(joined.plan.tasks.active & (schedule.start != MISSING) & (schedule.finish != MISSING))
    ids, starts, finishes = (each[rows].tolist() for each in (joined.task_ids, schedule.start, schedule.finish))
    dates = {pk: (start, finish) for pk, start, finish in zip(ids, starts, finishes, strict=True)}
    return Moved(frozenset(each.pk for each in joined.components), dates)


def finish_of(joined: JoinedPlan, schedule: Schedule, row: int) -> dict[str, Any]:
    """Return the finish of one plan, as stored and as it would be."""
    component = joined.components[row]
    rows = np.flatnonzero((joined.plan.tasks.project == row) & joined.plan.tasks.active)
    after = schedule.finish[rows]
    after = after[after != MISSING]
    before = [joined.stored[each][1] for each in rows.tolist() if joined.stored[each][1] is not None]
    first, last = (max(before) if before else None), (int(after.max()) if len(after) else None)
    days = None
    if first is not None and last is not None:
        days = working_between(component, first, last) / component.minutes_per_day
    return {"component": component.pk, "name": component.name, "before": first, "after": last, "days": days}


def moved_tasks(joined: JoinedPlan, schedule: Schedule) -> dict[str, Any]:
    """Return how many tasks would move, and the first of them by their new start."""
    parents = set(joined.plan.tasks.parent[joined.plan.tasks.parent >= 0].tolist())
    moved = []
    for row, stored in enumerate(joined.stored):
        start, finish = int(schedule.start[row]), int(schedule.finish[row])
        if row not in parents and (start, finish) != (stored[0], stored[1]) and start != MISSING:
            moved.append((start, row, finish))
    moved.sort()
    owner = joined.plan.tasks.project
    lines = [
        {
            "task": int(joined.task_ids[row]),
            "name": joined.names[row],
            "component": joined.components[int(owner[row])].pk,
            "before": joined.stored[row][1],
            "after": finish,
            "critical": bool(schedule.critical[row]),
        }
        for start, row, finish in moved[:MOST_MOVED]
    ]
    return {"moved": len(moved), "tasks": lines}


def cost_change(items: Sequence[Item]) -> Decimal:
    """Return by how much the changes raise the cost of tasks, and what new tasks cost."""
    total = Decimal(0)
    wanted = [item["task"] for item in items if item["op"] == "update_task"]
    now = dict(Task.objects.filter(pk__in=wanted).values_list("pk", "cost"))
    for item in items:
        if item["op"] == "update_task" and item["values"].get("cost") is not None:
            total += Decimal(str(item["values"]["cost"])) - (now.get(item["task"]) or Decimal(0))
        elif item["op"] == "create_task":
            total += Decimal(str(item.get("cost") or 0))
    return total


def tolerance(
    each: Standing,
    moves: Mapping[str, float],
    forecasts: Mapping[str, float],
    expected: Mapping[str, float],
    bands: Mapping[str, Mapping[str, float | None]],
    stage: str,
) -> dict[str, Any]:
    """Return how a tolerance would stand, and whether what is left of it holds what the open risks may take."""
    row, before, band = each.tolerance, each.forecast, each.band
    of_stage = row.stage.name if row.stage else ""
    after = None if before is None else before + moves.get(row.dimension, 0.0)
    after = forecasts.get(row.dimension, after)
    found: dict[str, Any] = {"dimension": row.dimension, "stage": of_stage, "before": before, "after": after,
                             "warn": row.warn, "status_before": each.status}  # fmt: skip
    if row.dimension in bands and of_stage == stage and after is not None:
        given = bands[row.dimension]
        target = after if given["target"] is None else given["target"]
        found["new"] = {"target": target, "plus": given["plus"], "minus": given["minus"]}
        band = Band(target, given["plus"], given["minus"], row.warn)
    found["status_after"] = judge(after, band).status if after is not None and band is not None else "none"
    if found["status_after"] == each.status == "red" and before is not None and after is not None:
        found["further"] = is_further(before, each.band, after, band)
    if row.dimension in expected and band is not None and band.plus is not None:
        rooms = [None if one is None or side is None or side.plus is None else side.target + side.plus - one
                 for one, side in ((before, each.band), (after, band))]  # fmt: skip
        wanted = expected[row.dimension]
        found |= {"room_before": rooms[0], "room_after": rooms[1], "expected": wanted,
                  "uncovered": rooms[1] is not None and wanted > 0 and rooms[1] < wanted}  # fmt: skip
    return found


def is_further(before: float, was: Band | None, after: float, then: Band | None) -> bool:
    """Return whether a forecast that is outside would lie further from its target."""
    return was is not None and then is not None and abs(after - then.target) > abs(before - was.target) + SLACK


def asked_budget(items: Sequence[Item]) -> Decimal | None:
    """Return the highest budget that the changes ask for."""
    return max((Decimal(item["amount"]) for item in items if item["op"] == "budget"), default=None)
