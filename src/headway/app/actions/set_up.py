"""The first start: whoever can read the server's own output makes the first operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from headway.app.actions.accounts import check_password
from headway.app.actions.errors import Refused
from headway.app.actions.people import create_person
from headway.app.models import Person
from headway.app.rules import Actor

if TYPE_CHECKING:
    from headway.app.models import Event


def set_up_secret() -> str:
    """Return the secret of the link; it follows from the installation's key, so that nothing needs to be kept."""
    return salted_hmac("headway.set-up", "first operator", algorithm="sha256").hexdigest()[:40]


def opens_set_up(secret: str) -> bool:
    """Return whether this is the link's secret and nobody has come in yet."""
    return constant_time_compare(secret, set_up_secret()) and not Person.objects.exists()


@transaction.atomic
def first_operator(secret: str, *, channel: Event.Channel | str, email: str, name: str, password: str) -> Person:
    """Make the operator of an empty installation."""
    if not opens_set_up(secret):
        raise Refused("not-valid", "This link does not work any more.", "", "Sign in instead.")
    check_password(Person(email=email, name=name), password)
    return create_person(Actor(None, channel), email=email, name=name, password=password, is_superuser=True)
