"""A tolerance as a bar: target in the middle, limits at the sides, the forecast as a mark."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.app.bridge.tolerances import WORDS
from headway.app.models import UNITS
from headway.app.ui.templatetags.headway import MINUS, NONE, money

if TYPE_CHECKING:
    from headway.app.bridge.tolerances import Standing
    from headway.app.models import Measurement

HALF = 50.0
EDGE = 35.0
"""Percent of the width from the target to a limit; what lies outside has the rest."""


@dataclass(frozen=True, slots=True)
class Drawn:
    standing: Standing
    label: str
    of: str
    status: str
    word: str
    target: str
    forecast: str
    limits: str
    open_side: str
    """"low" or "high" where the forecast may lie as far from the target as it likes."""
    mark: float | None
    """Where the forecast is, 0 to 100 percent of the width."""
    noted: Measurement | None
    """Who typed the forecast, when and why."""


def drawn(standing: Standing) -> Drawn:
    tolerance, judgement = standing.tolerance, standing.judgement
    unit, currency = UNITS[tolerance.dimension], tolerance.component.currency

    def shown(value: float | None, *, signed: bool = False) -> str:
        if value is None:
            return NONE
        if unit == "money":
            return money(Decimal(str(value)), currency)
        text = f"{value:+,.1f}" if signed else f"{value:,.1f}"
        return f"{text.removesuffix('.0')} {unit}".strip().replace("-", MINUS)

    given = [("+", tolerance.plus), (MINUS, tolerance.minus)]
    limits = [f"{sign}{shown(limit)}" for sign, limit in given if limit is not None]
    if unit != "money":
        limits[:-1] = [each.removesuffix(unit).strip() for each in limits[:-1]]
    mark = None
    if judgement is not None:
        used = min(judgement.used, 1.4)
        side = 1 if judgement.deviation > 0 else -1
        mark = HALF + side * (used * EDGE if used <= 1 else EDGE + (used - 1) / 0.4 * (HALF - EDGE - 2))
    return Drawn(
        standing,
        str(tolerance.get_dimension_display()),
        tolerance.stage.name if tolerance.stage else "",
        standing.status,
        WORDS[standing.status].capitalize(),
        shown(standing.band.target) if standing.band else NONE,
        shown(standing.forecast, signed=tolerance.dimension == "time"),
        " / ".join(limits) or "no limit",
        " ".join(side for side, limit in (("low", tolerance.minus), ("high", tolerance.plus)) if limit is None),
        mark,
        standing.noted,
    )
