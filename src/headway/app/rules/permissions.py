"""Whether a person may do a verb to a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from headway.app.models import Component, Membership
from headway.app.rules.roles import GRANTED_BY_ROLE, WORDS, Verb, roles_with
from headway.app.rules.visible import components_where, trashed

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from headway.app.models import Person
    from headway.app.rules.actor import Actor


class NotAllowed(PermissionDenied):
    """The person sees the component but has no role that permits the verb."""


def may(person: Person | AnonymousUser, verb: str, component: Component) -> bool:
    """Return whether the person may do the verb to the component, by a role there or anywhere above (one query)."""
    if not (person.is_authenticated and person.is_active):
        return False
    allowed = Component.objects.filter(pk=component.pk).exclude(pk__in=trashed())
    if not person.is_superuser:
        allowed = allowed.filter(pk__in=components_where(person, roles_with(verb)))
    return allowed.exists()


def require(actor: Actor, verb: Verb, component: Component) -> None:
    """Raise NotAllowed unless the actor may do the verb to the component."""
    if actor.person is not None and not may(actor.person, verb, component):
        raise NotAllowed(f"You may not {WORDS[verb]} “{component.name}”. Ask its lead for a role that may.")


def may_grant(person: Person | AnonymousUser, role: str, component: Component) -> bool:
    """Return whether the person may give this role there: nobody gives away more than they have."""
    if not may(person, Verb.GRANT_ROLE, component):
        return False
    givers = [giver for giver, given in GRANTED_BY_ROLE.items() if role in given]
    held = Membership.objects.filter(person=person.pk, role__in=givers)
    return person.is_superuser or held.filter(component__paths_down__descendant=component).exists()


def require_operator(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is an operator or the system itself."""
    if actor.person is not None and not (actor.person.is_active and actor.person.is_superuser):
        raise NotAllowed("Only an operator of this installation may do this.")
