"""Why this and not that: every project forced in or out, and the rest chosen anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.explanation import Cut, Explanation, Interval, LeftOut, ShadowPrice
from headway.engine.selection.rows import HARD
from headway.engine.selection.search import Search
from headway.engine.selection.select import chosen_of, columns_of
from headway.engine.selection.why_not import why_not

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.highs import Answer
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.result import Selection

INF = float("inf")


def explain(
    candidates: Candidates,
    limits: Limits,
    selection: Selection,
    *,
    projects: Iterable[int] | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
) -> Explanation:
    """Tell for each project what it would cost to do otherwise, and for each limit what its room is worth.

    loss_p = z* - z(X_p = 0) for what is chosen;  regret_p = z* - z(X_p = 1) for what is not

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept.
    selection : Selection
        The answer of ``select`` for them.
    projects : iterable of int or None
        Which projects to tell about; default all.
    gap : float
        For each of the solutions.
    seconds : float
        For all solutions together; what is not worked out exactly when it ends is an interval that is true.

    Returns
    -------
    Explanation
        For a selection that breaks limits, without losses, regrets and prices.

    Notes
    -----
    Complexity: one solution a project. Shadow prices are those of the linear relaxation, exact for small moves of a
    limit only where no project is cut in parts.
    """
    search = Search(candidates, limits)
    names = sorted(set(candidates.project.tolist()))
    wanted = names if projects is None else sorted(set(projects) & set(names))
    inside = {int(candidates.project[r]): int(r) for r in np.flatnonzero(selection.chosen)}
    found = search.loaded.prices(seconds) if selection.ok else "nothing"
    relaxed = None if isinstance(found, str) else found
    prices = () if relaxed is None else _shadow_prices(search, relaxed.row_price)
    again = _Otherwise(search, selection, gap, seconds) if selection.ok else None
    left_over = len(wanted)
    cuts: list[Cut] = []
    left_out: list[LeftOut] = []
    for project in wanted:
        share = 0.0 if again is None else (seconds - search.seconds) / left_over
        left_over -= 1
        if project in inside:
            cuts.append(_cut(candidates, limits, selection, inside[project], again, share))
        else:
            ceiling = INF if relaxed is None else _ceiling(search, project, relaxed.objective, relaxed.reduced_cost)
            left_out.append(_left_out(candidates, limits, selection, project, again, share, ceiling))
    cuts.sort(key=lambda each: (each.loss is None, 0.0 if each.loss is None else each.loss.low, each.project))
    left_out.sort(key=lambda each: (each.regret is None, 0.0 if each.regret is None else each.regret.low, each.project))
    return Explanation(tuple(cuts), tuple(left_out), prices, search.seconds)


class _Otherwise:
    """Solves the same case with one project forced in or out."""

    def __init__(self, search: Search, selection: Selection, gap: float, seconds: float) -> None:
        self.search, self.selection, self.gap, self.seconds = search, selection, gap, seconds
        rows = search.model.rows
        self.row_of = {rows.index[i][0]: i for i, kind in enumerate(rows.kind) if kind == "one-option"}
        self.start = columns_of(search.model, selection)

    def difference(
        self, project: int, *, inside: bool, seconds: float, ceiling: float = INF
    ) -> tuple[Interval | None, set[int]]:
        """Return what is lost, and the projects of the other selection."""
        own = set(self.search.candidates.project[self.selection.chosen].tolist())
        if project not in self.row_of:
            return None, own
        row, loaded = self.row_of[project], self.search.loaded
        loaded.bound_row(row, 1.0 if inside else -INF, 1.0 if inside else 0.0)
        answer = self._solve(seconds)
        loaded.bound_row(row, -INF, 1.0)
        if answer.verdict == "infeasible":
            return None, own
        constant = self.search.model.constant
        top = min(answer.bound + constant, ceiling + constant, self.selection.bound)
        low = max(0.0, self.selection.value - top)
        if answer.x is None:
            return Interval(low, INF), own
        worth = float(self.search.loaded.objective @ answer.x) + constant
        chosen, _ = chosen_of(self.search.model, answer.x, len(self.search.candidates))
        return Interval(low, max(low, self.selection.bound - worth)), set(
            self.search.candidates.project[chosen].tolist()
        )

    def _solve(self, seconds: float) -> Answer:
        return self.search.solve(gap=self.gap, seconds=max(seconds, 0.0), start=self.start)


def _cut(
    candidates: Candidates, limits: Limits, selection: Selection, row: int, again: _Otherwise | None, share: float
) -> Cut:
    start, project = int(selection.start[row]), int(candidates.project[row])
    within = candidates.cost[row, : max(limits.periods - start, 0)]
    own = set(candidates.project[selection.chosen].tolist())
    loss: Interval | None = Interval(0.0, INF)
    other = own
    if again is not None:
        loss, other = again.difference(project, inside=False, seconds=share)
    return Cut(project, row, loss, float(within.sum()), tuple(sorted(other - own)))


def _left_out(
    candidates: Candidates, limits: Limits, selection: Selection, project: int, again: _Otherwise | None, share: float,
    ceiling: float,
) -> LeftOut:  # fmt: skip
    own = set(candidates.project[selection.chosen].tolist())
    regret: Interval | None = Interval(0.0, INF)
    other = own
    if again is not None:
        regret, other = again.difference(project, inside=True, seconds=share, ceiling=ceiling)
    return why_not(candidates, limits, selection, project, regret, tuple(sorted(own - other)))


def _ceiling(
    search: Search, project: int, objective: float, reduced_cost: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> float:
    """Bound the value with the project in by the relaxation: z + the best reduced cost of its starts."""
    mine = np.flatnonzero(search.model.columns.project == project)
    return objective + float(np.minimum(reduced_cost[mine].max(), 0.0)) if len(mine) else INF


def _shadow_prices(search: Search, row_price: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[ShadowPrice, ...]:
    rows = search.model.rows
    threshold = 1e-9 * max(1.0, float(np.abs(search.loaded.objective).max(initial=0.0)))
    worth = [(i, abs(float(row_price[i]))) for i, kind in enumerate(rows.kind) if kind not in HARD]
    merged: dict[tuple[str, tuple[int, ...]], float] = {}
    for i, each in worth:
        key = rows.kind[i], rows.index[i]
        merged[key] = merged.get(key, 0.0) + each
    return tuple(ShadowPrice(kind, index, each) for (kind, index), each in merged.items() if each > threshold)
