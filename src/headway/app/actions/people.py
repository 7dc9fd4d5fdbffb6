"""People and their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from headway.app.actions.edit import clean
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, Membership, Person
from headway.app.rules import NotAllowed, may_grant, require_operator

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


@transaction.atomic
def grant_role(actor: Actor, component: Component, person: Person, role: str) -> Membership:
    """Give a person a role in a component and everything below it."""
    if role not in Membership.Role.values:
        raise Refused("unknown-role", f"There is no role called “{role[:40]}”.")
    label = Membership.Role(role).label
    if actor.person is not None and not may_grant(actor.person, role, component):
        raise NotAllowed(f"You may not give the role {label} in “{component.name}”.")
    membership, created = Membership.objects.get_or_create(component=component, person=person, role=role)
    if created:
        summary = f"{person.name} is now {label.lower()} of “{component.name}”"
        after = {"person": person.pk, "role": role}
        record(actor, component, "role.granted", membership, summary=summary, after=after)
    return membership


@transaction.atomic
def revoke_role(actor: Actor, membership: Membership) -> None:
    """Take a role away; those who may give it may take it."""
    component, person, role = membership.component, membership.person, Membership.Role(membership.role)
    if actor.person is not None and not may_grant(actor.person, role, component):
        raise NotAllowed(f"You may not take the role {role.label} in “{component.name}” away.")
    summary = f"{person.name} is no longer {role.label.lower()} of “{component.name}”"
    before = {"person": person.pk, "role": role.value}
    record(actor, component, "role.revoked", membership, summary=summary, before=before)
    membership.delete()
