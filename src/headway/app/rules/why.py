"""Why someone may, or may not, do something: by which role, given where, until when; and who could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.models import Membership, Person, RolePermission
from headway.app.rules.holdings import in_force, permitting, role_labels
from headway.app.rules.roles import ROLES, WORDS, Verb, roles_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from headway.app.models import Component

NAMED = 3
"""People named in a refusal."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The answer to "why may I (not) do this?"."""

    allowed: bool
    words: str
    by: Sequence[Membership] = ()
    """The memberships that permit it, the nearest first; empty for operators."""
    roles: Sequence[str] = ()
    """The roles that would permit it, in words."""
    holders: Sequence[Membership] = ()
    """Who holds one of them there."""


def holders_of(verb: str, component: Component) -> QuerySet[Membership]:
    """Return today's memberships that permit the verb at the component, the nearest first."""
    held = Membership.objects.filter(
        in_force() & permitting(verb),
        component__paths_down__descendant=component,
        person__is_active=True,
    )
    return held.order_by("component__paths_down__depth", "person__name", "pk").select_related(
        "person", "component", "deputy_for__person"
    )


def names_of_holders(verb: str, component: Component, *, besides: int | None = None) -> list[str]:
    """Return the names of those who may do the verb there, the nearest first; one may not decide on their own."""
    return list(dict.fromkeys(row.person.name for row in holders_of(verb, component) if row.person_id != besides))


def roles_permitting(verb: str) -> list[str]:
    """Return the roles, in words, that permit the verb."""
    labels = role_labels()
    added = set(RolePermission.objects.filter(verb=verb).values_list("role", flat=True))
    order = [role for role in ROLES if role in roles_with(verb)]
    return [labels[role] for role in [*order, *sorted(added - set(order))] if role in labels]


def who_may(verb: Verb, component: Component) -> str:
    """Say which roles may, and who holds one of them here."""
    roles = roles_permitting(verb)
    takes = f"That takes one of these roles: {'; '.join(roles)}." if roles else "No role permits this."
    names = names_of_holders(verb, component)
    if not names:
        return f"{takes} Nobody here has one; ask {an_operator()}."
    return f"{takes} Here that is {', '.join(names[:NAMED])}{' and others' if len(names) > NAMED else ''}."


def an_operator() -> str:
    """Name whom to ask for what no role here permits."""
    operators = Person.objects.filter(is_superuser=True, is_active=True).order_by("name", "pk")
    names = ", ".join(operators.values_list("name", flat=True)[:NAMED])
    return f"an operator: {names}" if names else "an operator"


def why(person: Person, verb: Verb, component: Component) -> Reason:
    """Explain why the person may or may not do the verb to a component that the asker sees."""
    holders = list(holders_of(verb, component))
    roles = roles_permitting(verb)
    if not person.is_active:
        return Reason(allowed=False, words=f"{person.name} can no longer sign in.", roles=roles, holders=holders)
    if person.is_superuser:
        return Reason(allowed=True, words=f"{person.name} is an operator of this installation.", roles=roles)
    by = [row for row in holders if row.person_id == person.pk]
    if by:
        words = f"{person.name} may {WORDS[verb]} “{component.name}”: {in_words(by[0], component)}."
        return Reason(allowed=True, words=words, by=by, roles=roles, holders=holders)
    words = f"{person.name} may not {WORDS[verb]} “{component.name}”. {who_may(verb, component)}"
    return Reason(allowed=False, words=words, roles=roles, holders=holders)


def in_words(row: Membership, component: Component) -> str:
    """Say where a role comes from; a place above is named only as such, because the reader may not see it."""
    label = role_labels().get(row.role, row.role)
    deputy = f" as deputy for {row.deputy_for.person.name}" if row.deputy_for else ""
    place = "here" if row.component_id == component.pk else "from above"
    until = f" until {row.ends_on.day} {row.ends_on:%b} {row.ends_on.year}" if row.ends_on else ""
    return f"{label}{deputy}, given {place}{until}"
