"""What a person may do at one component: decides which buttons a page shows. The actions check again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Membership
from headway.app.rules import Verb
from headway.app.rules.roles import VERBS_OF_ROLE

if TYPE_CHECKING:
    from headway.app.models import Component, Person


def verbs_of(person: Person, component: Component) -> frozenset[str]:
    """Return every verb that a role of the person permits there, in one query."""
    if person.is_superuser:
        return frozenset(Verb)
    roles = Membership.objects.filter(person=person, component__paths_down__descendant=component)
    held = roles.values_list("role", flat=True)
    return frozenset().union(*(VERBS_OF_ROLE[role] for role in held))
