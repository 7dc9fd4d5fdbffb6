"""Hours as people type them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.app.bridge.cell_text import length

if TYPE_CHECKING:
    from headway.app.models import Component

CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")


def worked_minutes(text: str, component: Component) -> int:
    """Read how long somebody worked: 1.5, 1,5, 1:30, 90m, 1d; nothing is no time. Raises Unreadable."""
    typed = text.strip()
    if not typed:
        return 0
    if clock := CLOCK.fullmatch(typed):
        return int(clock[1]) * 60 + int(clock[2])
    return length(typed.replace(",", "."), component, unit="h").minutes


def hours_text(minutes: int) -> str:
    """Return hours as a cell shows them: 1.5; nothing for none."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".") if minutes else ""
