"""Large cases: quick walks, then crossings of what they found, then parts: few projects move, and are chosen exactly.

Source: large neighbourhood search (Shaw 1998, CP98) with the solver on every part; which columns of a part may move
follows from the prices of the relaxation, as in the core of a knapsack (Balas & Zemel 1980, Oper. Res. 28).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.anneal import Annealing
from headway.engine.selection.highs import LoadedModel
from headway.engine.selection.part import part_of
from headway.engine.selection.pool import Pool
from headway.engine.selection.table import shed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from headway.engine.selection.highs import Prices
    from headway.engine.selection.model import Model

SEED = 1913
COLUMNS = 180
"""How many starts a part has, about."""
WINDOW = (0.05, 0.6)
"""Least and greatest share of the distance to the bound that a start in a part may look bad by."""
ROUNDS_WITHOUT_GAIN = 50
PART_SECONDS = 1.0
"""The most that one part may take."""
CORE = 20
"""How much narrower than the window the core is."""
ISLANDS, CHAINS, WALKS, CROSSINGS = 2, 6, 3, 60
"""Pools that know nothing of each other; in each of them selections that begin anew, walks for each, and crossings."""
SETTLERS, MEETINGS = 6, 20
"""How many of each pool come together at last, and crossings among these."""
FAR = 3.0
"""Times the gap that was asked for: where the first pool is further away, parts are solved at once."""
PARTS, BETWEEN = 2, 18
"""Parts, and crossings between them, in turn afterwards."""
SETTLE_SECONDS = 4.0
PART_NODES = 60
"""The most branches that one part may take, so that the way does not depend on the machine."""


def rounded(model: Model, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring the whole columns to whole numbers.

    Parameters
    ----------
    model : Model
        For which columns are whole.
    x : ndarray of float64
        All columns, as the solver found them.

    Returns
    -------
    ndarray of float64
    """
    return np.where(model.integer, np.round(x), x)


def keeps(model: Model, x: NDArray[np.float64]) -> bool:
    """Tell whether columns keep all rows and bounds of a model to a millionth.

    Parameters
    ----------
    model : Model
        With its bounds.
    x : ndarray of float64
        All columns.

    Returns
    -------
    bool
    """
    rows = model.rows
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    sums = np.bincount(owner, weights=rows.coefficient * x[rows.column], minlength=len(rows))
    largest = np.ones(len(rows))
    np.maximum.at(largest, owner, np.abs(rows.coefficient))
    slack = 1e-7 * largest
    inside = (sums <= rows.upper + slack) & (sums >= rows.lower - slack)
    return bool(inside.all() and ((x >= model.lower - 1e-9) & (x <= model.upper + 1e-9)).all())


def settle(
    model: Model, x: NDArray[np.float64], prices: Prices | None, seconds: float
) -> tuple[NDArray[np.float64] | None, float]:
    """Make an earlier answer keep limits that have moved: its projects may be dropped or start at another time.

    Parameters
    ----------
    model : Model
        With the limits as they are now.
    x : ndarray of float64
        Columns of the earlier answer.
    prices : Prices or None
        Of the relaxation; without them its projects may only be dropped.
    seconds : float
        The most to spend.

    Returns
    -------
    x : ndarray of float64 or None
        None where that is not enough.
    seconds : float
        What it took.
    """
    if len(x) != len(model.objective):
        return None, 0.0
    x = rounded(model, x)
    if keeps(model, x):
        return x, 0.0
    if (less := shed(model, x)) is not None and keeps(model, less):
        return less, 0.0
    clock = _Clock(seconds)
    free = ~model.integer | (x > 0.5)
    if prices is not None:
        starts = len(model.columns.row)
        at = np.flatnonzero(x[:starts] > 0.5)
        mine = np.isin(model.columns.project, model.columns.project[at])
        free[:starts] |= mine & (prices.reduced_cost[:starts] > -window(model, prices) / 4)
    share = min(clock.left / 3, SETTLE_SECONDS)
    zero = np.where(free, 0.0, x)
    return _solved(model, zero, free, gap=2e-3, seconds=share, begin=False, clock=clock), clock.spent


