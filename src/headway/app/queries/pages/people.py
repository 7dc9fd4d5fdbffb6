"""Who has which role at a component, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Membership, Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from headway.app.models import Component

ROLE_ORDER = {role: place for place, role in enumerate(Membership.Role.values)}


def roles_at(component: Component) -> list[Membership]:
    """Return the roles held here or inherited from above, the strongest first."""
    held: QuerySet[Membership] = Membership.objects.filter(
        component__paths_down__descendant=component, component__trashed_at__isnull=True, person__is_active=True
    )
    rows = held.order_by("component__paths_down__depth", "person__name").select_related("person", "component")
    return sorted(rows, key=lambda row: ROLE_ORDER[row.role])


def active_emails(emails: Sequence[str]) -> set[str]:
    """Return which of these addresses belong to people who can sign in."""
    return (
        set(Person.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True))
        if emails
        else set()
    )
