"""Columns of the input brought to one type and shape, or refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def numbers(name: str, given: Any, shape: tuple[int | None, ...]) -> NDArray[np.float64]:
    """Bring a column to float64; None becomes zeros, profiles that are too short are filled with zeros.

    Parameters
    ----------
    name : str
        For the message.
    given : array_like or None
        What the caller gave.
    shape : tuple of int or None
        Wanted shape; None is any length.

    Returns
    -------
    ndarray of float64

    Raises
    ------
    ValueError
        If it holds no numbers or has another shape.
    """
    if given is None:
        return np.zeros([each or 0 for each in shape])
    try:
        column = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise ValueError(f"{name}: holds something that is no number") from trouble
    wanted = shape[-1]
    if wanted is not None and len(shape) > 1 and column.ndim == len(shape) and column.shape[-1] < wanted:
        column = np.pad(column, [(0, 0)] * (len(shape) - 1) + [(0, wanted - column.shape[-1])])
    fits = column.ndim == len(shape) and all(w in (None, h) for w, h in zip(shape, column.shape, strict=True))
    if not fits:
        told = " x ".join("any" if each is None else str(each) for each in shape)
        raise ValueError(f"{name}: has the shape {column.shape}, wanted is {told}")
    column.flags.writeable = False
    return column


def whole_numbers(name: str, given: Any, n: int, default: int) -> NDArray[np.int32]:
    """Bring a column to int32; None becomes the default in every row.

    Parameters
    ----------
    name : str
        For the message.
    given : array_like or None
        What the caller gave, of length n.
    n : int
        Wanted length.
    default : int
        Value of a column that is not given.

    Returns
    -------
    ndarray of int32, shape (n,)

    Raises
    ------
    ValueError
        If it holds anything but whole numbers or has another length.
    """
    column = numbers(name, np.full(n, default) if given is None else given, (n,))
    if not (np.isfinite(column) & (column == np.floor(column)) & (np.abs(column) < 2**31)).all():
        raise ValueError(f"{name}: holds something that is no whole number")
    whole = column.astype(np.int32)
    whole.flags.writeable = False
    return whole


def pairs(name: str, given: Any) -> NDArray[np.int32]:
    """Bring a list of pairs to int32 of shape (p, 2); None and an empty list become no pairs.

    Parameters
    ----------
    name : str
        For the message.
    given : array_like or None
        Pairs of whole numbers.

    Returns
    -------
    ndarray of int32, shape (p, 2)

    Raises
    ------
    ValueError
        If these are no pairs of whole numbers.
    """
    if given is None or np.size(given) == 0:
        return np.zeros((0, 2), np.int32)
    if np.ndim(given) != 2 or np.shape(given)[1] != 2:
        raise ValueError(f"{name}: has the shape {np.shape(given)}, wanted is any x 2")
    flat = np.asarray(given).ravel()
    return whole_numbers(name, flat, len(flat), 0).reshape(-1, 2)
