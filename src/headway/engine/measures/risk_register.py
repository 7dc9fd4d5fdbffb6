"""A register of threats and opportunities as numbers: score, expected value, and the level that has to own a risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

PROBABILITIES = (0.1, 0.3, 0.5, 0.7, 0.9)
IMPACTS = (0.05, 0.10, 0.20, 0.40, 0.80)
"""The scales of the PMBOK's matrix: five rows of probability, five columns of impact."""

ESCALATION_REASONS: dict[str, str] = {
    "score": "probability times impact is above the limit",
    "cost": "the impact in money is above the limit",
    "delay": "the delay is above the limit",
    "benefit": "the loss of benefit is above the limit",
    "affects-others": "it touches the objectives of another component",
    "exceeds-authority": "the response needs more authority or budget than there is",
    "held-by-many": "many components hold the same risk",
}


@dataclass(frozen=True, slots=True)
class RiskLimits:
    """Up to where a level keeps a risk; what lies above belongs to the next level. ``None`` is no limit."""

    score: float | None = None
    cost: float | None = None
    delay_days: float | None = None
    benefit: float | None = None


PROJECT_LIMITS = RiskLimits(score=0.18, cost=100_000, delay_days=20)
PROGRAM_LIMITS = RiskLimits(score=0.36, cost=500_000, delay_days=60)
DEFAULT_LIMITS = (PROJECT_LIMITS, PROGRAM_LIMITS)
"""Project and program; above them is the portfolio."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who has to own a risk."""

    level: int
    """0 is the level where it was found."""
    reasons: tuple[str, ...]
    """Ids of ``ESCALATION_REASONS``: why the level below is not enough."""


def scores(probability: ArrayLike, impact: ArrayLike) -> NDArray[np.float64]:
    """Multiply probability and impact.

    score_k = p_k · i_k

    Parameters
    ----------
    probability, impact : array_like, shape (n,)
        Between 0 and 1; ``impact`` on the scale of ``IMPACTS``.

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    ValueError
        If a value lies outside 0 to 1 or is not a number.

    Notes
    -----
    Source: PMBOK Guide, probability and impact matrix.
    """
    p, i = np.asarray(probability, dtype=np.float64), np.asarray(impact, dtype=np.float64)
    for name, values in (("probability", p), ("impact", i)):
        if not np.all((values >= 0) & (values <= 1)):
            raise ValueError(f"{name} lies between 0 and 1")
    return p * i


def expected_values(probability: ArrayLike, impact: ArrayLike) -> NDArray[np.float64]:
    """Weigh each impact with its probability; threats and opportunities keep their signs.

    EMV_k = p_k · v_k, and EMV of a register = Σ EMV_k

    Parameters
    ----------
    probability : array_like, shape (n,)
        Between 0 and 1.
    impact : array_like, shape (n,)
        Money; a loss and a gain have opposite signs.

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    ValueError
        If a probability lies outside 0 to 1 or an impact is not a number.

    Notes
    -----
    An expected value is no contingency: it says nothing about how bad it can become. Source: PMBOK Guide, expected
    monetary value analysis.
    """
    p, values = np.asarray(probability, dtype=np.float64), np.asarray(impact, dtype=np.float64)
    if not np.all((p >= 0) & (p <= 1)):
        raise ValueError("probability lies between 0 and 1")
    if not np.all(np.isfinite(values)):
        raise ValueError("an impact is not a number")
    return p * values


def three_point_mean(low: ArrayLike, likely: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Take the mean of a triangular estimate.

    mean = (low + likely + high) / 3

    Parameters
    ----------
    low, likely, high : array_like, shape (n,)
        Any unit; ordered low <= likely <= high.

    Returns
    -------
    ndarray of float64, shape (n,)

    Raises
    ------
    ValueError
        If the three are not in order.
    """
    a, m, b = (np.asarray(each, dtype=np.float64) for each in (low, likely, high))
    if not np.all((a <= m) & (m <= b)):
        raise ValueError("an estimate goes from low over likely to high")
    return (a + m + b) / 3


def owner_level(  # noqa: PLR0913 - the facts of one risk, by name
    *,
    score: float,
    cost: float = 0.0,
    delay_days: float = 0.0,
    benefit: float = 0.0,
    limits: Sequence[RiskLimits] = DEFAULT_LIMITS,
    affects_others: bool = False,
    exceeds_authority: bool = False,
    holders: int = 1,
    most_holders: int = 3,
) -> Ownership:
    """Find the lowest level that may keep a risk; opportunities go the same way as threats.

    The level is the first whose limits hold score <= S, |cost| <= C, delay <= D and benefit <= B; a fact that reaches
    beyond its component (others are affected, authority is exceeded, ``most_holders`` components hold it) lifts it by
    at least one.

    Parameters
    ----------
    score : float
        Probability times impact, 0 to 1.
    cost, benefit : float
        Money, of either sign.
    delay_days : float
        Working days.
    limits : sequence of RiskLimits
        One for each level but the highest, the lowest first.
    affects_others, exceeds_authority : bool
        Whether it touches objectives of another component; whether the response needs more than the owner has.
    holders, most_holders : int
        How many components hold the same risk, and from how many on it is one risk of the level above.

    Returns
    -------
    Ownership
        Level and why lower levels are not enough.

    Notes
    -----
    Complexity: linear in the number of levels.
    """
    reasons: list[str] = []
    level = 0
    beyond = (("affects-others", affects_others), ("exceeds-authority", exceeds_authority))
    reasons += [name for name, given in (*beyond, ("held-by-many", holders >= most_holders)) if given]
    if reasons and limits:
        level = 1
    facts = (("score", score), ("cost", abs(cost)), ("delay", abs(delay_days)), ("benefit", abs(benefit)))
    for place, limit in enumerate(limits):
        caps = {"score": limit.score, "cost": limit.cost, "delay": limit.delay_days, "benefit": limit.benefit}
        over = [name for name, value in facts if exceeds(value, caps[name])]
        if not over:
            break
        reasons = [*(name for name in reasons if name not in caps), *over]
        level = max(level, place + 1)
    return Ownership(level, tuple(reasons))


def exceeds(value: float, cap: float | None) -> bool:
    """Tell whether a value lies above its limit by more than rounding.

    Parameters
    ----------
    value : float
        What is measured.
    cap : float or None
        The limit; None is no limit.

    Returns
    -------
    bool
    """
    return cap is not None and value > cap + 1e-9 * max(1.0, abs(cap))
