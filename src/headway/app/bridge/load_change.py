"""What pending changes would do to the people: work by month and the peak of each resource, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from headway.app.models import Assignment, Resource
from headway.engine.effort import CONTOUR_SHARES
from headway.engine.measures.allocation import peaks, spread
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.engine.measures.allocation import Peaks
    from headway.engine.network.result import Schedule
    from headway.formats.document import Contour

MOST_RESOURCES, MOST_MONTHS = 30, 24
EPOCH_DAY = 719_163
DAY = 1440
SMALLEST = 1e-6
"""Units; what differs by less is the same."""
COLUMNS = (
    "task_id", "resource_id", "resource__name", "resource__max_units", "resource__person_id", "units", "work_minutes",
    "contour", "component_id", "task__active", "task__duration_minutes", "task__task_type",
)  # fmt: skip


class Joining(NamedTuple):
    """Somebody who would work on a task."""

    task: int
    resource: int
    units: float
    work: int | None
    """Minutes, where it is stated."""
    contour: Contour = "flat"


@dataclass(frozen=True, slots=True)
class Side:
    """All assignments either as they are stored or as they would be."""

    start: NDArray[np.int64]
    finish: NDArray[np.int64]
    units: NDArray[np.float64]
    work: NDArray[np.float64]


def load_change(
    joined: JoinedPlan,
    schedule: Schedule,
    joining: Sequence[Joining] = (),
    restaffed: frozenset[int] = frozenset(),
) -> list[dict[str, Any]]:
    """Return the resources whose load would change, those that become over-allocated first.

    ``joining`` are those who would work on new tasks, and all who would work on ``restaffed`` ones; who works on these
    now does not then.

    A person who stands in several of the plans is counted once. A longer task takes more work of its people, or fewer
    of their hours each day where its work is fixed.
    """
    place = {int(pk): row for row, pk in enumerate(joined.task_ids)}
    rows = Assignment.objects.filter(component__in=joined.components, resource__kind="work").order_by("pk")
    found = [row for row in rows.values_list(*COLUMNS) if row[0] in place]
    now = len(found)
    joining = [each for each in joining if each[0] in place]
    found += new_rows(joining, {task: int(joined.plan.tasks.duration[place[task]]) for task, *_ in joining})
    if not found:
        return []
    made = np.arange(len(found)) >= now
    gone = ~made & np.array([row[0] in restaffed for row in found])
    tasks = np.array([place[row[0]] for row in found])
    keys = {key: row for row, key in enumerate(dict.fromkeys(key_of(row) for row in found))}
    owner = np.array([keys[key_of(row)] for row in found])
    sides = without(before_side(joined, found, tasks), made), without(after_side(joined, schedule, found, tasks), gone)
    months = months_of(sides)
    work = [by_month(joined, side, tasks, months, owner) for side in sides]
    tops = [peaks(owner, side.start, side.finish, side.units, len(keys)) for side in sides]
    changed = (np.abs(work[1] - work[0]).max(axis=1) >= 1) | (np.abs(tops[1].units - tops[0].units) > SMALLEST)
    first = dict(reversed([(int(row), each) for row, each in zip(owner, found, strict=True)]))
    lines = [line(first[row], row, tops, work, months) for row in np.flatnonzero(changed).tolist()]
    lines.sort(key=lambda each: (not each["newly_over"], not each["over_after"], -abs(each["more"]), each["resource"]))
    return lines[:MOST_RESOURCES]


def without(side: Side, absent: NDArray[np.bool_]) -> Side:
    """Return a side in which some assignments are not there."""
    start, finish = np.where(absent, 0, side.start), np.where(absent, 0, side.finish)
    return Side(start, finish, side.units, np.where(absent, 0.0, side.work))


def new_rows(joining: Sequence[Joining], durations: Mapping[int, int]) -> list[tuple[Any, ...]]:
    """Return assignments that are not stored in the columns of stored ones."""
    rows = Resource.objects.filter(pk__in=[each[1] for each in joining], kind=Resource.Kind.WORK)
    known = {row[0]: row for row in rows.values_list("pk", "name", "max_units", "person", "component")}
    return [
        (task, *known[resource][:4], units, work, contour, known[resource][4], True, durations[task], "fixed_units")
        for task, resource, units, work, contour in joining if resource in known
    ]  # fmt: skip


def key_of(row: tuple[Any, ...]) -> tuple[str, int]:
    return ("person", row[4]) if row[4] else ("resource", row[1])


def before_side(joined: JoinedPlan, found: Sequence[tuple[Any, ...]], tasks: NDArray[np.int64]) -> Side:
    """Return the assignments as they are stored; a task that is not calculated or not active asks for nobody."""
    dates = [
        joined.stored[task][:2] if row[9] else (None, None) for row, task in zip(found, tasks.tolist(), strict=True)
    ]
    start, finish = (np.array([0 if None in pair else pair[end] for pair in dates], np.int64) for end in (0, 1))
    return side_of(found, start, finish, np.ones(len(found)))


def after_side(
    joined: JoinedPlan, schedule: Schedule, found: Sequence[tuple[Any, ...]], tasks: NDArray[np.int64]
) -> Side:
    """Return them as they would be."""
    start, finish = schedule.start[tasks].astype(np.int64), schedule.finish[tasks].astype(np.int64)
    absent = ~joined.plan.tasks.active[tasks] | (start == MISSING) | (finish == MISSING)
    stored = np.array([row[10] for row in found], np.float64)
    longer = np.where(stored > 0, joined.plan.tasks.duration[tasks] / np.where(stored > 0, stored, 1), 1.0)
    return side_of(found, np.where(absent, 0, start), np.where(absent, 0, finish), longer)


def side_of(
    found: Sequence[tuple[Any, ...]], start: NDArray[np.int64], finish: NDArray[np.int64], longer: NDArray[np.float64]
) -> Side:
    units, work = planned_work([(row[5], row[6], row[7], row[10]) for row in found])
    fixed = np.array([row[11] == "fixed_work" for row in found])
    units = np.where(fixed & (longer > 0), units / np.where(longer > 0, longer, 1), units)
    work = np.where(fixed, work, work * longer)
    return Side(start, finish, units, np.where(finish > start, work, 0.0))


def planned_work(
    found: Iterable[tuple[float, int | None, str, int]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return units and minutes of work of assignments given as units, work, contour and length of their task.

    Without a given work it is what the units do in that time.
    """
    rows = list(found)
    units = np.array([max(row[0], 0.0) for row in rows])
    shares = np.array([CONTOUR_SHARES.get(row[2], 1.0) for row in rows])
    lengths = np.array([row[3] for row in rows], np.float64)
    given = np.array([np.nan if row[1] is None else row[1] for row in rows], np.float64)
    return units, np.where(np.isnan(given), units * shares * lengths, given)


