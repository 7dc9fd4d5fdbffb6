"""What is computed for one plan from its tasks: dates, percentages, counts, health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.reasons import plan_reasons, trouble
from headway.app.models import Baseline, BaselineTask, Component, Rollup
from headway.engine.measures.health import PlanFacts, plan_health
from headway.engine.plan import MISSING, TaskKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.engine.network.result import Schedule

Minutes = Any
Mask = Any


class Baselined:
    """Start, finish and duration of the tasks of a plan in its current baseline."""

    def __init__(self, component: Component) -> None:
        current = Baseline.objects.filter(component=component, current=True).values("pk")
        rows = BaselineTask.objects.filter(baseline__in=current)
        values = rows.values_list("task_id", "start", "finish", "duration_minutes")
        self.rows: dict[int, tuple[int | None, int | None, int | None]] = {row[0]: row[1:] for row in values}
        dates = [at for start, finish, _ in self.rows.values() for at in (start, finish) if at is not None]
        self.span = [min(dates), max(dates)] if dates else []
        self._ids: NDArray[Any] | None = None
        self._columns: tuple[Minutes, Minutes, Minutes]

    def columns(self, ids: NDArray[Any]) -> tuple[Minutes, Minutes, Minutes]:
        """Return start, finish and duration of some tasks; MISSING where there is none."""
        if self._ids is None or not np.array_equal(self._ids, ids):
            start, finish, duration = np.full((3, len(ids)), MISSING, np.int64)
            for row, pk in enumerate(ids.tolist()) if self.rows else ():
                begins, ends, minutes = self.rows.get(pk, (None, None, None))
                if ends is not None:
                    start[row], finish[row] = ends if begins is None else begins, ends
                    duration[row] = MISSING if minutes is None else minutes
            self._ids, self._columns = ids, (start, finish, duration)
        return self._columns


def write_plan_rollups(
    joined: JoinedPlan, schedule: Schedule, baselines: Mapping[int, Baselined] | None = None, clock: Any = None
) -> list[tuple[int | None, int | None]]:
    """Write the rollup of every plan; return its finish before and after.

    Baselines and compiled calendars that are known are not read and compiled again.
    """
    known = {each.pk: (baselines or {}).get(each.pk) or Baselined(each) for each in joined.components}
    clock = clock or clock_for(joined, schedule, known)
    finishes = []
    for row, component in enumerate(joined.components):
        own = PlanRows(joined, schedule, clock, row, known[component.pk])
        rollup = Rollup.objects.select_for_update(no_key=True).get_or_create(component=component)[0]
        before = rollup.finish
        fill(rollup, own, component)
        rollup.save()
        finishes.append((before, rollup.finish))
    return finishes


def clock_for(joined: JoinedPlan, schedule: Schedule, baselines: Mapping[int, Baselined], spare: int = 31) -> Any:
    """Compile the calendars for all days that the measures look at, and some to spare."""
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    first, last = span_of(joined, schedule, baselines)
    return compile_calendars(joined.plan.calendars, first - spare, last + spare)


def span_of(joined: JoinedPlan, schedule: Schedule, baselines: Mapping[int, Baselined]) -> tuple[int, int]:
    """Return the first and the last day that the measures look at."""
    instants = np.concatenate(
        [schedule.start, schedule.finish, joined.plan.tasks.deadline, [p.status_date for p in joined.plan.projects],
         *(each.span for each in baselines.values())]
    )  # fmt: skip
    instants = instants[instants != MISSING]
    return (int(instants.min()) // 1440, int(instants.max()) // 1440) if len(instants) else (0, 1)


class PlanRows:
    """The leaf tasks of one plan within a joined one, as columns."""

    def __init__(self, joined: JoinedPlan, schedule: Schedule, clock: Any, row: int, baseline: Baselined) -> None:
        tasks = joined.plan.tasks
        parents = np.zeros(len(tasks), bool)
        parents[tasks.parent[tasks.parent >= 0]] = True
        summary = parents | (tasks.kind == TaskKind.SUMMARY)
        self.all_rows: NDArray[Any] = np.flatnonzero(tasks.project == row)
        self.rows: NDArray[Any] = np.flatnonzero((tasks.project == row) & ~summary & tasks.active)
        self.joined, self.schedule, self.clock = joined, schedule, clock
        self.project = joined.plan.projects[row]
        self.component = joined.components[row]
        rows = self.rows
        self.ids = joined.task_ids[rows]
        self.start, self.finish = schedule.start[rows], schedule.finish[rows]
        self.percent = np.where(tasks.actual_finish[rows] != MISSING, 100.0, tasks.percent[rows])
        self.done: Mask = self.percent >= 100
        self.weight = np.where(tasks.kind[rows] == TaskKind.MILESTONE, 0, tasks.duration[rows]).astype(np.int64)
        self.milestone: Mask = (tasks.kind[rows] == TaskKind.MILESTONE) | (
            (tasks.duration[rows] == 0) & (tasks.kind[rows] != TaskKind.TASK)
        )
        self.deadline = tasks.deadline[rows]
        self.calendar = np.where(tasks.calendar[rows] < 0, self.project.calendar, tasks.calendar[rows])
        self.baseline_start, self.baseline_finish, self.baseline_weight = self.baseline(baseline)

    def baseline(self, stored: Baselined) -> tuple[Minutes, Minutes, Minutes]:
        """Return start, finish and duration in the current baseline; MISSING and 0 for tasks not in it."""
        start, finish, duration = stored.columns(self.ids)
        weight = np.where(duration == MISSING, self.weight, duration)
        return start, finish, np.where(finish == MISSING, 0, weight)

    def days_between(self, earlier: int, later: int) -> tuple[int, float]:
        """Return working minutes and days of the component's calendar; negative where later lies before."""
        minutes = int(self.clock.working_between(self.project.calendar, [earlier], [later])[0])
        return minutes, minutes / self.component.minutes_per_day


