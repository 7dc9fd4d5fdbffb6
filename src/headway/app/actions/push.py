"""Subscribe browsers, fill the outbox of push messages from the inboxes, send what waits."""

from __future__ import annotations

import binascii
import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.actions.push_keys import push_key
from headway.app.actions.push_wire import (
    CURVE,
    Answer,
    Unsafe,
    encrypt,
    from_base64,
    host_of,
    post,
    vouched,
)
from headway.app.models import NewsChoice, Notification, OutboxPush, PushSubscription
from headway.app.queries.news import DEFAULTS, everyones_modes, quiet_until
from headway.app.queries.push import message_of

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.models import Person

log = logging.getLogger(__name__)
MOST_BROWSERS = 10
SETTLED = timedelta(seconds=30)
"""A line waits this long, so that many changes are one message."""
LATEST = timedelta(hours=24)
MOST_ATTEMPTS = 6
BATCH = 200
LIFE_SECONDS = 12 * 3600
"""How long the push service keeps it for a browser that is not there."""
GONE = frozenset({404, 410})
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


@transaction.atomic
def subscribe(
    person: Person, *, endpoint: str, p256dh: str, auth: str, session: str, browser: str = ""
) -> PushSubscription:
    """Send pushes to a browser of the person as long as they are signed in there; theirs alone, so not in the log."""
    try:
        host_of(endpoint)
    except Unsafe as error:
        raise Refused("unsafe-endpoint", str(error)) from error
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64(p256dh))
        fits = len(from_base64(auth)) == 16
    except (ValueError, binascii.Error):
        fits = False
    if not fits or len(endpoint) > 1000:
        raise Refused("invalid-subscription", "The browser gave no usable subscription.", "", "Try again.")
    others = PushSubscription.objects.filter(person=person).exclude(endpoint_hash=hash_of(endpoint))
    for row in others.order_by("-pk")[MOST_BROWSERS - 1 :]:
        row.delete()
    values = {"person": person, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "session_key": session,
              "browser": browser[:120]}  # fmt: skip
    return PushSubscription.objects.update_or_create(endpoint_hash=hash_of(endpoint), defaults=values)[0]


def unsubscribe(person: Person, *, endpoint: str = "", pk: int = 0) -> int:
    """Stop pushes to one of the person's browsers."""
    rows = PushSubscription.objects.filter(person=person)
    return (rows.filter(pk=pk) if pk else rows.filter(endpoint_hash=hash_of(endpoint))).delete()[0]


def hash_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def fill_pushes(now: datetime) -> int:
    """Put into the outbox what is to be pushed; each line once for each browser, by its key."""
    browsers: dict[int, list[int]] = {}
    for person, pk in PushSubscription.objects.filter(person__is_active=True).values_list("person_id", "pk"):
        browsers.setdefault(person, []).append(pk)
    if not browsers:
        return 0
    chosen, usual = everyones_modes(NewsChoice.Channel.PUSH), DEFAULTS[NewsChoice.Channel.PUSH]
    rows = Notification.objects.filter(
        person__in=list(browsers), at__gt=now - LATEST, at__lte=now - SETTLED, read_at=None, archived_at=None,
        snoozed_until=None, pushes=None,
    ).exclude(last_event__channel="demo")  # fmt: skip
    new = [
        OutboxPush(key=f"{row.pk}-{pk}", subscription_id=pk, notification=row, next_at=now)
        for row in rows
        if chosen.get(row.person_id, usual)[row.kind] == NewsChoice.Mode.NOW
        for pk in browsers[row.person_id]
    ]
    OutboxPush.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def send_pushes(now: datetime) -> dict[str, int]:
    """Send what waits; what fails is tried again after 2, 4, 8 ... minutes, or when the service says."""
    done = dict.fromkeys(("sent", "empty", "failed", "quiet", "gone"), 0)
    waiting = OutboxPush.objects.filter(state=OutboxPush.State.WAITING, next_at__lte=now)
    for row in waiting.select_related("subscription__person").order_by("next_at", "pk")[:BATCH]:
        end = quiet_until(row.subscription.person, now)
        if end is not None:
            OutboxPush.objects.filter(pk=row.pk).update(next_at=end)
            done["quiet"] += 1
        elif OutboxPush.objects.filter(pk=row.pk).exists():  # not gone with its subscription in this round
            done[send(row, now)] += 1
    return done


def send(row: OutboxPush, now: datetime) -> str:
    """Send one message. The attempt is written down first; the same message twice has one tag, so it shows once."""
    row.attempts += 1
    row.next_at = now + timedelta(minutes=2**row.attempts)
    row.save(update_fields=["attempts", "next_at"])
    if not Session.objects.filter(session_key=row.subscription.session_key, expire_date__gt=now).exists():
        row.subscription.delete()  # signed out there: somebody else may sit at that browser
        return "gone"
    message = message_of(row)
    if message is None:
        return settle(row, OutboxPush.State.EMPTY)
    try:
        answer = deliver(row.subscription, message)
    except Unsafe as error:
        return settle(row, OutboxPush.State.FAILED, str(error))
    except OSError as error:
        return later(row, str(error) or type(error).__name__)
    return answered(row, answer, now)


def answered(row: OutboxPush, answer: Answer, now: datetime) -> str:
    """Do what the push service's answer asks for."""
    if answer.status in GONE:
        row.subscription.delete()
        return "gone"
    if answer.status in AGAIN:
        row.next_at = max(row.next_at, now + timedelta(seconds=answer.retry_after))
        return later(row, f"The push service answered {answer.status}.")
    if answer.status // 100 != 2:
        return settle(row, OutboxPush.State.FAILED, f"The push service answered {answer.status}.")
    return settle(row, OutboxPush.State.SENT)


def deliver(subscription: PushSubscription, message: dict[str, str]) -> Answer:
    text = json.dumps(message, ensure_ascii=False).encode()
    contact = f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].strip('>')}"
    headers = {
        "TTL": str(LIFE_SECONDS),
        "Urgency": "normal",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": vouched(subscription.endpoint, push_key(), contact),
    }
    body = encrypt(text, p256dh=from_base64(subscription.p256dh), auth=from_base64(subscription.auth))
    return post(subscription.endpoint, headers, body)


def later(row: OutboxPush, error: str) -> str:
    log.warning("push %s was not sent (attempt %s): %s", row.key, row.attempts, error)
    if row.attempts >= MOST_ATTEMPTS:
        return settle(row, OutboxPush.State.FAILED, error)
    row.error = error[:300]
    row.save(update_fields=["error", "next_at"])
    return "failed"


def settle(row: OutboxPush, state: str, error: str = "") -> str:
    row.state, row.error = state, error[:300]
    row.sent_at = timezone.now() if state == OutboxPush.State.SENT else None
    row.save(update_fields=["state", "error", "sent_at"])
    return state
