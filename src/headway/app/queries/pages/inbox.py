"""The inbox: lines, filters, how many are unread."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from headway.app.models import Comment, Component, Notification
from headway.app.queries.audience import subject_of
from headway.app.queries.audit.words import in_words
from headway.app.queries.markup import as_words
from headway.app.rules import visible
from headway.app.rules.talk import PAGES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Event, Person

SHOWS = {"unread": "Unread", "inbox": "Inbox", "snoozed": "Put off", "archived": "Archived"}
OF_DIRECTIONS = {"direction.addressed", "direction.overdue"}
"""One direction reaches many components at once."""
MOST = 200
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Entry:
    row: Notification
    title: str
    excerpt: str
    target: tuple[str, ...]
    """Name of the address, then its parts."""


def lines(person: Person, show: str = "inbox", kind: str = "", component: int | None = None) -> QuerySet[Notification]:
    """Return the lines of a person's inbox about what they still may see, the latest first; what was put off and is
    back counts from when it came back.
    """
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.now())
    wanted = {
        "unread": awake & Q(archived_at=None, read_at=None),
        "inbox": awake & Q(archived_at=None),
        "snoozed": ~awake & Q(archived_at=None),
        "archived": Q(archived_at__isnull=False),
    }[show]
    rows = visible(person, Notification).filter(wanted, in_inbox=True)
    rows = rows.order_by(Coalesce("snoozed_until", "at").desc(), "-pk")
    rows = rows.filter(kind=kind) if kind in Notification.Kind.values else rows
    return rows.filter(component__paths_up__ancestor=component) if component else rows


def places(person: Person, show: str) -> list[tuple[Component, str]]:
    """Return what the lines are about and all above it, each below its parent, with what indents it in a list."""
    inside = lines(person, show).values("component")
    rows = visible(person, Component).filter(paths_down__descendant__in=inside).distinct()
    known, below = {row.pk for row in rows}, defaultdict(list)
    for row in rows:
        below[row.parent_id if row.parent_id in known else None].append(row)
    found: list[tuple[Component, str]] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        row, depth = waiting.pop()
        found.append((row, "\u2003" * depth))
        waiting += [(child, depth + 1) for child in reversed(below[row.pk])]
    return found


def unread_count(person: Person) -> int:
    """Return how many lines wait: one query."""
    return lines(person, "unread").count()


def entries(person: Person, rows: QuerySet[Notification], most: int = MOST, *, first: int = 0) -> list[Entry]:
    """Return so many lines in words, from a place on; words of a comment only if the person may read it now."""
    found = list(rows.select_related("last_event__actor", "component")[first : first + most])
    titles = in_words([(row.last_event.summary, row.last_event) for row in found])
    ids = [row.last_event.object_id for row in found if row.last_event.object_type == "comment"]
    texts = dict(visible(person, Comment).filter(pk__in=ids).values_list("pk", "text")) if ids else {}
    return [
        Entry(row, title if row.count == 1 else together(row, title), excerpt(row.last_event, texts), target_of(row))
        for row, title in zip(found, titles, strict=True)
    ]


def together(row: Notification, title: str) -> str:
    """Say many events in one line."""
    if row.last_event.verb in OF_DIRECTIONS:
        return f"{title}; {row.count:,} components of yours"
    return f"{row.count:,} changes, the last: {title}"


def excerpt(event: Event, texts: dict[int, str]) -> str:
    text = as_words(texts.get(event.object_id, "")) if event.object_type == "comment" else ""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"


def target_of(row: Notification) -> tuple[str, ...]:
    """Return the address of what a line is about."""
    name, pk = subject_of(row.last_event)
    if row.last_event.object_type == "comment":
        return ("talk", name, str(pk))
    if row.count > 1:
        if row.last_event.verb in OF_DIRECTIONS:
            return ("direction", str(row.last_event.after["direction"]))
        return ("component", str(row.component_id))
    family = row.last_event.verb.partition(".")[0]
    if (name == "changeset" and family in {"change", "branch"}) or name == "print":
        return (family, str(pk))
    if name in PAGES and row.last_event.verb != "report.overdue":
        return (PAGES[name], str(pk))
    return ("reports" if family == "report" else "component", str(row.component_id))
