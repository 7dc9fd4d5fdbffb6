"""What the engine chooses for the inputs of a round, and why: plain values in, plain values out."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.selection_case import case_of, money_by_period, value_of, wishes_of
from headway.app.models import SelectionCandidate
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.selection_problems import problems_of
from headway.engine.selection import Limits, explain, frontier, select

if TYPE_CHECKING:
    from headway.app.queries.selection_rounds import Inputs
    from headway.engine.selection import Candidates, Explanation, Selection
    from headway.engine.selection.explanation import Interval, LeftOut
    from headway.engine.selection.result import Violation

Wish = SelectionCandidate.Wish
Told = dict[str, Any]
POINTS = 20
SHARES = {"select": 0.3, "early": 0.05, "free": 0.15, "holds": 0.1, "explain": 0.25, "frontier": 0.15}
"""How the time is given out; what is not needed of it is not used."""
LARGE_GAP = 0.001
"""What is proven of a case that the worker computes; a small one is proven to the end."""


class Case:
    """One round with its time."""

    def __init__(self, inputs: Inputs, seconds: float, gap: float) -> None:
        self.inputs, self.seconds, self.gap = inputs, seconds, gap
        self.wishes = wishes_of(inputs)
        self.ids: list[int] = [one["id"] for one in inputs["candidates"]]
        self.candidates, self.limits = case_of(inputs, self.wishes)

    def time_for(self, part: str) -> float:
        return self.seconds * SHARES[part]

    def starts(self, found: Selection) -> dict[int, int]:
        return {self.ids[at]: int(found.start[at]) for at in np.flatnonzero(found.chosen).tolist()}

    def otherwise(self, wishes: dict[int, str], part: str, share: float = 1.0) -> Decimal | None:
        """Return what would be worth choosing with other wishes; nothing where the limits cannot be kept."""
        candidates, limits = case_of(self.inputs, wishes)
        found = select(candidates, limits, gap=self.gap, seconds=self.time_for(part) * share)
        return value_of(self.inputs, self.starts(found)) if found.ok else None


def answer(inputs: Inputs, *, seconds: float, gap: float = 0.0) -> Told:
    """Choose, and tell what it takes, what was left out and why, and what more money would buy."""
    begun = time.perf_counter()
    if problems := problems_of(inputs):
        return {"revision": inputs["revision"], "status": "invalid", "problems": problems}
    case = Case(inputs, seconds, gap)
    found = early(case, select(case.candidates, case.limits, gap=gap, seconds=case.time_for("select")))
    starts = case.starts(found)
    spend, left = money_by_period(inputs, starts)
    value = value_of(inputs, starts)
    free = case.otherwise(dict.fromkeys(case.wishes, Wish.FREE), "free") if held(case) else value
    why = explain(case.candidates, case.limits, found, gap=gap, seconds=case.time_for("explain"))
    told: Told = plain({
        "revision": inputs["revision"], "status": found.status, "problems": [], "value": value,
        "gap": round(found.gap, 6) if np.isfinite(found.gap) else None, "chosen": sorted(starts.items()),
        "spend": spend, "left": left, "free_value": free,
        "holds": holds(case, value, free) if found.ok else [],
        "violations": [violation(case, each) for each in found.violations],
        **reasons(case, why),
        "frontier": curve(case),
        "seconds": round(time.perf_counter() - begun, 3),
    })  # fmt: skip
    return told


def early(case: Case, found: Selection) -> Selection:
    """Let what is chosen start as early as the money allows: the value is the same whenever it starts."""
    if not found.ok or not found.chosen.any():
        return found
    periods = case.limits.periods
    sooner = np.tile(np.arange(periods, 0, -1, dtype=float), (len(case.ids), 1))
    fixed = case.candidates.replace(value=sooner, mandatory=found.chosen, forbidden=~found.chosen)
    again = select(fixed, case.limits, seconds=case.time_for("early"), start=found)
    if not again.ok or (again.chosen != found.chosen).any():
        return found
    return replace(found, start=again.start, spend=again.spend, carried=again.carried)


def held(case: Case) -> list[int]:
    return [pk for pk, wish in case.wishes.items() if wish != Wish.FREE]


def holds(case: Case, value: Decimal, free: Decimal | None) -> list[Told]:
    """Tell of each candidate that is held how much more could be had if it alone were free."""
    pks = held(case)
    if free == value or len(pks) == 1:
        lost = None if free is None else max(free - value, Decimal(0))
        return [{"candidate": pk, "cost": lost} for pk in pks]
    return [{"candidate": pk, "cost": cost_of_wish(case, pk, value, 1 / len(pks))} for pk in pks]


def cost_of_wish(case: Case, pk: int, value: Decimal, share: float) -> Decimal | None:
    better = case.otherwise(case.wishes | {pk: Wish.FREE}, "holds", share)
    return None if better is None else max(better - value, Decimal(0))


def violation(case: Case, each: Violation) -> Told:
    """Return a limit that is broken: which candidates, or which period, and by how much."""
    named: dict[str, tuple[int, ...]] = {"mandatory": each.index, "forbidden": each.index, "start": each.index}
    if each.kind == "prerequisite":
        named["prerequisite"] = tuple(case.candidates.prerequisites[each.index[0]].tolist())
    if each.kind == "exclusion":
        named["exclusion"] = case.candidates.exclusions[each.index[0]]
    return {"kind": each.kind, "candidates": [case.ids[at] for at in named.get(each.kind, ())],
            "period": each.index[0] if each.kind == "budget" else None, "amount": round(each.amount, 2)}  # fmt: skip


def reasons(case: Case, why: Explanation) -> Told:
    """Return the cut list and the reasons of what was left out, by the numbers of candidates."""

    def named(places: tuple[int, ...]) -> list[int]:
        return [case.ids[at] for at in places]

    return {
        "cuts": [{"candidate": case.ids[each.project], "loss": ends(each.loss), "instead": named(each.takes_its_place)}
                 for each in why.cuts],
        "left_out": [left_out(case, each) | {"others": named(each.others), "displaces": named(each.displaces)}
                     for each in why.left_out],
    }  # fmt: skip


def left_out(case: Case, each: LeftOut) -> Told:
    return {"candidate": case.ids[each.project], "reasons": each.reasons, "start": each.start,
            "needs": [violation(case, one) for one in each.needs if one.kind == "budget"],
            "regret": ends(each.regret)}  # fmt: skip


def ends(interval: Interval | None) -> list[float | None] | None:
    """Return both ends of an interval, as JSON holds them; an end that is not known is none."""
    if interval is None:
        return None
    return [round(end, 2) if np.isfinite(end) else None for end in (interval.low, interval.high)]


def curve(case: Case) -> list[list[float]]:
    """Return the most value for each amount of money in all, whenever it came: from the least to all that is wanted."""
    whole = Limits(periods=case.limits.periods)
    found = frontier(unheld(case.candidates), whole, points=POINTS, gap=case.gap, seconds=case.time_for("frontier"))
    return [[round(float(amount), 2), round(float(value), 2)]
            for amount, value in zip(found.amount, found.value, strict=True)]  # fmt: skip


def unheld(candidates: Candidates) -> Candidates:
    """Leave free what has to be chosen: a curve of money begins at none."""
    return candidates.replace(mandatory=np.zeros(len(candidates), bool))
