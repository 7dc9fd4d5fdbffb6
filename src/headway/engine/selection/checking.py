"""An independent reading of the rules: what a given selection is worth, uses and breaks.

Nothing here is shared with the model that the solver sees; everything is plain loops over the definitions, so that a
mistake in one of the two shows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.candidates import LAST
from headway.engine.selection.result import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.selection.candidates import Candidates, Synergy
    from headway.engine.selection.limits import Balance, Limits

TOLERANCE = 1e-6
"""Share of a limit by which rounding may pass it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Value, use and broken limits of one selection."""

    value: float
    spend: NDArray[np.float64]
    income: NDArray[np.float64]
    carried: NDArray[np.float64]
    used: NDArray[np.float64]
    risk: float
    violations: tuple[Violation, ...]


def check_selection(
    candidates: Candidates, limits: Limits, chosen: NDArray[np.bool_], start: NDArray[np.int32]
) -> Facts:
    """Work out what a selection is worth, what it uses and which limits it breaks.

    value = Σ v_r(s_r) + Σ synergies whose projects are all chosen - Σ stop losses of ongoing projects not chosen

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    chosen : ndarray of bool, shape (n,)
        Rows that are done.
    start : ndarray of int32, shape (n,)
        Period of their start; of no meaning for the others.

    Returns
    -------
    Facts
        A limit counts as broken beyond a millionth of its size.

    Notes
    -----
    Complexity: O(n · d · k).
    """
    rows = [r for r in range(len(candidates)) if chosen[r]]
    when = {r: int(start[r]) for r in rows}
    done = {int(candidates.project[r]): r for r in rows}
    spend, income, used = _use(candidates, limits, when)
    stopped = _stopped(candidates, done)
    spend[0] += sum(candidates.stop_cost[list(each)].max() for each in stopped.values())
    for synergy in _reached(candidates, done):
        for t in range(min(len(synergy.cost), limits.periods)):
            spend[t] += synergy.cost[t]
    value = _value(candidates, when, done, stopped)
    carried, short = _purse(limits, spend, income)
    risk = float(sum(candidates.risk[r] for r in rows))
    found = [Violation("budget", (t,), amount) for t, amount in short]
    found += _options(candidates, limits, when)
    found += _relations(candidates, when, done)
    found += _sums(candidates, limits, when, used, float(spend.sum()))
    found += _shares(candidates, limits, when)
    return Facts(value, spend, income, carried, used, risk, tuple(found))


def _over(amount: float, limit: float) -> bool:
    return amount > TOLERANCE * max(1.0, abs(limit) if math.isfinite(limit) else 1.0)


def _use(
    candidates: Candidates, limits: Limits, when: dict[int, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    spend, income = np.zeros(limits.periods), np.zeros(limits.periods)
    used = np.zeros((candidates.demand.shape[1], limits.periods))
    for r, s in when.items():
        for j in range(candidates.cost.shape[1]):
            if 0 <= s + j < limits.periods:
                spend[s + j] += candidates.cost[r, j]
                income[s + j] += candidates.income[r, j]
                used[:, s + j] += candidates.demand[r, :, j]
    return spend, income, used


def _stopped(candidates: Candidates, done: dict[int, int]) -> dict[int, list[int]]:
    """List the ongoing rows of every project that is not chosen."""
    found: dict[int, list[int]] = {}
    for r in range(len(candidates)):
        project = int(candidates.project[r])
        if candidates.ongoing[r] and project not in done:
            found.setdefault(project, []).append(r)
    return found


def _reached(candidates: Candidates, done: dict[int, int]) -> list[Synergy]:
    return [each for each in candidates.synergies if all(project in done for project in each.projects)]


def _value(candidates: Candidates, when: dict[int, int], done: dict[int, int], stopped: dict[int, list[int]]) -> float:
    total = 0.0
    for r, s in when.items():
        if candidates.value.ndim == 2:
            total += float(candidates.value[r, min(s, candidates.value.shape[1] - 1)])
        else:
            total += float(candidates.value[r]) / (1 + candidates.discount) ** s
    total += sum(synergy.value for synergy in _reached(candidates, done))
    return total - float(sum(candidates.stop_loss[each].max() for each in stopped.values()))


def _purse(
    limits: Limits, spend: NDArray[np.float64], income: NDArray[np.float64]
) -> tuple[NDArray[np.float64], list[tuple[int, float]]]:
    """Hand money on as far as it may; a period that lacks some is short, and hands nothing on."""
    carried = np.zeros(limits.periods)
    short: list[tuple[int, float]] = []
    if limits.budgets is None:
        return carried, short
    before = 0.0
    for t in range(limits.periods):
        left = limits.budgets[t] + before - (spend[t] - limits.income_share * income[t])
        if _over(-left, limits.budgets[t] + before):
            short.append((t, float(-left)))
        before = min(limits.carry_cap, limits.carry_over * max(left, 0.0)) if limits.carry_over else 0.0
        carried[t] = before
    return carried, short


def _options(candidates: Candidates, limits: Limits, when: dict[int, int]) -> Iterator[Violation]:
    projects = [int(candidates.project[r]) for r in when]
    for project in sorted(set(projects)):
        if projects.count(project) > 1:
            yield Violation("one-option", (project,), float(projects.count(project) - 1))
    for r, s in when.items():
        last = limits.periods - (int(candidates.duration[r]) if limits.finish_within else 1)
        if candidates.latest[r] != LAST:
            last = min(last, int(candidates.latest[r]))
        first = 0 if candidates.ongoing[r] else int(candidates.earliest[r])
        last = 0 if candidates.ongoing[r] else last
        if not first <= s <= last:
            yield Violation("start", (r,), float(max(first - s, s - last)))
        if candidates.forbidden[r]:
            yield Violation("forbidden", (r,), 1.0)


def _relations(candidates: Candidates, when: dict[int, int], done: dict[int, int]) -> Iterator[Violation]:
    wanted: dict[int, list[int]] = {}
    for r in np.flatnonzero(candidates.mandatory).tolist():
        wanted.setdefault(int(candidates.project[r]), []).append(r)
    for project, options in wanted.items():
        if not any(r in when for r in options):
            yield Violation("mandatory", (project,), 1.0)
    for place, (first, then) in enumerate(candidates.prerequisites.tolist()):
        if then not in done:
            continue
        late = first not in done
        if not late and candidates.after_finish[place]:
            late = when[done[first]] + int(candidates.duration[done[first]]) > when[done[then]]
        if late:
            yield Violation("prerequisite", (place,), 1.0)
    for place, one in enumerate(candidates.exclusions):
        if (many := sum(project in done for project in set(one))) > 1:
            yield Violation("exclusion", (place,), float(many - 1))


def _sums(
    candidates: Candidates, limits: Limits, when: dict[int, int], used: NDArray[np.float64], cost: float
) -> Iterator[Violation]:
    if limits.capacities is not None:
        for k, row in enumerate(limits.capacities):
            for t, limit in enumerate(row):
                amount = float(used[k, t] if k < len(used) else 0.0) - float(limit)
                if _over(amount, float(limit)):
                    yield Violation("capacity", (k, t), amount)
    if limits.coverage is not None:
        for o, least in enumerate(limits.coverage):
            given = sum(candidates.contribution[r, o] for r in when) if o < candidates.contribution.shape[1] else 0.0
            if _over(float(least - given), float(least)):
                yield Violation("coverage", (o,), float(least - given))
    risk = float(sum(candidates.risk[r] for r in when))
    for kind, amount, most in (("risk", risk, limits.risk), ("total-cost", cost, limits.total_cost)):
        if most is not None and _over(amount - most, most):
            yield Violation(kind, (), amount - most)
    if len(when) < limits.count_low:
        yield Violation("count-low", (), float(limits.count_low - len(when)))
    if limits.count_high is not None and len(when) > limits.count_high:
        yield Violation("count-high", (), float(len(when) - limits.count_high))


def _weight(candidates: Candidates, limits: Limits, balance: Balance, r: int, s: int) -> float:
    if balance.of == "count":
        return 1.0
    if balance.of == "spend":
        return float(sum(candidates.cost[r, j] for j in range(candidates.cost.shape[1]) if s + j < limits.periods))
    if candidates.value.ndim == 2:
        return float(candidates.value[r, min(s, candidates.value.shape[1] - 1)])
    return float(candidates.value[r]) / (1 + candidates.discount) ** s


def _shares(candidates: Candidates, limits: Limits, when: dict[int, int]) -> Iterator[Violation]:
    for place, balance in enumerate(limits.balance):
        weights = {r: _weight(candidates, limits, balance, r, s) for r, s in when.items()}
        total = sum(weights.values())
        part = sum(weight for r, weight in weights.items() if candidates.category[r] == balance.category)
        if _over(balance.low * total - part, total):
            yield Violation("balance-low", (place,), balance.low * total - part)
        if _over(part - balance.high * total, total):
            yield Violation("balance-high", (place,), part - balance.high * total)
