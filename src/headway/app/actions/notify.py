"""Turn events into lines of inboxes, and keep the state of those lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.models import Event, FollowerCursor, NewsChoice, Notification
from headway.app.queries.audience import Audience, subject_of
from headway.app.queries.news import channels_wanted
from headway.app.rules.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.models import Person
    from headway.app.rules.concerns import Concern

NAME = "notifications"
FRESH = timedelta(days=3)
"""Older events are told to nobody: a restored database or an upgrade does not flood inboxes."""
WINDOW = timedelta(minutes=10)
LONGEST_SNOOZE = timedelta(days=366)


@dataclass(slots=True)
class Line:
    person: int
    kind: str
    key: str
    first: Event
    last: Event
    count: int = 0


@transaction.atomic
def notify(events: Sequence[Event]) -> None:
    """Tell everyone whom these events of one tree concern, each event once.

    The cursor moves in the same transaction: whatever dies in between, nothing is told twice and nothing is lost.
    """
    cursor, _ = FollowerCursor.objects.select_for_update().get_or_create(name=NAME, root_id=events[0].root_id)
    since = timezone.now() - FRESH
    fresh = [event for event in events if event.sequence > cursor.sequence and event.at > since]
    rows = Event.objects.filter(pk__in=[event.pk for event in fresh]).order_by("sequence")
    rows = rows.select_related("component", "cause__component")
    audience = Audience(list(rows) if fresh else [])
    lines: dict[tuple[int, str], Line] = {}
    for event in audience.events:
        for person, concern in audience.of(event):
            key = key_of(event, concern)
            line = lines.setdefault((person, key), Line(person, concern.kind, key, event, event))
            line.last, line.count = event, line.count + 1
    write(list(lines.values()))
    cursor.sequence = max(cursor.sequence, events[-1].sequence)
    cursor.save(update_fields=["sequence"])


def key_of(event: Event, concern: Concern) -> str:
    """Return what events told in one line have in common."""
    actor = event.actor_id or 0
    if concern.together:
        return f"{concern.kind} {event.verb} {actor}"
    if concern.about:
        return f"{concern.kind} {event.verb} {actor} {concern.about} {event.after.get(concern.about)}"
    name, pk = subject_of(event)
    own = event.pk if concern.kind == Notification.Kind.MENTION else 0
    return f"{concern.kind} {event.verb} {actor} {name} {pk} {own}"


def write(lines: list[Line]) -> None:
    """Add to unread lines of the last minutes, or write new ones; nothing of a kind that is off everywhere."""
    if not lines:
        return
    after = min(line.first.at for line in lines) - WINDOW
    found = Notification.objects.filter(
        person__in={line.person for line in lines}, key__in={line.key for line in lines},
        at__gte=after, read_at=None, archived_at=None, snoozed_until=None,
    ).order_by("pk")  # fmt: skip
    wanted = channels_wanted({line.person for line in lines})
    open_ = {(row.person_id, row.key): row for row in found}
    new = []
    for line in lines:
        channels = wanted[line.person, line.kind]
        if not channels:
            continue
        row = open_.get((line.person, line.key))
        if row is None or row.at < line.first.at - WINDOW:
            new.append(
                Notification(person_id=line.person, kind=line.kind, key=line.key, event=line.first,
                             last_event=line.last, count=line.count, component=line.last.component, at=line.last.at,
                             in_inbox=NewsChoice.Channel.INBOX in channels)
            )  # fmt: skip
        elif line.last.pk > row.last_event_id:
            Notification.objects.filter(pk=row.pk).update(
                count=F("count") + line.count, last_event=line.last, component=line.last.component, at=line.last.at
            )
    Notification.objects.bulk_create(new, batch_size=500)


STATES = ("read", "unread", "archive", "inbox", "snooze")


def set_state(person: Person, row: Notification, state: str, *, until: datetime | None = None) -> Notification:
    """Change what the person did with a line of their own inbox; that is nobody else's business, so not in the log."""
    now = timezone.now()
    if state not in STATES:
        raise Refused("unknown-state", f"“{state[:20]}” is no state of the inbox.", "",
                      f"Choose one of: {', '.join(STATES)}.")  # fmt: skip
    if state == "snooze" and not (until and now < until < now + LONGEST_SNOOZE):
        raise Refused("invalid-time", "It can be put off until a time within a year from now.")
    choices: dict[str, dict[str, datetime | None]] = {
        "read": {"read_at": row.read_at or now},
        "unread": {"read_at": None},
        "archive": {"archived_at": now, "read_at": row.read_at or now},
        "inbox": {"archived_at": None, "snoozed_until": None},
        "snooze": {"snoozed_until": until, "read_at": None},
    }
    Notification.objects.filter(pk=row.pk, person=person).update(**choices[state])
    row.refresh_from_db()
    return row


def set_all_read(person: Person) -> int:
    """Mark everything that the person sees in their inbox as read."""
    return (
        visible(person, Notification)
        .filter(read_at=None, archived_at=None, in_inbox=True)
        .update(read_at=timezone.now())
    )
