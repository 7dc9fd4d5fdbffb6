"""What the worker does about reports and directions by itself: drafts, reminders, new addressees. All of it can be done
twice: a reminder is written once a day and level.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.directions import join_direction
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.reports import draft_report
from headway.app.bridge.reports.due import timetables
from headway.app.models import Component, Direction, DirectionAddress, Event, Report, SupportRequest
from headway.app.queries.reports.reporter import reviewer_of
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.bridge.reports.due import Timetable
    from headway.app.rules import Actor

DRAFT_BEFORE = timedelta(hours=3)
"""How long before it falls due a report is drafted."""
LEVELS = (timedelta(0), timedelta(hours=4), timedelta(days=1))
"""Reminders of one missing report: when it falls due to who owes it, then to who reviews it as well."""
MISSING = ("is missing", "is still missing after four hours", "is still missing after a day")


def due_timetables(now: datetime) -> Iterator[Timetable]:
    active = Component.objects.filter(stage=Component.Stage.ACTIVE).exclude(pk__in=trashed())
    for times in timetables(list(active.order_by("pk")), now).values():
        if times.rhythm.cadence != "none" and times.reporter is not None:
            yield times


def chase_reports(actor: Actor, now: datetime) -> dict[str, int]:
    """Draft what falls due soon, remind of what is missing; return how many of each."""
    done = {"drafted": 0, "reminded": 0}
    for times in due_timetables(now):
        following = times.following
        if following is not None and following.at - now <= DRAFT_BEFORE and times.last_is_sent:
            done["drafted"] += draft_ahead(actor, times, now)
        if times.missing is not None:
            done["reminded"] += remind(actor, times, now)
    return done


def draft_ahead(actor: Actor, times: Timetable, now: datetime) -> int:
    assert times.following is not None
    same = Report.objects.filter(component=times.component, kind=times.rhythm.cadence, day=times.following.day)
    if same.exists():
        return 0
    try:
        draft_report(actor, times.component, kind=times.rhythm.cadence, now=now)
    except Refused:
        return 0
    return 1


@transaction.atomic
def remind(actor: Actor, times: Timetable, now: datetime) -> int:
    """Record that a report is missing, once for each level that its delay has reached."""
    assert times.missing is not None
    component, due = times.component, times.missing
    reached = sum(1 for each in LEVELS if now - due.at >= each)
    if reached == 0:
        return 0
    told = Event.objects.filter(component=component, verb="report.overdue", at__gte=due.at)
    if any(row["level"] >= reached for row in told.values_list("after", flat=True)):
        return 0
    assert times.reporter is not None
    kind = Report.Kind(times.rhythm.cadence).label.lower()
    summary = f"The {kind} of “{component.name}” for {due.day} {MISSING[reached - 1]}"
    above = reviewer_of(component, times.reporter) if reached > 1 else None
    after = {"kind": times.rhythm.cadence, "day": due.day, "due_at": due.at, "level": reached,
             "person": times.reporter.pk, "above": above and above.pk}  # fmt: skip
    record(actor, component, "report.overdue", component, summary=summary, after=after)
    return 1


def chase_support(actor: Actor, now: datetime) -> int:
    """Record once a day which requests wait beyond their time."""
    rows = SupportRequest.objects.filter(state__in=SupportRequest.WAITING, due_at__lte=now)
    waiting = rows.exclude(component__in=trashed()).select_related("component").order_by("pk")
    return sum(
        told_today(actor, row.component, "support.overdue", row, f"A request waits beyond its time: {row.text[:200]}",
                   {"due_at": row.due_at, "asked_of": row.asked_of_id}, now)
        for row in waiting
    )  # fmt: skip


def chase_directions(actor: Actor, now: datetime) -> dict[str, int]:
    """Address new components, and record once a day who has not answered in time."""
    wanting = Direction.objects.filter(state=Direction.State.OPEN).exclude(component__in=trashed())
    joined = sum(len(join_direction(actor, each)) for each in wanting.filter(joins_new=True).order_by("pk"))
    today: date = timezone.localdate(now)
    rows = DirectionAddress.objects.filter(direction__in=wanting, direction__due_on__lt=today,
                                           state__in=DirectionAddress.UNANSWERED)  # fmt: skip
    open_rows = rows.exclude(component__in=trashed()).select_related("component", "direction").order_by("pk")
    reminded = sum(
        told_today(actor, row.component, "direction.overdue", row,
                   f"The direction “{row.direction.title}” was to be answered by {row.direction.due_on}",
                   {"direction": row.direction_id, "due_on": row.direction.due_on, "state": row.state}, now)
        for row in open_rows
    )  # fmt: skip
    return {"joined": joined, "reminded": reminded}


@transaction.atomic
def told_today(
    actor: Actor,
    component: Component,
    verb: str,
    row: SupportRequest | DirectionAddress,
    summary: str,
    after: dict[str, object],
    now: datetime,
) -> int:
    """Record a reminder unless it was recorded on this day already."""
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if Event.objects.filter(component=component, verb=verb, object_id=row.pk, at__gte=begin).exists():
        return 0
    record(actor, component, verb, row, summary=summary, after=after)
    return 1
