"""What is computed for a risk of the register: score, expected value, and the level that has to own it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.models import Record
from headway.app.queries.inherited import inherited
from headway.engine.measures.risk_register import (
    DEFAULT_LIMITS,
    IMPACTS,
    PROBABILITIES,
    RiskLimits,
    expected_values,
    owner_level,
    scores,
    three_point_mean,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.models import Component

__all__ = ["IMPACTS", "PROBABILITIES", "computed", "limits_of"]
CENT = Decimal("0.01")
ESTIMATED = ("days_low", "days_likely", "days_high", "cost_low", "cost_likely", "cost_high")


def risk_from(component: Component, item: Mapping[str, Any]) -> Record:
    """Return the risk that a change request would add, as the register would hold it; it is stored nowhere."""
    money = {name: Decimal(item[name]) for name in ESTIMATED if name.startswith("cost") and item[name] is not None}
    days = {name: item[name] for name in ESTIMATED if name.startswith("days")}
    return Record(component=component, held_by=component, kind=Record.Kind.RISK, title=item["title"], sign=item["sign"],
                  probability=item["probability"], details={}, **days, **money)  # fmt: skip


def treated(row: Record, item: Mapping[str, Any]) -> Record:
    """Give the risk, in memory, the probability and the estimates that a change request asks for."""
    for name, value in asked_of(item).items():
        setattr(row, name, value)
    return row


def asked_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a change request makes of a risk that is known, as the register holds it."""
    found = {name: item[name] for name in ("probability", *ESTIMATED) if name in item}
    return {name: Decimal(value) if name.startswith("cost") and value is not None else value
            for name, value in found.items()}  # fmt: skip


def limits_of(component: Component) -> tuple[RiskLimits, ...]:
    """Return up to where each level keeps a risk, as set above the component or by default."""
    rows = inherited(component, "risk_limits")
    return DEFAULT_LIMITS if rows is None else tuple(RiskLimits(**row) for row in rows)


def computed(record: Record, *, holders: int = 1) -> dict[str, Any]:
    """Return the computed columns of a risk."""
    score = None
    if record.probability is not None and record.impact is not None:
        score = float(scores([record.probability], [record.impact])[0])
    cost, days = middle_cost(record), middle_days(record)
    value = None
    if cost is not None and record.probability is not None:
        signed = float(cost) * (1 if record.sign == "opportunity" else -1)
        value = Decimal(str(expected_values([record.probability], [signed])[0])).quantize(CENT)
    reach = record.details.get("reach", "")
    owner = owner_level(
        score=score or 0.0,
        cost=float(cost or 0),
        delay_days=days or 0.0,
        limits=limits_of(record.component),
        affects_others=reach == "another component",
        exceeds_authority=reach == "beyond our authority",
        holders=holders,
        most_holders=inherited(record.component, "risk_most_holders", 3),
    )
    return {"score": score, "expected_value": value, "needs_level": owner.level}


def middle_cost(record: Record) -> Decimal | None:
    """Return the mean of the estimate in money; the likely value alone where the ends are open."""
    low, high = record.cost_low, record.cost_high
    likely: Decimal | None = record.cost_likely
    if likely is None:
        return None
    if low is None or high is None:
        return likely
    return Decimal(str(three_point_mean([float(low)], [float(likely)], [float(high)])[0])).quantize(CENT)


def middle_days(record: Record) -> float | None:
    low, likely, high = record.days_low, record.days_likely, record.days_high
    if likely is None:
        return None
    if low is None or high is None:
        return likely
    return float(three_point_mean([low], [likely], [high])[0])
