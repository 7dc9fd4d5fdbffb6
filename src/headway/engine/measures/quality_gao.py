"""Checks after the GAO's schedule guide that can be worked out from a plan, beside those that DCMA metrics answer."""

from __future__ import annotations

import numpy as np

from headway.engine.measures.quality_dates import NO_BASELINE, NO_STATUS, without_resources
from headway.engine.measures.quality_subject import Mask, Measured, Subject, absent, number, share
from headway.engine.plan import MISSING, Minutes, TaskKind


def activities(subject: Subject) -> Measured:
    """Measure GAO 1: tasks outside every summary (where there are any), and summaries that hold nothing.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
        Milestones may stand outside of summaries.
    """
    tasks = subject.plan.tasks
    empty = tasks.active & (tasks.kind == TaskKind.SUMMARY) & ~subject.summary
    outside = subject.work & ~subject.milestone & (tasks.parent < 0)
    if not (subject.summary | empty).any():
        return Measured(
            0, int(subject.work.sum()), None, reason="The plan has no summaries, so no scope to compare with."
        )
    return number(empty | outside, subject.work | empty)


def resources(subject: Subject) -> Measured:
    """Measure GAO 3: tasks without work and cost, or with over-allocated resources.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    bare = without_resources(subject)
    too_much = subject.facts.over_allocated
    if bare.value is None or too_much is None:
        return bare
    mask = too_much & subject.incomplete
    mask[bare.tasks] = True
    return number(mask, subject.incomplete)


def traceability(subject: Subject) -> Measured:
    """Measure GAO 5: summaries that do not span what they hold, and links between projects that are not kept.

    Summaries set by hand are compared by their dates, all summaries by their baseline.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    plan, schedule, facts = subject.plan, subject.schedule, subject.facts
    tasks, links = plan.tasks, plan.links
    by_hand = subject.summary & tasks.manual & tasks.active
    wrong = by_hand & _exceeded(subject, schedule.start, schedule.finish)
    if facts.baseline_start is not None and facts.baseline_finish is not None:
        wrong |= subject.summary & tasks.active & _exceeded(subject, facts.baseline_start, facts.baseline_finish)
    between = subject.joined & (tasks.project[links.predecessor] != tasks.project[links.successor])
    broken = np.flatnonzero(between & subject.link_dates.broken)
    rows = np.union1d(np.flatnonzero(wrong), links.successor[broken])
    total = int(subject.summary.sum() + between.sum())
    if not total:
        return absent("The plan has neither summaries nor links between projects.")
    return Measured(len(rows), total, float(len(rows)), rows, broken)


def _exceeded(subject: Subject, start: Minutes, finish: Minutes) -> Mask:
    """Mark rows that begin after, or end before, something right below them."""
    tasks = subject.plan.tasks
    above = np.maximum(tasks.parent, 0)
    held = (tasks.parent >= 0) & tasks.active & (start != MISSING) & (finish != MISSING)
    early = subject.later(held, start, np.where(held, start[above], MISSING).astype(np.int32))
    late = subject.later(held, np.where(held, finish[above], MISSING).astype(np.int32), finish)
    found = np.zeros(len(tasks), bool)
    found[above[early | late]] = True
    return found


def risk_analysis(subject: Subject) -> Measured:
    """Measure GAO 8: how old the last simulation is against the status date.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    simulated = subject.facts.simulated
    if simulated is None:
        return absent("Nothing is known about simulations of this plan.")
    if simulated == MISSING:
        return Measured(reason="Risks were never simulated.", passed=False)
    status = _latest_status(subject)
    if status == MISSING:
        return absent(NO_STATUS)
    return Measured(value=max(0, status - simulated) / 1440)


def updated(subject: Subject, dates: bool | None) -> Measured:  # noqa: FBT001 - a verdict, not a switch
    """Measure GAO 9: the age of the status date in days of the clock.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.
    dates : bool or None
        Verdict of DCMA 9; where that fails, so does this.

    Returns
    -------
    Measured
    """
    status, today = _latest_status(subject), subject.facts.today
    if status == MISSING:
        return Measured(reason=NO_STATUS, passed=False)
    failed = False if dates is False else None
    reason = "Dates contradict the status date (DCMA 9)." if dates is False else ""
    if today is None:
        return Measured(reason=reason or "The present date is not known.", passed=failed)
    return Measured(value=max(0, today - status) / 1440, reason=reason, passed=failed)


def baseline(subject: Subject) -> Measured:
    """Measure GAO 10: the share of tasks without baseline finish.

    Parameters
    ----------
    subject : Subject
        Scheduled plan.

    Returns
    -------
    Measured
    """
    given = subject.facts.baseline_finish
    if given is None:
        return absent("Nothing is known about a baseline.")
    found = share(subject.work & (given == MISSING), subject.work)
    if subject.baseline_finish is None and found.value is not None:
        return Measured(found.numerator, found.denominator, found.value, found.tasks, reason=NO_BASELINE)
    return found


def _latest_status(subject: Subject) -> int:
    return max(project.status_date for project in subject.plan.projects)
