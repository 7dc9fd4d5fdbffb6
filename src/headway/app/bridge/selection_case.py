"""The inputs of a round as the engine's arrays."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.models import SelectionCandidate
from headway.engine.selection import Candidates, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.queries.selection_rounds import Inputs

Wish = SelectionCandidate.Wish
NO_LATEST = -1
"""The engine's word for "as late as it still ends"."""


def case_of(inputs: Inputs, wishes: Mapping[int, str]) -> tuple[Candidates, Limits]:
    """Return candidates and limits, each candidate held as the wishes say."""
    rows = inputs["candidates"]
    place = {one["id"]: at for at, one in enumerate(rows)}
    longest = max(len(one["costs"]) for one in rows)
    needs = [(place[first], place[one["id"]]) for one in rows for first in one["needs"]]
    pairs = {frozenset((place[one["id"]], place[other])) for one in rows for other in one["excludes"] if other in place}
    candidates = Candidates(
        value=np.array([float(one["value"]) for one in rows]),
        cost=np.array([padded(one["costs"], longest) for one in rows]),
        duration=np.array([len(one["costs"]) for one in rows], np.int32),
        earliest=np.array([one["earliest"] for one in rows], np.int32),
        latest=np.array([NO_LATEST if one["latest"] is None else one["latest"] for one in rows], np.int32),
        mandatory=np.array([wishes[one["id"]] == Wish.MUST for one in rows]),
        forbidden=np.array([wishes[one["id"]] == Wish.MUST_NOT for one in rows]),
        prerequisites=np.array(needs, np.int32).reshape(-1, 2),
        exclusions=tuple(sorted(tuple(sorted(pair)) for pair in pairs)),
    )
    budgets = np.array(padded(inputs["budgets"], len(inputs["periods"])))
    return candidates, Limits(budgets=budgets, carry_over=1.0 if inputs["carry_over"] else 0.0)


def padded(amounts: list[str], length: int) -> list[float]:
    return [*map(float, amounts), *[0.0] * (length - len(amounts))]


def wishes_of(inputs: Inputs) -> dict[int, str]:
    return {one["id"]: one["wish"] for one in inputs["candidates"]}


def money_by_period(inputs: Inputs, starts: Mapping[int, int]) -> tuple[list[Decimal], list[Decimal]]:
    """Return what chosen candidates spend in each period, and what of its budget is left then; exact sums."""
    spend = [Decimal(0)] * len(inputs["periods"])
    costs = {one["id"]: one["costs"] for one in inputs["candidates"]}
    for pk, start in starts.items():
        for place, amount in enumerate(costs[pk]):
            spend[start + place] += Decimal(amount)
    left, before = [], Decimal(0)
    for budget, spent in zip(inputs["budgets"], spend, strict=True):
        rest = Decimal(budget) + before - spent
        left.append(rest)
        before = max(rest, Decimal(0)) if inputs["carry_over"] else Decimal(0)
    return spend, left


def value_of(inputs: Inputs, chosen: Any) -> Decimal:
    return sum((Decimal(one["value"]) for one in inputs["candidates"] if one["id"] in chosen), Decimal(0))
