"""From spreads to tables of their inverse distribution functions."""

from __future__ import annotations

from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from headway.engine.simulation import kernels_tables
from headway.engine.simulation.layout import CELLS, CONSTANT, HELD, STEPPED, TABLED
from headway.engine.simulation.model import Shape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from headway.engine.simulation.model import Spreads

SIDE = CELLS // 2
GRID = 128
"""Steps of the most likely value between least and most, where more different shapes than that have to be mixed."""
BETAS = {Shape.PERT: 4.0, Shape.PERT_MOMENTS: 0.0}
TAIL = 0.1
"""Probability below P10 and above P90."""
NORMAL = NormalDist()


class Tables(NamedTuple):
    """Distributions as the kernels take them: entries, some of which share a table of cells."""

    cells: NDArray[np.int32]
    """Shape (tables, CELLS)."""
    shape: NDArray[np.int32]
    """Table of each entry."""
    offset: NDArray[np.float32]
    scale: NDArray[np.float32]
    steep: NDArray[np.float32]
    bounds: NDArray[np.uint64]
    """Where the staircases of discrete values rise, in 2^-32."""
    rises: NDArray[np.float32]
    first: NDArray[np.int32]
    """Steps of entry k are ``first[k]`` to ``first[k + 1]``."""


class Entries(NamedTuple):
    """Tables and where the values of each entry come from."""

    tables: Tables
    source: NDArray[np.int32]
    """CONSTANT, TABLED or STEPPED; one an entry."""

    def quantile(self, entry: int, u: float) -> float:
        """Return a quantile of one entry.

        Parameters
        ----------
        entry : int
            Which.
        u : float
            Probability, 0 to 1.

        Returns
        -------
        float
        """
        drawn = np.full(1, min(max(round(u * 2**32), 0), 2**32 - 1), np.uint32)
        out, place = np.empty(1, np.float32), np.empty(1, np.float32)
        t = self.tables
        if self.source[entry] in (CONSTANT, HELD):
            return float(t.offset[entry])
        if self.source[entry] == STEPPED:
            kernels_tables.stepped(drawn, t.bounds, t.rises, t.first[entry], t.first[entry + 1], out)
        else:
            kernels_tables.looked_up(
                drawn, t.cells[t.shape[entry]], t.offset[entry], t.scale[entry], t.steep[entry], place,
                place.view(np.int32), out,
            )  # fmt: skip
        return float(out[0])


@cache
def points() -> NDArray[np.float64]:
    """Return the probabilities at which quantiles are needed, from the nearer end.

    Returns
    -------
    ndarray of float64, shape (CELLS / 2, 3)
    """
    out = np.empty((SIDE, 3))
    kernels_tables.gauss_points(out)
    return out


