"""What a block of runs leaves behind: sums and histograms, as whole numbers, whose size does not grow with the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.simulation import kernels_tally
from headway.engine.simulation.layout import BINS, JOINT
from headway.engine.simulation.ranks import NO_BOUNDS, Ranks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from headway.engine.simulation.compiled import CompiledSimulation

    Ints = NDArray[np.int32]
    Longs = NDArray[np.int64]


class Histograms(NamedTuple):
    """Histograms of differences from the plan, one a row; cell k holds values v with v >> shift = first + k."""

    cells: Longs
    least: Longs
    """Least value in each cell, and the largest one: what many runs share, such as the date as planned, stays exact."""
    most: Longs
    first: Longs
    shift: Longs
    low: Longs
    high: Longs
    runs: Longs
    total: Longs
    squares: Longs
    planned: NDArray[np.float64] | Longs

    @classmethod
    def empty(cls, planned: NDArray[np.float64] | Longs, bins: int = BINS) -> Histograms:
        """Return room for as many histograms as there are planned values."""
        rows = len(planned)
        sums = np.zeros((7, rows), np.int64)
        return cls(*np.zeros((3, rows, bins), np.int64), *sums, planned)  # type: ignore[call-arg]


class Pair(NamedTuple):
    """The joint histogram of the finish and the cost of all."""

    cells: Longs
    first: Longs
    shift: Longs
    low: Longs
    high: Longs
    runs: Longs

    @classmethod
    def empty(cls) -> Pair:
        """Return room for one."""
        first, shift, low, high = np.zeros((4, 2), np.int64)
        return cls(np.zeros((JOINT, JOINT), np.int64), first, shift, low, high, np.zeros(1, np.int64))


class EventSums(NamedTuple):
    """How often each risk and driver happened, and how late and dear its runs were."""

    happened: Longs
    late: Longs
    dear: Longs


class TaskSums(NamedTuple):
    """Sums over runs: five of one element a step, then two of one for each project and calendar."""

    critical: Longs
    length: Longs
    length_squared: Longs
    length_finish: Longs
    significance: Longs
    late: Longs
    """Working minutes of the calendar from the planned finish, by which each project is measured, to that of a run."""
    late_squared: Longs
    origin: Longs
    """Start of each project; of the earliest where all projects are measured by the finish of all."""
    planned: Longs
    """Planned finish by which each project is measured."""
    planned_worked: Longs
    """Working minutes of each calendar before that."""


SUMS = TaskSums._fields.index("origin")
"""Columns of ``TaskSums`` that are added up; what stands behind them does not depend on the runs."""


class Tally(NamedTuple):
    """All sums of some runs. Tallies of different runs can be merged in any order."""

    runs: Longs
    dates: Histograms
    costs: Histograms
    pair: Pair
    drives: Longs
    """Runs in which each project finishes last."""
    paths: Longs
    """Runs in which a task of each project is critical."""
    events: EventSums
    tasks: TaskSums
    ranks: Ranks

    @classmethod
    def empty(
        cls, simulation: CompiledSimulation, *, sensitive: bool, by_project: bool,
        bounds: tuple[Ints, Ints] = (NO_BOUNDS, NO_BOUNDS), bins: int = BINS,
    ) -> Tally:  # fmt: skip
        """Return room for the sums of a simulation.

        Parameters
        ----------
        simulation : CompiledSimulation
            Ready to run.
        sensitive : bool
            Whether the measures of sensitivity are wanted.
        by_project : bool
            Whether a task is measured by the finish of its project instead of that of all.
        bounds : tuple of ndarray
            Of the classes of durations and finishes whose ranks are compared; of none by default.
        bins : int
            Cells of each histogram.

        Returns
        -------
        Tally
        """
        assert simulation.network is not None
        assert simulation.compiled is not None
        assert simulation.compiled.calendars is not None
        assert simulation.planned_finish is not None
        assert simulation.planned_cost is not None
        assert simulation.starts is not None
        assert simulation.events is not None
        projects = len(simulation.starts)
        finish = simulation.planned_finish.astype(np.int64)
        begin = simulation.starts.astype(np.int64)
        steps = len(simulation.network.kept) if sensitive else 0
        events = np.zeros((3, len(simulation.events.begin)), np.int64)
        planned = finish[1 : 1 + projects] if by_project else np.full(projects, finish[0])
        calendars = simulation.network.calendar_count
        places = projects * calendars if sensitive else 0
        rows, at = np.tile(np.arange(calendars), projects)[:places], np.repeat(planned, calendars)[:places]
        return cls(
            np.zeros(1, np.int64),
            Histograms.empty(finish, bins),
            Histograms.empty(simulation.planned_cost, bins),
            Pair.empty(),
            np.zeros(projects, np.int64),
            np.zeros(projects, np.int64),
            EventSums(*events),
            TaskSums(  # type: ignore[call-arg]
                *np.zeros((5, steps), np.int64),
                *np.zeros((2, places), np.int64),
                begin if by_project else np.full(projects, begin.min()),
                planned,
                simulation.compiled.calendars.worked(rows, at).astype(np.int64),
            ),
            Ranks.empty(*bounds),
        )


def merged(tallies: Iterable[Tally]) -> Tally:
    """Add tallies of different runs up; the order does not matter.

    Parameters
    ----------
    tallies : iterable of Tally
        At least one, of one simulation.

    Returns
    -------
    Tally
        The first one, to which the others have been added.
    """
    rest = iter(tallies)
    whole = next(rest)
    for other in rest:
        whole.runs[:] += other.runs
        for mine, its in ((whole.dates, other.dates), (whole.costs, other.costs)):
            for row in range(len(mine.runs)):
                _add_row(mine, its, row)
        _add_pair(whole.pair, other.pair)
        for one, another in ((whole.drives, other.drives), (whole.paths, other.paths)):
            one[:] += another
        sums = ((*each.events, *each.tasks[:SUMS]) for each in (whole, other))
        for one, another in zip(*sums, strict=True):
            one[:] += another
        whole.ranks.cells[:] += other.ranks.cells
    return whole


def _add_row(mine: Histograms, its: Histograms, row: int) -> None:
    if not its.runs[row]:
        return
    if not mine.runs[row]:
        for one, another in zip(mine[:10], its[:10], strict=True):
            one[row] = another[row]
        return
    low, high, bins = min(mine.low[row], its.low[row]), max(mine.high[row], its.high[row]), mine.cells.shape[1]
    shift = kernels_tally.fitting(low, high, max(mine.shift[row], its.shift[row]), bins)
    first = kernels_tally.begin_of(low, high, shift, bins)
    room = np.empty(bins, np.int64)
    other = its._replace(**{name: getattr(its, name).copy() for name in Histograms._fields})
    for table in (mine, other):
        kernels_tally.moved_row(table, row, first, shift, room)
    kernels_tally.add_row(mine, other, row, room)
    mine.low[row], mine.high[row] = low, high
    for name in ("runs", "total", "squares"):
        getattr(mine, name)[row] += getattr(its, name)[row]


def _add_pair(mine: Pair, its: Pair) -> None:
    if not its.runs[0]:
        return
    if not mine.runs[0]:
        for one, another in zip(mine, its, strict=True):
            one[...] = another
        return
    other, room = its.cells.copy(), np.empty(JOINT, np.int64)
    for axis in range(2):
        low, high = min(mine.low[axis], its.low[axis]), max(mine.high[axis], its.high[axis])
        shift = kernels_tally.fitting(low, high, max(mine.shift[axis], its.shift[axis]), JOINT)
        first = kernels_tally.begin_of(low, high, shift, JOINT)
        for cells, old in ((mine.cells, mine), (other, its)):
            lines = cells.T if axis == 0 else cells
            for k in range(JOINT):
                line = lines[k].copy()
                kernels_tally.moved(line, old.first[axis], old.shift[axis], first, shift, room)
                lines[k] = line
        mine.first[axis], mine.shift[axis], mine.low[axis], mine.high[axis] = first, shift, low, high
    mine.cells[...] += other
    mine.runs[0] += its.runs[0]
