"""A stopwatch on a task: it runs on the server, one a person, and what it measured is reported when it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import lock
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.time_entries import report_time, require_person
from headway.app.models import Person, Stopwatch, Task, TimeEntry
from headway.app.rules.parts import require_report

if TYPE_CHECKING:
    from datetime import date

    from headway.app.rules import Actor


@transaction.atomic
def start_stopwatch(actor: Actor, task: Task) -> Stopwatch:
    """Measure from now on; what runs on another task stops, and is reported there."""
    person = require_person(actor)
    require_report(actor, task)
    if task.kind == Task.Kind.SUMMARY:
        raise Refused("not-a-task", "Time is reported on tasks, not on what sums them up.", task.name[:80],
                      "Choose a task below it.")  # fmt: skip
    running = running_of(actor)
    if running is not None and running.task_id == task.pk:
        raise Refused("runs-already", "The stopwatch runs on this task already.", since(running))
    if running is not None:
        stop(actor, running, None)
    watch = Stopwatch.objects.create(component=task.component, person=person, task=task, started_at=timezone.now())
    record(actor, task.component, "stopwatch.started", watch, summary=f"Started a stopwatch on “{str(task)[:80]}”",
           after={"task": task.pk})  # fmt: skip
    return watch


@transaction.atomic
def stop_stopwatch(actor: Actor, *, minutes: int | None = None) -> int:
    """Stop, and report what was measured on the day when it began; ``minutes`` of it, where somebody forgot to stop it.

    Returns the minutes that were added.
    """
    watch = running_of(actor)
    if watch is None:
        raise Refused("not-running", "No stopwatch of yours is running.", "", "Start one on a task.")
    return stop(actor, watch, minutes)


@transaction.atomic
def drop_stopwatch(actor: Actor) -> None:
    """Stop without reporting anything."""
    watch = running_of(actor)
    if watch is not None:
        end(actor, watch, 0)


def running_of(actor: Actor) -> Stopwatch | None:
    """Return the stopwatch of the actor, who is locked: starts and stops of one person go one after the other."""
    person = lock(Person(pk=require_person(actor).pk))
    return Stopwatch.objects.select_related("task__component", "component").filter(person=person).first()


def stop(actor: Actor, watch: Stopwatch, minutes: int | None) -> int:
    if watch.task is None:
        raise Refused("task-gone", "The task of your stopwatch was deleted.", since(watch),
                      "Drop it, or have the task restored first.")  # fmt: skip
    day = timezone.localtime(watch.started_at).date()
    measured = int((timezone.now() - watch.started_at).total_seconds() // 60)
    if minutes is None and day != timezone.localdate():
        raise Refused("over-midnight", "The stopwatch has run over midnight.", since(watch),
                      f"Say how many hours you worked: they are written down for {day}.")  # fmt: skip
    if minutes is not None and not 0 <= minutes <= measured:
        raise Refused("invalid-value", "That is longer than it has run.", f"{measured / 60:.4g} h until now.")
    worked = measured if minutes is None else minutes
    end(actor, watch, worked)
    if worked:
        report_time(actor, watch.task, day, known(watch, day) + worked)
    return worked


def known(watch: Stopwatch, day: date) -> int:
    """Return what is reported on that day already."""
    entry = TimeEntry.objects.filter(task=watch.task, person=watch.person, day=day).first()
    return entry.minutes if entry else 0


def end(actor: Actor, watch: Stopwatch, minutes: int) -> None:
    summary = f"Stopped the stopwatch on “{str(watch.task)[:80]}”" if watch.task else "Dropped a stopwatch"
    record(actor, watch.component, "stopwatch.stopped", watch, summary=summary,
           before={"task": watch.task_id, "started_at": watch.started_at}, after={"minutes": minutes})  # fmt: skip
    watch.delete()


def since(watch: Stopwatch) -> str:
    return f"It runs since {timezone.localtime(watch.started_at):%Y-%m-%d %H:%M}."
