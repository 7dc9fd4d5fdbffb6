"""Documents as PDF: texts are data to the typesetter, never markup."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

EPOCH = datetime(1970, 1, 1)


def typeset(template: Path, values: dict[str, Any], at: datetime | None) -> bytes:
    """Return a template with its values as PDF, made at a certain moment."""
    import typst  # noqa: PLC0415 - 20 MB that only this needs

    moment = at.replace(microsecond=0) if at else None
    given = {"data": json.dumps(values)}
    made: bytes = typst.compile(str(template), sys_inputs=given, ignore_system_fonts=True, timestamp=moment)
    return made


def day(minute: int | None) -> str:
    """Return the day of a plan's instant; ISO, because documents leave the reader's locale."""
    return "–" if minute is None else f"{EPOCH + timedelta(minutes=minute - 1):%Y-%m-%d}"  # noqa: RUF001 - for people


def amount(value: float | None) -> str:
    """Return a number as text; a dash where it is not known."""
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")  # noqa: RUF001 - for people
