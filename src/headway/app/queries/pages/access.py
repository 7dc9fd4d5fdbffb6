"""What the page of people asks: whom the reader may name, which roles they may give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Component, Person
from headway.app.rules import Verb, visible
from headway.app.rules.holdings import holdings_of, role_labels
from headway.app.rules.permissions import may_grant
from headway.app.rules.roles import GRANTED_BY_ROLE, ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet


def nameable(person: Person) -> QuerySet[Person]:
    """Return whom the reader may name: who has a role in anything that they see; operators name everybody."""
    everyone = Person.objects.filter(is_active=True).order_by("name", "pk")
    if person.is_superuser:
        return everyone
    above = Component.objects.filter(paths_down__descendant__in=visible(person, Component).values("pk"))
    return everyone.filter(memberships__component__in=above.values("pk")).distinct()


def grantable(person: Person, component: Component, labels: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """Return the roles, with their words, that the person may give there."""
    labels = labels or role_labels()
    if person.is_superuser:
        return list(labels.items())
    held = holdings_of(person, component)
    if Verb.GRANT_ROLE not in held.verbs:
        return []
    given = frozenset[str]().union(*(GRANTED_BY_ROLE.get(role, frozenset()) for role in held.roles))
    custom = [role for role in labels if role not in ROLES and may_grant(person, role, component)]
    return [(role, labels[role]) for role in [*(role for role in ROLES if role in given), *custom]]
