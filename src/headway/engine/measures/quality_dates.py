"""Checks of single tasks: constraints, floats, durations, dates, resources, baseline (DCMA 5 to 11 and 14)."""

from __future__ import annotations

import numpy as np

from headway.engine.measures.quality_subject import Measured, Subject, absent, number, share
from headway.engine.plan import MISSING

NO_STATUS = "The plan has no status date."
NO_BASELINE = "The plan has no baseline."


def hard_constraints(subject: Subject) -> Measured:
    """Measure DCMA 5: unfinished tasks with a constraint of the kinds that the rules call hard.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    tasks = subject.plan.tasks
    kinds = [kind.value for kind in subject.rules.hard_constraints]
    hard = np.isin(tasks.constraint, kinds) & (tasks.constraint_date != MISSING)
    return share(subject.incomplete & hard, subject.incomplete)


def high_float(subject: Subject) -> Measured:
    """Measure DCMA 6: unfinished tasks with more total float than the rules allow.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    limit = subject.rules.high_float_days * subject.rules.minutes_per_day
    return share(subject.incomplete & (subject.schedule.total_float > limit), subject.incomplete)


def negative_float(subject: Subject) -> Measured:
    """Measure DCMA 7: unfinished tasks with negative total float.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    total = subject.schedule.total_float
    return number(subject.incomplete & (total < 0) & (total != MISSING), subject.incomplete)


def high_duration(subject: Subject) -> Measured:
    """Measure DCMA 8: unfinished tasks with a longer (baseline) duration than the rules allow.

    An elapsed duration counts as the working time of the project's calendar that it spans.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    tasks, schedule, given = subject.plan.tasks, subject.schedule, subject.facts.baseline_duration
    duration = tasks.duration if given is None else np.where(given != MISSING, given, tasks.duration)
    rows = np.flatnonzero(subject.incomplete & tasks.elapsed)
    duration = duration.copy()
    duration[rows] = subject.calendars.working_between(
        subject.project_calendar[rows], schedule.start[rows], schedule.finish[rows]
    )
    limit = subject.rules.high_duration_days * subject.rules.minutes_per_day
    return share(subject.incomplete & (duration > limit), subject.incomplete)


def invalid_dates(subject: Subject) -> Measured:
    """Measure DCMA 9: forecasts before the status date, and actual dates after it.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    tasks, schedule, status = subject.plan.tasks, subject.schedule, subject.status
    known = status != MISSING
    if not (known & subject.work).any():
        return absent(NO_STATUS)
    past = subject.unfinished & (
        (schedule.start < status) & (tasks.actual_start == MISSING) | (schedule.finish < status)
    )
    ahead = (tasks.actual_start > status) | (tasks.actual_finish > status)
    return number(subject.work & known & (past | ahead), subject.work & known)


def without_resources(subject: Subject) -> Measured:
    """Measure DCMA 10: unfinished tasks of a day or longer that carry neither work nor cost.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    loaded = subject.facts.loaded
    if loaded is None:
        return absent("Nothing is known about work and cost.")
    bare = subject.incomplete & ~loaded & (subject.plan.tasks.duration >= subject.rules.minutes_per_day)
    remark = "" if loaded[subject.work].any() else "No task carries work or cost."
    return number(bare, subject.incomplete, remark)


def missed_tasks(subject: Subject) -> Measured:
    """Measure DCMA 11: tasks that were due by the status date and finish later than their baseline.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    gap = _baseline_gap(subject)
    if gap is not None:
        return gap
    baseline = subject.baseline_finish
    assert baseline is not None
    tasks = subject.plan.tasks
    finish = np.where(subject.unfinished, subject.schedule.finish, tasks.actual_finish).astype(np.int32)
    return share(subject.later(subject.due, baseline, finish), subject.due)


def execution(subject: Subject) -> Measured:
    """Measure DCMA 14, the baseline execution index; what was due and is not complete is listed.

    BEI = completed by the status date / (baseline finish by the status date + without baseline finish).

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    gap = _baseline_gap(subject)
    if gap is not None:
        return gap
    baseline = subject.baseline_finish
    assert baseline is not None
    counted = subject.work & ~subject.milestone & (subject.status != MISSING)
    done = counted & ~subject.unfinished & (subject.plan.tasks.actual_finish <= subject.status)
    expected = subject.due | (counted & (baseline == MISSING))
    total, completed = int(np.count_nonzero(expected)), int(np.count_nonzero(done))
    if not total:
        return absent("The baseline finishes nothing by the status date.")
    value = baseline_execution_index(completed, total)
    return Measured(completed, total, value, np.flatnonzero(expected & ~done))


def baseline_execution_index(completed: int, due: int) -> float:
    """Compare the number of finished tasks with what the baseline expected; above 1 is ahead.

    BEI = completed / due.

    Parameters
    ----------
    completed : int
        Tasks with an actual finish by the status date.
    due : int
        Tasks with a baseline finish by then, and tasks without baseline finish; at least 1.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If nothing was due.

    Notes
    -----
    DCMA-EA PAM 200.1 (2012), section 4.
    """
    if due <= 0:
        raise ValueError("Nothing was due, so there is no baseline execution index.")
    return completed / due


def _baseline_gap(subject: Subject) -> Measured | None:
    if subject.baseline_finish is None:
        return absent(NO_BASELINE)
    if not (subject.status[subject.work] != MISSING).any():
        return absent(NO_STATUS)
    return None
