"""The signed address to which a mail is answered: who answers, about which line of their inbox."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from headway.app.queries.audience import subject_of
from headway.app.rules import Verb, may
from headway.app.rules.talk import COMMENTABLE, find_commentable

if TYPE_CHECKING:
    from django.db.models import Model

    from headway.app.models import Notification, Person

SALT = "headway.mail.reply"
TOKEN = re.compile(r"^(\d{1,12})-(\d{1,15})-([a-z2-7]{24})$")
"""Person, line, seal: letters and digits that no mail server changes, few enough for the 64 of a local part."""


def seal_of(person: int, line: int) -> str:
    digest = salted_hmac(SALT, f"{person} {line}", algorithm="sha256").digest()
    return base64.b32encode(digest[:15]).decode().lower()


def reply_address(person: Person, row: Notification) -> str:
    """Return the address that answers a line; empty where no mail is taken in, or the person may not comment there."""
    local, _, domain = str(settings.HEADWAY_EMAIL_REPLY).rpartition("@")
    if not local or not may(person, Verb.COMMENT, row.component):
        return ""
    return f"{local}+{person.pk}-{row.pk}-{seal_of(person.pk, row.pk)}@{domain}"


def read_reply_address(address: str) -> tuple[int, int] | None:
    """Return person and line of an address that we sealed; None for any other."""
    local, _, domain = str(settings.HEADWAY_EMAIL_REPLY).lower().rpartition("@")
    given, _, place = address.strip().lower().rpartition("@")
    start = f"{local}+"
    found = TOKEN.match(given.removeprefix(start)) if local and place == domain and given.startswith(start) else None
    if found is None:
        return None
    person, line = int(found[1]), int(found[2])
    return (person, line) if constant_time_compare(seal_of(person, line), found[3]) else None


def target_of_reply(person: Person, row: Notification) -> Model | None:
    """Return what an answer to a line is about: its subject if that can be talked about, else its component."""
    name, pk = subject_of(row.last_event)
    alone = row.count == 1 or row.last_event.object_type == "comment"
    if alone and name in COMMENTABLE:
        return find_commentable(person, name, pk)
    return find_commentable(person, "component", row.component_id)
