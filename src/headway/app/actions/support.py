"""Support requests: asked with a clock, acknowledged, answered, sent back, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, Event, Report, SupportRequest, Task
from headway.app.queries.reports.reporter import supporter_of
from headway.app.queries.working_days import working_days
from headway.app.rules import Verb, require, require_other

if TYPE_CHECKING:
    from headway.app.rules import Actor

State = SupportRequest.State
ANSWER_WITHIN_DAYS = 2
"""Working days of the component's calendar, where nobody says until when the answer is needed."""


def clock(component: Component, now: datetime) -> datetime:
    """Return when a request of now should be answered: the same time two working days later."""
    works, due, left = working_days(component), now, ANSWER_WITHIN_DAYS
    for _ in range(60):
        due += timedelta(days=1)
        left -= works(due.date())
        if not left:
            return due
    return now + timedelta(days=ANSWER_WITHIN_DAYS)


def required(row: SupportRequest, name: str, value: str, what: str) -> Any:
    text = clean(row, name, value)
    if not text:
        raise Refused("empty", f"Say {what}.", "", "Write a sentence and try again.")
    return text


@transaction.atomic
def request_support(
    actor: Actor,
    component: Component,
    *,
    text: str,
    due_at: datetime | None = None,
    report: Report | None = None,
    task_id: int | None = None,
    now: datetime | None = None,
    cause: Event | None = None,
) -> SupportRequest:
    """Ask the nearest program manager for support; the clock runs from now."""
    require(actor, Verb.REQUEST_SUPPORT, component)
    lock_tree(component)
    now = now or timezone.now()
    row = SupportRequest(component=component, report=report, asked_by=actor.person, asked_at=now)
    row.text = required(row, "text", text, "what is needed")
    row.task = Task.objects.filter(component=component, pk=task_id).first() if task_id else None
    row.due_at = due_at or clock(component, now)
    if row.due_at <= now:
        raise Refused("due-in-the-past", "The answer would be needed before now.", str(due_at), "Choose a later time.")
    row.asked_of = supporter_of(component)
    row.save()
    summary = f"Asked for support: {row.text[:200]}"
    after = {
        "text": row.text,
        "asked_of": row.asked_of_id,
        "due_at": row.due_at,
        "report": report.pk if report else None,
    }
    record(actor, component, "support.requested", row, summary=summary, after=after, cause=cause)
    return row


def step(
    actor: Actor, row: SupportRequest, verb: str, words: str, values: dict[str, Any], *, version: int | None
) -> SupportRequest:
    """Change the row and record it."""
    fresh, before, after = change(row, values, version=version)
    record(actor, fresh.component, verb, fresh, summary=f"{words}: {fresh.text[:200]}", before=before, after=after)
    return fresh


def require_state(row: SupportRequest, states: tuple[str, ...], act: str) -> None:
    lock_tree(row.component)
    row.refresh_from_db()
    if row.state not in states:
        raise Refused("wrong-state", f"A request that is {row.get_state_display().lower()} cannot be {act}.",
                      row.text[:80], "Load the page again.")  # fmt: skip


@transaction.atomic
def acknowledge_support(actor: Actor, row: SupportRequest, *, version: int | None = None) -> SupportRequest:
    """Say that it is seen and will be answered."""
    require(actor, Verb.ANSWER_SUPPORT, row.component)
    require_state(row, (State.OPEN,), "acknowledged")
    require_other(actor, row.asked_by, "acknowledge it")
    values = {"state": State.ACKNOWLEDGED, "acknowledged_at": timezone.now()}
    return step(actor, row, "support.acknowledged", "Acknowledged the request", values, version=version)


@transaction.atomic
def answer_support(actor: Actor, row: SupportRequest, *, answer: str, version: int | None = None) -> SupportRequest:
    """Answer it; whoever asked decides whether that helped."""
    require(actor, Verb.ANSWER_SUPPORT, row.component)
    require_state(row, SupportRequest.WAITING, "answered")
    require_other(actor, row.asked_by, "answer it")
    now = timezone.now()
    values = {
        "state": State.ANSWERED, "answer": required(row, "answer", answer, "what the answer is"),
        "answered_by": actor.person, "answered_at": now, "acknowledged_at": row.acknowledged_at or now,
    }  # fmt: skip
    return step(actor, row, "support.answered", "Answered the request", values, version=version)


@transaction.atomic
def return_support(actor: Actor, row: SupportRequest, *, comment: str, version: int | None = None) -> SupportRequest:
    """Send an answer back that does not help; the clock runs anew."""
    require(actor, Verb.REQUEST_SUPPORT, row.component)
    require_state(row, (State.ANSWERED,), "sent back")
    comment = required(row, "comment", comment, "what is still missing")
    values = {"state": State.RETURNED, "comment": comment, "due_at": clock(row.component, timezone.now())}
    return step(actor, row, "support.returned", "Sent the answer back", values, version=version)


@transaction.atomic
def close_support(
    actor: Actor, row: SupportRequest, *, satisfaction: int, comment: str = "", version: int | None = None
) -> SupportRequest:
    """Close an answered request and say how much the answer helped; not whoever answered it."""
    require(actor, Verb.REQUEST_SUPPORT, row.component)
    require_state(row, (State.ANSWERED,), "closed")
    require_other(actor, row.answered_by, "close it")
    if satisfaction not in range(1, 6):
        raise Refused("invalid-satisfaction", "Satisfaction is a number from 1 to 5.", str(satisfaction)[:20],
                      "1: did not help, 5: solved it.")  # fmt: skip
    values = {"state": State.CLOSED, "satisfaction": satisfaction, "comment": comment, "closed_at": timezone.now()}
    return step(actor, row, "support.closed", "Closed the request", values, version=version)
