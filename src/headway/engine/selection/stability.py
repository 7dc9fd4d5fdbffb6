"""Which projects are in whatever happens, which never, and which depend on how things turn out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from headway.engine.selection.columns import numbers
from headway.engine.selection.search import Search
from headway.engine.selection.select import columns_of, told
from headway.engine.selection.trouble import inspect

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.measures.diagnostic import Diagnostic
    from headway.engine.selection.candidates import Candidates
    from headway.engine.selection.limits import Limits
    from headway.engine.selection.result import Selection

Place = Literal["core", "swing", "out"]


@dataclass(frozen=True, slots=True)
class Stability:
    """How often each of the p projects is chosen over the scenarios that were solved."""

    project: NDArray[np.int32]
    """(p,): numbers of the projects."""
    share: NDArray[np.float64]
    """(p,): share of the solved scenarios in whose selection the project is."""
    place: tuple[Place, ...]
    """(p,): core is in at least ``core`` of them, out in at most ``out``, swing between."""
    value: NDArray[np.float64]
    """(scenarios,): value of each selection; NaN where none was found in time that keeps the limits."""
    gap: NDArray[np.float64]
    """(scenarios,): what is proven of each; infinite where nothing was found."""
    diagnostics: tuple[Diagnostic, ...] = ()


def stability(
    candidates: Candidates,
    limits: Limits,
    values: ArrayLike,
    *,
    gap: float = 0.0,
    seconds: float = 60.0,
    start: Selection | None = None,
    core: float = 1.0,
    out: float = 0.0,
) -> Stability:
    """Choose anew for every scenario of the values, and count.

    share_p = |{scenarios whose selection has p}| / |scenarios|

    Parameters
    ----------
    candidates : Candidates
        What could be done.
    limits : Limits
        What has to be kept in every scenario.
    values : array_like, shape (scenarios, n) or (scenarios, n, periods)
        Worth of each row in each scenario, in place of ``candidates.value``.
    gap, seconds : float
        For each selection, and for all of them together.
    start : Selection or None
        An earlier answer.
    core, out : float
        Least share of the core, greatest share of what is out.

    Returns
    -------
    Stability

    Raises
    ------
    ValueError
        If values have another shape or are no numbers, or there is no scenario.

    Notes
    -----
    Source: core, borderline and exterior projects of Liesiö, Mild & Salo 2007, Eur. J. Oper. Res. 181.
    """
    table = numbers("values", values, (None, len(candidates)) if np.ndim(values) < 3 else (None, len(candidates), None))
    if not len(table) or not np.isfinite(table).all():
        raise ValueError("values: wanted is at least one scenario of finite numbers")
    names = np.unique(candidates.project)
    count, solved = np.zeros(len(names)), 0
    value, gaps = np.full(len(table), np.nan), np.full(len(table), np.inf)
    found = inspect(candidates, limits)
    if not any(each.level == "error" for each in found):
        search = Search(candidates, limits)
        x = None if start is None else columns_of(search.model, start)
        for place, row in enumerate(table):
            this = Search(candidates.replace(value=row), limits)
            share = max(seconds - search.seconds, 0.0) / (len(table) - place)
            answer = this.solve(gap=gap, seconds=share, start=x)
            search.seconds += this.seconds
            if answer.x is None:
                continue
            x, chosen = answer.x, told(this, answer)
            value[place], gaps[place] = chosen.value, chosen.gap
            count += np.isin(names, candidates.project[chosen.chosen])
            solved += 1
    share_of = count / solved if solved else np.full(len(names), np.nan)
    places: list[Place] = ["core" if each >= core else "out" if each <= out else "swing" for each in share_of]
    return Stability(names, share_of, tuple(places), value, gaps, found)
