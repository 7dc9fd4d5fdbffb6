"""A scheduled plan seen through the populations that checks of quality count."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.measures.redundant import Redundant, redundant_links
from headway.engine.network.link_dates import LinkDates, calendar_rows, calendars_over, link_dates, summaries
from headway.engine.plan import MISSING, Minutes, TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.engine.calendars import CompiledCalendars
    from headway.engine.measures.quality_rules import QualityRules
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan

Mask = Any
"""NDArray[np.bool_], one element a row."""


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """What checks ask about a plan that the plan itself does not hold; columns have one element a task.

    ``None`` where nothing is known; checks that need it then say so instead of a verdict.
    """

    baseline_start: Minutes | None = None
    """MISSING for tasks outside the baseline."""
    baseline_finish: Minutes | None = None
    baseline_duration: Minutes | None = None
    """Working minutes."""
    loaded: NDArray[np.bool_] | None = None
    """The task carries work or cost."""
    over_allocated: NDArray[np.bool_] | None = None
    names: Sequence[str] | None = None
    simulated: int | None = None
    """Status date, in minutes, for which risks were last simulated; MISSING if they never were."""
    today: int | None = None
    """The present, in minutes, to judge the age of the status date."""

    def __post_init__(self) -> None:
        """Compare the lengths of the columns.

        Raises
        ------
        ValueError
            If columns differ in length.
        """
        columns = (self.baseline_start, self.baseline_finish, self.baseline_duration, self.loaded, self.over_allocated)
        lengths = {len(column) for column in (*columns, self.names) if column is not None}
        if len(lengths) > 1:
            raise ValueError(f"The columns of QualityFacts have different lengths: {sorted(lengths)}.")


@dataclass(frozen=True)
class Subject:
    """A scheduled plan with its populations, each worked out once."""

    plan: Plan
    schedule: Schedule
    options: ScheduleOptions
    facts: QualityFacts
    rules: QualityRules

    @cached_property
    def work(self) -> Mask:
        """Active tasks and milestones, without summaries and level of effort."""
        tasks = self.plan.tasks
        counted = ~self.summary & (tasks.kind != TaskKind.SUMMARY) & ~tasks.spanning
        return counted & tasks.active

    @cached_property
    def summary(self) -> Mask:
        """Rows that hold others."""
        return summaries(self.plan)

    @cached_property
    def milestone(self) -> Mask:
        """Milestones by kind, and tasks without duration."""
        tasks = self.plan.tasks
        kinds = (TaskKind.MILESTONE, TaskKind.FINISH_MILESTONE)
        return np.isin(tasks.kind, kinds) | ((tasks.duration == 0) & ~self.summary)

    @cached_property
    def unfinished(self) -> Mask:
        """Rows without actual finish."""
        return self.plan.tasks.actual_finish == MISSING

    @cached_property
    def incomplete(self) -> Mask:
        """Unfinished tasks: the population of most metrics."""
        return self.work & ~self.milestone & self.unfinished

    @cached_property
    def joined(self) -> Mask:
        """Links between active rows, without level of effort."""
        tasks, links = self.plan.tasks, self.plan.links
        counts = tasks.active & ~tasks.spanning
        return counts[links.predecessor] & counts[links.successor]

    @cached_property
    def links(self) -> Mask:
        """Links that metrics count: those whose successor is unfinished."""
        return self.joined & self.unfinished[self.plan.links.successor]

    @cached_property
    def status(self) -> Minutes:
        """Status date of each row's project."""
        return np.array([project.status_date for project in self.plan.projects], np.int32)[self.plan.tasks.project]

    @cached_property
    def calendars(self) -> CompiledCalendars:
        """Compiled over all dates that checks compare."""
        facts, schedule = self.facts, self.schedule
        given = [column for column in (facts.baseline_start, facts.baseline_finish) if column is not None]
        fixed = [(each.status_date, each.must_finish) for each in self.plan.projects]
        return calendars_over(
            self.plan, schedule.start, schedule.finish, self.plan.tasks.deadline, self.plan.tasks.actual_finish,
            np.array(fixed, np.int32).ravel(), *given,
        )  # fmt: skip

    @cached_property
    def project_calendar(self) -> NDArray[np.int32]:
        """Calendar of each row's project."""
        return np.array([project.calendar for project in self.plan.projects], np.int32)[self.plan.tasks.project]

    @cached_property
    def baseline_finish(self) -> Minutes | None:
        """Baseline finishes; None where no task has one."""
        given = self.facts.baseline_finish
        return None if given is None or not (given != MISSING).any() else given

    @cached_property
    def due(self) -> Mask:
        """Tasks that the baseline finished by the status date; none without baseline."""
        if self.baseline_finish is None:
            return np.zeros(len(self.plan.tasks), bool)
        known = (self.baseline_finish != MISSING) & (self.status != MISSING)
        return self.work & ~self.milestone & known & (self.baseline_finish <= self.status)

    @cached_property
    def link_dates(self) -> LinkDates:
        """What links ask for."""
        return link_dates(self.plan, self.schedule, self.options)

    @cached_property
    def redundant(self) -> Redundant:
        """Links that others imply."""
        return redundant_links(self.plan, search_steps=self.rules.search_steps)

    def later(self, mask: Mask, a: Minutes, b: Minutes) -> Mask:
        """Mark rows whose instant b lies a working minute or more after a, on their own calendar.

        Parameters
        ----------
        mask : ndarray of bool
            Rows to look at.
        a, b : ndarray of int32
            Instants; rows where one is MISSING are not marked.

        Returns
        -------
        ndarray of bool
        """
        rows = np.flatnonzero(mask & (a != MISSING) & (b != MISSING) & (b > a))
        found = np.zeros(len(mask), bool)
        found[rows] = self.calendars.working_between(calendar_rows(self.plan)[rows], a[rows], b[rows]) > 0
        return found

    def days(self, minutes: float) -> float:
        """Turn working minutes into days.

        Parameters
        ----------
        minutes : float
            Working minutes.

        Returns
        -------
        float
        """
        return float(minutes) / self.rules.minutes_per_day


@dataclass(frozen=True, slots=True)
class Measured:
    """What one check counted."""

    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    """None where it cannot be worked out; ``reason`` says why."""
    tasks: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    links: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    reason: str = ""
    passed: bool | None = None
    """A verdict that the value alone does not give."""


def share(mask: Mask, population: Mask) -> Measured:
    """Measure a share of tasks in percent: 100 * marked / population.

    Parameters
    ----------
    mask, population : ndarray of bool, shape (tasks,)
        Marked rows, all within the population.

    Returns
    -------
    Measured
        With the marked rows.
    """
    rows, total = np.flatnonzero(mask), int(np.count_nonzero(population))
    if not total:
        return Measured(0, 0, reason="The population is empty.")
    return Measured(len(rows), total, 100 * len(rows) / total, rows)


def number(mask: Mask, population: Mask, reason: str = "") -> Measured:
    """Count marked tasks.

    Parameters
    ----------
    mask, population : ndarray of bool, shape (tasks,)
        Marked rows, all within the population.
    reason : str
        Remark on the result.

    Returns
    -------
    Measured
        With the marked rows.
    """
    rows, total = np.flatnonzero(mask), int(np.count_nonzero(population))
    if not total:
        return Measured(0, 0, reason="The population is empty.")
    return Measured(len(rows), total, float(len(rows)), rows, reason=reason)


def absent(reason: str) -> Measured:
    """Say why nothing can be measured.

    Parameters
    ----------
    reason : str
        A sentence.

    Returns
    -------
    Measured
    """
    return Measured(reason=reason)
