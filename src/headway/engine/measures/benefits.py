"""Benefits over time: a start that follows its milestones, a ramp, a steady state, an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.columns import bad_rows, columns, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from headway.engine.measures.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Profiles:
    """What n benefits bring in T periods."""

    planned: NDArray[np.float64]
    """(n, T): full amounts; dis-benefits are negative."""
    expected: NDArray[np.float64]
    """(n, T): times probability and share."""
    start: NDArray[np.float64]
    """(n,): period, whole or not, in which each begins; NaN where nothing says when."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """``not-a-number``, ``bad-share`` (errors), ``starts-after-horizon``, ``no-start`` (warnings)."""


def starts_of(finish: ArrayLike, enables: ArrayLike, n: int, lag: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Tie the start of benefits to milestones: the latest of those that enable it, and a lag.

    start_b = max_{m enables b} finish_m + lag_b

    Parameters
    ----------
    finish : array_like, shape (m,)
        Period, whole or not, in which each milestone is reached; NaN is not known.
    enables : array_like of int, shape (e, 2)
        Pairs of milestone and benefit.
    n : int
        Number of benefits.
    lag : array_like, shape (n,) or ()
        Periods from the last milestone to the start.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where a benefit has no milestone, or one whose date is not known. A slip of a milestone moves everything
        that hangs on it.

    Raises
    ------
    ValueError
        If a pair names a milestone or benefit that is not there.
    """
    dates = np.asarray(finish, np.float64)
    pairs = np.asarray(enables, np.int64).reshape(-1, 2)
    if len(pairs) and not ((pairs >= 0).all() and (pairs[:, 0] < len(dates)).all() and (pairs[:, 1] < n).all()):
        raise ValueError("enables: names a milestone or a benefit that is not there")
    start = np.full(n, -np.inf)
    with np.errstate(invalid="ignore"):
        np.maximum.at(start, pairs[:, 1], dates[pairs[:, 0]])
    return np.where(np.isinf(start), np.nan, start) + np.asarray(lag, np.float64)


def benefit_profiles(
    steady: ArrayLike,
    start: ArrayLike,
    periods: int,
    *,
    ramps: Sequence[Sequence[float]] = (),
    lasting: ArrayLike = np.inf,
    decay: ArrayLike = 0.0,
    probability: ArrayLike = 1.0,
    share: ArrayLike = 1.0,
) -> Profiles:
    """Lay benefits onto periods.

    b_t = steady · curve(t - start);  curve = ramp_0, ramp_1 ..., 1, 1 ..., for ``lasting`` periods, then (1 - decay)^j
    A start within a period splits each step between two periods.

    Parameters
    ----------
    steady : array_like, shape (n,)
        Amount of a period when all is in place; negative is a dis-benefit.
    start : array_like, shape (n,)
        Period in which it begins, whole or not.
    periods : int
        T.
    ramps : sequence of sequence of float
        Shares of the steady amount in the first periods of each benefit; none, or one sequence for each.
    lasting : array_like, shape (n,) or ()
        Periods from the start to the end of the steady state, whole; infinity is for ever.
    decay : array_like, shape (n,) or ()
        Share that is lost in each period after that; 1 ends it at once.
    probability, share : array_like, shape (n,) or ()
        Chance that it comes at all; part of it that is attributed here. Both 0 to 1.

    Returns
    -------
    Profiles

    Raises
    ------
    ValueError
        If shapes do not fit together, or there is a number of ramps other than none, one or n.

    Notes
    -----
    Complexity: O(n · T).
    """
    given = columns(steady=steady, start=start, lasting=lasting, decay=decay, probability=probability, share=share)
    n = len(given["steady"])
    if len(ramps) not in (0, 1, n):
        raise ValueError("ramps: none, one, or one for each benefit")
    lost = ~np.isfinite(given["steady"]) | np.isnan(given["lasting"])
    part = np.stack([given["decay"], given["probability"], given["share"]])
    off = np.asarray(~((part >= 0) & (part <= 1)).all(axis=0))
    waiting = ~np.isfinite(given["start"])
    use = ~(lost | off | waiting)
    begin = np.where(use, given["start"], 0.0)
    size = periods + int(np.ceil(max(0.0, -begin.min(initial=0.0))))
    curve = _curve(ramps, n, size, given["lasting"], np.where(off, 0.0, given["decay"]))
    planned = np.where(use, given["steady"], 0.0)[:, None] * _shifted(curve, begin, periods)
    planned[lost | off] = np.nan
    found = (
        *bad_rows("not-a-number", "An amount is no number.", lost),
        *bad_rows("bad-share", "Decay, probability or share lies outside 0 to 1.", off),
        *bad_rows("no-start", "Nothing says when the benefit begins.", waiting & ~lost, "warning"),
        *bad_rows(
            "starts-after-horizon", "The benefit begins after the last period.", use & (begin >= periods), "warning"
        ),
    )
    return Profiles(planned, planned * (given["probability"] * given["share"])[:, None], given["start"], found)


def _curve(
    ramps: Sequence[Sequence[float]], n: int, periods: int, lasting: NDArray[np.float64], decay: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Shares of the steady amount, counted from the start."""
    t = np.arange(periods)
    curve = np.ones((n, periods))
    for row, ramp in enumerate(ramps):
        size = min(len(ramp), periods)
        whose = slice(None) if len(ramps) == 1 else row
        curve[whose, :size] = np.asarray(ramp[:size], np.float64)
    over = np.maximum(t + 1 - lasting[:, None], 0.0)
    with np.errstate(invalid="ignore"):
        fade = (1.0 - decay[:, None]) ** np.where(np.isfinite(over), over, 0.0)
    return np.asarray(curve * np.where(over > 0, fade, 1.0))


def _shifted(curve: NDArray[np.float64], start: NDArray[np.float64], periods: int) -> NDArray[np.float64]:
    """Move each row to its start; what would lie before the first period is cut off."""
    size = curve.shape[1]
    whole = np.floor(start)
    part = (start - whole)[:, None]
    padded = np.concatenate([np.zeros((len(curve), 1)), curve], axis=1)
    step = np.arange(periods) - whole[:, None].astype(np.int64) + 1
    now = np.take_along_axis(padded, np.clip(step, 0, size), axis=1)
    before = np.take_along_axis(padded, np.clip(step - 1, 0, size), axis=1)
    return np.asarray((1 - part) * now + part * before)


def realized(planned: ArrayLike, actual: ArrayLike, at: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compare what has come with what was planned to have come.

    realized = Σ_{t < at} actual_t / Σ_{t < at} planned_t;  of the whole = Σ_{t < at} actual_t / Σ_t planned_t

    Parameters
    ----------
    planned, actual : array_like, shape (n, T)
        By period.
    at : int
        Periods that are over.

    Returns
    -------
    to_date, of_all : ndarray of float64, shape (n,)
        NaN where nothing was planned.
    """
    plan, got = np.atleast_2d(np.asarray(planned, np.float64)), np.atleast_2d(np.asarray(actual, np.float64))
    done = got[:, :at].sum(axis=1)
    return ratio(done, plan[:, :at].sum(axis=1)), ratio(done, plan.sum(axis=1))
