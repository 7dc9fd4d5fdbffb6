"""Personal data on request: take out what is kept about somebody, ask to be anonymized, refuse that with a reason."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from headway.app.actions.api_tokens import require_self
from headway.app.actions.attempts import Limit, count_failure, seconds_to_wait
from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, DataRequest, Event, Membership
from headway.app.rules import NotAllowed, require_operator

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person
    from headway.app.rules import Actor

OWN_DATA = Limit("own-data", 5, 60)
"""How often one person is given an export within the hour; an operator, of everybody together."""
DATA_OF_OTHERS = Limit("data-of-others", 50, 60)
security = logging.getLogger("headway.app.security")


def trees_of(person: Person) -> QuerySet[Component]:
    """Return the trees in which somebody has a role or did something."""
    held = Membership.objects.filter(person=person).values("component__root_id")
    done = Event.objects.filter(actor=person).order_by().values("root_id")
    return Component.objects.filter(Q(pk__in=held) | Q(pk__in=done)).order_by("pk")


@transaction.atomic
def take_out_data(actor: Actor, person: Person) -> Person:
    """Allow an export of what is kept about a person, to them or to an operator, and tell of it in their trees."""
    require_self(actor, person)
    own = actor.person is not None and actor.person.pk == person.pk
    limit = OWN_DATA if own else DATA_OF_OTHERS
    if actor.person is not None:
        if seconds := seconds_to_wait(limit, str(actor.person.pk)):
            raise Refused("too-often", "That is often enough for now.", "",
                          f"Try again in {-(-seconds // 60)} minutes.")  # fmt: skip
        count_failure(limit, str(actor.person.pk))
    trees = list(trees_of(person))
    lock_tree(*trees)
    summary = "{person} took out their own data" if own else "The data of {person} was taken out"
    for root in trees:
        record(actor, root, "person.data_exported", person, summary=summary, after={"person": person.pk})
    security.info(
        "The data of person %s was taken out by %s.", person.pk, actor.person.pk if actor.person else "the command line"
    )
    return person


@transaction.atomic
def ask_to_be_anonymized(actor: Actor, note: str = "") -> DataRequest:
    """Ask an operator to take one's name and address out of everything."""
    person = actor.person
    if person is None or not person.is_active:
        raise NotAllowed("People ask this for themselves.")
    row = DataRequest(person=person, asked_at=timezone.now())
    row.note = clean(row, "note", note)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("asked-already", "You asked already; an operator will decide.") from error
    security.info("Person %s asks to be anonymized.", person.pk)
    return row


def open_request(row: DataRequest) -> DataRequest:
    """Return the request, locked, or refuse what is decided already."""
    fresh = DataRequest.objects.select_for_update(no_key=True).get(pk=row.pk)
    if fresh.state != DataRequest.State.ASKED:
        raise Refused("decided", f"This request is decided: {fresh.get_state_display().lower()}.")
    return fresh


@transaction.atomic
def withdraw_request(actor: Actor, row: DataRequest) -> DataRequest:
    """Take one's own request back."""
    require_self(actor, row.person)
    fresh = open_request(row)
    fresh.state, fresh.decided_at, fresh.decided_by = DataRequest.State.WITHDRAWN, timezone.now(), actor.person
    fresh.save()
    return fresh


@transaction.atomic
def refuse_request(actor: Actor, row: DataRequest, reason: str) -> DataRequest:
    """Answer a request with no; the person reads why."""
    require_operator(actor)
    fresh = open_request(row)
    if not reason.strip():
        raise Refused("no-reason", "Say why it is refused.", "", "The person reads it.")
    fresh.reason = clean(fresh, "reason", reason)
    fresh.state, fresh.decided_at, fresh.decided_by = DataRequest.State.REFUSED, timezone.now(), actor.person
    fresh.save()
    security.info("The request of person %s to be anonymized was refused.", fresh.person_id)
    return fresh
