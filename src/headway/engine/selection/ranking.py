"""Orders of a backlog: weighted shortest job first, and must, should, could, won't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic
from headway.engine.selection.columns import numbers
from headway.engine.selection.scoring import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

Priority = Literal["must", "should", "could", "wont"]
PRIORITIES: tuple[Priority, ...] = ("must", "should", "could", "wont")
MOST_MUST = 0.60
"""Share of the effort that musts may take, so that they can be promised (DSDM)."""


@dataclass(frozen=True, slots=True)
class Order:
    """Rows in the order in which they should be done."""

    score: NDArray[np.float64]
    """(n,); NaN where something is missing."""
    rank: NDArray[np.int64]
    """(n,): 1 comes first; equal scores share a rank."""
    diagnostics: tuple[Diagnostic, ...] = ()


def wsjf(value: ArrayLike, urgency: ArrayLike, risk_reduction: ArrayLike, size: ArrayLike) -> Order:
    """Order jobs by cost of delay over size.

    WSJF = (value + urgency + risk reduction or opportunity enablement) / size

    Parameters
    ----------
    value, urgency, risk_reduction, size : array_like, shape (n,)
        On relative scales, such as 1, 2, 3, 5, 8, 13, 20; NaN is missing.

    Returns
    -------
    Order
        A size that is not positive and a missing number give no score and the diagnostic ``not-a-number``.

    Raises
    ------
    ValueError
        If the lengths differ.

    Notes
    -----
    Source: Reinertsen 2009, The Principles of Product Development Flow; SAFe, "WSJF".
    """
    worth = numbers("value", value, (None,))
    length = (len(worth),)
    delay = worth + numbers("urgency", urgency, length) + numbers("risk_reduction", risk_reduction, length)
    job = numbers("size", size, length)
    good = np.isfinite(delay) & np.isfinite(job) & (job > 0)
    score = np.divide(delay, job, out=np.full(length, np.nan), where=good)
    bad = tuple(np.flatnonzero(~good).tolist())
    found = (
        (Diagnostic("not-a-number", "A number is missing, or a size is not positive.", "warning", bad),) if bad else ()
    )
    return Order(score, ranks(score), found)


@dataclass(frozen=True, slots=True)
class Moscow:
    """How much each priority takes, and what fits."""

    effort: dict[Priority, float]
    share: dict[Priority, float | None]
    """Of the effort of must, should and could together; None where there is none."""
    fits: NDArray[np.bool_]
    """(n,): rows that fit the capacity, taken in the order of priority and rank; won't is never among them."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """``too-many-musts``: they take more than ``MOST_MUST``; ``musts-do-not-fit``: more than the capacity."""


def moscow(priority: Sequence[Priority], effort: ArrayLike, capacity: float, rank: ArrayLike | None = None) -> Moscow:
    """Fill a capacity by priority: must before should before could, within each by rank.

    Parameters
    ----------
    priority : sequence of {"must", "should", "could", "wont"}, length n
        Of each row.
    effort : array_like, shape (n,)
        In any unit.
    capacity : float
        In the same unit.
    rank : array_like, shape (n,), or None
        Within a priority, the least first; default the order of the rows.

    Returns
    -------
    Moscow

    Raises
    ------
    ValueError
        If a priority is none of the four or an effort is negative or no number.

    Notes
    -----
    A row that does not fit is passed over, and smaller ones behind it are tried. Source: DSDM, "MoSCoW Prioritisation".
    """
    if wrong := sorted(set(priority) - set(PRIORITIES)):
        raise ValueError(f"priority: there is no {wrong[0]!r}")
    work = numbers("effort", effort, (len(priority),))
    if not (np.isfinite(work) & (work >= 0)).all():
        raise ValueError("effort: is a number that is not negative")
    place = numbers("rank", np.arange(len(work)) if rank is None else rank, (len(work),))
    kind = np.array([PRIORITIES.index(each) for each in priority], np.int64)
    taken = {name: float(work[kind == k].sum()) for k, name in enumerate(PRIORITIES)}
    total = sum(taken.values()) - taken["wont"]
    share = {name: (taken[name] / total if total > 0 and name != "wont" else None) for name in PRIORITIES}
    fits, left = np.zeros(len(work), bool), float(capacity)
    for row in np.lexsort((place, kind)).tolist():
        if kind[row] < 3 and work[row] <= left + 1e-9:
            fits[row], left = True, left - float(work[row])
    found = []
    musts = tuple(np.flatnonzero(kind == 0).tolist())
    if (share["must"] or 0.0) > MOST_MUST + 1e-9:
        message = "The musts take more of the effort than can be promised."
        found.append(Diagnostic("too-many-musts", message, "warning", musts))
    if taken["must"] > capacity + 1e-9:
        found.append(Diagnostic("musts-do-not-fit", "The musts alone are more than the capacity.", "error", musts))
    return Moscow(taken, share, fits, tuple(found))
