"""Calendar feeds: make one for oneself, find one by its secret, end one."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.api_tokens import digest_of, require_self
from headway.app.actions.errors import Refused
from headway.app.models import CalendarFeed
from headway.app.rules import NotAllowed, Verb, require

if TYPE_CHECKING:
    from headway.app.models import Component
    from headway.app.rules import Actor

MOST_FEEDS = 20
security = logging.getLogger("headway.app.security")


@transaction.atomic
def make_feed(actor: Actor, component: Component, *, content: str) -> tuple[CalendarFeed, str]:
    """Make a feed for oneself; return it with the secret of its address, which nobody can read again."""
    person = actor.person
    if person is None:
        raise NotAllowed("A calendar belongs to a person.")
    require(actor, Verb.VIEW, component)
    if content not in CalendarFeed.Content.values:
        raise Refused("unknown-content", "There is no such calendar.", content[:20], "Choose one of the list.")
    if CalendarFeed.objects.filter(person=person, revoked_at=None).count() >= MOST_FEEDS:
        raise Refused("too-many-feeds", f"You have {MOST_FEEDS} calendars.", "", "End one first.")
    secret = secrets.token_urlsafe(32)
    row = CalendarFeed.objects.create(person=person, component=component, content=content, digest=digest_of(secret))
    security.info("Person %s made calendar feed %s.", person.pk, row.pk)
    return row, secret


@transaction.atomic
def end_feed(actor: Actor, feed: CalendarFeed) -> CalendarFeed:
    """End a feed at once, for good; its owner or an operator does it."""
    require_self(actor, feed.person)
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])
        security.info("Calendar feed %s of person %s was ended.", feed.pk, feed.person_id)
    return feed


def feed_of(secret: str) -> CalendarFeed | None:
    """Return the feed that has this secret, also where it has ended."""
    return CalendarFeed.objects.filter(digest=digest_of(secret)).select_related("person", "component").first()


def note_fetch(feed: CalendarFeed) -> None:
    CalendarFeed.objects.filter(pk=feed.pk).update(last_fetched_at=timezone.now())
