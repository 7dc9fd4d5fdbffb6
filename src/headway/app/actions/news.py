"""Keep what people want to be told, by which channel and when. It is theirs alone, so not in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.errors import Refused
from headway.app.models import MailTimes, NewsChoice, Notification
from headway.app.queries.news import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from headway.app.models import Person


@transaction.atomic
def choose_news(person: Person, channel: str, modes: Mapping[str, str]) -> None:
    """Set how kinds of news reach a person by one channel."""
    for kind, mode in modes.items():
        if kind not in Notification.Kind.values or mode not in ALLOWED.get(channel, ()):
            allowed = " ".join(f"{name}: {', '.join(choices)}." for name, choices in ALLOWED.items())
            raise Refused("unknown-choice", f"“{kind[:20]}, {channel[:20]}: {mode[:20]}” is no choice.", "",
                          f"Kinds: {', '.join(Notification.Kind.values)}. {allowed}")  # fmt: skip
        NewsChoice.objects.update_or_create(person=person, kind=kind, channel=channel, defaults={"mode": mode})


def choose_times(person: Person, *, digest_at: time, quiet_from: time, quiet_until: time) -> None:
    """Set when a person wants digests, and when nothing."""
    values = {"digest_at": digest_at, "quiet_from": quiet_from, "quiet_until": quiet_until}
    MailTimes.objects.update_or_create(person=person, defaults=values)
