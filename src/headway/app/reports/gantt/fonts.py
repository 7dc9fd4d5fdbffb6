"""The product's own typeface for documents: unpacked once from what browsers are sent, and how wide its letters are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from secrets import token_hex

from django.conf import settings

FAMILY = "Inter"
UNKNOWN = 0.62
"""Width of a letter that the typeface lacks, in parts of its size."""
BOLD = 1.05
"""How much wider the heavy letters run."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Typeface:
    folder: str
    """Where typesetters find its files."""
    advances: dict[int, float]
    """Widths by code point, in parts of the size."""

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        advances = self.advances
        total = sum(advances.get(ord(letter), UNKNOWN) for letter in text)
        return total * size * (BOLD if bold else 1.0)

    def lacks(self, text: str) -> bool:
        """Return whether other fonts are needed for some letters."""
        return not self.advances.keys() >= set(map(ord, set(text)))

    def fitted(self, text: str, size: float, room: float, *, bold: bool = False) -> str:
        """Return the text as far as it fits, with an ellipsis where it does not."""
        if self.width(text, size, bold=bold) <= room:
            return text
        left = room - self.width(ELLIPSIS, size, bold=bold)
        for place, letter in enumerate(text):
            left -= self.width(letter, size, bold=bold)
            if left < 0:
                return text[:place].rstrip() + ELLIPSIS if place else ""
        return text


@cache
def typeface() -> Typeface:
    """Return the typeface; unpacked files stay in the data folder, named after what they were made of."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only documents need it

    folder = Path(settings.DATA_DIR) / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    advances = dict[int, float]()
    for packed in sorted(Path(settings.STATICFILES_DIRS[0]).glob("headway/dist/inter-*.woff2")):
        file = folder / f"{packed.stem}.ttf"
        if not file.exists():
            unpack(packed, file)
        with TTFont(file, lazy=True) as font:
            size, widths = font["head"].unitsPerEm, font["hmtx"].metrics
            for code, glyph in font.getBestCmap().items():
                advances.setdefault(code, widths[glyph][0] / size)
    return Typeface(str(folder), advances)


def unpack(packed: Path, file: Path) -> None:
    """Write the font as typesetters read it; whole or not at all, whoever else does the same."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    part = file.with_name(f".{file.name}.{token_hex(4)}.part")
    with TTFont(packed) as font:
        font.flavor = None
        font.save(part)
    part.replace(file)
