"""Who has which role at a component, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils import timezone

from headway.app.models import Membership, Person
from headway.app.rules.holdings import in_force
from headway.app.rules.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from headway.app.models import Component

ROLE_ORDER = {role: place for place, role in enumerate(ROLES)}


def roles_at(component: Component, labels: dict[str, str]) -> list[Membership]:
    """Return the roles held here or inherited from above, in the order of the table; those that ended are left out."""
    held: QuerySet[Membership] = Membership.objects.filter(
        component__paths_down__descendant=component, component__trashed_at__isnull=True, person__is_active=True
    )
    rows = held.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))
    rows = rows.order_by("component__paths_down__depth", "person__name")
    found = list(rows.select_related("person", "component", "deputy_for__person"))
    for row in found:
        row.label = labels.get(row.role, row.role)  # type: ignore[attr-defined]
    return sorted(found, key=lambda row: ROLE_ORDER.get(row.role, len(ROLE_ORDER)))


def active_emails(emails: Sequence[str]) -> set[str]:
    """Return which of these addresses belong to people who can sign in."""
    able = Person.objects.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return set(able.filter(email__in=emails).values_list("email", flat=True)) if emails else set()


def nobody_yet() -> bool:
    """Return whether the installation is empty: nobody can sign in."""
    return not Person.objects.exists()


def holders_at(component: Component) -> QuerySet[Person]:
    """Return the people who have a role there or above today: those who can answer for something there."""
    held = Membership.objects.filter(in_force(), component__paths_down__descendant=component)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("name", "pk")
