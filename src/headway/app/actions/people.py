"""People who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
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
    vouched: bool = True,
) -> Person:
    """Add someone who can sign in (not without a password). People belong to no tree, so no chain records it.

    ``vouched``: whoever adds them knows that the address is theirs, so that nobody needs to confirm it.
    """
    require_operator(actor)
    person = Person()
    values = {"email": email.lower(), "name": name, "title": title}
    cleaned = {field: clean(person, field, value) for field, value in values.items()}
    try:
        with transaction.atomic():
            made = Person.objects.create_user(
                password=password, is_staff=is_staff or is_superuser, is_superuser=is_superuser, **cleaned
            )
            keep_address(made, confirmed=vouched)
            return made
    except IntegrityError as error:
        raise Refused("email-taken", f"{email} already belongs to someone.", "", "Sign in with it instead.") from error


def keep_address(person: Person, *, confirmed: bool) -> None:
    """Make the person's address the only one they are reached and recognised by."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    known = {"primary": True, "verified": confirmed}
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=known)
