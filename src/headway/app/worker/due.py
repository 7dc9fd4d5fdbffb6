"""What falls due: jobs with a timetable in the installation's local time.

When a job was last due stands in the database, so a restart neither forgets nor repeats it. A job that could not run at
its time (the machine was off) runs once as soon as it can, not once for each time missed. One process at a time does a
job. A job that fails, or dies with its process, is tried again; after three attempts its next time is waited for.

A job is added by a line in ``JOBS``. Its function gets the time that it is due for (aware, local) and returns what it
found as JSON; all of it can be done twice.
"""

from __future__ import annotations

import logging
import threading
import time as clock
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections, connection
from django.utils import timezone

from headway.app.models import DueJob
from headway.app.worker import nightly
from headway.app.worker.chase import chase
from headway.app.worker.confidence import want_all
from headway.app.worker.lease import Lease
from headway.app.worker.post import post, push

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 15.0
MOST_ATTEMPTS = 3
BETWEEN_ATTEMPTS = timedelta(minutes=10)
EVERY_DAY = frozenset(range(7))


def daily(hour: int, minute: int = 0, weekdays: frozenset[int] = EVERY_DAY) -> Callable[[datetime], datetime]:
    """Return a timetable: every day (or on these weekdays, Monday 0) at a local time, whatever the clocks do."""

    def last(now: datetime) -> datetime:
        for back in range(9):
            day = now.date() - timedelta(days=back)
            due = datetime.combine(day, time(hour, minute), now.tzinfo)
            # Instants, not wall clocks: in the hour that comes twice these two differ.
            if day.weekday() in weekdays and due.timestamp() <= now.timestamp():
                return due
        raise ValueError("a timetable without a day")

    return last


def every(minutes: int) -> Callable[[datetime], datetime]:
    """Return a timetable: every so many minutes, counted from the epoch."""
    step = minutes * 60

    def last(now: datetime) -> datetime:
        return datetime.fromtimestamp(now.timestamp() // step * step, now.tzinfo)

    return last


@dataclass(frozen=True, slots=True)
class Job:
    timetable: Callable[[datetime], datetime]
    """Returns the latest time of the timetable that is not after a local instant."""
    run: Callable[[datetime], dict[str, Any]]


JOBS: dict[str, Job] = {
    "keep-plans": Job(daily(0), nightly.keep_changed_plans),
    "simulate": Job(daily(1), want_all),
    "verify-log": Job(daily(2, 30), nightly.verify_log),
    "reports": Job(every(5), chase),
    "mail": Job(every(1), post),
    "push": Job(every(1), push),
    "empty-trash": Job(daily(3, 30), nightly.empty_trash),
    "forget-prints": Job(daily(3, 40), nightly.forget_old_prints),
    "sweep-files": Job(daily(3, 45), nightly.sweep_files),
    "empty-outboxes": Job(daily(3, 50), nightly.empty_outboxes),
}


def run_due(now: datetime | None = None) -> int:
    """Do every job whose time has come, as long as no other process does it; return how many ran."""
    return sum(run_if_due(name, job, now or timezone.now()) for name, job in list(JOBS.items()))


def run_if_due(name: str, job: Job, now: datetime) -> bool:
    """Do the job if a time of its timetable has passed since it was last due."""
    due = job.timetable(timezone.localtime(now))
    row, new = DueJob.objects.get_or_create(name=name, defaults={"due_at": due})
    if new or not is_open(row, due, now):
        return False
    with Lease(f"due-{name}") as held:
        if held:
            row.refresh_from_db()
            if is_open(row, due, now):
                do(row, job, due, now)
                return True
    return False


def is_open(row: DueJob, due: datetime, now: datetime) -> bool:
    """Return whether the job is still to do for this time, and not tried just now."""
    return row.due_at < due and (not row.attempts or row.started_at is None or row.started_at + BETWEEN_ATTEMPTS <= now)


def do(row: DueJob, job: Job, due: datetime, now: datetime) -> None:
    """Run the job once and keep what came of it. The attempt is counted first, so a process that dies is one too."""
    if row.attempts >= MOST_ATTEMPTS:
        row.error = "It was interrupted each time: the process ended while it ran."
        log.error("the job %s was interrupted %s times and waits for its next time", row.name, row.attempts)
        row.due_at, row.attempts = due, 0
        row.save(update_fields=["due_at", "attempts", "error"])
        return
    row.attempts += 1
    row.started_at = now
    row.save(update_fields=["attempts", "started_at"])
    try:
        row.result, row.error = job.run(due), ""
    except Exception as error:
        log.exception("the job %s failed (attempt %s)", row.name, row.attempts)
        row.error = (str(error).strip() or type(error).__name__)[:500]
        if row.attempts < MOST_ATTEMPTS:
            row.save(update_fields=["error"])
            return
    row.due_at, row.finished_at, row.attempts = due, timezone.now(), 0
    row.save()


def start_in_background() -> threading.Thread:
    """Start the thread of this process that looks every 15 seconds."""
    thread = threading.Thread(target=keep_looking, name="headway-due", daemon=True)
    thread.start()
    return thread


def keep_looking() -> None:
    while True:
        try:
            close_old_connections()
            run_due()
        except Exception:
            log.exception("the worker could not look what is due; it tries again")
            connection.close()
        clock.sleep(SECONDS_BETWEEN_LOOKS)
