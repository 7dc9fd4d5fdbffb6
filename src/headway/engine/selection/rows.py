"""Rows of a linear model, collected in pieces: coefficients, bounds, and what each row stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

INF = float("inf")
HARD = ("one-option", "synergy", "scenario", "value")
"""Kinds of rows that define the model; all others are wishes that an elastic model may break."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix by rows with bounds and labels; row i stands for ``kind[i]``, ``index[i]``."""

    start: NDArray[np.int32]
    """(rows + 1,): where the entries of a row begin."""
    column: NDArray[np.int32]
    coefficient: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    kind: tuple[str, ...]
    index: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        return len(self.lower)


@dataclass(slots=True)
class RowPieces:
    """Collects rows; each piece brings rows of one kind, whose entries need not be sorted and may repeat."""

    rows: list[NDArray[np.int64]] = field(default_factory=list)
    columns: list[NDArray[np.int64]] = field(default_factory=list)
    coefficients: list[NDArray[np.float64]] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    index: list[tuple[int, ...]] = field(default_factory=list)

    def add(
        self,
        kind: str,
        index: Sequence[tuple[int, ...]],
        local: NDArray[np.int64],
        columns: NDArray[np.int64],
        coefficients: NDArray[np.float64],
        *,
        lower: float | Sequence[float] = -INF,
        upper: float | Sequence[float] = INF,
    ) -> None:
        """Append rows of one kind.

        Parameters
        ----------
        kind : str
            What they stand for.
        index : sequence of tuple of int
            Label of each row.
        local : ndarray of int64, shape (e,)
            Row of each entry within this piece.
        columns, coefficients : ndarray, shape (e,)
            Column and value of each entry.
        lower, upper : float or sequence of float
            Bounds of all rows, or of each.
        """
        count = len(index)
        self.rows.append(np.asarray(local, np.int64) + len(self.lower))
        self.columns.append(np.asarray(columns, np.int64))
        self.coefficients.append(np.asarray(coefficients, np.float64))
        self.lower += np.broadcast_to(np.asarray(lower, np.float64), count).tolist()
        self.upper += np.broadcast_to(np.asarray(upper, np.float64), count).tolist()
        self.kind += [kind] * count
        self.index += list(index)

    def add_one(
        self,
        kind: str,
        index: tuple[int, ...],
        columns: NDArray[np.int64],
        coefficients: NDArray[np.float64],
        *,
        lower: float = -INF,
        upper: float = INF,
    ) -> None:
        """Append one row.

        Parameters
        ----------
        kind : str
            What it stands for.
        index : tuple of int
            Its label.
        columns, coefficients : ndarray, shape (e,)
            Column and value of each entry.
        lower, upper : float
            Its bounds.
        """
        local = np.zeros(len(columns), np.int64)
        self.add(kind, [index], local, columns, coefficients, lower=lower, upper=upper)

    def build(self, columns: int) -> Rows:
        """Sort the entries by row and column, adding up those that repeat.

        Parameters
        ----------
        columns : int
            Number of columns of the model.

        Returns
        -------
        Rows

        Notes
        -----
        Complexity: O(e log e).
        """
        row = np.concatenate([*self.rows, np.zeros(0, np.int64)])
        column = np.concatenate([*self.columns, np.zeros(0, np.int64)])
        value = np.concatenate([*self.coefficients, np.zeros(0)])
        key, place = np.unique(row * max(columns, 1) + column, return_inverse=True)
        total = np.bincount(place, weights=value, minlength=len(key))
        keep = total != 0
        key, total = key[keep], total[keep]
        starts = np.searchsorted(key, np.arange(len(self.lower) + 1) * max(columns, 1))
        return Rows(
            starts.astype(np.int32),
            (key % max(columns, 1)).astype(np.int32),
            total,
            np.array(self.lower),
            np.array(self.upper),
            tuple(self.kind),
            tuple(self.index),
        )