def window(model: Model, prices: Prices) -> float:
    """Choose how bad a column may look at the prices of the relaxation and still move in a part.

    Parameters
    ----------
    model : Model
        For the size of its values.
    prices : Prices
        Of the relaxation.

    Returns
    -------
    float
        A third of the median worth of what the relaxation chooses.
    """
    starts = len(model.columns.row)
    inside = model.objective[:starts][prices.x[:starts] > 1e-6]
    return float(np.median(np.abs(inside)) / 3) if len(inside) else float("inf")


def improve(
    model: Model, prices: Prices, start: NDArray[np.float64] | None, *, gap: float, seconds: float
) -> tuple[NDArray[np.float64] | None, float]:
    """Improve a selection until it is as near to the bound of the relaxation as was asked for.

    Parameters
    ----------
    model : Model
        With bounds and objective as they are now.
    prices : Prices
        Of its relaxation.
    start : ndarray of float64 or None
        Columns of an earlier answer.
    gap : float
        Relative distance to the bound at which to stop.
    seconds : float
        The most to spend.

    Returns
    -------
    x : ndarray of float64 or None
        None where nothing was found.
    seconds : float
        What it took.
    """
    clock = _Clock(seconds)
    settled = None
    if start is not None:
        settled, taken = settle(model, start, prices, clock.left)
        clock.spent += taken
    annealing, pool = _walked(model, prices, settled, gap, clock)
    if pool.best is None:
        pool.add(_first(model, prices, clock))
    if pool.best is not None and not pool.near(prices.objective, gap):
        pool.add(_core(model, prices, pool.best, start, gap, clock))
        _parts(model, prices, annealing, pool, gap, clock)
    return pool.best, clock.spent


class _Clock:
    """Adds up what the solver took: the engine reads no clock of its own."""

    def __init__(self, seconds: float) -> None:
        self.limit, self.spent = seconds, 0.0

    @property
    def left(self) -> float:
        return self.limit - self.spent


def _solved(
    model: Model, x: NDArray[np.float64], free: NDArray[np.bool_], *,
    gap: float, seconds: float, begin: bool = True, nodes: int = PART_NODES, clock: _Clock | None = None,
) -> NDArray[np.float64] | None:  # fmt: skip
    small = LoadedModel(part_of(model, x, free))
    answer = small.solve(gap=gap, seconds=seconds, start=x[free] if begin else None, nodes=nodes)
    if clock is not None:
        clock.spent += max(answer.seconds, 1e-3)
    if answer.x is None:
        return None
    whole = x.copy()
    whole[free] = answer.x
    whole = rounded(model, whole)
    return whole if keeps(model, whole) else None


def _walked(
    model: Model, prices: Prices, settled: NDArray[np.float64] | None, gap: float, clock: _Clock
) -> tuple[Annealing, Pool]:
    """Fill pools apart from each other, then cross the best of all of them."""
    bound, pool = prices.objective, Pool(model.objective, ISLANDS * SETTLERS)
    pool.add(settled)
    pool.add(_rounded_relaxation(model, prices))
    begin = rounded(model, prices.x) if pool.best is None else pool.best
    annealing = Annealing(model, prices, prices.x if pool.best is None else begin)
    for number in range(ISLANDS):
        if number == 0 or (pool.near(bound, FAR * gap) and not pool.near(bound, gap)):
            for each in _island(model, annealing, begin, bound, gap, clock).first(SETTLERS):
                pool.add(each)
    for _ in range(MEETINGS):
        if not pool.near(bound, gap):
            _cross(model, annealing, pool, clock)
    return annealing, pool


def _island(
    model: Model, annealing: Annealing, begin: NDArray[np.float64], bound: float, gap: float, clock: _Clock
) -> Pool:
    """Fill a pool by walks that all begin from one selection, then cross what it has."""
    pool = Pool(model.objective, CHAINS + 1)
    for _ in range(CHAINS):
        if not pool.near(bound, gap):
            pool.add(_chain(model, annealing, begin, clock))
    for _ in range(CROSSINGS):
        if not pool.near(bound, gap):
            _cross(model, annealing, pool, clock)
    return pool


def _chain(model: Model, annealing: Annealing, begin: NDArray[np.float64], clock: _Clock) -> NDArray[np.float64] | None:
    """Walk a few times, each time from what the walk before found."""
    best = None
    for _ in range(WALKS):
        worth = -np.inf if best is None else float(model.objective @ best)
        found, taken = annealing.walk(begin if best is None else best, worth, clock.left)
        clock.spent += taken
        best = found if found is not None and keeps(model, found) else best
    return best


