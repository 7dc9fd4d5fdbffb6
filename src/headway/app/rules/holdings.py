"""Roles that hold today: dated, delegated and inherited ones, and what they permit together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from headway.app.models import CustomRole, Membership, RolePermission
from headway.app.rules.roles import VERBS_OF_ROLE, roles_with

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Component, Person


def in_force(prefix: str = "") -> Q:
    """Return the condition that a membership holds today."""
    return Membership.in_force(timezone.localdate(), prefix)


def permitting(verb: str) -> Q:
    """Return the condition that a membership's role permits the verb, by the table or by an administrator's row."""
    added = RolePermission.objects.filter(verb=verb).values("role")
    return Q(role__in=roles_with(verb)) | Q(role__in=added)


def holding(person: Person) -> QuerySet[Membership]:
    """Return the person's memberships that hold today."""
    return Membership.objects.filter(in_force(), person=person.pk)


@dataclass(frozen=True, slots=True)
class Holdings:
    roles: frozenset[str]
    verbs: frozenset[str]


def holdings_of(person: Person, component: Component) -> Holdings:
    """Return the person's roles at a component, own or inherited, and what they permit."""
    held = holding(person).filter(component__paths_down__descendant=component)
    roles = frozenset(held.values_list("role", flat=True))
    added = RolePermission.objects.filter(role__in=roles).values_list("verb", flat=True) if roles else ()
    built_in = (VERBS_OF_ROLE.get(role, frozenset()) for role in roles)
    return Holdings(roles, frozenset[str]().union(*built_in, added))


def role_labels() -> dict[str, str]:
    """Return every role in words, an administrator's own last."""
    own = dict(CustomRole.objects.values_list("key", "label"))
    return {role.value: str(role.label) for role in Membership.Role} | own
