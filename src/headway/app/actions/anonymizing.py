"""Somebody becomes unrecognizable: name and address go out of everything, what they did stays under a pseudonym.

What cannot be undone is done by an operator, after the person left (``actions/leaving.py``).
"""

from __future__ import annotations

import gzip
import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from headway.app.actions.edit import lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.redaction import Vouched, erased, redact_frozen, redact_log
from headway.app.models import (
    ApiToken,
    Calendar,
    CalendarFeed,
    Component,
    DataRequest,
    DefaultView,
    Invitation,
    MailTimes,
    NewsChoice,
    Notification,
    OutboxMail,
    Person,
    Print,
    PushSubscription,
    Resource,
    SavedView,
    Stopwatch,
    Task,
    Watch,
)
from headway.app.queries.personal.eraser import Eraser, eraser
from headway.app.queries.personal.rows import sessions
from headway.app.queries.personal.sections import sections_of_others
from headway.app.queries.personal.texts import PACKED, tables_with_text, text_columns
from headway.app.rules import require_operator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from headway.app.rules import Actor

DELETED: tuple[type[Model], ...] = (
    ApiToken,
    CalendarFeed,
    DefaultView,
    NewsChoice,
    MailTimes,
    OutboxMail,
    Print,
    PushSubscription,
    Notification,
    Stopwatch,
    Watch,
)
"""What is of use to nobody but the person: it goes. A table of that kind joins here; what others need stays, under the
pseudonym."""
SHORTEST_ALIAS, MOST_ALIASES = 3, 20
CHECKPOINTS = 10
security = logging.getLogger("headway.app.security")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, for the operator to read."""

    person: Person
    texts: int
    """Rows in whose words the name stood."""
    events: int
    frozen: int
    ambiguous: bool
    """Somebody else has the same name: only the address was taken out of what people wrote."""


def pseudonym_of(person: Person) -> str:
    """Return the name that stands for somebody from now on: always the same, and nothing leads back from it."""
    return f"Former member {person.pk}"


@transaction.atomic
def anonymize_person(actor: Actor, person: Person, *, also: Sequence[str] = ()) -> Done:
    """Take name and address of somebody who left out of everything, for good.

    ``also`` are other names that they went by: a maiden name, a nickname, initials.
    """
    require_operator(actor)
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    check(row)
    lock_tree(*Component.objects.filter(parent=None))
    ambiguous = Person.objects.filter(name__iexact=row.name).exclude(pk=row.pk).exists()
    names = [row.email, *aliases(also), *([] if ambiguous else [row.name])]
    erase = eraser(names, pseudonym_of(row))
    vouched = Vouched()
    redact_log(erase, vouched)
    redact_frozen(erase, vouched)
    renew_plans(row, erase)
    texts = erase_texts(erase) + erase_packed(erase)
    take_away(row)
    rename(row)
    tell(actor, row, vouched)
    DataRequest.objects.filter(person=row, state=DataRequest.State.ASKED).update(
        state=DataRequest.State.GRANTED, decided_at=timezone.now(), decided_by=actor.person
    )
    DataRequest.objects.filter(person=row).update(note="", reason="")
    security.info("Person %s was anonymized by %s.", row.pk, actor.person.pk if actor.person else "the command line")
    frozen = sum(vouched.count(kind) for kind in {kind for at in vouched.at.values() for kind in at} - {"event"})
    return Done(Person.objects.get(pk=row.pk), texts, vouched.count("event"), frozen, ambiguous)


def sweep() -> bool:
    """Let SQLite write its file anew: free space in it still holds what stood there. Return whether that was done.

    It takes as long as copying the file, and nobody may be writing; a server of databases has its own ways.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            for _ in range(CHECKPOINTS):  # what reads at this moment keeps the journal
                if cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return True
                time.sleep(0.2)
    except OperationalError:
        return False
    return False


def check(person: Person) -> None:
    if person.anonymized_at is not None:
        raise Refused("anonymized", f"{person.name} is anonymized already.")
    if person.is_active:
        raise Refused("still-here", f"{person.name} can still sign in.", "",
                      "Let them leave first, so that a successor takes over.")  # fmt: skip


def aliases(also: Sequence[str]) -> list[str]:
    """Return the other names, or refuse one so short that it would be found in everything."""
    names = [" ".join(each.split()) for each in also if each.strip()]
    if short := [name for name in names if len(name) < SHORTEST_ALIAS]:
        raise Refused("name-too-short", f"“{short[0]}” is too short.", "", "It would be found in other words too.")
    if len(names) > MOST_ALIASES:
        raise Refused("too-many-names", f"At most {MOST_ALIASES} other names can be looked for.")
    return names


