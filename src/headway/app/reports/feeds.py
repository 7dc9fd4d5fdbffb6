"""Calendars that programs fetch by an address with a secret."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from headway.app.actions.attempts import BAD_LINK, OPENED_LINK, count_failure, seconds_to_wait
from headway.app.actions.calendar_feeds import feed_of, note_fetch
from headway.app.bridge.calendar_entries import calendar_entries
from headway.app.models import Component
from headway.app.queries.news import zone_of
from headway.app.rules import visible
from headway.app.rules.address import address_of
from headway.formats.ical.write_ical import ical_bytes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.models import CalendarFeed


@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Send the calendar as its owner may see it now; unchanged, not again."""
    place = address_of(request)
    if seconds := max(seconds_to_wait(BAD_LINK, place), seconds_to_wait(OPENED_LINK, place)):
        return HttpResponse("Too many requests.", status=429, headers={"Retry-After": str(seconds)})
    feed = feed_of(secret)
    if feed is None:
        count_failure(BAD_LINK, place)
        raise Http404
    count_failure(OPENED_LINK, place)
    if not goes_on(feed):
        return HttpResponse("This calendar has ended.", status=410, content_type="text/plain")
    note_fetch(feed)
    name = f"{feed.component.name}: {feed.get_content_display().lower()}"
    made = ical_bytes(name, zone_of(feed.person), calendar_entries(feed))
    tag = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    answer = HttpResponse(made, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="headway.ics"'
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=tag, response=answer) or answer


def goes_on(feed: CalendarFeed) -> bool:
    """Return whether nobody ended it, and its owner is still here and may see what it is about."""
    return feed.revoked_at is None and visible(feed.person, Component).filter(pk=feed.component_id).exists()