def extreme(values: Minutes, *, latest: bool) -> int | None:
    """Return the first or last of the given minutes; None if there is none."""
    given = values[values != MISSING]
    if not len(given):
        return None
    return int(given.max() if latest else given.min())


def weighted(percent: Any, weight: Minutes) -> float | None:
    """Return the mean percentage by weight; plainly counted where nothing has a weight (milestones only)."""
    if not len(percent):
        return None
    return float(np.average(percent, weights=weight) if weight.sum() > 0 else np.mean(percent))


def planned_percent(own: PlanRows) -> float | None:
    """Return how much the baseline expected by the status date: of each task the share of its working time."""
    within = own.baseline_finish != MISSING
    status = own.project.status_date
    if not within.any() or status == MISSING:
        return None
    start, finish = own.baseline_start[within], own.baseline_finish[within]
    calendar = own.calendar[within]
    whole = own.clock.working_between(calendar, start, finish).astype(float)
    so_far = own.clock.working_between(calendar, start, np.clip(status, start, finish)).astype(float)
    share = np.where(whole > 0, so_far / np.maximum(whole, 1), finish <= status)
    return weighted(100.0 * share, own.baseline_weight[within])


def fill(rollup: Rollup, own: PlanRows, component: Component) -> None:
    """Compute every column of the rollup."""
    status = own.project.status_date
    open_rows = ~own.done
    dated = own.finish != MISSING
    rollup.start, rollup.finish = extreme(own.start, latest=False), extreme(own.finish, latest=True)
    rollup.baseline_start = extreme(own.baseline_start, latest=False)
    rollup.baseline_finish = extreme(own.baseline_finish, latest=True)
    rollup.compared_finish = None if rollup.baseline_finish is None else rollup.finish
    rollup.finish_variance_minutes = rollup.finish_variance_days = None
    if rollup.finish is not None and rollup.baseline_finish is not None:
        minutes, days = own.days_between(rollup.baseline_finish, rollup.finish)
        rollup.finish_variance_minutes, rollup.finish_variance_days = minutes, days
    rollup.percent_complete = weighted(own.percent, own.weight)
    rollup.planned_percent = planned_percent(own)
    rollup.work_minutes = int(own.weight.sum())
    rollup.baseline_work_minutes = int(own.baseline_weight.sum())
    rollup.task_count, rollup.milestone_count = len(own.rows), int(own.milestone.sum())
    rollup.done_count = int(own.done.sum())
    rollup.critical_count = int((own.schedule.critical[own.rows] & open_rows).sum())
    late = dated & (own.baseline_finish != MISSING) & (own.finish > own.baseline_finish)
    missed = dated & (own.deadline != MISSING) & (own.finish > own.deadline)
    rollup.late_count = int((open_rows & (late | missed)).sum())
    overdue = open_rows & dated & (own.finish < status) if status != MISSING else np.zeros(len(own.rows), bool)
    rollup.overdue_count = int(overdue.sum())
    rollup.budget, rollup.revision = component.budget, component.revision
    judge(rollup, own, open_rows & missed, overdue)


def judge(rollup: Rollup, own: PlanRows, missed: Mask, overdue: Mask) -> None:
    """Set health, its reasons and the engine's diagnostics."""
    total_float = own.schedule.total_float[own.rows]
    negative = ~own.done & (total_float != MISSING) & (total_float < 0)
    per_day = own.component.minutes_per_day
    slips = np.zeros(len(own.rows))
    if missed.any():
        calendar = np.full(int(missed.sum()), own.project.calendar)
        slips[missed] = own.clock.working_between(calendar, own.deadline[missed], own.finish[missed]) / per_day
    rollup.diagnostics = trouble(own)
    facts = PlanFacts(
        tasks=rollup.task_count,
        done=rollup.done_count,
        ok=not any(each["level"] == "error" for each in rollup.diagnostics),
        finish_variance_days=rollup.finish_variance_days,
        worst_deadline_days=float(slips.max(initial=0.0)),
        deadlines_missed=int(missed.sum()),
        lowest_float_days=float(total_float[negative].min(initial=0) / per_day),
        negative_float_tasks=int(negative.sum()),
        percent=rollup.percent_complete,
        planned_percent=rollup.planned_percent,
        overdue=rollup.overdue_count,
        has_baseline=rollup.baseline_finish is not None,
    )
    health = plan_health(facts)
    rollup.health = health.level
    worst = {
        "finish-late": first_id(own, own.finish == (-1 if rollup.finish is None else rollup.finish)),
        "deadline-missed": first_id(own, missed & (slips == slips.max(initial=0.0))),
        "negative-float": first_id(own, negative & (total_float == total_float[negative].min(initial=0))),
        "overdue-tasks": first_id(own, overdue),
    }
    rollup.reasons = plan_reasons(health.reasons, facts, own.component.pk, worst)
    counts = {"project_count": 1, "red_count": 0, "amber_count": 0, "green_count": 0}
    counts |= {f"{health.level}_count": 1} if health.level != "none" else {}
    for name, value in counts.items():
        setattr(rollup, name, value)


def first_id(own: PlanRows, mask: Mask) -> int | None:
    """Return the id of the first task in the mask: where a reason's link leads."""
    rows = np.flatnonzero(mask)
    return int(own.ids[rows[0]]) if len(rows) else None
