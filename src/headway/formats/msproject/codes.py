"""Codes of MSPDI, for reading and for writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeVar, get_args

from headway.formats.document import Contour
from headway.formats.row import natural_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.formats.document import Constraint, LinkType

Code = TypeVar("Code")
Meaning = TypeVar("Meaning")

CONSTRAINTS: Final[dict[str, Constraint]] = {
    "0": "ASAP", "1": "ALAP", "2": "MSO", "3": "MFO", "4": "SNET", "5": "SNLT", "6": "FNET", "7": "FNLT",
}  # fmt: skip
LINK_TYPES: Final[dict[str, LinkType]] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}
TASK_TYPES: Final[dict[str, Literal["fixed_duration", "fixed_units", "fixed_work"]]] = {
    "0": "fixed_units", "1": "fixed_duration", "2": "fixed_work",
}  # fmt: skip
RESOURCE_KINDS: Final[dict[str, Literal["work", "material", "cost"]]] = {"1": "work", "0": "material", "2": "cost"}
CONTOURS: Final[dict[str, Contour]] = {str(number): contour for number, contour in enumerate(get_args(Contour))}
# Duration formats: code -> unit; e-forms are elapsed; the codes 32 higher mark an estimate.
UNITS: Final[dict[int, str]] = {
    3: "m", 4: "em", 5: "h", 6: "eh", 7: "d", 8: "ed", 9: "w", 10: "ew", 11: "mo", 12: "emo", 19: "%", 20: "e%",
    21: "d", 53: "d",
}  # fmt: skip
ESTIMATED = 32
UNASSIGNED = -65535
"""The resource uid of work that nobody has been given."""


def inverse(table: Mapping[Code, Meaning]) -> dict[Meaning, Code]:
    """Return the code to write for each meaning: the first one of the table."""
    return {meaning: code for code, meaning in list(table.items())[::-1]}


def unit_of(code: str | None) -> tuple[str, bool]:
    """Return the unit (``d``, ``eh`` ...) of a format code and whether it marks an estimate."""
    number = natural_number(code.strip()) if code else None
    if number is None:
        number = 7
    estimated = number > ESTIMATED and number != 53
    return UNITS.get(number - ESTIMATED if estimated else number, "d"), estimated


def weekday_of(day_type: int) -> int | None:
    """Return the weekday (Monday = 0) of a day type (Sunday = 1); None for periods and nonsense. P6 counts alike."""
    return (day_type + 5) % 7 if 1 <= day_type <= 7 else None


def day_type_of(weekday: int) -> int:
    """Return the day type of a weekday."""
    return (weekday + 1) % 7 + 1
