"""Somebody leaves: signed out everywhere, and everything they answer for passes to a named successor, in one act."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.memberships import grant_role, revoke_role
from headway.app.actions.share_links import pass_on_share_links
from headway.app.actions.stopwatch import end as end_stopwatch
from headway.app.models import ApiToken, CalendarFeed, Component, Invitation, Membership, Person, Stopwatch
from headway.app.queries.answered_for import HELD, held_by, open_branches
from headway.app.rules import require_operator
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from headway.app.rules import Actor

security = logging.getLogger("headway.app.security")


@transaction.atomic
def deactivate_person(actor: Actor, person: Person, *, successor: Person | None = None) -> Person:
    """Let somebody leave; an operator does it. Without a successor, what they answered for belongs to nobody."""
    require_operator(actor)
    row = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if actor.person is not None and actor.person.pk == row.pk:
        raise Refused("yourself", "You cannot let yourself leave.", "", "Ask another operator.")
    if not row.is_active:
        raise Refused("has-left", f"{row.name} has left already.", "", "")
    if successor is not None and (successor.pk == row.pk or not successor.is_active):
        raise Refused("no-such-successor", "This person cannot take over.", successor.name, "Choose somebody else.")
    hand_over_roles(actor, row, successor)
    hand_over_rows(actor, row, successor)
    pass_on_share_links(actor, row, successor)
    for watch in Stopwatch.objects.filter(person=row).select_related("task", "component"):
        end_stopwatch(actor, watch, 0)
    now = timezone.now()
    ApiToken.objects.filter(person=row, revoked_at=None).update(revoked_at=now)
    CalendarFeed.objects.filter(person=row, revoked_at=None).update(revoked_at=now)
    Invitation.objects.filter(invited_by=row, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    Person.objects.filter(pk=row.pk).update(
        is_active=False, is_staff=False, is_superuser=False, session_round=F("session_round") + 1
    )
    security.info("Person %s left.", row.pk)
    row.refresh_from_db()
    return row


def hand_over_roles(actor: Actor, person: Person, successor: Person | None) -> None:
    """Give the successor every role that the person held in their own right, then take all of them away."""
    held = Membership.objects.filter(person=person).exclude(component__in=trashed()).select_related("component")
    for row in held.filter(deputy_for=None).order_by("component__root_id", "pk"):
        over = row.ends_on is not None and row.ends_on < timezone.localdate()
        if successor is not None and not over and not holds(successor, row):
            grant_role(actor, row.component, successor, row.role, starts_on=row.starts_on, ends_on=row.ends_on)
    for row in list(held.order_by("component__root_id", "pk")):
        if Membership.objects.filter(pk=row.pk).exists():
            revoke_role(actor, row)


def holds(person: Person, other: Membership) -> bool:
    """Return whether the person has the same role at the same component in their own right."""
    same = Membership.objects.filter(component=other.component, role=other.role, deputy_for=None)
    return same.filter(person=person).exists()


def hand_over_rows(actor: Actor, person: Person, successor: Person | None) -> None:
    """Pass on everything that the person answers for, and tell it once in each component concerned."""
    taken = held_by(person)
    for held in HELD:
        held.of(person).update(**{held.column: successor, "version": F("version") + 1})
    if successor is not None:
        for branch in open_branches(person):
            branch.editors.add(successor)
    for component in Component.objects.filter(pk__in=taken).order_by("root_id", "pk"):
        before: dict[str, Any] = {"person": person.pk, **taken[component.pk]}
        count = sum(map(len, taken[component.pk].values()))
        to = "{successor} takes over" if successor else "nobody takes over yet"
        summary = f"{{person}} left “{component.name}”; {to} what they answered for ({count})"
        after = {"successor": successor.pk} if successor else {}
        record(actor, component, "person.left", person, summary=summary, before=before, after=after)


@transaction.atomic
def reactivate_person(actor: Actor, person: Person) -> Person:
    """Let somebody back in, with neither roles nor tokens: those are given anew."""
    require_operator(actor)
    if Person.objects.get(pk=person.pk).anonymized_at is not None:
        raise Refused("anonymized", f"{person.name} is anonymized; that cannot be undone.", "", "Invite them anew.")
    Person.objects.filter(pk=person.pk).update(is_active=True)
    security.info("Person %s is back.", person.pk)
    return Person.objects.get(pk=person.pk)