def trigen_ends(low: ArrayLike, mode: ArrayLike, high: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the triangle with a given P10, mode and P90.

    (L - x)^2 = 0.1 (L + R) L and (R - y)^2 = 0.1 (L + R) R, with L and R the two sides of the mode, x = mode - P10 and
    y = P90 - mode.

    Parameters
    ----------
    low, mode, high : array_like, shape (k,)
        Ordered.

    Returns
    -------
    tuple of ndarray
        Least and largest values.
    """
    p10, m, p90 = (np.asarray(each, np.float64) for each in (low, mode, high))
    x, y = m - p10, p90 - m
    left, right = 2 * x + y + 1e-12, 2 * y + x + 1e-12
    for _ in range(400):
        whole = TAIL * (left + right)
        left, right = x + np.sqrt(whole * left), y + np.sqrt(whole * right)
    return m - left, m + right


def entries(spreads: Spreads, rows: ArrayLike, factor: ArrayLike = 1.0, shift: ArrayLike = 0.0) -> Entries:
    """Build the tables of shift + factor x spread.

    Parameters
    ----------
    spreads : Spreads
        Without errors.
    rows : array_like of int, shape (k,)
        Rows of ``spreads``.
    factor, shift : array_like, shape (k,)
        Scale and offset of each entry.

    Returns
    -------
    Entries
        O(entries + different shapes x CELLS).
    """
    row = np.atleast_1d(np.asarray(rows, np.int64))
    count = len(row)
    family, number, offset, scale = _standard(spreads, row)
    factor, shift = np.broadcast_to(factor, count), np.broadcast_to(shift, count)
    source = np.full(count, TABLED, np.int32)
    source[(family < 0) | (factor == 0)] = CONSTANT
    source[(family == Shape.DISCRETE) & (factor != 0)] = STEPPED
    keys, which = _different(family, number, source == TABLED)
    cells = np.empty((max(len(keys), 1), CELLS), np.int32)
    low, unit, steep = np.zeros((3, max(len(keys), 1)))
    for name in np.unique(keys[:, 0]):
        mine = np.flatnonzero(keys[:, 0] == name)
        lines = _lines(spreads, int(name), keys[mine, 1])
        kernels_tables.packed(lines, mine[0], cells, low, unit, steep)
    scale, offset = factor * scale, shift + factor * offset
    bounds, rises, first = _staircases(spreads, row, source, factor, shift)
    tabled = source == TABLED
    tables = Tables(
        cells,
        which,
        (offset + np.where(tabled, scale * low[which], 0.0)).astype(np.float32),
        (scale * unit[which]).astype(np.float32),
        steep[which].astype(np.float32),
        bounds,
        rises,
        first,
    )
    return Entries(tables, source)


def _standard(spreads: Spreads, row: NDArray[np.int64]) -> tuple[NDArray[np.float64], ...]:
    """Return family (-1 for a constant), its one number, and offset and scale that lead from it to the spread."""
    shape = spreads.shape[row]
    a, m, b = (column[row].copy() for column in (spreads.low, spreads.likely, spreads.high))
    family, number = shape.astype(np.float64), np.zeros(len(row))
    trigen = shape == Shape.TRIGEN
    if trigen.any():
        a[trigen], b[trigen] = trigen_ends(a[trigen], m[trigen], b[trigen])
    family[trigen] = Shape.TRIANGULAR
    offset, scale = a, b - a
    with np.errstate(divide="ignore", invalid="ignore"):
        number = np.where(np.isin(family, (Shape.TRIANGULAR, *BETAS)), (m - a) / (b - a), number)
        deviation = np.sqrt(np.log1p((b / m) ** 2))
        log = shape == Shape.LOGNORMAL
        number = np.where(log, deviation, number)
        scale, offset = np.where(log, m / np.sqrt(1 + (b / m) ** 2), scale), np.where(log, 0.0, offset)
        log = shape == Shape.LOGNORMAL_RANGE
        number = np.where(log, np.log(b / a) / 2 / NORMAL.inv_cdf(0.9), number)
        scale, offset = np.where(log, np.sqrt(a * b), scale), np.where(log, 0.0, offset)
    lists = np.isin(shape, (Shape.EMPIRICAL, Shape.DISCRETE))
    number = np.where(lists, spreads.point[row], number)
    scale, offset = np.where(lists, 1.0, scale), np.where(lists, 0.0, offset)
    logs = np.isin(shape, (Shape.LOGNORMAL, Shape.LOGNORMAL_RANGE))
    family[logs] = Shape.LOGNORMAL
    still = (shape == Shape.FIXED) | (~lists & ((scale == 0) | (logs & (number == 0))))
    offset = np.where(still, np.where(shape == Shape.FIXED, m, np.where(logs, scale, a)), offset)
    family[still], scale = -1, np.where(still, 0.0, scale)
    return family, number, offset, scale


def _different(
    family: NDArray[np.float64], number: NDArray[np.float64], tabled: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    pairs = np.stack((family[tabled], np.round(number[tabled], 12)), 1)
    which = np.zeros(len(family), np.int32)
    if not len(pairs):
        return np.empty((0, 2)), which
    # A complex number sorts by both of its parts, which is much quicker than sorting rows.
    keys, place = np.unique(pairs[:, 0] + 1j * pairs[:, 1], return_inverse=True)
    which[tabled] = place
    return np.stack((keys.real, keys.imag), 1), which


def _lines(spreads: Spreads, family: int, number: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.empty((len(number), CELLS, 2))
    if family == Shape.TRIANGULAR:
        kernels_tables.triangular_lines(number, points(), out)
    elif family in BETAS:
        if len(number) > GRID:
            kernels_tables.between_lines(_family(family), number * GRID, out)
        else:
            kernels_tables.beta_lines(*_powers(family, number), points(), out)
    else:
        for line, each in zip(out, number, strict=True):
            near = points().ravel()
            u = np.concatenate((near, 1.0 - near))
            if family == Shape.LOGNORMAL:
                values = np.exp(each * _normal())
            elif family == Shape.UNIFORM:
                values = u
            else:
                values = _between_points(spreads, int(each), u)
            line[:] = _fitted(values.reshape(CELLS, 3))
    return out


@cache
def _normal() -> NDArray[np.float64]:
    near = np.array([NORMAL.inv_cdf(u) for u in points().ravel()])
    return np.concatenate((near, -near))


@cache
def _family(family: int) -> NDArray[np.float64]:
    """Return lines of a family of beta distributions over a grid of most likely values."""
    out = np.empty((GRID + 1, CELLS, 2))
    kernels_tables.beta_lines(*_powers(family, np.arange(GRID + 1) / GRID), points(), out)
    return out


def _powers(family: int, mode: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both powers of the beta distributions between 0 and 1 with a most likely value."""
    if family == Shape.PERT:
        return 1 + 4 * mode, 5 - 4 * mode
    mean = (1 + 4 * mode) / 6
    both = 36 * mean * (1 - mean) - 1
    return mean * both, (1 - mean) * both


def _fitted(values: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = values @ np.array([5.0, 8.0, 5.0]) / 18
    rise = (values[:, 2] - values[:, 0]) * 10 * kernels_tables.GAUSS / 3
    return np.stack((mean - rise / 2, rise), 1)


def _between_points(spreads: Spreads, row: int, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return quantiles of sorted values: each stands in the middle of its weight, straight lines between."""
    given = spreads.points[row]
    order = np.argsort(given.values, kind="stable")
    weight = given.weights[order] / given.weights.sum()
    return np.interp(u, np.cumsum(weight) - weight / 2, given.values[order])


def _staircases(
    spreads: Spreads,
    row: NDArray[np.int64],
    source: NDArray[np.int32],
    factor: NDArray[np.float64],
    shift: NDArray[np.float64],
) -> tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.int32]]:
    bounds: list[int] = []
    rises: list[float] = []
    first = np.zeros(len(row) + 1, np.int32)
    for k in range(len(row)) if (source == STEPPED).any() else ():
        first[k] = len(bounds)
        if source[k] != STEPPED:
            continue
        given = spreads.points[spreads.point[row[k]]]
        order = np.argsort(given.values, kind="stable")
        values = shift[k] + factor[k] * given.values[order]
        below = np.cumsum(given.weights[order]) - given.weights[order]
        bounds += [round(u * 2**32) for u in (below / given.weights.sum()).tolist()]
        rises += np.diff(values, prepend=0.0).tolist()
    first[-1] = len(bounds)
    return np.array(bounds, np.uint64), np.array(rises, np.float32), first
