"""The invitations that wait at a component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import Component, Invitation
from headway.app.rules import Verb
from headway.app.rules.visible import components_where, visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person


def invitations_for(person: Person) -> QuerySet[Invitation]:
    """Return the open invitations that the person sees: those where they may give roles."""
    rows = Invitation.objects.filter(Invitation.open_at(timezone.now()))
    rows = rows.filter(component__in=visible(person, Component).values("pk"))
    return rows if person.is_superuser else rows.filter(component__in=components_where(person, Verb.GRANT_ROLE))


def invitations_at(person: Person, component: Component, labels: dict[str, str]) -> list[Invitation]:
    found = list(invitations_for(person).filter(component=component))
    for row in found:
        row.label = labels.get(row.role, row.role)  # type: ignore[attr-defined]
    return found
