"""What a push message says, read at the moment of sending: nothing that its reader may not see by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from headway.app.models import NewsChoice, Notification
from headway.app.queries.news import modes_of
from headway.app.queries.pages.inbox import entries
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.models import OutboxPush

LONGEST_TITLE = 120


def message_of(row: OutboxPush) -> dict[str, str] | None:
    """Return title, words, address and tag; None where there is nothing to say any more."""
    person = row.subscription.person
    modes = modes_of(person, NewsChoice.Channel.PUSH)
    kinds = [kind for kind, mode in modes.items() if mode == NewsChoice.Mode.NOW]
    lines = visible(person, Notification).filter(pk=row.notification_id, kind__in=kinds, read_at=None, archived_at=None)
    found = entries(person, lines)
    if not found or not person.is_active:
        return None
    (entry,) = found
    actor = entry.row.last_event.actor
    who = f"{actor.name if actor else 'Headway itself'} · {entry.row.component.name}"
    return {
        "title": " ".join(entry.title.split())[:LONGEST_TITLE],
        "body": f"{entry.excerpt}\n{who}" if entry.excerpt else who,
        "url": reverse("inbox-line", args=[entry.row.pk]),
        "tag": f"headway-{entry.row.pk}",
    }
