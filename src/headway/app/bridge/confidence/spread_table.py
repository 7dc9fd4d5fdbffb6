"""Distributions collected one after the other: what asks for some gets the numbers of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.simulation import Shape, Spreads, joined, three_points

if TYPE_CHECKING:
    from numpy.typing import NDArray


class SpreadTable:
    def __init__(self) -> None:
        self._parts: list[Spreads] = []
        self._count = 0

    def add(self, shape: Shape, low: Any, likely: Any, high: Any) -> NDArray[np.int32]:
        """Add distributions of one shape; return their rows."""
        part = three_points(shape, low, likely, high)
        first, self._count = self._count, self._count + len(part)
        self._parts.append(part)
        return np.arange(first, self._count, dtype=np.int32)

    def add_estimate(self, low: float, likely: float, high: float) -> int:
        """Add one estimate in three points, certain where all of them are one; return its row."""
        shape = Shape.FIXED if low == high else Shape.TRIANGULAR
        return int(self.add(shape, low, likely, high)[0])

    def spreads(self) -> Spreads:
        return joined(*self._parts)[0] if self._parts else Spreads()
