"""Dates to the whole minute, as documents count them."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

Row = TypeVar("Row")


@cache
def date_fields(kind: type) -> tuple[str, ...]:
    """Return the names of a row's dates."""
    return tuple(item.name for item in fields(kind) if item.type == "datetime | None")


def whole_minute(instant: datetime | None) -> datetime | None:
    """Return the minute that an instant lies in."""
    return None if instant is None else instant.replace(second=0, microsecond=0)


def to_the_minute(row: Row) -> Row:
    """Return the row with all dates to the minute; the same object where they are already."""
    kind: Any = type(row)
    odd = {
        name: whole_minute(instant)
        for name in date_fields(kind)
        if (instant := getattr(row, name)) is not None and (instant.second or instant.microsecond)
    }
    if not odd:
        return row
    return replace(row, **odd)  # type: ignore[type-var] # every row is a dataclass
