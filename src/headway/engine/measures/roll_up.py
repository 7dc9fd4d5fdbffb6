"""Sums up a tree: measures of a level come from summed money, never from averaged indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def roll_up(parent: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    """Add every row to all rows above it.

    total_i = v_i + Σ_{j below i} v_j

    Parameters
    ----------
    parent : array_like of int, shape (n,)
        Row above; -1 at the top.
    values : array_like, shape (n,) or (n, T)
        Own money of each row, summaries 0.

    Returns
    -------
    ndarray of float64
        Of the shape of ``values``.

    Raises
    ------
    ValueError
        If a row stands above itself, or there is no such row.

    Notes
    -----
    Complexity: O(n · T · depth).
    """
    above = np.asarray(parent, np.int64)
    total = np.array(values, np.float64)
    if above.shape != total.shape[:1] or (len(above) and not ((above >= -1) & (above < len(above))).all()):
        raise ValueError("parent: is a row or -1, one for each row of values")
    depth = np.zeros(len(above), np.int64)
    at = above.copy()
    for _ in range(len(above)):
        climbing = at >= 0
        if not climbing.any():
            break
        depth += climbing
        at[climbing] = above[at[climbing]]
    else:
        if (at >= 0).any():
            raise ValueError("parent: a row stands above itself")
    for level in range(int(depth.max(initial=0)), 0, -1):
        rows = np.flatnonzero(depth == level)
        np.add.at(total, above[rows], total[rows])
    return total
