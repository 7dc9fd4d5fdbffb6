"""Tie benefits to milestones and objectives, and write down what they brought; the rest is the register's."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record as tell
from headway.app.actions.events import told_at
from headway.app.actions.records import link_record
from headway.app.models import BenefitReading, Record
from headway.app.models.record_kind import LARGEST
from headway.app.models.record_kinds_of_value import ENABLED_BY, SERVES
from headway.app.rules.records import require_read_benefit

if TYPE_CHECKING:
    from headway.app.models import RecordLink, Task
    from headway.app.rules import Actor

FIRST_DAY = date(1900, 1, 1)
LAST_MONTH_DAY = 28


def tie_benefit(actor: Actor, row: Record, task: Task) -> RecordLink:
    """Let a benefit begin after a milestone: the last of its milestones counts (the caller has found the task)."""
    return link_record(actor, row, "task", task.pk, relation=ENABLED_BY)


def serve_objective(actor: Actor, row: Record, objective: Record) -> RecordLink:
    """Say which objective a benefit serves (the caller has found it)."""
    return link_record(actor, row, "record", objective.pk, relation=SERVES)


@transaction.atomic
def read_benefit(actor: Actor, row: Record, *, on: date, gain: float, note: str = "") -> BenefitReading:
    """Write down what a benefit brought since the last reading; the same day again corrects it.

    Where it says how often it is read, the next reading is due so many months later.
    """
    require_read_benefit(actor, row)
    lock_tree(row.component)
    row = lock(row)
    check_reading(row, on, gain)
    reading = BenefitReading.objects.filter(record=row, on=on).first()
    before = {} if reading is None else {"gain": reading.gain, "note": reading.note}
    reading = reading or BenefitReading(component=row.component, record=row, on=on)
    reading.gain, reading.note, reading.read_by = gain, clean(reading, "note", note), actor.person
    reading.save()
    months = row.details.get("reading_months")
    if months and not BenefitReading.objects.filter(record=row, on__gt=on).exists():
        row.due_on = months_later(on, int(months))
        row.version += 1
        row.save(update_fields=["due_on", "version"])
    summary = f"{'Corrected the reading' if before else 'Read'} of {row}: {gain:g} up to {on.isoformat()}"
    after = {"on": on, "gain": gain, "note": reading.note, "due_on": row.due_on}
    tell(actor, row.component, "benefit.read", row, summary=summary, before=before, after=after)
    return reading


def check_reading(row: Record, on: date, gain: float) -> None:
    if row.status == "retired":
        raise Refused("retired", f"{row} is retired.", "", "Take it up again first.")
    if not FIRST_DAY <= on <= timezone.localdate(told_at.get()):
        raise Refused(
            "invalid-value", "Up to: a reading is of what has come.", "Field “on”.", "Choose a day until today."
        )
    if not (math.isfinite(gain) and abs(gain) <= LARGEST):
        raise Refused("invalid-value", "Gain: this is not a number.", "Field “gain”.", "Write it as 1250.5.")


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month; the 28th where that month may lack it."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, min(day.day, LAST_MONTH_DAY))
