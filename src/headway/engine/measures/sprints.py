"""Sprints: remaining work day by day, what is left at the present pace, when a backlog is done by past velocity."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SPRINTS = 520
"""Ten years of weekly sprints: what takes longer is no forecast."""
RUNS = 10_000
SEED = 20_010_213
CHANCES = (0.2, 0.5, 0.8)


@dataclass(frozen=True, slots=True)
class Stay:
    """A task in a sprint, by numbers of days."""

    work: float
    came: int
    """The day on which it came in; what was committed came before the first one."""
    left: int | None = None
    """The day on which it was taken out; None while it is in."""
    done: int | None = None
    """The day on which it was finished."""


def remaining_by_day(stays: Sequence[Stay], days: Sequence[int]) -> list[float]:
    """Return the work that is left at the end of each day: that of tasks which are in, and not done.

    R(d) = sum of w_i over tasks with came_i <= d, not left_i <= d and not done_i <= d. A task burns down when it is
    done and not before (Schwaber and Beedle, Agile Software Development with Scrum, 2001, chapter 4).
    """
    return [
        sum(
            stay.work
            for stay in stays
            if stay.came <= day and (stay.left is None or stay.left > day) and (stay.done is None or stay.done > day)
        )
        for day in days
    ]


def ideal_by_day(committed: float, days: int) -> list[float]:
    """Return the straight line from the committed work to nothing at the end of the last day.

    I(k) = W (1 - k / n) at the end of working day k of n.
    """
    return [committed * (1 - day / days) for day in range(1, days + 1)]


def left_at_pace(done: float, left: float, days_gone: float, days_ahead: float) -> float | None:
    """Return what of ``left`` remains after ``days_ahead`` at the pace so far; None while no day has gone.

    max(0, left - done / days_gone * days_ahead): the last days are as good as the mean of those before.
    """
    if days_gone <= 0:
        return None
    return max(0.0, left - done / days_gone * max(0.0, days_ahead))


def velocity(done: Sequence[float], last: int = 3) -> float | None:
    """Return the mean work done of the last closed sprints, oldest first; None where there is none.

    v = mean of d_(m-2), d_(m-1), d_m (Cohn, Agile Estimating and Planning, 2005, chapter 16).
    """
    recent = done[-last:]
    return sum(recent) / len(recent) if recent else None


def sprints_needed(
    backlog: float,
    velocities: Sequence[float],
    *,
    chances: Sequence[float] = CHANCES,
    runs: int = RUNS,
    seed: int = SEED,
) -> dict[float, int] | None:
    """Return for each chance the fewest sprints in which a backlog is done with at least that chance.

    Each run draws velocities v* with replacement from those of past sprints until their sum reaches the backlog B:
    N = min{n : v*_1 + ... + v*_n >= B}; the answer for p is min{n : share of runs with N <= n is at least p}.
    None where the past sprints did nothing, or a chance is not reached within ``MOST_SPRINTS``.

    Complexity O(runs * N). Source: the bootstrap of Efron, Annals of Statistics 7 (1979) 1-26; as a forecast of
    velocity: Magennis, Forecasting and Simulating Software Development Projects, 2011, chapter 4.
    """
    if not len(velocities) or min(velocities) < 0:
        raise ValueError("velocities of past sprints are needed, none below zero")
    if backlog <= 0:
        return dict.fromkeys(chances, 0)
    if max(velocities) <= 0:
        return None
    random = np.random.Generator(np.random.Philox(seed))
    past = np.asarray(velocities, np.float64)
    left = np.full(runs, float(backlog))
    found: dict[float, int] = {}
    for sprint in range(1, MOST_SPRINTS + 1):
        left -= past[random.integers(0, len(past), runs)]
        share = np.count_nonzero(left <= 0) / runs
        found |= {chance: sprint for chance in chances if chance not in found and share >= chance}
        if len(found) == len(chances):
            return found
    return None


def ceil_tasks(tasks: float) -> int:
    """Return whole tasks: a part of one is one that is not done."""
    return ceil(round(tasks, 6))
