"""A live plan levelled: how far each task waits for its people, for whom, and what stays too much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.assigned import DAY, days_of, workers_of
from headway.app.bridge.busy_elsewhere import busy_elsewhere
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from headway.app.bridge.assigned import Worker
    from headway.app.bridge.busy_elsewhere import BusyElsewhere
    from headway.app.bridge.live_part import LivePart
    from headway.app.bridge.live_plan import LivePlan
    from headway.engine.levelling.levelled import Levelled
    from headway.engine.levelling.resources import Needs, Resources

MOST_LEVELLINGS = 60
TASKS_IN_ALL = 60_000
"""Of all levellings that are tried; a large plan is levelled once, by the rule."""
MOST_TOLD = 500
Names = dict[int, tuple[int, str]]
"""Ids and names of the plan's own tasks by their rows among all."""


@dataclass(frozen=True, slots=True)
class Levelling:
    """What a levelling says of one plan."""

    delays: dict[int, int]
    """Clock minutes by which each task is held back, by its id."""
    waits: list[dict[str, Any]]
    """The tasks that wait for somebody, the longest wait first."""
    overloads: list[dict[str, Any]]
    """What stays too much, with the reasons."""
    refusal: str = ""
    """Why nothing could be levelled."""


def levelled(plan: LivePlan, component: int, *, within_float: bool) -> Levelling:
    """Level the people of a plan; tasks of other plans stay where they are, and have whom they ask for."""
    from headway.engine.levelling.level import level  # noqa: PLC0415 - numba loads only where something is calculated
    from headway.engine.levelling.plan_options import LevelOptions  # noqa: PLC0415

    joined = plan.joined
    tasks, part = joined.plan.tasks, plan.parts[component]
    own = tasks.project == [each.pk for each in joined.components].index(component)
    workers = workers_of({each.resource for each in part.assignments})
    begun = tasks.percent > 0
    priority = np.full(len(tasks), 500, np.int32)
    priority[own] = list(part.column("priority").values())
    options = LevelOptions(
        within_float=within_float, task_priority=priority, pinned=~own | begun,
        iterations=int(np.clip(TASKS_IN_ALL // max(len(tasks), 1), 1, MOST_LEVELLINGS)),
    )  # fmt: skip
    first, _ = days_of(*(each.astype(np.int64) for each in plan.dates(component)))
    busy = busy_elsewhere(component, workers, first * DAY)
    found = level(joined.plan, *asked_for(plan, component, workers, busy), options, joined.options)
    if not found.ok:
        return Levelling({}, [], [], next(each.message for each in found.diagnostics if each.level == "error"))
    rows = np.flatnonzero(own)
    delays = dict(zip(joined.task_ids[rows].tolist(), found.plan.tasks.leveling_delay[rows].tolist(), strict=True))
    names = {row: (pk, part.value(pk, "name")[:200]) for row, pk in zip(rows.tolist(), part.rows, strict=True)}
    people = [worker[1] for worker in workers]
    told = overloads_of(found, names, people, passed(found, part), busy)
    return Levelling(delays, waits_of(found, names, people, busy), told)


def asked_for(plan: LivePlan, component: int, workers: list[Worker], busy: BusyElsewhere) -> tuple[Resources, Needs]:
    """Return the people of a plan, as far as others leave them, and what its tasks need, in rows of the joined plan."""
    from headway.engine.levelling.resources import Needs, Resources  # noqa: PLC0415

    part = plan.parts[component]
    first, calendars = plan.offsets(component)
    known = part.calendar_rows()
    own = [known[worker[3]] + calendars if worker[3] in known else -1 for worker in workers]
    capacity = np.array([max(worker[2], 0.0) for worker in workers])
    people = Resources(capacity, np.array(own, np.int32), *busy.steps(capacity))
    at = {worker[0]: row for row, worker in enumerate(workers)}
    place = {pk: row + first for row, pk in enumerate(part.rows)}
    asked = [each for each in part.assignments if each.resource in at and each.task in place]
    needs = Needs(
        np.array([place[each.task] for each in asked], np.int32),
        np.array([at[each.resource] for each in asked], np.int32),
        np.array([max(each.units, 0.0) for each in asked]),
    )  # fmt: skip
    return people, needs


def waits_of(found: Levelled, names: Names, people: list[str], busy: BusyElsewhere) -> list[dict[str, Any]]:
    """Return who waits for whom; tasks that only their predecessors moved follow from these."""
    moves = sorted((each for each in found.moves() if each.resource >= 0), key=lambda each: each.old_start - each.start)
    return [told(each.task, names) | {
        "resource": people[each.resource], "busy_with": names[each.rival][1] if each.rival in names else "",
        "before": each.old_start, "after": each.start,
        **elsewhere(busy.between(each.resource, each.old_start, each.start)),
    } for each in moves[:MOST_TOLD] if each.task in names]  # fmt: skip


def passed(found: Levelled, part: LivePart) -> int:
    """Return until when nothing can be changed any more: the status date of the plan, or what is done of it."""
    status = part.component.status_date
    done = found.plan.tasks.actual_finish
    return status if status is not None else int(done.max(initial=MISSING))


def overloads_of(
    found: Levelled, names: Names, people: list[str], since: int, busy: BusyElsewhere
) -> list[dict[str, Any]]:
    """Return what stays too much after an instant."""
    return [{
        "resource": people[each.resource], "start": each.start, "finish": each.finish, "units": each.units,
        "capacity": each.capacity,
        "tasks": [told(row, names) | {"reason": reason} for row, reason in zip(each.tasks, each.reasons, strict=True)],
        **elsewhere(busy.between(each.resource, each.start, each.finish)),
    } for each in [each for each in found.overloads if each.finish > since][:MOST_TOLD]]  # fmt: skip


def elsewhere(plans: list[int]) -> dict[str, list[int]]:
    """Return the ids of other plans as a part of a line: names are looked up for each reader."""
    return {"elsewhere": plans} if plans else {}


def told(row: int, names: Names) -> dict[str, Any]:
    return dict(zip(("task", "name"), names[row], strict=True))
