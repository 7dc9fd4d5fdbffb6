"""Actions of the register: their owners are reminded, a gate tells when all its conditions are met.

The worker may do all of it twice: a reminder is written once for each level of a day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.events import record
from headway.app.models import Component, Event, Gate, Record, RecordLink
from headway.app.queries.audit.words import day_in_words
from headway.app.queries.news import zone_of
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from datetime import datetime

    from headway.app.rules import Actor

LEVELS = (timedelta(days=-2), timedelta(days=1), timedelta(days=7))
"""When the owner of an action is reminded, counted from its day."""
MORNING = timedelta(hours=8)
"""Reminders come from then on by the owner's own clock."""


@transaction.atomic
def chase_actions(actor: Actor, now: datetime) -> int:
    """Remind the owners of open actions before their day and after it; return how many reminders were written."""
    ahead = timezone.localdate(now) + timedelta(days=1) - LEVELS[0]
    rows = Record.objects.filter(
        kind=Record.Kind.ACTION, closed_at=None, trashed_at=None, owner__is_active=True, due_on__lte=ahead
    )
    rows = rows.exclude(component__in=trashed()).exclude(component__stage=Component.Stage.CLOSED)
    waiting = list(rows.select_related("component", "owner").order_by("pk"))
    told = levels_told(waiting)
    return sum(remind(actor, row, now, told.get((row.pk, str(row.due_on)), 0)) for row in waiting)


def levels_told(rows: list[Record]) -> dict[tuple[int, str], int]:
    """Return the highest level told so far, by action and its day: another day begins anew."""
    past = Event.objects.filter(verb="action.reminded", object_type="record", object_id__in=[row.pk for row in rows])
    told: dict[tuple[int, str], int] = {}
    for pk, said in past.order_by("pk").values_list("object_id", "after"):
        told[pk, said["due_on"]] = said["level"]
    return told


def remind(actor: Actor, row: Record, now: datetime, told: int) -> int:
    assert row.owner is not None
    assert row.due_on is not None
    today = (now.astimezone(zone_of(row.owner)) - MORNING).date()
    level = sum(today >= row.due_on + each for each in LEVELS)
    if level <= told:
        return 0
    summary = f"{row} {'was' if today > row.due_on else 'is'} due on {day_in_words(row.due_on)}"
    record(actor, row.component, "action.reminded", row, summary=summary,
           after={"due_on": row.due_on, "level": level})  # fmt: skip
    return 1


@transaction.atomic
def tell_met_conditions(actor: Actor) -> int:
    """Tell once of each gate whose conditions are all done; a dropped condition is not met."""
    conditions = RecordLink.objects.filter(object_type="gate", relation="condition of", record__trashed_at=None)
    unmet = conditions.exclude(record__status="done")
    told = Event.objects.filter(verb="gate.conditions_met", object_type="gate")
    gates = Gate.objects.filter(pk__in=conditions.values("object_id")).exclude(pk__in=unmet.values("object_id"))
    gates = gates.exclude(pk__in=told.values("object_id")).exclude(component__in=trashed())
    rows = list(gates.select_related("component").order_by("pk"))
    for gate in rows:
        record(actor, gate.component, "gate.conditions_met", gate, summary=f"All conditions of “{gate}” are met",
               after={"decided_by": gate.decided_by_id})  # fmt: skip
    return len(rows)
