"""Fields of MPXJ's JSON: seconds, ISO dates, and zeros that are left out."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from headway.formats.msproject.values import rounded


class Fields:
    """Typed access to one JSON object; a field that is absent or odd is None (or empty, or False)."""

    __slots__ = ("_item",)

    def __init__(self, item: dict[str, Any]) -> None:
        self._item = item

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._item.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return a yes/no field."""
        return self._item.get(name) is True

    def whole(self, name: str) -> int | None:
        """Return a whole number."""
        value = self._item.get(name)
        return int(value) if isinstance(value, int | float) else None

    def number(self, name: str) -> float | None:
        """Return a number."""
        value = self._item.get(name)
        return float(value) if isinstance(value, int | float) else None

    def minutes(self, name: str) -> int | None:
        """Return a duration, which is stored in seconds."""
        value = self._item.get(name)
        return rounded(value / 60) if isinstance(value, int | float) else None

    def money(self, name: str) -> Decimal | None:
        """Return an amount."""
        value = self._item.get(name)
        return Decimal(str(value)) if isinstance(value, int | float) else None

    def spans(self, name: str) -> list[tuple[datetime, datetime]]:
        """Return a list of several spans of time; empty where there is only one."""
        value = self._item.get(name)
        if not isinstance(value, list) or len(value) < 2:
            return []
        ends = [(self._moment(item.get("start")), self._moment(item.get("end"))) for item in value]
        return [(start, end) for start, end in ends if start is not None and end is not None]

    def moment(self, name: str) -> datetime | None:
        """Return an instant, whole minutes."""
        return self._moment(self._item.get(name))

    @staticmethod
    def _moment(value: object) -> datetime | None:
        if not isinstance(value, str):
            return None
        try:
            return datetime.fromisoformat(value).replace(second=0, microsecond=0)
        except ValueError:
            # Years of more than four digits.
            return None
