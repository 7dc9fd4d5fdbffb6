"""How a row is changed: values cleaned field by field, optimistic version, what was before and after."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from headway.app.actions.errors import Refused, Stale
from headway.app.models import Component, EventChain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

M = TypeVar("M", bound=models.Model)

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years of days that people type: due days, first and last days."""
FIRST_MINUTE, LAST_MINUTE = 7_362_720, 94_671_360
"""1984-01-01 and the end of 2149: what a plan and the files that it is exchanged with take as a date."""
WORDS = {
    "wbs": "WBS", "uid": "number", "part_of": "what it belongs to", "duration_low_minutes": "optimistic duration",
    "duration_high_minutes": "pessimistic duration",
}  # fmt: skip
DAYS = f"dates lie between {FIRST_YEAR} and {LAST_YEAR}."
INT32 = 2**31 - 1
"""Every database keeps at least this in an integer column; PostgreSQL no more."""


def refused_value(field: models.Field[Any, Any], why: str) -> Refused:
    name = str(field.verbose_name)
    return Refused(
        "invalid-value", f"{name.capitalize()}: {why}", f"Field “{field.name}”.", "Correct it and try again."
    )


def clean(row: models.Model, name: str, value: Any) -> Any:
    """Return the value as the column takes it on every database, or say what is wrong with it."""
    field: models.Field[Any, Any] = row._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise refused_value(field, "this text holds characters that no one can read.")
        value = value.strip()
    if isinstance(value, float) and not math.isfinite(value):
        raise refused_value(field, "this is not a number.")
    small = isinstance(field, models.IntegerField) and not isinstance(field, models.BigIntegerField)
    if small and isinstance(value, int) and abs(value) > INT32:
        raise refused_value(field, "this number is too large.")
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise refused_value(field, DAYS)
    if isinstance(field, models.ForeignKey):
        return value
    try:
        return field.clean(value, row)
    except (ValidationError, OverflowError, ArithmeticError) as error:
        why = " ".join(error.messages) if isinstance(error, ValidationError) else "this number is too large."
        raise refused_value(field, why) from error


def typed_text(text: str, most: int, what: str) -> str:
    """Return what a person typed; too long a text is refused, because a part of it may say something else."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused(
            "invalid-value", f"{what}: this text holds characters that no one can read.", "", "Type it again."
        )
    text = text.strip()
    if len(text) > most:
        raise Refused("too-long", f"{what}: these are {len(text)} characters, {most} fit.", "", "Shorten it.")
    return text


def check_instant(row: models.Model, name: str, value: Any) -> None:
    """Refuse minutes that no plan takes as a date."""
    if value is not None and not FIRST_MINUTE <= clean(row, name, value) <= LAST_MINUTE:
        column: Any = row._meta.get_field(name)  # noqa: SLF001 - as Django documents
        raise refused_value(column, "dates of plans lie between 1984 and 2149, as in Microsoft Project.")


def shown(value: Any) -> Any:
    """Return how the log keeps a value: rows by their id."""
    return value.pk if isinstance(value, models.Model) else value


def lock_tree(*components: Component | None) -> None:
    """Let one writer at a time into the trees of these components; every action does this before it locks a row.

    The head of the tree's chain, which the action's event needs at the end anyway, serves as the lock. Taking it first
    and in the order of the roots keeps two writers from waiting for each other.
    """
    roots = sorted({component.root_id or component.pk for component in components if component is not None})
    list(EventChain.objects.select_for_update(no_key=True).filter(root__in=roots).order_by("root_id"))


def lock(row: M) -> M:
    """Return the row as it is now, locked until the transaction ends."""
    manager: models.Manager[M] = type(row)._default_manager  # noqa: SLF001
    try:
        return manager.select_for_update(no_key=True).get(pk=row.pk)
    except type(row).DoesNotExist as gone:  # type: ignore[attr-defined]
        raise Refused("gone", "It is not there any more.", "Someone deleted it.", "Load the page again.") from gone


def change(row: M, changes: Mapping[str, Any], *, version: int | None) -> tuple[M, dict[str, Any], dict[str, Any]]:
    """Apply the changes to the locked row; return it with the values before and after (of what really changed)."""
    fresh = lock(row)
    current: int = fresh.version  # type: ignore[attr-defined]
    values = {name: clean(fresh, name, value) for name, value in changes.items()}
    if version is not None and version != current:
        both = {name: {"yours": shown(value), "theirs": shown(getattr(fresh, name))} for name, value in values.items()}
        raise Stale(str(fresh), expected=version, current=current, values=both)
    before = {name: shown(getattr(fresh, name)) for name in values}
    after = {name: shown(value) for name, value in values.items()}
    changed = [name for name in values if before[name] != after[name]]
    for name in changed:
        setattr(fresh, name, values[name])
    if changed:
        fresh.version = current + 1  # type: ignore[attr-defined]
        fresh.save(update_fields=[*changed, "version"])
    return fresh, {name: before[name] for name in changed}, {name: after[name] for name in changed}


def fields_in_words(names: Iterable[str]) -> str:
    """Return columns as people say them: ``duration_minutes`` is “duration”, for the unit is shown with the value."""
    return ", ".join(WORDS.get(name) or name.removesuffix("_minutes").replace("_", " ") for name in names)
