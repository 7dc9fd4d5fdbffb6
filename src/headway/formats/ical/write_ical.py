"""Write dates as iCalendar (RFC 5545), for calendar programs that fetch them again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from headway.formats.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from icalendar import Event

PRODUCT = "-//Headway//Schedule//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar; its dates are naive, of the calendar's own zone."""

    uid: str
    """Stays the same as long as the thing does."""
    title: str
    start: datetime
    finish: datetime
    whole_day: bool
    sequence: int
    """Grows with each change."""
    changed_at: datetime
    note: str = ""
    url: str = ""
    cancelled: bool = False


def ical_bytes(name: str, zone: ZoneInfo, entries: Sequence[Entry]) -> bytes:
    """Return the calendar; the same entries give the same bytes."""
    from icalendar import Calendar  # noqa: PLC0415 - nobody else pays for it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("x-wr-timezone", zone.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(event(entry, zone))
    if entries:
        calendar.add_missing_timezones(first_date=first_day(entries), last_date=last_day(entries))
    return bytes(calendar.to_ical())


def event(entry: Entry, zone: ZoneInfo) -> Event:
    from icalendar import Event  # noqa: PLC0415

    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("sequence", entry.sequence)
    made.add("summary", one_line(entry.title))
    if entry.whole_day:
        made.add("dtstart", entry.start.date())
        made.add("dtend", entry.finish.date() + timedelta(days=1))
    else:
        made.add("dtstart", entry.start.replace(tzinfo=zone))
        made.add("dtend", entry.finish.replace(tzinfo=zone))
    made.add("transp", "TRANSPARENT")
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.note:
        made.add("description", one_line(entry.note))
    if entry.url:
        made.add("url", entry.url)
    return made


def first_day(entries: Sequence[Entry]) -> date:
    return min(entry.start for entry in entries).date()


def last_day(entries: Sequence[Entry]) -> date:
    return max(entry.finish for entry in entries).date() + timedelta(days=1)
