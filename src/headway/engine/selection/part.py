"""A part of a model: some columns free, the others held where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.model import Model
from headway.engine.selection.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


FAR = 1e12
"""Stands for an infinite bound of a column."""


def part_of(model: Model, x: NDArray[np.float64], free: NDArray[np.bool_]) -> Model:
    """Hold all columns but the free ones, and leave out rows that can no longer be broken.

    Parameters
    ----------
    model : Model
        The whole.
    x : ndarray of float64
        Where the columns are held.
    free : ndarray of bool
        Columns that may move.

    Returns
    -------
    Model
        Over the free columns, in their order.

    Notes
    -----
    Complexity: linear in the entries of the model.
    """
    rows = model.rows
    owner = np.repeat(np.arange(len(rows)), np.diff(rows.start))
    held = np.bincount(owner, weights=rows.coefficient * np.where(free, 0.0, x)[rows.column], minlength=len(rows))
    entry = free[rows.column]
    owner, value = owner[entry], rows.coefficient[entry]
    column = (np.cumsum(free) - 1)[rows.column[entry]]
    lower, upper = rows.lower - held, rows.upper - held
    top, bottom = np.minimum(model.upper[free], FAR)[column], np.maximum(model.lower[free], -FAR)[column]
    most = np.bincount(owner, weights=np.maximum(value * top, value * bottom), minlength=len(rows))
    least = np.bincount(owner, weights=np.minimum(value * top, value * bottom), minlength=len(rows))
    needed = (np.isfinite(upper) & (most > upper)) | (np.isfinite(lower) & (least < lower))
    keep, place = needed[owner], np.cumsum(needed) - 1
    starts = np.concatenate([[0], np.cumsum(np.bincount(place[owner[keep]], minlength=int(needed.sum())))])
    labels = np.flatnonzero(needed).tolist()
    small = Rows(
        starts.astype(np.int32),
        column[keep].astype(np.int32),
        value[keep],
        lower[needed],
        upper[needed],
        tuple(rows.kind[i] for i in labels),
        tuple(rows.index[i] for i in labels),
    )
    return Model(
        model.columns, model.objective[free], 0.0, model.lower[free], model.upper[free], model.integer[free], small
    )
