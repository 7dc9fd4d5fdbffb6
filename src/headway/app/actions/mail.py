"""Fill the outbox from the inboxes, and send what waits."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing
from django.core.mail import get_connection
from django.utils import timezone

from headway.app.models import MailTimes, NewsChoice, Notification, OutboxMail, Person
from headway.app.queries.mail import SALT, message_of
from headway.app.queries.news import DEFAULTS, everyones_modes, last_digest, quiet_until, usual_times

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
SETTLED = timedelta(minutes=2)
"""A line waits this long, so that many changes of one kind are one mail."""
LATEST = timedelta(hours=24)
MOST_ATTEMPTS = 8
BATCH = 200


def fill_outbox(now: datetime) -> int:
    """Put into the outbox what is to be mailed at once, and the digests that fell due; each once, by its key."""
    people, times = list(Person.objects.filter(is_active=True)), MailTimes.objects.in_bulk()
    chosen, usual = everyones_modes(NewsChoice.Channel.MAIL), DEFAULTS[NewsChoice.Channel.MAIL]
    modes = {person.pk: chosen.get(person.pk, usual) for person in people}
    rows = Notification.objects.filter(
        at__gt=now - LATEST, at__lte=now - SETTLED, read_at=None, archived_at=None, snoozed_until=None, mails=None
    ).exclude(last_event__channel="demo")
    mails = [
        OutboxMail(key=f"now-{row.pk}", person_id=row.person_id, notification=row, mode="now", next_at=now)
        for row in rows
        if modes.get(row.person_id, {}).get(row.kind) == NewsChoice.Mode.NOW
    ]
    for person in people:
        for mode, days in (("daily", 1), ("weekly", 7)):
            due = last_digest(person, times.get(person.pk) or usual_times(person), mode, now)
            if mode in modes[person.pk].values() and now - due < LATEST / 2:
                mails.append(
                    OutboxMail(key=f"{mode}-{person.pk}-{due:%Y-%m-%d}", person=person, mode=mode, next_at=now,
                               since=due - timedelta(days=days), until=due)
                )  # fmt: skip
    known = set(OutboxMail.objects.filter(key__in=[mail.key for mail in mails]).values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in known]
    OutboxMail.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def send_outbox(now: datetime) -> dict[str, int]:
    """Send what waits; what fails is tried again after 2, 4, 8 ... minutes, eight times."""
    done = {"sent": 0, "empty": 0, "failed": 0, "quiet": 0}
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, next_at__lte=now).select_related("person")
    for mail in waiting.order_by("next_at", "pk")[:BATCH]:
        end = quiet_until(mail.person, now)
        if end is not None:
            OutboxMail.objects.filter(pk=mail.pk).update(next_at=end)
            done["quiet"] += 1
        else:
            done[send(mail, now)] += 1
    return done


def send(mail: OutboxMail, now: datetime) -> str:
    """Send one mail. The attempt is written down first: a process that dies tries again with the same Message-ID."""
    mail.attempts += 1
    mail.next_at = now + timedelta(minutes=2**mail.attempts)
    mail.save(update_fields=["attempts", "next_at"])
    try:
        message = message_of(mail)
        if message is None:
            mail.state = OutboxMail.State.EMPTY
        else:
            get_connection().send_messages([message])
            mail.state, mail.sent_at, mail.error = OutboxMail.State.SENT, timezone.now(), ""
    except OSError as error:  # smtplib's errors are of this kind
        log.warning("mail %s was not sent (attempt %s): %s", mail.key, mail.attempts, error)
        mail.error = (str(error) or type(error).__name__)[:300]
        if mail.attempts >= MOST_ATTEMPTS:
            mail.state = OutboxMail.State.FAILED
        mail.save(update_fields=["state", "error"])
        return "failed"
    mail.save(update_fields=["state", "sent_at", "error"])
    return mail.state


def read_token(token: str) -> tuple[Person, list[str]] | None:
    """Return whose mail of which kinds a signed link stops; None for one that we did not sign."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(pk=said["person"]).first()
    return (person, said["kinds"]) if person else None
