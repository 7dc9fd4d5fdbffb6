"""What benefits are worth by the baseline's dates, by the forecast's, and what has come: the value moves with the plan.

The rules are the engine's (``measures.benefits``, ``measures.appraisal``); here rows become its months and amounts.
"""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils import timezone
from django.utils.dateparse import parse_date

from headway.app.bridge.benefit_curve import flows_of, probability
from headway.app.bridge.benefit_facts import facts_of
from headway.app.queries.inherited import inherited
from headway.engine.measures.appraisal import xnpv
from headway.engine.measures.benefits import realized, starts_of
from headway.engine.measures.tolerances import Band, judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.benefit_facts import Facts
    from headway.app.models import Component, Record

MONTHS = 12
RATE = 0.035
"""A year, where nobody set another: the social time preference rate of the Green Book."""
LAST_YEAR = 2199
"""Where plans end, too."""
SETTING = "discount_rate"


@dataclass(frozen=True, slots=True)
class Course:
    """What a benefit brings when it begins on one day."""

    start: date
    by_month: tuple[float, ...]
    total: float
    present: float
    """Discounted to the day of value."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one benefit stands; amounts are money where ``in_money``, else in its own unit."""

    facts: Facts
    in_money: bool
    months: tuple[date, ...]
    """Firsts of the months of both courses and of what came."""
    planned: Course | None
    """From the baselines of its milestones; None where one has none, or the benefit lacks figures."""
    forecast: Course | None
    came: tuple[float, ...]
    """By month, by the readings."""
    realized_share: float | None
    """What came of what was planned up to the month of the last reading."""

    @property
    def row(self) -> Record:
        return self.facts.row

    @property
    def slip_days(self) -> int | None:
        both = self.planned and self.forecast
        return (self.forecast.start - self.planned.start).days if both else None  # type: ignore[union-attr]

    @property
    def change(self) -> float | None:
        """Total of the forecast beyond the plan's; negative is lost."""
        both = self.planned and self.forecast
        return self.forecast.total - self.planned.total if both else None  # type: ignore[union-attr]

    @property
    def expected(self) -> float | None:
        """Total of the forecast times how likely it comes at all."""
        return self.forecast.total * probability(self.row.details) if self.forecast else None

    @property
    def realized(self) -> float | None:
        return sum(self.came) if self.facts.readings else None

    @property
    def last_reading(self) -> date | None:
        return self.facts.readings[-1][0] if self.facts.readings else None

    @property
    def status(self) -> str:
        """Whether the forecast stays within what the benefit may lose; none where nobody said how much that is."""
        may_lose = self.row.details.get("tolerance")
        if self.planned is None or self.forecast is None or may_lose is None:
            return "none"
        band = Band(self.planned.total, minus=abs(self.planned.total) * may_lose / 100)
        return judge(self.forecast.total, band).status


def rate_of(component: Component) -> float:
    """Return the discount rate of a year that holds for a component: set there or above, or the usual one."""
    given = inherited(component, SETTING, RATE)
    fits = isinstance(given, int | float) and not isinstance(given, bool) and 0 <= given <= 1
    return float(given) if fits else RATE


def value_day(today: date | None = None) -> date:
    """Return the day to which values are discounted: the first of this year, so that they rest within it."""
    return (today or timezone.localdate()).replace(month=1, day=1)


def unit_factor(details: dict[str, Any]) -> tuple[float, bool]:
    """Return what one unit counts, and whether that is money; what harms counts against."""
    worth = details.get("worth", 1 if details.get("type") == "cashable" else None)
    in_money = worth is not None and details.get("type") != "intangible"
    sign = -1.0 if details.get("effect") == "dis-benefit" else 1.0
    return sign * (float(worth) if in_money else 1.0), in_money  # type: ignore[arg-type]


def yearly(details: dict[str, Any]) -> float:
    """Return how far the measure goes in a year, in its unit; NaN where no target is given."""
    target = details.get("target")
    return math.nan if target is None else abs(target - details.get("baseline", 0))


def standings_of(rows: Iterable[Record], rate: float, today: date | None = None) -> list[Standing]:
    """Return how the benefits among these records stand."""
    return standings_by(facts_of(rows), rate, today)


