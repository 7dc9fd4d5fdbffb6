"""Guessing is made slow: failed attempts are counted in the database, so for all processes of the server together."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.models import FailedAttempts

security = logging.getLogger("headway.app.security")


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    most: int
    """Failed attempts that are let through in one span."""
    minutes: int


BAD_TOKEN = Limit("token", 30, 5)
BAD_LINK = Limit("link", 30, 5)
"""Secrets of links that there are not, from one place."""
OPENED_LINK = Limit("link-opened", 300, 5)
"""Pages and data by links, from one place: not failures, but nobody reads faster."""
SIGN_IN_FROM = Limit("sign-in-from", 100, 15)
"""From one place, whoever is tried."""
SIGN_IN_AS_FROM = Limit("sign-in-as-from", 10, 15)
"""One account from one place: whoever owns it can still sign in from elsewhere."""
SIGN_IN_AS = Limit("sign-in-as", 100, 15)
"""One account from anywhere."""
SIGN_IN_CODE = Limit("sign-in-code", 10, 60)
"""The six digits of one person's second step."""


def key_of(limit: Limit, *what: str) -> str:
    return hashlib.sha256("\0".join((limit.name, *what)).encode()).hexdigest()


def seconds_to_wait(limit: Limit, *what: str) -> int:
    """Return for how many seconds nothing more is tried, 0 for none."""
    now = timezone.now()
    row = FailedAttempts.objects.filter(pk=key_of(limit, *what), until__gt=now, count__gte=limit.most).first()
    return int((row.until - now).total_seconds()) + 1 if row else 0


@transaction.atomic
def count_failure(limit: Limit, *what: str) -> None:
    """Count a failed attempt; the one that reaches the limit is logged."""
    now = timezone.now()
    until = now + timedelta(minutes=limit.minutes)
    row, _ = FailedAttempts.objects.select_for_update().get_or_create(
        pk=key_of(limit, *what), defaults={"until": until}
    )
    if row.until <= now:
        FailedAttempts.objects.filter(until__lte=now).exclude(pk=row.pk).delete()
        FailedAttempts.objects.filter(pk=row.pk).update(count=1, until=until)
        return
    FailedAttempts.objects.filter(pk=row.pk).update(count=F("count") + 1)
    if row.count + 1 == limit.most:
        security.warning("Too many failed attempts (%s); the next are refused until %s.", limit.name, row.until)


def forget_failures(limit: Limit, *what: str) -> None:
    FailedAttempts.objects.filter(pk=key_of(limit, *what)).delete()
