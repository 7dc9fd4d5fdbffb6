"""Money of many rows as float64 columns, and what in it is no number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.diagnostic import Diagnostic

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def columns(**given: ArrayLike) -> dict[str, NDArray[np.float64]]:
    """Bring columns to float64 of one shape; a single number stands for all rows.

    Parameters
    ----------
    **given : array_like
        By name.

    Returns
    -------
    dict of str to ndarray of float64

    Raises
    ------
    ValueError
        If the shapes do not fit together.
    """
    arrays = [np.asarray(each, dtype=np.float64) for each in given.values()]
    try:
        fitted = np.broadcast_arrays(*arrays)
    except ValueError as trouble:
        told = ", ".join(f"{name} {array.shape}" for name, array in zip(given, arrays, strict=True))
        raise ValueError(f"shapes that do not fit together: {told}") from trouble
    return {name: np.atleast_1d(each) for name, each in zip(given, fitted, strict=True)}


def finite(values: ArrayLike) -> NDArray[np.float64]:
    """Take what is infinite for no number.

    Parameters
    ----------
    values : array_like
        Of any shape.

    Returns
    -------
    ndarray of float64
        NaN where a value is infinite or NaN.
    """
    array = np.asarray(values, np.float64)
    good = np.isfinite(array)
    return array if good.all() else np.where(good, array, np.nan)


def ratio(above: ArrayLike, below: ArrayLike) -> NDArray[np.float64]:
    """Divide; what is divided by nothing is no number, whatever it is.

    Parameters
    ----------
    above, below : array_like
        Of shapes that fit together.

    Returns
    -------
    ndarray of float64
        NaN where ``below`` is 0 or either is NaN.
    """
    a, b = np.broadcast_arrays(np.asarray(above, np.float64), np.asarray(below, np.float64))
    good = (b != 0) & ~np.isnan(a) & ~np.isnan(b)
    return np.asarray(np.divide(a, b, out=np.full(a.shape, np.nan), where=good))


def bad_rows(name: str, message: str, mask: NDArray[np.bool_], level: str = "error") -> list[Diagnostic]:
    """Make a diagnostic of the rows where a mask holds anywhere.

    Parameters
    ----------
    name, message : str
        Id and sentence.
    mask : ndarray of bool, shape (n, ...)
        What is wrong.
    level : {"error", "warning"}
        How bad it is.

    Returns
    -------
    list of Diagnostic
        Empty where nothing is.
    """
    rows = np.flatnonzero(mask.reshape(len(mask), -1).any(axis=1)) if mask.size else np.zeros(0, np.int64)
    return (
        [Diagnostic(name, message, "warning" if level == "warning" else "error", tuple(rows.tolist()))]
        if len(rows)
        else []
    )
