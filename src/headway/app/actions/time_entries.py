"""Report time on tasks: one entry a person, task and day; the task's actual work is their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.events import record
from headway.app.actions.plan_edit_kinds import Batch
from headway.app.actions.plan_edits import edited
from headway.app.actions.time_weeks import make_way
from headway.app.bridge.live_plans import tied_to
from headway.app.bridge.readiness import calculates
from headway.app.models import MINUTES_OF_A_DAY, Component, Task, TimeEntry
from headway.app.rules import Actor
from headway.app.rules.parts import require_report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from headway.app.actions.plan_draft import Draft
    from headway.app.models import Event, Person

    Said = dict[str, Any]


@calculates
@transaction.atomic
def report_time(
    actor: Actor, task: Task, day: date, minutes: int, *, note: str | None = None, version: int | None = None
) -> TimeEntry | None:
    """Write down how long the actor worked on a task on a day, in place of what was there; nothing takes it out.

    ``version`` is the one that was read, 0 where there was no entry; None takes what is there as it is.
    """
    begin(actor, task)
    entry, event = write(actor, task, day, minutes, note=note, version=version)
    if event is not None:
        add_up(actor, task, event)
    return entry


@calculates
@transaction.atomic
def report_days(actor: Actor, task: Task, days: Mapping[date, int]) -> None:
    """Write down several days at once."""
    begin(actor, task)
    events = [event for day, minutes in days.items() if (event := write(actor, task, day, minutes)[1])]
    if events:
        add_up(actor, task, events[-1])


def begin(actor: Actor, task: Task) -> None:
    require_report(actor, task)
    lock_tree(*Component.objects.filter(pk__in={task.component_id, *tied_to(task.component)}))


def write(
    actor: Actor, task: Task, day: date, minutes: int, *, note: str | None = None, version: int | None = None
) -> tuple[TimeEntry | None, Event | None]:
    """Write one entry; return it as it is now, and what the log says if it is another one."""
    person = require_person(actor)
    check(task, day, minutes)
    entry = TimeEntry.objects.filter(task=task, person=person, day=day).first()
    current, was, old_note = (entry.version, entry.minutes, entry.note) if entry else (0, 0, "")
    if version is not None and version != current:
        both = {"minutes": {"yours": minutes, "theirs": was}}
        raise Stale(f"Your time of {day} on {task}", expected=version, current=current, values=both)
    told = old_note if note is None else note
    if (minutes, told) == (was, old_note) or (entry is None and not minutes):
        return entry, None
    check_day(person, day, minutes - was)
    make_way(actor, task, person, day)
    if entry is not None and not minutes:
        event = told_of(actor, entry, "time.deleted", "Took out", before=said(entry))
        entry.delete()
        return None, event
    before = said(entry) if entry else None
    kept = entry or TimeEntry(component=task.component, task=task, person=person, day=day, version=0)
    kept.minutes, kept.note, kept.version = minutes, clean(kept, "note", told), kept.version + 1
    kept.save()
    verb, words = ("time.changed", "Changed") if before else ("time.recorded", "Reported")
    return kept, told_of(actor, kept, verb, words, before=before, after=said(kept))


def require_person(actor: Actor) -> Person:
    if actor.person is None:
        raise Refused("nobody", "Time is somebody's: the system has none.")
    return actor.person


def check(task: Task, day: date, minutes: int) -> None:
    if task.kind == Task.Kind.SUMMARY:
        raise Refused("not-a-task", "Time is reported on tasks, not on what sums them up.", task.name[:80],
                      "Choose a task below it.")  # fmt: skip
    if not 0 <= minutes <= MINUTES_OF_A_DAY:
        raise Refused("invalid-value", "A day has 24 hours.", "Field “minutes”.", "Correct it and try again.")
    if day > timezone.localdate():
        raise Refused("not-yet", "This day is not over: nobody has worked on it yet.", f"{day}",
                      "Report time up to today.")  # fmt: skip
    if day.year < 1970:
        raise Refused("invalid-value", "Time is reported from 1970 on.", f"{day}")


def check_day(person: Person, day: date, more: int) -> None:
    """Refuse more than 24 hours on one day, all tasks together."""
    known = TimeEntry.objects.filter(person=person, day=day).aggregate(total=Sum("minutes"))["total"] or 0
    if more > 0 and known + more > MINUTES_OF_A_DAY:
        raise Refused("day-is-full", f"With this, {day} would have more than 24 hours.",
                      f"{known / 60:g} h are reported on that day.", "Correct one of the entries.")  # fmt: skip


def said(entry: TimeEntry) -> Said:
    return {"task": entry.task_id, "day": entry.day, "minutes": entry.minutes, "note": entry.note}


def told_of(
    actor: Actor, entry: TimeEntry, verb: str, words: str, *, before: Said | None = None, after: Said | None = None
) -> Event:
    summary = f"{words} {entry.minutes / 60:.4g} h of {entry.day} on “{str(entry.task)[:80]}”"
    return record(actor, entry.component, verb, entry, summary=summary, before=before, after=after)


def add_up(actor: Actor, task: Task, cause: Event) -> None:
    """Let the task's actual work follow: the database adds up, and the plan in memory is told.

    The plan's log tells the sum as the system's doing; who worked when is in the entry's own event, which fewer see.
    """
    total = TimeEntry.objects.filter(task=task).aggregate(total=Sum("minutes"))["total"] or 0

    def fill(draft: Draft) -> Batch:
        draft.put(task.pk, {"booked_minutes": total})
        return Batch(draft, "", lambda: None)

    label = f"Work of “{str(task)[:80]}” adds up to {total / 60:.4g} h"
    edited(
        Actor(person=None, channel=actor.channel), task.component, fill, cause=cause, label=label, verb="task.worked"
    )
