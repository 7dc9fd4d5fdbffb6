"""What each person wants to be told by which channel, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from headway.app.models import MailTimes, NewsChoice, Notification, PushSubscription

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.models import Person

Mode, Channel, K = NewsChoice.Mode, NewsChoice.Channel, Notification.Kind
DEFAULTS: dict[str, dict[str, str]] = {
    Channel.INBOX: dict.fromkeys(K.values, Mode.NOW),
    Channel.MAIL: {
        K.MENTION: Mode.NOW, K.DECISION: Mode.NOW, K.ROLE: Mode.NOW,
        K.COMMENT: Mode.DAILY, K.REPORT: Mode.DAILY, K.REGISTER: Mode.DAILY, K.PLAN: Mode.OFF,
    },
    Channel.PUSH: {kind: Mode.NOW if kind in {K.MENTION, K.DECISION} else Mode.OFF for kind in K.values},
}  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    Channel.INBOX: (Mode.NOW, Mode.OFF),
    Channel.MAIL: tuple(Mode.values),
    Channel.PUSH: (Mode.NOW, Mode.OFF),
}
"""A digest is a mail; the other channels are on or off."""


def modes_of(person: Person, channel: str) -> dict[str, str]:
    """Return how each kind of news reaches the person by the channel."""
    said = NewsChoice.objects.filter(person=person, channel=channel).values_list("kind", "mode")
    return DEFAULTS[channel] | dict(said)


def everyones_modes(channel: str) -> dict[int, dict[str, str]]:
    """Return how news reaches everybody who said anything about the channel."""
    found: dict[int, dict[str, str]] = {}
    rows = NewsChoice.objects.filter(channel=channel)
    for person, kind, mode in rows.values_list("person_id", "kind", "mode"):
        found.setdefault(person, dict(DEFAULTS[channel]))[kind] = mode
    return found


def channels_wanted(people: Iterable[int]) -> dict[tuple[int, str], set[str]]:
    """Return the channels that are on for each of the people and each kind; push only for who has a browser for it."""
    everyone = set(people)
    wanted = {
        (person, kind): {channel for channel, modes in DEFAULTS.items() if modes[kind] != Mode.OFF}
        for person in everyone
        for kind in K.values
    }
    rows = NewsChoice.objects.filter(person__in=everyone)
    for person, kind, channel, mode in rows.values_list("person_id", "kind", "channel", "mode"):
        (wanted[person, kind].discard if mode == Mode.OFF else wanted[person, kind].add)(channel)
    pushed = set(PushSubscription.objects.filter(person__in=everyone).values_list("person_id", flat=True))
    for (person, _), channels in wanted.items():
        if person not in pushed:
            channels.discard(Channel.PUSH)
    return wanted


def times_of(person: Person) -> MailTimes:
    """Return when the person wants mail; the installation's own way where they did not say."""
    return MailTimes.objects.filter(person=person).first() or usual_times(person)


def usual_times(person: Person) -> MailTimes:
    return MailTimes(person=person, digest_at=time(8), quiet_from=time(20), quiet_until=time(7))


def zone_of(person: Person) -> ZoneInfo:
    return ZoneInfo(person.time_zone or settings.TIME_ZONE)


def quiet_until(person: Person, now: datetime) -> datetime | None:
    """Return when the person's quiet hours end if it is quiet now."""
    times, local = times_of(person), now.astimezone(zone_of(person))
    start, end, clock = times.quiet_from, times.quiet_until, local.time()
    inside = start <= clock < end if start <= end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=int(clock >= end))
    return datetime.combine(day, end, local.tzinfo)


def last_digest(person: Person, times: MailTimes, mode: str, now: datetime) -> datetime:
    """Return the last time at which the digest fell due; the weekly one does on Mondays."""
    local, at = now.astimezone(zone_of(person)), times.digest_at
    for back in range(15):
        day = local.date() - timedelta(days=back)
        due = datetime.combine(day, at, local.tzinfo)
        if due <= now and (mode == Mode.DAILY or day.weekday() == 0):
            return due
    raise ValueError("a fortnight without a Monday")
