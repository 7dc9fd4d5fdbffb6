"""Values of the log in words: dates as dates, choices by their labels, things by their names where they may be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from headway.app.models import Baseline, Calendar, ChangeSet, Component, Person, SelectionCandidate, Task
from headway.app.models.fields import MinuteField
from headway.app.rules import visible
from headway.app.rules.holdings import role_labels
from headway.app.rules.visible import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Event

NOTHING = "\N{EN DASH}"
HIDDEN = "something that is gone or that you may not see"
REFERENCES: dict[str, type[models.Model]] = {
    "person": Person, "deputy_for": Person, "asked_of": Person, "answered_by": Person, "acknowledged_by": Person,
    "predecessor": Task, "successor": Task, "components": Component, "linked": Component, "component": Component,
    "candidate": SelectionCandidate, "needs": SelectionCandidate, "excludes": SelectionCandidate,
    "result": Component, "change_set": ChangeSet, "current_baseline": Baseline, "calendar": Calendar,
}  # fmt: skip
"""What numbers stand for in events where they are no column of the object."""
MINUTES = frozenset({"finish", "start"})
LABELS = {"uid": "Number", "wbs": "WBS", "moved": "Tasks moved", "linked": "Linked plans", "components": "Plans",
          "trashed_at": "In the trash since", "sha256": "SHA-256"}  # fmt: skip
EPOCH = datetime(1970, 1, 1)
MOST_LETTERS, MOST_NAMES = 400, 8
MINUTES_PER_DAY = 480


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


def model_of(event: Event) -> type[models.Model] | None:
    try:
        return apps.get_model("headway", event.object_type)
    except LookupError:
        return None


def column_of(model: type[models.Model] | None, name: str) -> models.Field[Any, Any] | None:
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}  # noqa: SLF001
    return columns.get(name)


def target_of(model: type[models.Model] | None, name: str) -> type[models.Model] | None:
    """Return what a number under this name refers to."""
    column = column_of(model, name)
    if isinstance(column, models.ForeignKey):
        found: type[models.Model] = column.remote_field.model
        return found
    return REFERENCES.get(name) if column is None or isinstance(column, models.JSONField) else None


@dataclass(slots=True)
class Names:
    """Names of what events refer to, as far as one reader may see them."""

    person: Person
    found: dict[type[models.Model], dict[int, str]] = field(default_factory=dict)
    _roles: dict[str, str] = field(default_factory=dict)

    def learn(self, events: Iterable[Event]) -> None:
        """Look everything up that the events refer to: one query for each kind of thing."""
        wanted: dict[type[models.Model], set[int]] = {}
        for event in events:
            model = model_of(event)
            for name, value in [*event.before.items(), *event.after.items()]:
                if target := target_of(model, name):
                    values = value if isinstance(value, list) else [value]
                    wanted.setdefault(target, set()).update(each for each in values if is_number(each))
        for target, ids in wanted.items():
            rows = visible(self.person, target) if target in ENDS else target._default_manager.all()  # noqa: SLF001
            if target not in ENDS and target is not Person and not self.person.is_superuser:
                rows = rows.none()
            self.found[target] = {row.pk: str(row) for row in rows.filter(pk__in=ids)}

    def role(self, key: str) -> str:
        """Return a role in words; the table is read once somebody asks."""
        self._roles = self._roles or role_labels()
        return self._roles.get(key, key)

    def name(self, target: type[models.Model], pk: Any) -> str:
        return self.found.get(target, {}).get(pk, HIDDEN)


def is_number(value: Any) -> bool:
    """Return whether a value can be the number of a row."""
    return type(value) is int and 0 < value <= models.BigIntegerField.MAX_BIGINT


def changes_of(event: Event, names: Names) -> list[Change]:
    """Return what an event changed from what to what, in words."""
    model = model_of(event)
    result = []
    order = [column.name for column in model._meta.concrete_fields] if model else []  # noqa: SLF001
    # PostgreSQL keeps no order of keys: a thing's own columns come in their order, the rest by name.
    for name in sorted({*event.after, *event.before}, key=lambda each: (place(each, order), each)):
        before, after = (in_words(model, name, values.get(name), names) for values in (event.before, event.after))
        if before != after:
            result.append(Change(label_of(model, name), before, after))
    return result


def place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


def label_of(model: type[models.Model] | None, name: str) -> str:
    column = column_of(model, name)
    text = str(column.verbose_name) if column is not None else name.replace("_", " ")
    return LABELS.get(name) or text[:1].upper() + text[1:].removesuffix(" minutes")


def in_words(model: type[models.Model] | None, name: str, value: Any, names: Names) -> str:
    """Return one value as people read it."""
    if value is None or value in ("", []):
        return NOTHING
    target = target_of(model, name)
    if isinstance(value, list):
        return list_in_words(value, target, names)
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {plain(each)}" for key, each in list(value.items())[:MOST_NAMES])
    if target is not None and type(value) is int:
        return names.name(target, value)
    return of_column(column_of(model, name), name, value, names)


def of_column(column: models.Field[Any, Any] | None, name: str, value: Any, names: Names) -> str:
    """Return a value as its column means it; of no column, as its name does."""
    if type(value) is int and (isinstance(column, MinuteField) or (column is None and name in MINUTES)):
        return moment_of(value)
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if name == "role":
        return names.role(str(value))
    return number_or_text(name, value)


def number_or_text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        if name.endswith("_minutes"):
            days = value / MINUTES_PER_DAY
            return f"{days:,.4g} d" if abs(value) >= MINUTES_PER_DAY else f"{value / 60:.3g} h"
        return f"{value:,.10g} %" if "percent" in name else f"{value:,.10g}"
    return text_in_words(str(value))


def text_in_words(value: str) -> str:
    if len(value) >= 10 and value[4:5] == "-" and value[:4].isdigit():
        try:
            if len(value) == 10 and (day := parse_date(value)):
                return f"{day.day} {day:%b} {day.year}"
            if at := parse_datetime(value):
                return moment(timezone.localtime(at) if timezone.is_aware(at) else at)
        except ValueError:
            return value
    return value if len(value) <= MOST_LETTERS else f"{value[:MOST_LETTERS]}…"


def moment_of(minutes: int) -> str:
    try:
        return moment(EPOCH + timedelta(minutes=minutes))
    except OverflowError:
        return str(minutes)


def moment(at: datetime) -> str:
    clock = f" {at:%H:%M}" if (at.hour, at.minute) != (0, 0) else ""
    return f"{at.day} {at:%b} {at.year}{clock}"


def list_in_words(value: list[Any], target: type[models.Model] | None, names: Names) -> str:
    """Name the things of a list that may be seen, count the others."""
    if target is not None and all(type(each) is int for each in value):
        known = [names.found[target][pk] for pk in value if pk in names.found.get(target, {})]
        hidden = len(value) - len(known)
        parts = [*known[:MOST_NAMES], *([f"{len(known) - MOST_NAMES} more"] if len(known) > MOST_NAMES else [])]
        return ", ".join([*parts, *([f"{hidden} that you may not see"] if hidden else [])])
    if any(isinstance(each, (dict, list)) for each in value):
        titles = [str(each.get("title") or each.get("name")) for each in value if isinstance(each, dict)
                  and (each.get("title") or each.get("name"))]  # fmt: skip
        if titles:
            more = f" and {len(value) - MOST_NAMES} more" if len(value) > MOST_NAMES else ""
            return ", ".join(titles[:MOST_NAMES]) + more
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    more = f" and {len(value) - MOST_NAMES} more" if len(value) > MOST_NAMES else ""
    return ", ".join(plain(each) for each in value[:MOST_NAMES]) + more


def plain(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    return NOTHING if value is None else number_or_text("", value)
