"""A model with more columns and rows than it had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from headway.engine.selection.model import Model
from headway.engine.selection.rows import RowPieces, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(slots=True)
class Wider:
    """Collects what is added to a model; ``build`` returns the new one."""

    model: Model
    objective: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    rows: RowPieces = field(default_factory=RowPieces)

    def column(self, objective: float, lower: float, upper: float, *, whole: bool = False) -> int:
        """Add a column.

        Parameters
        ----------
        objective, lower, upper : float
            Its worth and bounds.
        whole : bool
            Whether it takes whole numbers only.

        Returns
        -------
        int
            Its number.
        """
        self.objective.append(objective)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.model.objective) + len(self.objective) - 1

    def entry(self, row: int, column: int, value: float) -> None:
        """Put a column into a row that the model had.

        Parameters
        ----------
        row, column : int
            Where.
        value : float
            The coefficient.
        """
        self.entries.append((row, column, value))

    def build(self, objective: NDArray[np.float64] | None = None) -> Model:
        """Put everything together.

        Parameters
        ----------
        objective : ndarray of float64 or None
            In place of that of the columns that the model had.

        Returns
        -------
        Model
        """
        model, old = self.model, self.model.rows
        total = len(model.objective) + len(self.objective)
        added = self.rows.build(total)
        owner = np.repeat(np.arange(len(old)), np.diff(old.start))
        more = np.array(self.entries, np.float64).reshape(-1, 3)
        row = np.concatenate([owner, more[:, 0].astype(np.int64)])
        column = np.concatenate([old.column, more[:, 1].astype(np.int64)])
        value = np.concatenate([old.coefficient, more[:, 2]])
        order = np.lexsort((column, row))
        counts = np.concatenate([np.bincount(row, minlength=len(old)), np.diff(added.start)])
        rows = Rows(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            np.concatenate([column[order], added.column]).astype(np.int32),
            np.concatenate([value[order], added.coefficient]),
            np.concatenate([old.lower, added.lower]),
            np.concatenate([old.upper, added.upper]),
            (*old.kind, *added.kind),
            (*old.index, *added.index),
        )
        base = model.objective if objective is None else objective
        return Model(
            model.columns,
            np.concatenate([base, self.objective]),
            model.constant,
            np.concatenate([model.lower, self.lower]),
            np.concatenate([model.upper, self.upper]),
            np.concatenate([model.integer, np.array(self.whole, bool)]),
            rows,
            model.stop_total,
            model.whole_carry,
            model.synergies,
        )
