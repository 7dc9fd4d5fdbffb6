"""Who does something, and through which door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.app.models import Person


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting through a channel; ``person`` is None for the system itself, which may do everything."""

    person: Person | None
    channel: str
    """A value of ``Event.Channel``."""
