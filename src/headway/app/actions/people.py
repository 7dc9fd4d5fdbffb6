"""People who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.models import Person
from headway.app.rules import require_operator

if TYPE_CHECKING:
    from headway.app.rules import Actor


@transaction.atomic
def create_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str | None = None,
    title: str = "",
    is_staff: bool = False,
    is_superuser: bool = False,
) -> Person:
    """Add someone who can sign in (not without a password). People belong to no tree, so no chain records it."""
    require_operator(actor)
    person = Person()
    values = {"email": email.lower(), "name": name, "title": title}
    cleaned = {field: clean(person, field, value) for field, value in values.items()}
    try:
        with transaction.atomic():
            return Person.objects.create_user(
                password=password, is_staff=is_staff or is_superuser, is_superuser=is_superuser, **cleaned
            )
    except IntegrityError as error:
        raise Refused("email-taken", f"{email} already belongs to someone.", "", "Sign in with it instead.") from error