def months_of(sides: Sequence[Side]) -> list[date]:
    """Return the first days of the months from the first start to the last finish, and of the one behind them."""
    busy = [side.finish > side.start for side in sides]
    starts = [int(side.start[on].min()) for side, on in zip(sides, busy, strict=True) if on.any()]
    ends = [int(side.finish[on].max()) for side, on in zip(sides, busy, strict=True) if on.any()]
    if not starts:
        return [date(1970, 1, 1), date(1970, 2, 1)]
    day = date.fromordinal(EPOCH_DAY + min(starts) // DAY).replace(day=1)
    months = [day]
    while months[-1].toordinal() <= EPOCH_DAY + (max(ends) - 1) // DAY:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return months


def by_month(
    joined: JoinedPlan, side: Side, tasks: NDArray[np.int64], months: Sequence[date], owner: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return minutes of work of each resource in each month, spread over the working time of the tasks."""
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    edges = np.array([(month.toordinal() - EPOCH_DAY) * DAY for month in months], np.int64)
    within = np.clip(edges[None, :], side.start[:, None], side.finish[:, None])
    plan = joined.plan
    own = plan.tasks.calendar[tasks]
    projects = np.array([project.calendar for project in plan.projects])
    calendar = np.where(own >= 0, own, projects[plan.tasks.project[tasks]])
    compiled = compile_calendars(plan.calendars, int(edges[0]) // DAY - 1, int(edges[-1]) // DAY + 1)
    done = compiled.working_between(
        np.repeat(calendar, len(edges)), np.repeat(within[:, 0], len(edges)), within.ravel()
    ).reshape(within.shape)
    idle = done[:, -1] <= 0  # work outside of working hours counts by the clock
    done = np.where(idle[:, None], within - within[:, :1], done)
    total = np.zeros((int(owner.max()) + 1, len(months) - 1))
    np.add.at(total, owner, spread(side.work, done))
    return total


def line(
    row: tuple[Any, ...], place: int, tops: Sequence[Peaks], work: Sequence[NDArray[np.float64]], months: Sequence[date]
) -> dict[str, Any]:
    """Return one resource as plain values: work in minutes, units as people."""
    capacity = float(row[3])
    peak = [float(top.units[place]) for top in tops]
    over = [capacity > 0 and each > capacity + SMALLEST for each in peak]
    before, after = work[0][place], work[1][place]
    differing = np.flatnonzero(np.abs(after - before) >= 1)[:MOST_MONTHS].tolist()
    return {
        "resource": row[1], "component": row[8], "name": row[2], "capacity": capacity,
        "peak_before": peak[0], "peak_after": peak[1], "peak_at": int(tops[1].at[place]),
        "over_before": over[0], "over_after": over[1], "newly_over": over[1] and not over[0],
        "work_before": round(float(before.sum())), "work_after": round(float(after.sum())),
        "more": round(float(after.sum() - before.sum())),
        "months": [
            {"month": f"{months[each]:%Y-%m}", "before": round(float(before[each])), "after": round(float(after[each]))}
            for each in differing
        ],
    }  # fmt: skip
