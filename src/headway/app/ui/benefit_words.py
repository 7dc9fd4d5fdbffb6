"""Benefits as pages show them: amounts in money or in their own unit, with what they lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.models.record_kinds import KINDS
from headway.app.queries.figures import in_percent
from headway.app.ui.templatetags.headway import SPACE, money

if TYPE_CHECKING:
    from headway.app.bridge.benefits import Standing

JUDGED = {"green": "Within", "amber": "Watched", "red": "Outside"}


def amount(value: float | None, standing: Standing) -> str:
    """Return an amount in the currency of its component, or in the benefit's own unit."""
    if standing.in_money or value is None:
        return money(value, standing.row.component.currency)
    return f"{value:,.4g} {standing.row.details.get('unit', '')}".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """A benefit in words."""

    standing: Standing
    planned: str
    forecast: str
    planned_present: str
    forecast_present: str
    change: str
    realized: str
    expected: str
    """With how likely it comes; empty where nobody said."""
    mark: str
    """The color of what it loses against what it may; empty where nobody said."""
    word: str
    gaps: list[str]

    @property
    def status(self) -> str:
        return KINDS["benefit"].statuses[self.standing.row.status]


def line_of(standing: Standing, gaps: list[str]) -> Line:
    planned, forecast = standing.planned, standing.forecast
    realized = amount(standing.realized, standing)
    if standing.realized_share is not None:
        realized += f" ({in_percent(standing.realized_share)} of what was due)"
    likely = standing.row.details.get("probability")
    expected = "" if likely is None else f"{amount(standing.expected, standing)} at {likely:g}{SPACE}%"
    return Line(
        standing,
        amount(planned.total if planned else None, standing),
        amount(forecast.total if forecast else None, standing),
        amount(planned.present if planned else None, standing),
        amount(forecast.present if forecast else None, standing),
        amount(standing.change, standing),
        realized,
        expected,
        standing.status if standing.status in JUDGED else "",
        JUDGED.get(standing.status, ""),
        gaps,
    )