def _cross(model: Model, annealing: Annealing, pool: Pool, clock: _Clock) -> None:
    """Add what is found among the starts that the pool does not agree on."""
    if not pool.found:
        return
    found, taken = annealing.cross(pool.found, clock.left)
    clock.spent += taken
    pool.add(found if found is not None and keeps(model, found) else None)


def _parts(model: Model, prices: Prices, annealing: Annealing, pool: Pool, gap: float, clock: _Clock) -> None:
    """Solve parts of the best selection and cross the pool in turn, until nothing is gained or the time is over."""
    rng, idle, bound = np.random.default_rng(SEED), 0, prices.objective
    while clock.left > 0 and idle < ROUNDS_WITHOUT_GAIN and not pool.near(bound, gap):
        before = pool.value
        for _ in range(PARTS):
            (x,) = pool.first(1)
            free = _neighborhood(model, prices, x, rng)
            pool.add(_solved(model, x, free, gap=gap / 10, seconds=min(PART_SECONDS, clock.left), clock=clock))
        for _ in range(BETWEEN):
            _cross(model, annealing, pool, clock)
        idle = 0 if pool.value > before else idle + 1


def _rounded_relaxation(model: Model, prices: Prices) -> NDArray[np.float64] | None:
    """Take what the relaxation chooses by more than half, less what then is too much."""
    near = shed(model, np.where(model.integer & (prices.x > 0.5), 1.0, 0.0))
    return near if near is not None and keeps(model, near) else None


def _first(model: Model, prices: Prices, clock: _Clock) -> NDArray[np.float64] | None:
    """Choose among the columns that look good at the prices of the relaxation; where that fails, among all."""
    starts = len(model.columns.row)
    free = np.ones(len(model.objective), bool)
    free[:starts] = prices.reduced_cost[:starts] > -window(model, prices) / 2
    zero = np.zeros(len(model.objective))
    x = _solved(model, zero, free, gap=0.02, seconds=clock.left / 4, begin=False, clock=clock)
    if x is None:
        x = _solved(model, zero, np.ones_like(free), gap=0.05, seconds=clock.left / 2, begin=False, clock=clock)
    return x


def _core(
    model: Model, prices: Prices, x: NDArray[np.float64], start: NDArray[np.float64] | None, gap: float, clock: _Clock
) -> NDArray[np.float64] | None:
    """Let what is chosen, was chosen, or is chosen by the relaxation move among the starts that look best."""
    starts = len(model.columns.row)
    on = x[:starts] > 0.5
    if start is not None and len(start) == len(x):
        on |= start[:starts] > 0.5
    names = model.columns.project[on | (prices.x[:starts] > 1e-6)]
    mine = np.isin(model.columns.project, names)
    free = np.ones(len(x), bool)
    free[:starts] = on | (mine & (prices.reduced_cost[:starts] > -window(model, prices) / CORE))
    return _solved(model, x, free, gap=gap / 3, seconds=0.8 * max(clock.left, 0.0), nodes=1, clock=clock)


def _neighborhood(model: Model, prices: Prices, x: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Free projects until enough columns are: first some that the relaxation cuts in parts, then any.

    A column whose reduced cost is larger than the distance between bound and best answer is in no better answer; of the
    others those that look good come first.
    """
    columns, starts = model.columns, len(model.columns.row)
    distance = max(prices.objective - float(model.objective @ x), 1e-9)
    good = prices.reduced_cost[:starts] > -distance * rng.uniform(*WINDOW)
    good |= x[:starts] > 0.5
    names, own = np.unique(columns.project, return_inverse=True)
    size = np.bincount(own, weights=good, minlength=len(names))
    part = prices.x[:starts]
    torn = np.bincount(own, weights=(part > 1e-6) & (part < 1 - 1e-6), minlength=len(names)) > 0
    order = np.argsort(rng.random(len(names)) - torn * rng.random(), kind="stable")
    count = int(np.searchsorted(np.cumsum(size[order]), COLUMNS)) + 1
    picked = np.zeros(len(names), bool)
    picked[order[:count]] = True
    free = np.ones(len(x), bool)
    free[:starts] = picked[own] & good
    return free
