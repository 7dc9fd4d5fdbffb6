"""Draw what `benchmarks/network.py` measured: cost a task against size, beside what memory alone would need."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 70, 210, 56, 56
SERIES = (
    ("columns", "from columns", "#c2410c"),
    ("compiled", "plan compiled", "#1d4ed8"),
    ("memory", "memory bandwidth alone", "#6b7280"),
)
STYLE = "font-family='system-ui, sans-serif' font-size='13' fill='#374151'"


def drawn(sizes: list[dict[str, Any]]) -> str:
    """Return the plot as SVG: sizes on a logarithmic axis, nanoseconds a task on one that begins at zero."""
    top = 100 * math.ceil(max(row["columns"] for row in sizes) / 100)
    low, high = math.log10(sizes[0]["tasks"]), math.log10(sizes[-1]["tasks"])

    def x(tasks: float) -> float:
        return LEFT + (math.log10(tasks) - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img'>",
        "<title>CPU time for each task against the size of the network</title>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#ffffff'/>",
        f"<text x='{LEFT}' y='28' {STYLE} font-weight='600'>CPU nanoseconds a task; 2.1 links a task, 5 calendars</text>",
    ]
    step = max(100, 100 * round(top / 600))
    for value in range(0, top + 1, step):
        parts.append(
            f"<line x1='{LEFT}' x2='{WIDTH - RIGHT}' y1='{y(value):.1f}' y2='{y(value):.1f}' stroke='#e5e7eb'/>"
        )
        parts.append(f"<text x='{LEFT - 8}' y='{y(value) + 4:.1f}' {STYLE} text-anchor='end'>{value}</text>")
    for row in sizes:
        label = f"{row['tasks']:,}"
        parts.append(
            f"<text x='{x(row['tasks']):.1f}' y='{HEIGHT - BOTTOM + 22}' {STYLE} text-anchor='middle'>{label}</text>"
        )
    for name, label, color in SERIES:
        points = [(x(row["tasks"]), y(row[name])) for row in sizes]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f"<polyline points='{path}' fill='none' stroke='{color}' stroke-width='2'/>")
        parts += [f"<circle cx='{a:.1f}' cy='{b:.1f}' r='3.5' fill='{color}'/>" for a, b in points]
        end_x, end_y = points[-1]
        value = f"{sizes[-1][name]:.0f}"
        parts.append(f"<text x='{end_x + 10:.1f}' y='{end_y + 4:.1f}' {STYLE}>{label}: {value}</text>")
    parts.append(f"<text x='{LEFT}' y='{HEIGHT - 12}' {STYLE}>tasks in the network</text>")
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    stored = json.loads((RESULTS / "network.json").read_text("utf-8"))
    (RESULTS / "network.svg").write_text(drawn(stored["sizes"]), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
