"""The open risks of the registers as the engine's tables: threats add days and money, opportunities take them away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.simulation import NONE, Aim, RiskAims, Risks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from headway.app.bridge.confidence.scope import Scope
    from headway.app.bridge.confidence.spread_table import SpreadTable
    from headway.app.models import Component, Record

TASKS, END, MONEY, NOTHING, UNJUDGED = "tasks", "end", "money", "nothing", "unjudged"
"""Where a risk acts: on its tasks, at the end of plans, on money alone; nothing of it is left to do, or nobody has said
how probable it is or what it costs."""


@dataclass(slots=True)
class RiskRows:
    ids: list[int] = field(default_factory=list)
    probability: list[float] = field(default_factory=list)
    delay: list[int] = field(default_factory=list)
    money: list[int] = field(default_factory=list)
    aims: list[tuple[int, int]] = field(default_factory=list)
    """Row of the risk, row of the task."""
    where: dict[int, str] = field(default_factory=dict)
    """By the id of the risk."""

    def risks(self) -> Risks:
        return Risks(
            np.array(self.probability, np.float64), np.array(self.delay, np.int32), np.array(self.money, np.int32)
        )

    def risk_aims(self) -> RiskAims:
        risk, row = (np.array([pair[side] for pair in self.aims], np.int32) for side in range(2))
        return RiskAims(risk, np.full(len(risk), Aim.TASK, np.int32), row)


def estimate(record: Record, name: str) -> tuple[float, float, float] | None:
    """Return the three points of an estimate, signed; an end that nobody has said is the likely one."""
    low, likely, high = (getattr(record, f"{name}_{end}") for end in ("low", "likely", "high"))
    if likely is None:
        return None
    sign = 1.0 if record.sign == "threat" else -1.0
    points = sorted(sign * float(likely if each is None else each) for each in (low, likely, high))
    return points[0], sign * float(likely), points[2]


def plans_of(record: Record, inside: Mapping[int, Any], below: Mapping[int, Sequence[int]]) -> list[int]:
    """Return at the end of which plans a risk acts that names no task: its own, or all below who has it."""
    for pk in (record.component_id, record.held_by_id):
        found = [pk] if pk in inside else [plan for plan in below.get(pk, ()) if plan in inside]
        if found:
            return found
    return []


def last_plans(scope: Scope, inside: Mapping[int, Component], open_plans: Sequence[int]) -> list[int]:
    """Return the plans that need an end on which risks act that name no task."""
    named = [row for row in scope.risks if not scope.ties.get(row.pk) and estimate(row, "days") is not None]
    wanted = {plan for row in named for plan in plans_of(row, inside, scope.below)}
    return [plan for plan in open_plans if plan in wanted]


def risk_rows(
    records: Sequence[Record], ties: Mapping[int, Sequence[int]], rows: Mapping[int, int], leaves: NDArray[np.bool_],
    ends: Mapping[int, int], inside: Mapping[int, Component], below: Mapping[int, Sequence[int]], table: SpreadTable,
) -> RiskRows:  # fmt: skip
    """Return the tables of the risks; ``ends`` are the rows behind everything of a plan, by its id."""
    found = RiskRows()
    for record in records:
        days, money = estimate(record, "days"), estimate(record, "cost")
        if record.probability is None or (days is None and money is None):
            found.where[record.pk] = UNJUDGED
            continue
        named = ties.get(record.pk, ())
        at = [rows[task] for task in named if task in rows and leaves[rows[task]]]
        plans = [] if named else [plan for plan in plans_of(record, inside, below) if plan in ends]
        at = at or [ends[plan] for plan in plans]
        if not at and (days is not None) and money is None:
            found.where[record.pk] = NOTHING
            continue
        found.where[record.pk] = MONEY if days is None or not at else TASKS if named else END
        per_day = minutes_a_day(record, plans, inside)
        number = len(found.ids)
        found.ids.append(record.pk)
        found.probability.append(float(record.probability))
        acts = days is not None and bool(at)
        found.delay.append(table.add_estimate(*(each * per_day for each in days)) if acts and days else NONE)
        found.money.append(NONE if money is None else table.add_estimate(*money))
        found.aims += [(number, row) for row in at] if acts else []
    return found


def minutes_a_day(record: Record, plans: Sequence[int], inside: Mapping[int, Component]) -> int:
    known = [inside[pk].minutes_per_day for pk in (record.component_id, *plans) if pk in inside]
    return known[0] if known else 480