def standings_by(facts: Sequence[Facts], rate: float, today: date | None = None) -> list[Standing]:
    """Return how benefits stand by facts that are known, such as days that their milestones would have."""
    if not facts:
        return []
    details = [each.row.details for each in facts]
    factors = np.array([unit_factor(each)[0] for each in details])
    share = np.array([each.get("share", 100) / 100 for each in details])
    steady = np.array([yearly(each) / MONTHS for each in details]) * factors
    starts = np.stack([start_days(facts, planned=True), start_days(facts, planned=False)])
    ends = np.array([month_after(each.get("until", "")) for each in details])
    begins = np.vectorize(month_of, otypes=[float])(starts)
    origin, size = span(facts, begins, ends)
    flows = flows_of(details, steady * share, begins - origin, ends - origin, size)
    present = present_values(flows, origin, rate, value_day(today))
    came = came_by_month(facts, factors * share, origin, size)
    months = tuple(first_of(origin + month) for month in range(size))
    known = np.isfinite(starts) & np.isfinite(ends) & np.isfinite(steady)
    found = []
    for place, each in enumerate(facts):
        planned, forecast = (
            course(starts[way, place], flows[way, place], present[way, place]) if known[way, place] else None
            for way in (0, 1)
        )
        done = realized_share(planned, came[place], each, origin)
        in_money = unit_factor(details[place])[1]
        found.append(Standing(each, in_money, months, planned, forecast, tuple(came[place].tolist()), done))
    return found


def course(start: float, flow: NDArray[np.float64], present: float) -> Course:
    return Course(date.fromordinal(int(start)), tuple(flow.tolist()), float(flow.sum()), float(present))


def start_days(facts: Sequence[Facts], *, planned: bool) -> NDArray[np.float64]:
    """Return the day on which each benefit begins, as a number; NaN where a milestone has no day."""
    days: list[float] = []
    pairs = []
    for place, each in enumerate(facts):
        for enabler in each.enablers:
            day = enabler.planned if planned else enabler.forecast
            pairs.append((len(days), place))
            days.append(math.nan if day is None else float(day.toordinal()))
    return starts_of(days, pairs, len(facts), [float(each.row.details.get("lag_days", 0)) for each in facts])


def month_of(day: float) -> float:
    """Return the number of a day's month, with the part of it that is over; NaN of no day."""
    if math.isnan(day):
        return math.nan
    at = date.fromordinal(int(day))
    return at.year * MONTHS + at.month - 1 + (at.day - 1) / calendar.monthrange(at.year, at.month)[1]


def month_after(day: str) -> float:
    """Return the number of the month behind the one in which a day lies: benefits count whole months."""
    until = parse_date(day)
    return math.nan if until is None else min(until.year, LAST_YEAR) * MONTHS + until.month


def first_of(month: int) -> date:
    return date(month // MONTHS, month % MONTHS + 1, 1)


def span(facts: Sequence[Facts], begins: NDArray[np.float64], ends: NDArray[np.float64]) -> tuple[int, int]:
    """Return the first month that anything falls into, and how many there are."""
    read = [month_of(on.toordinal()) for each in facts for on, _ in each.readings]
    known = [*begins[np.isfinite(begins)], *read]
    if not known:
        return MONTHS, 0
    origin = int(min(known))
    last = max([*ends[np.isfinite(ends)], *(month + 1 for month in read), origin])
    return origin, int(last) - origin


def present_values(flows: NDArray[np.float64], origin: int, rate: float, today: date) -> NDArray[np.float64]:
    """Discount months, each from its middle, to a day."""
    middles = [first_of(origin + month) + timedelta(days=14) for month in range(flows.shape[2])]
    days = np.array([today.toordinal(), *(each.toordinal() for each in middles)])
    table = np.concatenate([np.zeros((*flows.shape[:2], 1)), flows], axis=2).reshape(-1, len(days))
    return xnpv(np.nan_to_num(table), days, rate).reshape(flows.shape[:2])


def came_by_month(facts: Sequence[Facts], factors: NDArray[np.float64], origin: int, size: int) -> NDArray[np.float64]:
    """Put each reading into the month of its day."""
    came = np.zeros((len(facts), size))
    for place, each in enumerate(facts):
        for on, gain in each.readings:
            came[place, int(month_of(on.toordinal())) - origin] += gain * factors[place]
    return came


def realized_share(planned: Course | None, came: NDArray[np.float64], facts: Facts, origin: int) -> float | None:
    if planned is None or not facts.readings:
        return None
    over = int(month_of(facts.readings[-1][0].toordinal())) - origin + 1
    share = float(realized(planned.by_month, came, over)[0][0])
    return share if math.isfinite(share) else None
