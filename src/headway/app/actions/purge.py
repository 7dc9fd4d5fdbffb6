"""Empty the trash: what is purged cannot come back; the log says what it was, when it was deleted and who purged it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.purge_ties import forget_below, forget_rows, rows_in
from headway.app.models import Component, ComponentPath, FollowerCursor, Rollup, TrashItem
from headway.app.queries.trash import MARKED, marked_rows
from headway.app.rules import Verb, require, require_operator

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.rules import Actor

MOST_NAMED = 200
KEPT = (ComponentPath, Rollup, FollowerCursor)
"""Hang on a component but say nothing that someone typed; they go with its row, which stays."""


@transaction.atomic
def empty_trash(actor: Actor, component: Component | None, *, before: datetime | None = None) -> int:
    """Purge what lies in the trash of a component and below (of everything, for operators); return how many things."""
    if component is None:
        require_operator(actor)
        scope = Component.objects.all()
    else:
        require(actor, Verb.TRASH_COMPONENT, component)
        scope = Component.objects.filter(paths_up__ancestor=component)
        lock_tree(component)
    until = before or timezone.now()
    count = 0
    for gone in Component.objects.filter(pk__in=scope.values("pk"), trashed_at__lte=until, purged_at=None):
        if component is None or gone.pk != component.pk:
            count += purge_component(actor, gone)
    homes: dict[int, list[Any]] = {}
    items = TrashItem.objects.filter(restored_at=None, purged_at=None, trashed_at__lte=until, component__in=scope)
    for row in [*items, *(row for model in MARKED for row in marked_rows(model, scope, until))]:
        homes.setdefault(row.component_id, []).append(row)
    for home in Component.objects.filter(pk__in=homes).order_by("pk"):
        count += purge_rows(actor, home, homes[home.pk])
    return count


def purge_rows(actor: Actor, component: Component, rows: list[Any]) -> int:
    """Purge what lies in one component's own trash, and say what it was."""
    lock_tree(component)
    named = [
        {"title": str(row)[:120], "type": type_of(row), "id": id_of(row), "trashed_at": row.trashed_at}
        for row in rows[:MOST_NAMED]
    ]
    forget_rows(rows_in(rows))
    for row in rows:
        if isinstance(row, TrashItem):
            TrashItem.objects.filter(pk=row.pk).update(rows=None, purged_at=timezone.now())
        else:
            row.delete()
    what = "1 thing" if len(rows) == 1 else f"{len(rows):,} things"
    record(actor, component, "trash.purged", component, summary=f"Purged {what} from the trash of “{component.name}”",
           before={"count": len(rows), "items": named})  # fmt: skip
    return len(rows)


def type_of(row: Any) -> str:
    return row.object_type if isinstance(row, TrashItem) else str(row._meta.model_name)  # noqa: SLF001


def id_of(row: Any) -> int:
    return int(row.object_id if isinstance(row, TrashItem) else row.pk)


def purge_component(actor: Actor, component: Component) -> int:
    """Delete all that hangs on a component in the trash and below; the rows of the components stay for the log."""
    lock_tree(component)
    component = lock(component)
    if component.trashed_at is None or component.purged_at is not None:
        raise Refused("not-in-the-trash", "Only what lies in the trash can be purged.", component.name)
    ids = list(ComponentPath.objects.filter(ancestor=component).values_list("descendant_id", flat=True))
    lost: dict[str, int] = {"components": len(ids)}
    kept: dict[str, int] = {}
    forget_below(ids)
    for model, name in hanging():
        rows = model._base_manager.filter(**{f"{name}__in": ids})  # noqa: SLF001 - for any model
        word = str(model._meta.verbose_name_plural)  # noqa: SLF001
        if count := rows.count():
            left = delete_what_may_go(rows)
            lost[word] = lost.get(word, 0) + count - left
            if left:
                kept[word] = kept.get(word, 0) + left
    Component.objects.filter(pk__in=ids, purged_at=None).update(purged_at=timezone.now())
    below = f" with {len(ids) - 1} components below it" if len(ids) > 1 else ""
    record(actor, component, "component.purged", component, summary=f"Purged “{component.name}”{below}",
           before={**lost, "trashed_at": component.trashed_at}, after={"kept": kept})  # fmt: skip
    return 1


def delete_what_may_go(rows: models.QuerySet[Any]) -> int:
    """Delete rows; return how many stay because the database itself keeps them: reports that were sent, decisions."""
    try:
        with transaction.atomic():
            rows.delete()
    except (DatabaseError, models.ProtectedError):
        for row in rows:
            with suppress(DatabaseError, models.ProtectedError), transaction.atomic():
                row.delete()
    return rows.count()


def hanging() -> list[tuple[type[models.Model], str]]:
    """Return every table whose rows die with their component, and the column that names it."""
    found = []
    relations = Component._meta.get_fields(include_hidden=True)  # noqa: SLF001 - also those without a name for the way back
    for relation in (each for each in relations if isinstance(each, models.ManyToOneRel)):
        model: Any = relation.related_model
        if relation.on_delete is models.CASCADE and model not in KEPT:
            found.append((model, relation.field.name))
    return sorted(found, key=lambda pair: pair[0].__name__ != "TrashItem")


def purge_expired(actor: Actor, now: datetime) -> dict[str, Any]:
    """Purge what has lain in the trash longer than the installation keeps it; 0 days keep everything."""
    days = settings.HEADWAY_TRASH_DAYS
    if days <= 0:
        return {"purged": 0, "days": days}
    return {"purged": empty_trash(actor, None, before=now - timedelta(days=days)), "days": days}