def erase_texts(erase: Eraser) -> int:
    """Put the pseudonym into every text of every table; return in how many rows."""
    count = 0
    for model, columns in tables_with_text():
        manager = model._base_manager  # noqa: SLF001 - Django's documented way for any model
        rows = erase.candidates(manager.only("pk", *columns), columns).order_by("pk")
        for each in list(rows):
            if values := erased(each, columns, erase):
                if any(column.name == "version" for column in model._meta.concrete_fields):  # noqa: SLF001
                    values["version"] = F("version") + 1
                manager.filter(pk=each.pk).update(**values)
                count += 1
    return count


def renew_plans(person: Person, erase: Eraser) -> None:
    """Let no plan that a process keeps in memory go on to name them: results belong to one revision."""
    named = Resource.objects.filter(Q(person=person) | Q(email__iexact=person.email)).values_list(
        "component", flat=True
    )
    touched = set(named)
    touched |= set(Task.objects.filter(owner=person).values_list("component", flat=True))
    for model in (Task, Resource, Calendar):
        rows = erase.candidates(model._base_manager.all(), text_columns(model))  # noqa: SLF001
        touched |= set(rows.values_list("component", flat=True))
    Component.objects.filter(pk__in=touched).update(revision=F("revision") + 1)


def erase_packed(erase: Eraser) -> int:
    """The same in what is kept packed: the trash, the plan as of the last report, previews of imports."""
    count = 0
    for model, column in PACKED:
        manager = model._base_manager  # noqa: SLF001
        for pk in list(manager.exclude(**{column: None}).values_list("pk", flat=True)):
            packed = bytes(manager.values_list(column, flat=True).get(pk=pk) or b"")
            if packed and (fresh := repacked(packed, erase)):
                manager.filter(pk=pk).update(**{column: fresh})
                count += 1
    return count


def repacked(packed: bytes, erase: Eraser) -> bytes:
    """Return the packed JSON without the names; nothing where none is in it."""
    said = json.loads(gzip.decompress(packed))
    fresh = erase.value(said)
    if fresh == said:
        return b""
    return gzip.compress(json.dumps(fresh, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def take_away(person: Person) -> None:
    """Delete what lets them in, reaches them, or is theirs alone; name them anew where others keep them."""
    for model in DELETED:
        model._default_manager.filter(person=person).delete()  # noqa: SLF001
    SavedView.objects.filter(owner=person, shared=False).delete()
    for section in sections_of_others():
        if section.model is not LogEntry:
            section.model._default_manager.filter(section.owned_by(person)).delete()  # noqa: SLF001
    Session.objects.filter(pk__in=[session.pk for session in sessions(person)]).delete()
    new = pseudonym_of(person)
    Resource.objects.filter(Q(person=person) | Q(email__iexact=person.email)).update(
        name=new, email="", version=F("version") + 1
    )
    Invitation.objects.filter(email__iexact=person.email).update(email=address_of(person))
    about = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk))
    about.update(object_repr=new, change_message="")


def address_of(person: Person) -> str:
    """Return an address that nobody can have, for a column that must hold one."""
    return f"former-member-{person.pk}@anonymized.invalid"


def rename(person: Person) -> None:
    person.name, person.email = pseudonym_of(person), address_of(person)
    person.title = person.time_zone = ""
    person.last_login, person.anonymized_at = None, timezone.now()
    person.is_staff = person.is_superuser = False
    person.session_round += 1
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def tell(actor: Actor, person: Person, vouched: Vouched) -> None:
    """Tell it in every tree, and vouch for what was rewritten where it stands."""
    roots = set(Component.objects.filter(parent=None).values_list("pk", flat=True))
    for component in Component.objects.filter(pk__in=roots | set(vouched.at)).order_by("root_id", "pk"):
        pieces: list[dict[str, Any]] = [{"redacted": each} for each in vouched.pieces(component.pk)]
        for piece in pieces or [{}]:
            count = sum(map(len, piece.get("redacted", {}).values()))
            names = f"; their name was taken out of {count} {'entry' if count == 1 else 'entries'}" if count else ""
            summary = f"{{person}} was anonymized{names}"
            record(actor, component, "person.anonymized", person, summary=summary, after={"person": person.pk, **piece})
