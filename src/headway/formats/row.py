"""One row of a file as text fields; a value that cannot be read becomes a notice and the default."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headway.formats.notices import Notices

T = TypeVar("T")
Default = TypeVar("Default")
SHOWN_CHARACTERS = 40
MOST_DIGITS = 18


class Row:
    """Typed access to the text fields of one row."""

    __slots__ = ("_fields", "_notices", "_what")

    def __init__(self, fields: Mapping[str, str | None], notices: Notices, what: str) -> None:
        self._fields = fields
        self._notices = notices
        self._what = what

    def text(self, name: str) -> str:
        """Return the field, empty where it is absent."""
        return self._fields.get(name) or ""

    def has(self, name: str) -> bool:
        """Return whether the row has the field at all."""
        return name in self._fields

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a yes/no field."""
        text = self._fields.get(name)
        return default if not text else text.strip().lower() in {"1", "true", "y", "yes"}

    def value(self, name: str, convert: Callable[[str | None], T | None], default: Default) -> T | Default:
        """Return the converted field, or the default with a notice where it cannot be read."""
        text = self._fields.get(name)
        if not text:
            return default
        try:
            value = convert(text)
        except (ValueError, OverflowError, ArithmeticError):
            shown = text.strip()[:SHOWN_CHARACTERS]
            self._notices.add("unreadable-value", f"{self._what}: “{shown}” is not a value of {name}.")
            return default
        return default if value is None else value

    def whole(self, name: str, default: Default) -> int | Default:
        """Return a whole number."""
        return self.value(name, whole_number, default)

    def number(self, name: str, default: Default) -> float | Default:
        """Return a finite number."""
        return self.value(name, finite_number, default)


def whole_number(text: str | None) -> int | None:
    """Return the integer in the text. Raises ValueError where there is none that fits 63 bits."""
    if not text or not text.strip():
        return None
    number = int(text)
    if abs(number) >= 1 << 62:
        raise ValueError(text[:SHOWN_CHARACTERS])
    return number


def natural_number(text: str | None) -> int | None:
    """Return the number that the text is, digits alone; None for anything else, also for digits without a value (²)."""
    return int(text) if text is not None and text.isdecimal() and len(text) <= MOST_DIGITS else None


def finite_number(text: str | None) -> float | None:
    """Return the number in the text. Raises ValueError where it is none, or not finite."""
    if not text or not text.strip():
        return None
    number = float(text)
    if number != number or number in (float("inf"), float("-inf")):  # noqa: PLR0124 - the test for NaN
        raise ValueError(text[:SHOWN_CHARACTERS])
    return number
