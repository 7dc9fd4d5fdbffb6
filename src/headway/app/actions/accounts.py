"""One's own account: name, time zone, password, signing out everywhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from headway.app.actions.api_tokens import require_self
from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.models import Person

if TYPE_CHECKING:
    from headway.app.rules import Actor

security = logging.getLogger("headway.app.security")


@transaction.atomic
def update_profile(actor: Actor, person: Person, *, name: str, title: str = "", time_zone: str = "") -> Person:
    """Change how somebody is called and where their morning is."""
    require_self(actor, person)
    if time_zone and time_zone not in available_timezones():
        raise Refused("unknown-time-zone", f"There is no time zone called “{time_zone[:60]}”.", "",
                      "Write it as Europe/Oslo, or leave it empty.")  # fmt: skip
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    for field, value in {"name": name, "title": title, "time_zone": time_zone}.items():
        setattr(row, field, clean(row, field, value))
    row.save(update_fields=["name", "title", "time_zone"])
    return row


def check_password(person: Person, password: str) -> None:
    """Refuse a password that is short, common or made of the person's own name."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused("weak-password", " ".join(error.messages), "", "Choose another password.") from error


@transaction.atomic
def change_password(actor: Actor, person: Person, password: str, *, current: str | None = None) -> Person:
    """Set a password; people prove with the current one that it is they. Every other session ends."""
    require_self(actor, person)
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    own = actor.person is not None and actor.person.pk == person.pk
    if own and not row.check_password(current or ""):
        security.warning("Person %s gave a wrong password to change it.", row.pk)
        raise Refused("wrong-password", "The current password is wrong.", "", "Nothing was changed.")
    check_password(row, password)
    row.set_password(password)
    row.session_round = F("session_round") + 1
    row.save(update_fields=["password", "session_round"])
    row.refresh_from_db()
    security.info("The password of person %s was changed.", row.pk)
    return row


@transaction.atomic
def end_sessions(actor: Actor, person: Person) -> Person:
    """Sign somebody out everywhere, at once."""
    require_self(actor, person)
    Person.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    security.info("Person %s was signed out everywhere.", person.pk)
    return Person.objects.get(pk=person.pk)
