"""What lies in the trash: items of deleted rows, components, and rows that only carry a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from headway.app.models import Comment, Component, Event, Record, TrashItem
from headway.app.queries.audit.words import in_words
from headway.app.rules import visible
from headway.app.rules.permissions import verbs_of
from headway.app.rules.records import keeping
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import talk_of_rounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from headway.app.models import Person

MARKED: dict[type[Model], Callable[[Any], str]] = {
    Record: lambda row: keeping(row.kind),
    Comment: lambda _: Verb.UPDATE_COMPONENT,
}
"""Tables whose rows stay where they are and are hidden by ``trashed_at``, with the right that restoring takes."""
MOST = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the trash."""

    kind: str
    """item, component, or the name of a marked table: with ``id`` the address of its restoring."""
    id: int
    title: str
    component: Component | None
    """Where it lay; None for a whole tree."""
    at: datetime
    by: str
    may_restore: bool
    word: str
    """What it is."""
    object_type: str
    object_id: int

    @property
    def days_left(self) -> int | None:
        """Days until the trash forgets it; None where it keeps everything."""
        kept: int = settings.HEADWAY_TRASH_DAYS
        return max(0, kept - (timezone.now() - self.at).days) if kept > 0 else None


def marked_rows(model: type[Model], scope: QuerySet[Component], until: datetime | None = None) -> QuerySet[Any]:
    """Return the rows of a marked table that lie in the trash of these components."""
    rows = model._default_manager.filter(trashed_at__isnull=False, component__in=scope)  # noqa: SLF001 - for any model
    return rows.filter(trashed_at__lte=until) if until else rows


def seen_of(person: Person, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out comments on a selection that is not the person's to talk of."""
    return rows.filter(talk_of_rounds(person)) if rows.model is Comment else rows


def items_of(person: Person, scope: QuerySet[Component]) -> QuerySet[TrashItem]:
    """Return the items that the person sees in the trash of these components."""
    rows = visible(person, TrashItem).filter(component__in=scope, restored_at=None, purged_at=None)
    return rows.select_related("component", "trashed_by", "event")


def trash_of(person: Person, component: Component | None = None) -> list[Entry]:
    """Return what the person sees in the trash of a component and below, or everywhere; the latest first."""
    scope = visible(person, Component)
    if component is not None:
        scope = scope.filter(paths_up__ancestor=component)
    rights: dict[int, frozenset[str]] = {}

    def may(where: Component | None, verb: str) -> bool:
        if where is None:
            return bool(person.is_superuser)
        if where.pk not in rights:
            rights[where.pk] = verbs_of(person, where)
        return verb in rights[where.pk]

    items = list(items_of(person, scope)[:MOST])
    titles = in_words([(item.title, item.event) for item in items])
    entries = [
        Entry("item", item.pk, title, item.component, item.trashed_at, item.trashed_by.name if item.trashed_by else "",
              may(item.component, item.right), word_of(item.object_type), item.object_type, item.object_id)
        for item, title in zip(items, titles, strict=True)
    ]  # fmt: skip
    gone = Component.objects.filter(trashed_at__isnull=False, purged_at=None).select_related("parent")
    below = Q(parent__in=scope) | Q(parent=None) if component is None and person.is_superuser else Q(parent__in=scope)
    found: list[Any] = list(gone.filter(below).distinct()[:MOST])
    by = authors_of("component", [row.pk for row in found])
    entries += [
        Entry("component", row.pk, row.name, row.parent, row.trashed_at, by.get(row.pk, ""),
              may(row.parent, Verb.TRASH_COMPONENT), row.get_kind_display(), "component", row.pk)
        for row in found
    ]  # fmt: skip
    for model, right_of in MARKED.items():
        name = str(model._meta.model_name)  # noqa: SLF001
        found = list(seen_of(person, marked_rows(model, scope))[:MOST])
        by = authors_of(name, [row.pk for row in found])
        entries += [
            Entry(name, row.pk, str(row), row.component, row.trashed_at, by.get(row.pk, ""),
                  may(row.component, right_of(row)), word_of(name), name, row.pk)
            for row in found
        ]  # fmt: skip
    return sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)


WORDS = {"dependency": "Link", "membership": "Role", "component": "Plan", "reportattachment": "File"}


def word_of(object_type: str) -> str:
    return WORDS.get(object_type, object_type.capitalize())


def authors_of(object_type: str, ids: list[int]) -> dict[int, str]:
    """Return who put each of these into the trash, by the log."""
    rows = Event.objects.filter(object_type=object_type, object_id__in=ids, verb=f"{object_type}.trashed").order_by(
        "pk"
    )
    return {pk: name or "" for pk, name in rows.values_list("object_id", "actor__name")}


def find_in_trash(person: Person, kind: str, pk: int) -> Any:
    """Return what the person sees in the trash under this kind and number, None for anything else."""
    scope = visible(person, Component)
    if kind == "item":
        return items_of(person, scope).filter(pk=pk).first()
    if kind == "component":
        gone = Component.objects.filter(pk=pk, trashed_at__isnull=False, purged_at=None)
        return gone.filter(Q(parent__in=scope) | Q(parent=None) if person.is_superuser else Q(parent__in=scope)).first()
    tables = {str(model._meta.model_name): model for model in MARKED}  # noqa: SLF001
    return seen_of(person, marked_rows(tables[kind], scope)).filter(pk=pk).first() if kind in tables else None
