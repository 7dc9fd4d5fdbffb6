"""Approve the time that somebody reported in a week, or send it back; approved time is locked until it is reopened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import TimeEntry, TimeWeek
from headway.app.rules import NotAllowed, Verb
from headway.app.rules.permissions import require

if TYPE_CHECKING:
    from datetime import date

    from headway.app.models import Component, Person, Task
    from headway.app.rules import Actor

State = TimeWeek.State


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@transaction.atomic
def approve_week(actor: Actor, component: Component, person: Person, monday: date, *, word: str = "") -> TimeWeek:
    """Approve what a person reported on a plan in a week; nobody changes it then."""
    return decide(actor, component, person, monday, State.APPROVED, word)


@transaction.atomic
def send_back_week(actor: Actor, component: Component, person: Person, monday: date, *, word: str) -> TimeWeek:
    """Ask for another account of a week, in a word that says of what."""
    if not word.strip():
        raise Refused("no-reason", "Say what is to be corrected.", "", "One sentence is enough.")
    return decide(actor, component, person, monday, State.RETURNED, word)


def decide(actor: Actor, component: Component, person: Person, monday: date, state: State, word: str) -> TimeWeek:
    require(actor, Verb.APPROVE_TIME, component)
    if actor.person is None:
        raise Refused("nobody", "Hours are approved by a person.")
    if actor.person == person:
        raise NotAllowed("These are your own hours: somebody else decides about them.")
    lock_tree(component)
    monday = monday_of(monday)
    week = TimeWeek.objects.filter(component=component, person=person, monday=monday).first()
    minutes = reported(component, person, monday)
    if not minutes:
        raise Refused("nothing-reported", f"{person.name} reported nothing on this plan in that week.", f"{monday}")
    if week is not None and week.state == State.APPROVED:
        raise Refused("approved", "These hours are approved already.", f"By {week.decided_by.name}.",
                      "Reopen the week to decide anew.")  # fmt: skip
    before = said(week) if week else None
    week = week or TimeWeek(component=component, person=person, monday=monday)
    week.state, week.decided_by, week.decided_at = state, actor.person, timezone.now()
    week.word = clean(week, "word", word.strip())
    week.save()
    verb, words = ("time.approved", "Approved") if state == State.APPROVED else ("time.returned", "Sent back")
    record(actor, component, verb, week, summary=f"{words} the hours of {person.name} in the week of {monday}",
           before=before, after=said(week) | {"minutes": minutes})  # fmt: skip
    return week


@transaction.atomic
def reopen_week(actor: Actor, week: TimeWeek) -> None:
    """Let an approved week be changed again: whose it is may, and who approves; it has to be approved anew then."""
    if actor.person is None or actor.person.pk != week.person_id:
        require(actor, Verb.APPROVE_TIME, week.component)
    lock_tree(week.component)
    approved = TimeWeek.objects.filter(pk=week.pk, state=State.APPROVED).first()
    if approved is None:
        raise Refused("not-approved", "This week is open already.", f"{week.monday}")
    forget(actor, approved)


def make_way(actor: Actor, task: Task, person: Person, day: date) -> None:
    """Refuse to change approved time; what was sent back counts as reported anew once it is changed."""
    week = TimeWeek.objects.filter(component=task.component_id, person=person, monday=monday_of(day)).first()
    if week is None:
        return
    if week.state == State.APPROVED:
        raise Refused("approved", "The hours of this week are approved.", f"By {week.decided_by.name}.",
                      "Reopen the week on “My week” to change them; they are approved anew then.")  # fmt: skip
    forget(actor, week)


def forget(actor: Actor, week: TimeWeek) -> None:
    summary = f"Reopened the hours of {week.person.name} in the week of {week.monday}"
    record(actor, week.component, "time.reopened", week, summary=summary, before=said(week))
    week.delete()


def said(week: TimeWeek) -> dict[str, object]:
    return {"person": week.person_id, "monday": week.monday, "state": week.state, "word": week.word,
            "decided_by": week.decided_by_id}  # fmt: skip


def reported(component: Component, person: Person, monday: date) -> int:
    rows = TimeEntry.objects.filter(component=component, person=person)
    rows = rows.filter(day__gte=monday, day__lt=monday + timedelta(days=7))
    return rows.aggregate(total=Sum("minutes"))["total"] or 0
