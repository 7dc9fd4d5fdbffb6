"""Whether a person may do a verb to a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from headway.app.models import Component, RolePermission
from headway.app.rules.holdings import holding, holdings_of
from headway.app.rules.roles import GRANTED_BY_ROLE, WORDS, Verb
from headway.app.rules.visible import components_where, trashed, visible
from headway.app.rules.why import an_operator, who_may

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
        allowed = allowed.filter(pk__in=components_where(person, verb))
    return allowed.exists()


def require(actor: Actor, verb: Verb, component: Component) -> None:
    """Raise NotAllowed unless the actor may do the verb to the component; the message says who may."""
    if actor.person is not None and not may(actor.person, verb, component):
        raise NotAllowed(f"You may not {WORDS[verb]} {named_for(actor.person, component)}. {who_may(verb, component)}")


def named_for(person: Person, component: Component) -> str:
    """Return the name of a component to those who see it: what is above theirs decides without showing itself."""
    seen = visible(person, Component).filter(pk=component.pk).exists()
    return f"“{component.name}”" if seen else "what decides on this, above what you see"


def require_other(actor: Actor, raiser: Person | None, act: str) -> None:
    """Raise NotAllowed where people would approve what they raised themselves; operators too."""
    if actor.person is not None and raiser is not None and actor.person.pk == raiser.pk:
        raise NotAllowed(f"You raised this yourself, so somebody else has to {act}.")


def may_grant(person: Person | AnonymousUser, role: str, component: Component) -> bool:
    """Return whether the person may give this role there: nobody gives away more than they have."""
    if not (person.is_authenticated and may(person, Verb.GRANT_ROLE, component)):
        return False
    if person.is_superuser:
        return True
    if role not in GRANTED_BY_ROLE:
        return may_grant_custom(person, role, component)
    givers = [giver for giver, given in GRANTED_BY_ROLE.items() if role in given]
    return holding(person).filter(role__in=givers, component__paths_down__descendant=component).exists()


def may_grant_custom(person: Person, role: str, component: Component) -> bool:
    """Return whether the person holds there every verb of an administrator's role."""
    verbs = RolePermission.objects.filter(role=role).values_list("verb", flat=True)
    return all(may(person, verb, component) for verb in verbs)


def require_operator(actor: Actor) -> None:
    """Raise NotAllowed unless the actor is an operator or the system itself."""
    if actor.person is not None and not (actor.person.is_active and actor.person.is_superuser):
        raise NotAllowed(f"Only an operator of this installation may do this. Ask {an_operator()}.")


def verbs_of(person: Person, component: Component) -> frozenset[str]:
    """Return every verb that a role of the person permits there, in one query or two."""
    if person.is_superuser:
        return frozenset(Verb)
    return holdings_of(person, component).verbs
