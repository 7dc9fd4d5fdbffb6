"""Pieces of SVG; everything that people typed is escaped here and nowhere else."""

from __future__ import annotations

from typing import Literal
from xml.sax.saxutils import escape

from headway.app.reports.gantt.fonts import FAMILY
from headway.formats.text import one_line

Anchor = Literal["start", "middle", "end"]
INK, MUTE, LINE, RED, AMBER = "#22283A", "#666B79", "#DEDAD0", "#B93A2B", "#B97A10"
HEALTHS = (
    ("green", "#BFDDC9", "#3C8257"), ("amber", "#F1D9A9", AMBER), ("red", "#F4C1B9", RED),
    ("none", "#DCDDE1", "#8A8F9C"),
)  # fmt: skip
"""Bars of components: what is left, and what is done."""
LOOKS: dict[str, str] = {
    "task": 'fill="#B4C4E8"',
    "task-done": 'fill="#4A65AE"',
    "critical": f'fill="#F4C1B9" stroke="{RED}" stroke-width=".7"',
    "critical-done": f'fill="{RED}"',
    **{
        look: f'fill="{fill}"'
        for name, rest, done in HEALTHS
        for look, fill in ((f"health-{name}", rest), (f"health-{name}-done", done))
    },
    "summary": f'fill="{INK}"',
    "milestone": f'fill="{INK}"',
    "milestone-critical": f'fill="{RED}"',
    "baseline": 'fill="#9A9EA8"',
    "baseline-point": 'fill="none" stroke="#9A9EA8" stroke-width=".9"',
    "deadline": f'fill="{AMBER}"',
    "missed": f'fill="{RED}"',
    "off": 'fill="#F3F1EA"',
    "head": 'fill="#EFECE4"',
    "band": 'fill="#F8F6F1"',
    "line": f'stroke="{LINE}" stroke-width=".5"',
    "strong": 'stroke="#A9A598" stroke-width=".7"',
    "sure": f'stroke="{INK}" stroke-width="1.1"',
    "sure-old": f'stroke="{INK}" stroke-width="1.1" stroke-dasharray="1.8 1.4"',
    "status": f'stroke="{AMBER}" stroke-width="1.1" stroke-dasharray="4 2.4"',
    "link": 'fill="none" stroke="#8A8F9C" stroke-width=".6"',
    "link-critical": f'fill="none" stroke="{RED}" stroke-width=".8"',
    "head-link": 'fill="#8A8F9C"',
    "head-link-critical": f'fill="{RED}"',
    "frame": 'fill="none" stroke="#A9A598" stroke-width=".7"',
}
COLORS = {"ink": INK, "mute": MUTE, "status": AMBER}


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rectangle(x: float, y: float, width: float, height: float, look: str, *, round_by: float = 0) -> str:
    curve = f' rx="{number(min(round_by, width / 2))}"' if round_by else ""
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect x="{number(x)}" y="{number(y)}" {size}{curve} {LOOKS[look]}/>'


def path(data: str, look: str) -> str:
    return f'<path d="{data}" {LOOKS[look]}/>'


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" {LOOKS[look]}/>'


def words(
    x: float,
    y: float,
    text: str,
    size: float,
    color: str = "ink",
    *,
    anchor: Anchor = "start",
    bold: bool = False,
    halo: bool = False,
) -> str:
    """Return a line of text; ``y`` is where its letters stand. A halo keeps it readable on lines."""
    if not text:
        return ""
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    heavy = ' font-weight="600"' if bold else ""
    if halo:
        end += ' paint-order="stroke" stroke="#FFFFFF" stroke-width="2.2"'
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{COLORS[color]}"{end}{heavy}>'
        f"{escape(one_line(text))}</text>"
    )


def picture(width: float, height: float, scale: float, body: str) -> str:
    """Return the whole drawing: units as they are, size as on paper."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width * scale)}" height="{number(height * scale)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" font-family="{FAMILY}">'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{body}</svg>'
    )
