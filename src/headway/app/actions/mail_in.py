"""Take in an answer by mail: the signed address says who answers what; nothing is ever sent to strangers."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from headway.app.actions.comments import write_comment
from headway.app.actions.errors import Refused
from headway.app.actions.mail_words import read_letter
from headway.app.models import Comment, Event, Notification, Person, ReceivedMail
from headway.app.queries.mail_reply import read_reply_address, target_of_reply
from headway.app.rules import Actor, NotAllowed, visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.actions.mail_words import Letter

log = logging.getLogger(__name__)
ANSWERABLE = timedelta(days=90)


def receive(data: bytes, recipients: Iterable[str] = ()) -> Comment:
    """Post what a mail says as a comment of whom it is from; the same mail twice is one comment."""
    if len(data) > settings.HEADWAY_EMAIL_MAX_BYTES:
        raise Refused("mail-too-large", "This mail is larger than is taken in.")
    letter = read_letter(data)
    person, line = sealed(letter, recipients)
    try:
        return post(letter, person, line, hashlib.sha256(f"{letter.name or data!r} {line}".encode()).hexdigest())
    except (Refused, NotAllowed) as refusal:
        tell(person, letter, refusal)
        raise


def sealed(letter: Letter, recipients: Iterable[str]) -> tuple[Person, int]:
    """Return who answers which line. Whoever got a mail forwarded has its address, but not the sender's."""
    if letter.automatic:
        raise Refused("automatic-mail", "This mail was written by a program; it is nobody's answer.")
    found = {read for address in (*recipients, *letter.recipients) if (read := read_reply_address(address))}
    if len(found) != 1:
        raise Refused("no-reply-address", "This mail is not addressed to an address that Headway signed.")
    ((pk, line),) = found
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None or letter.sender != person.email.lower():
        raise Refused("other-sender", "This mail does not come from whom it was signed for.")
    return person, line


@transaction.atomic
def post(letter: Letter, person: Person, line: int, key: str) -> Comment:
    known, new = ReceivedMail.objects.select_for_update().get_or_create(key=key, defaults={"at": timezone.now()})
    if not new and known.comment is not None:
        return known.comment
    row = visible(person, Notification).filter(pk=line, at__gt=timezone.now() - ANSWERABLE).first()
    target = None if row is None else target_of_reply(person, row)
    if row is None or target is None:
        raise Refused("gone", "What this answers is not there any more, or not for you.")
    if not letter.words:
        raise Refused("no-words", "No words of your own were found above the quoted mail.")
    parent = None
    if row.last_event.object_type == "comment":
        parent = visible(person, Comment).filter(pk=row.last_event.object_id).first()
    known.comment = write_comment(Actor(person, Event.Channel.MAIL), target, letter.words + note(letter), parent=parent)
    known.save(update_fields=["comment"])
    return known.comment


def note(letter: Letter) -> str:
    if not letter.left_out:
        return ""
    what = "An attachment" if letter.left_out == 1 else f"{letter.left_out} attachments"
    return f"\n\n*{what} of this mail {'was' if letter.left_out == 1 else 'were'} left out.*"


def tell(person: Person, letter: Letter, refusal: Refused | NotAllowed) -> None:
    """Say to the address that we know, not to whoever wrote, why an answer was not posted."""
    parts = (refusal.title, refusal.detail, refusal.remedy) if isinstance(refusal, Refused) else (str(refusal),)
    why = " ".join(filter(None, parts))
    said = "\n".join(f"> {each}" for each in letter.words.splitlines())
    message = EmailMessage(
        "Your answer was not posted", f"{why}\n\nYou wrote:\n{said}\n", settings.DEFAULT_FROM_EMAIL, [person.email],
        headers={"Auto-Submitted": "auto-replied"},
    )  # fmt: skip
    try:
        message.send()
    except OSError as error:
        log.warning("person %s was not told that their answer was not posted: %s", person.pk, error)
