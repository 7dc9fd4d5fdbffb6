"""Checks of the critical path: the path itself, the 600-day test, the critical path length index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.quality_subject import Measured, Subject, absent
from headway.engine.network.link_dates import calendar_rows, calendars_over
from headway.engine.network.scheduler import schedule as run_schedule
from headway.engine.plan import MISSING, Constraint

if TYPE_CHECKING:
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan


@dataclass(frozen=True, slots=True)
class DrivingPath:
    """The chain of unfinished tasks that decides when the plan ends, last task first."""

    tasks: tuple[int, ...]
    links: tuple[int, ...]
    """Link that drives each task, one for each but the last of ``tasks``."""


def last_task(subject: Subject) -> int:
    """Find the unfinished task or milestone that ends last; -1 where everything is finished.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    int
        Of several, the one with the least float, then the one furthest down.
    """
    rows = np.flatnonzero(subject.work & subject.unfinished)
    if not len(rows):
        return -1
    schedule = subject.schedule
    return int(rows[np.lexsort((rows, -schedule.total_float[rows].astype(np.int64), schedule.finish[rows]))[-1]])


def driving_path(subject: Subject, last: int) -> DrivingPath:
    """Follow the driving links back from a task until nothing unfinished drives any more.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.
    last : int
        Row of the last task.

    Returns
    -------
    DrivingPath
        A link from a summary leads on to the task below it that ends last. O(length of the path).
    """
    links, driver = subject.plan.links, subject.schedule.driver
    tasks, used, seen = [last], [], {last}
    while (link := int(driver[tasks[-1]])) >= 0:
        before = _lowest(subject, int(links.predecessor[link]))
        if before in seen or not subject.unfinished[before]:
            break
        seen.add(before)
        tasks.append(before)
        used.append(link)
    return DrivingPath(tuple(tasks), tuple(used))


def _lowest(subject: Subject, row: int) -> int:
    """Descend from a summary to the row below it that ends last."""
    while subject.summary[row]:
        held = np.flatnonzero((subject.plan.tasks.parent == row) & subject.plan.tasks.active)
        if not len(held):
            break
        row = int(held[np.argmax(subject.schedule.finish[held])])
    return row


def valid_path(subject: Subject) -> Measured:
    """Measure GAO 6: what interrupts the driving path between the status date and the last task.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
        Numerator: tasks on the path with a date constraint, dates set by hand, or a lag on the link that drives them,
        and its first task where that begins later than the status date (the project's start, if later) for no reason.
    """
    last = last_task(subject)
    if last < 0:
        return absent("Every task is finished.")
    path = driving_path(subject, last)
    tasks, links = subject.plan.tasks, subject.plan.links
    rows, used = np.array(path.tasks), np.array(path.links, np.int64)
    wrong = (tasks.constraint[rows] >= Constraint.SNET) & (tasks.constraint_date[rows] != MISSING)
    wrong |= tasks.manual[rows]
    lagged = links.lag[used] != 0
    wrong[: len(used)] |= lagged
    wrong[-1] |= _gap(subject, path.tasks[-1])
    return Measured(int(wrong.sum()), len(rows), float(wrong.sum()), np.sort(rows[wrong]), used[lagged])


def _gap(subject: Subject, first: int) -> bool:
    """Tell whether work could begin earlier than the first task of the path does."""
    tasks, project = subject.plan.tasks, subject.plan.projects[subject.plan.tasks.project[first]]
    if tasks.actual_start[first] != MISSING or subject.schedule.driver[first] >= 0:
        return False
    row = calendar_rows(subject.plan)[first]
    begin, start = max(project.start, project.status_date), subject.schedule.start[first]
    return bool(subject.calendars.working_between([row], [begin], [start])[0] > 0)


def critical_path_test(subject: Subject) -> Measured:
    """Measure DCMA 12: lengthen a critical task by many working days, schedule again, see how far the finish moves.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
        Value: working days of the task's calendar by which the finish of its project moved; the task tested is listed.
        It is the unfinished critical task with the least float that begins first.
    """
    days = subject.rules.test_days
    if days <= 0:
        return absent("The test was left out.")
    row = _tested(subject)
    if row < 0:
        unfinished = bool((subject.work & subject.unfinished).any())
        reason = "No unfinished task is critical." if unfinished else "Every task is finished."
        return Measured(reason=reason, passed=False if unfinished else None)
    after = run_schedule(_lengthened(subject, row), subject.options)
    tested = np.array([row])
    if not after.ok:
        return Measured(tasks=tested, reason="The longer plan runs out of the calendars.")
    project = int(subject.plan.tasks.project[row])
    ends = [int(each.project_finish[project]) for each in (subject.schedule, after)]
    moved = subject.days(_moved(subject, int(calendar_rows(subject.plan)[row]), *ends))
    passed = abs(moved - days) <= _tolerance(subject, row)
    reason = "" if passed else f"The finish moves by {moved:g} working days."
    return Measured(moved, float(days), moved, tested, reason=reason, passed=passed)


def _moved(subject: Subject, calendar: int, before: int, after: int) -> int:
    calendars = calendars_over(subject.plan, np.array([before, after], np.int32))
    return int(calendars.working_between([calendar], [before], [after])[0])


def _tested(subject: Subject) -> int:
    """Row of the task to lengthen; one with working durations before one with elapsed ones; -1 for none."""
    critical = subject.incomplete & subject.schedule.critical
    for rows in (np.flatnonzero(critical & ~subject.plan.tasks.elapsed), np.flatnonzero(critical)):
        if len(rows):
            order = np.lexsort((rows, subject.schedule.start[rows], subject.schedule.total_float[rows]))
            return int(rows[order[0]])
    return -1


def _lengthened(subject: Subject, row: int) -> Plan:
    plan, more = subject.plan, subject.rules.test_days * subject.rules.minutes_per_day
    tasks, parts = plan.tasks, plan.assignments
    duration, remaining = tasks.duration.copy(), tasks.remaining.copy()
    left = duration[row] * (1 - np.clip(tasks.percent[row], 0, 100) / 100)
    remaining[row] = more + (remaining[row] if remaining[row] != MISSING else int(np.rint(left)))
    duration[row] += more
    own = replace(parts, duration=parts.duration + np.where(parts.task == row, np.int32(more), np.int32(0)))
    return plan.replace(tasks=replace(tasks, duration=duration, remaining=remaining), assignments=own)


def _tolerance(subject: Subject, row: int) -> float:
    """Return nothing where all work runs on one calendar, the rules' tolerance where days do not line up."""
    used = calendar_rows(subject.plan)
    alone = (used[subject.work & subject.unfinished] == used[row]).all() and not len(subject.plan.assignments)
    return 1e-9 if alone else subject.rules.test_tolerance_days


def length_index(subject: Subject) -> Measured:
    """Measure DCMA 13, the critical path length index of the plan's last task.

    The length is the working time of the project's calendar from the status date (the project's start, if later) to
    the finish. The float is what is left until the imposed finish, else the task's deadline, else the baseline's
    finish of the whole plan, else the total float of the task.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    last = last_task(subject)
    if last < 0:
        return absent("Every task is finished.")
    project = subject.plan.projects[subject.plan.tasks.project[last]]
    finish = int(subject.schedule.finish[last])
    begin = max(project.start, project.status_date)
    length = _between(subject, project.calendar, begin, finish)
    if length <= 0:
        return absent("The finish does not lie after the status date.")
    target, name = _wanted_finish(subject, last)
    margin = (
        _between(subject, project.calendar, finish, target) if target != MISSING else _float(subject.schedule, last)
    )
    length_days, margin_days = subject.days(length), subject.days(margin)
    value = critical_path_length_index(length_days, margin_days)
    return Measured(length_days + margin_days, length_days, value, np.array([last]), reason=f"Measured against {name}.")


def _float(schedule: Schedule, row: int) -> int:
    total = int(schedule.total_float[row])
    return 0 if total == MISSING else total


def _wanted_finish(subject: Subject, last: int) -> tuple[int, str]:
    project = subject.plan.projects[subject.plan.tasks.project[last]]
    if project.must_finish != MISSING:
        return project.must_finish, "the imposed finish"
    if subject.plan.tasks.deadline[last] != MISSING:
        return int(subject.plan.tasks.deadline[last]), "the deadline of the last task"
    if subject.baseline_finish is not None:
        return int(subject.baseline_finish[subject.work].max(initial=MISSING)), "the finish of the baseline"
    return MISSING, "the total float of the last task"


def _between(subject: Subject, calendar: int, a: int, b: int) -> int:
    return int(subject.calendars.working_between([calendar], [a], [b])[0])


def critical_path_length_index(length_days: float, float_days: float) -> float:
    """Compare the time that is left with the time that the critical path takes; below 1 there is too little.

    CPLI = (CPL + TF) / CPL.

    Parameters
    ----------
    length_days : float
        CPL: working days from the status date to the finish; more than 0.
    float_days : float
        TF: working days by which that finish may slip, negative where it is late already.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the path has no length.

    Notes
    -----
    DCMA-EA PAM 200.1 (2012), section 4.
    """
    if length_days <= 0:
        raise ValueError(f"A critical path of {length_days:g} days has no length index.")
    return (length_days + float_days) / length_days
