"""What a format cannot hold, said while a document is fitted to it: no difference passes in silence."""

from __future__ import annotations

from dataclasses import MISSING as NO_DEFAULT
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from headway.formats.notices import Notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.formats.document import Notice

# Fields that move dates; the loss of others is only told.
MOVING = frozenset({
    "manual", "manual_start", "manual_finish", "active", "constraint", "constraint_date", "deadline", "calendar",
    "duration_minutes", "duration_elapsed", "leveling_delay_minutes", "actual_start", "actual_finish", "stop", "resume",
    "expected_finish", "use_expected_finish", "start_lag_from", "percent_complete", "remaining_minutes",
    "activity_type", "lag", "lag_kind", "type", "parent", "week", "must_finish_by", "schedule_from",
    "critical_float_minutes", "start", "pieces", "gap_minutes", "delay_minutes",
})  # fmt: skip
UNTOLD = frozenset({"format", "application", "notices", "stored"})


class Confession:
    """Compares rows before and after they are fitted to a format, and counts what differs."""

    def __init__(self) -> None:
        self._notices = Notices()

    def rows(self, part: str, before: Any, after: Any, task: int | None = None, skip: frozenset[str] = UNTOLD) -> None:
        """Tell every field of two rows that differs, unless it said nothing before (its default)."""
        if before is after:
            return
        for name, default in _defaults(before.__class__):
            old, new = getattr(before, name), getattr(after, name)
            if old != new and (old or new) and old != default() and name not in skip:
                self.value(part, name, kept=new != default(), task=task)

    def value(self, part: str, name: str, *, kept: bool, task: int | None = None) -> None:
        """Tell one value that is written in another form, or not at all."""
        words = f"{name.removesuffix('_minutes').replace('_', ' ')} ({part})"
        message = f"Changed to what the format can hold: {words}." if kept else f"Not in the file: {words}."
        level = "warning" if name in MOVING else "info"
        self._notices.add("value-changed" if kept else "value-not-written", message, task=task, level=level)  # type: ignore[arg-type] # literals

    def dropped(self, what: str, *, task: int | None = None, count: int = 1) -> None:
        """Tell rows that are left out."""
        self._notices.add("row-not-written", f"Not in the file: {what}.", task=task, count=count)

    def added(self, message: str) -> None:
        """Tell a row that the format asks for."""
        self._notices.add("row-added", message, level="info")

    def rules(self, message: str) -> None:
        """Tell that the format's program calculates in another way."""
        self._notices.add("other-rules", message)

    def beyond(self, message: str, *, task: int | None = None) -> None:
        """Tell what is written although the format's program may not like it."""
        self._notices.add("beyond-the-program", message, task=task)

    def all(self) -> list[Notice]:
        """Return what was told, worst first."""
        return self._notices.all()


@cache
def _defaults(kind: type) -> tuple[tuple[str, Callable[[], Any]], ...]:
    return tuple((item.name, _default(item)) for item in fields(kind))


def _default(item: Any) -> Callable[[], Any]:
    if item.default_factory is not NO_DEFAULT:
        made: Callable[[], Any] = item.default_factory
        return made
    value = "" if item.default is NO_DEFAULT else item.default
    return lambda: value
