"""A branch beside the live plan: what moved, what it costs, how much room is left, and which change moved it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.bridge.cell_choices import contours_text
from headway.app.bridge.live_part import AT
from headway.app.bridge.reports.moves import MOST_CAUSES, Sentences, compared, short
from headway.app.bridge.schedule_columns import KINDS
from headway.app.bridge.sheet import COLUMNS as SHOWN
from headway.app.models import Component
from headway.app.rules import Verb, may, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.bridge.live_part import Row
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.bridge.people_on_rows import People
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Person

PLACE = {name: index for index, name in enumerate(SHOWN)}
COMPARED = ("start", "finish", "duration", "cost", "total_float", "critical", "resources", "contours")
DONE = 100
HIDDEN = "a task of another plan"


def figures(sheet: Sheet) -> dict[str, Any]:
    """Return what a plan comes to: start, finish, cost of its tasks, least float, how many are critical."""
    at = PLACE
    rows = [row for row in sheet.rows.values() if row[at["kind"]] != KINDS["summary"] and row[at["active"]]]
    left = [row for row in rows if row[at["percent"]] < DONE]
    floats = [row[at["total_float"]] for row in left if row[at["total_float"]] is not None]
    return {
        "start": min((row[at["start"]] for row in rows if row[at["start"]] is not None), default=None),
        "finish": finish_of(sheet),
        "cost": str(sum((cost_of(row) for row in rows), Decimal(0))),
        "least_float": min(floats, default=None),
        "critical": sum(row[at["critical"]] for row in left),
        "tasks": len(rows),
    }


def finish_of(sheet: Sheet) -> int | None:
    """Return when the last task that is to be done finishes."""
    kind, active, finish, summary = PLACE["kind"], PLACE["active"], PLACE["finish"], KINDS["summary"]
    return max((row[finish] for row in sheet.rows.values()
                if row[finish] is not None and row[kind] != summary and row[active]), default=None)  # fmt: skip


def figures_with_people(reader: Person | None, sheet: Sheet, people: People) -> dict[str, Any]:
    """Return what a plan comes to with its people; what they cost is for those who may change the plan."""
    told = figures(sheet) | {"work": people.work}
    plans = reader is None or may(reader, Verb.EDIT_PLAN, Component(pk=sheet.component))
    return told | ({"people_cost": str(people.cost)} if plans else {})


def cost_of(row: Row) -> Decimal:
    """Return what a task costs: its cost, or only the fixed part where that alone is known."""
    known = row[PLACE["cost"]] if row[PLACE["cost"]] is not None else row[PLACE["fixed_cost"]]
    return Decimal(known or 0)


def differences(live: Sheet, sheet: Sheet) -> list[dict[str, Any]]:
    """Return each task that is not the same in the branch, the farthest moved first."""
    found = []
    for task, row in sheet.rows.items():
        before = live.rows.get(task)
        if before is not row and (before is None or compared_values(before) != compared_values(row)):
            found.append(line(task, before, row))
    found += [line(task, before, None) for task, before in live.rows.items() if task not in sheet.rows]
    found.sort(key=lambda each: (each["moved"] is None, -abs(each["moved"] or 0)))
    return found


def compared_values(row: Row) -> tuple[Any, ...]:
    return tuple(row[PLACE[name]] for name in COMPARED)


def line(task: int, before: Row | None, after: Row | None) -> dict[str, Any]:
    """Return one task beside itself."""
    either = after or before
    assert either is not None
    found: dict[str, Any] = {"task": task, "name": either[PLACE["name"]], "wbs": either[PLACE["wbs"]],
                             "kind": either[PLACE["kind"]],
                             "what": "same" if before and after else "new" if after else "gone"}  # fmt: skip
    for name in COMPARED:
        found |= {f"live_{name}": before and value_of(before, name), name: after and value_of(after, name)}
    ends = found["live_finish"], found["finish"]
    found["moved"] = None if None in ends else ends[1] - ends[0]
    return found


def value_of(row: Row, name: str) -> Any:
    """Return a value as it is told: contours with the names of who has them."""
    return contours_text(row[PLACE["resources"]], row[PLACE[name]]) if name == "contours" else row[PLACE[name]]


def other_plans(
    person: Person, plan: LivePlan, own: int, live: Mapping[int, Mapping[int, Any]]
) -> list[dict[str, Any]]:
    """Return the tied plans that move, as far as the reader sees them."""
    found = []
    seen = dict(visible(person, Component).filter(pk__in=plan.parts).values_list("pk", "name"))
    for pk, part in plan.parts.items():
        moved = sum(part.computed[task][:2] != dates for task, dates in live[pk].items() if task in part.computed)
        if pk == own or not moved or pk not in seen:
            continue
        active = [task for task, row in part.rows.items() if row[AT["active"]]]
        found.append({"id": pk, "name": seen[pk], "tasks": moved,
                      "finish_before": latest(live[pk].get(task, (None, None))[1] for task in active),
                      "finish_after": latest(part.computed[task][1] for task in active)})  # fmt: skip
    return found


def latest(finishes: Any) -> int | None:
    return max((finish for finish in finishes if finish is not None), default=None)


def causes(person: Person, before: JoinedPlan, after: JoinedPlan, minutes_per_day: int) -> dict[int, str]:
    """Return why each task moved, as the engine's comparison proves it; what the reader may not see stays unnamed."""
    seen = set(
        visible(person, Component).filter(pk__in=[each.pk for each in after.components]).values_list("pk", flat=True)
    )
    comparison = compared(before.plan, after.plan, before.options, after.options)
    words = Sentences(before.plan, after.plan, named(before, seen), named(after, seen), minutes_per_day)
    said: dict[int, str] = {}
    found = {}
    for move in comparison.moves:
        for row in move.causes[:MOST_CAUSES]:
            said.setdefault(row, words.words(comparison.changes[row]))
        more = len(move.causes) - MOST_CAUSES
        sentence = " and ".join(said[row] for row in move.causes[:MOST_CAUSES])
        found[int(after.task_ids[move.task_after])] = sentence + (f" and {more} more changes" if more > 0 else "")
    return found


def named(joined: JoinedPlan, seen: set[int]) -> Any:
    """Return how rows are called, those of plans that the reader may not see by no name."""
    owners = joined.plan.tasks.project
    return lambda row: short(joined.names[row]) if joined.components[int(owners[row])].pk in seen else HIDDEN
