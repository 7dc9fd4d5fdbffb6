"""What speaks of a row by type and number, not by a reference that the database keeps: it goes with the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from headway.app.actions.put_away import read_back
from headway.app.models import Comment, Component, Notification, RecordLink, TrashItem, Watch
from headway.app.rules.talk import COMMENTABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BATCH = 500
SPEAKING = (RecordLink, Watch, Comment)


def rows_in(things: Iterable[Any]) -> dict[str, list[int]]:
    """Return what goes with things of the trash: type and numbers, also of what hung on them."""
    found: dict[str, list[int]] = {}
    for thing in things:
        if isinstance(thing, TrashItem):
            for name, rows in read_back(thing).rows.items():
                found.setdefault(name, []).extend(values["id"] for values in rows if "id" in values)
        else:
            found.setdefault(str(thing._meta.model_name), []).append(thing.pk)  # noqa: SLF001 - as Django documents
    return found


def forget_rows(gone: dict[str, list[int]]) -> None:
    """Delete comments, watches, ties of the register and lines of inboxes about rows that are gone for good."""
    for name, ids in gone.items():
        for some in batches(ids):
            forget(Q(object_type=name, object_id__in=some))


def forget_below(components: list[int]) -> None:
    """Delete what stands elsewhere about components that are purged, and about what hangs on them."""
    forget(Q(object_type="component", object_id__in=components))
    for name, model in COMMENTABLE.items():
        if model is not Component:
            there = apps.get_model("headway", name)._base_manager.filter(component__in=components)  # noqa: SLF001
            forget(Q(object_type=name, object_id__in=there.values("pk")))


def forget(about: Q) -> None:
    """Comments go last: lines of inboxes tell of them, too."""
    said = list(Comment.objects.filter(about).values_list("pk", flat=True))
    lines = Q(**{f"last_event__{name}": value for name, value in about.children})  # type: ignore[misc]
    Notification.objects.filter(lines).delete()
    for some in batches(said):
        Notification.objects.filter(last_event__object_type="comment", last_event__object_id__in=some).delete()
    for model in SPEAKING:
        model._base_manager.filter(about).delete()  # noqa: SLF001 - for any model


def batches(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
