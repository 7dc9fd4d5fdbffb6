"""Where people's names may stand in words: every column that holds text, and what is kept packed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models

from headway.app.models import (
    ChangeSet,
    Event,
    FailedAttempts,
    Gate,
    Person,
    PlanSnapshot,
    Report,
    ReportAddendum,
    ReportAttachment,
    ScheduleSnapshot,
    SelectionProposal,
    TrashItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

APART: frozenset[type[models.Model]] = frozenset({Event, Person, FailedAttempts})
"""Not looked through with the others: the log, people themselves, hashes."""
FROZEN: dict[type[models.Model], tuple[str, ...]] = {
    Report: ("content", "statuses", "confidence", "facts", "notes", "weather"),
    ReportAddendum: ("text",),
    ReportAttachment: ("name",),
    Gate: ("evidence",),
    SelectionProposal: ("evidence",),
}
"""What is never changed once it was sent or submitted; the log vouches for what it says afterwards."""
PACKED: tuple[tuple[type[models.Model], str], ...] = (
    (TrashItem, "rows"), (ScheduleSnapshot, "payload"), (PlanSnapshot, "payload"), (ChangeSet, "payload"),
)  # fmt: skip
"""Gzipped JSON."""


def text_columns(model: type[models.Model]) -> list[str]:
    """Return the columns in which people's words may stand; not what is chosen from a list, nor keys."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        column.name
        for column in model._meta.concrete_fields  # noqa: SLF001 - as Django documents
        if isinstance(column, kinds) and not column.choices and not column.unique
    ]


def tables_with_text() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Return every table with its text columns, frozen ones left out."""
    models_of_ours: list[type[models.Model]] = [*apps.get_app_config("headway").get_models(), LogEntry]
    for model in models_of_ours:
        frozen = FROZEN.get(model, ())
        columns = [name for name in text_columns(model) if name not in frozen]
        if columns and model not in APART:
            yield model, columns
