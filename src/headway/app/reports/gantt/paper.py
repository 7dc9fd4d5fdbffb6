"""What is asked of a printed schedule: paper, how it fits, which columns and levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAPERS: dict[str, tuple[float, float]] = {
    "a4": (841.89, 595.28),
    "a3": (1190.55, 841.89),
    "a2": (1683.78, 1190.55),
    "a1": (2383.94, 1683.78),
    "a0": (3370.39, 2383.94),
    "letter": (792.0, 612.0),
    "tabloid": (1224.0, 792.0),
}
"""Width and height in points, on its side."""
USUAL = "a3"
MARGIN = 26.0
MOST_WIDE = 8
SMALLEST, LARGEST = 0.4, 2.0
"""How far a picture is scaled; below, nobody reads it."""


@dataclass(frozen=True, slots=True)
class Paper:
    name: str = USUAL
    upright: bool = False
    wide: int = 1
    """Pages beside each other."""
    one_high: bool = False
    """Everything on one page high, as far as that stays readable."""
    scale: float = 1.0

    @property
    def size(self) -> tuple[float, float]:
        width, height = PAPERS[self.name]
        return (height, width) if self.upright else (width, height)


def paper_of(asked: Mapping[str, str]) -> Paper:
    """Read an address; what is unknown or out of range counts as not said."""
    name = asked.get("paper", "").lower()
    return Paper(
        name=name if name in PAPERS else USUAL,
        upright=asked.get("orientation") == "portrait",
        wide=within(asked.get("wide", ""), 1, MOST_WIDE) or 1,
        one_high=asked.get("fit") == "page",
        scale=(within(asked.get("scale", ""), int(SMALLEST * 100), int(LARGEST * 100)) or 100) / 100,
    )


def within(text: str, least: int, most: int) -> int | None:
    number = int(text) if text.isdecimal() and len(text) < 9 else None
    return number if number is not None and least <= number <= most else None
