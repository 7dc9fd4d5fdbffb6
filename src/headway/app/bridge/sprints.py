"""What a sprint comes to: committed, added, removed, done and left over, and what remained day by day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.bridge.schedule_columns import KINDS
from headway.app.bridge.sheet import COLUMNS
from headway.app.models import Event, Sprint, Task
from headway.app.queries.clock import DAY, EPOCH_ORDINAL, now_minutes
from headway.app.queries.sprints import days_left, span
from headway.app.queries.workflow import State, state_of
from headway.app.queries.working_days import working_days
from headway.engine.measures.sprints import Stay, ceil_tasks, ideal_by_day, left_at_pace, remaining_by_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Component

KIND, ACTIVE, SPRINT, WORK, DURATION = (
    COLUMNS.index(name) for name in ("kind", "active", "sprint", "work", "duration")
)
PARTS = ("committed", "added", "removed", "done", "left")
LONGEST_OVER = 60
"""Days beyond its end that the burn-down of a forgotten sprint is drawn for."""
FEWEST_DAYS = 3
"""Working days that have begun before a pace is told: earlier it says nothing."""


def work_of(work: int | None, duration: int) -> int:
    """Return the work of a task in minutes: as stated, else its duration."""
    return duration if work is None else work


def in_sprints(sheet: Sheet) -> dict[int, tuple[int, int]]:
    """Return the tasks that are in a sprint, each with it and with its work in minutes."""
    return {
        task: (row[SPRINT], work_of(row[WORK], row[DURATION]))
        for task, row in sheet.rows.items()
        if row[SPRINT] is not None and row[KIND] != KINDS["summary"] and row[ACTIVE]
    }


def cards(component: Component) -> QuerySet[Task]:
    """Return the tasks of a plan that have cards."""
    return Task.objects.filter(component=component, active=True).exclude(kind=Task.Kind.SUMMARY)


@dataclass(frozen=True, slots=True)
class Member:
    """A task in a sprint."""

    task: int
    minutes: int
    done: int | None
    """The day on which it was done, as a number; None while it is not."""


@dataclass(frozen=True, slots=True)
class Part:
    tasks: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """What a sprint that began comes to."""

    committed: Part
    added: Part
    removed: Part
    done: Part
    left: Part
    days: list[date]
    """Working days, the first of the sprint first."""
    remaining: list[float | None]
    """Minutes of work that were left at the end of each day; None of a day that is still to come."""
    ideal: list[float]
    days_left: int = 0
    """Working days from today to the last one; minus those since then once it is over."""
    at_pace: int | None = None
    """Tasks that will be left at the present pace; None where it says nothing yet."""

    @property
    def all(self) -> Part:
        return Part(self.done.tasks + self.left.tasks, self.done.minutes + self.left.minutes)


def members_of(sprint: Sprint, now: int) -> list[Member]:
    """Return the tasks that are in an open sprint; what is finished after ``now`` is not done yet."""
    columns = ("pk", "work_minutes", "duration_minutes", "percent_complete", "actual_start", "actual_finish")
    found = []
    rows = cards(sprint.component).filter(sprint=sprint).order_by("position")
    for pk, work, duration, percent, start, finish in rows.values_list(*columns):
        done = None
        if state_of(percent, start, finish) == State.DONE and (finish is None or finish <= now):
            done = (now if finish is None else finish) // DAY
        found.append(Member(pk, work_of(work, duration), done))
    return found


def part_of(minutes: Iterable[int]) -> Part:
    given = list(minutes)
    return Part(len(given), sum(given))


def account_of(sprint: Sprint, at: datetime | None = None) -> Account:
    """Return what a running sprint comes to at a moment; of a closed one, what was kept."""
    if sprint.state == Sprint.State.CLOSED:
        return read_account(sprint.figures)
    members = members_of(sprint, now_minutes(at))
    today = timezone.localdate(at)
    committed = {int(task): int(minutes) for task, minutes in sprint.committed}
    here = {each.task: each.minutes for each in members}
    days = days_of(sprint, today)
    numbers = [day.toordinal() - EPOCH_ORDINAL for day in days]
    now = today.toordinal() - EPOCH_ORDINAL
    past = [number for number in numbers if number <= now]
    left = remaining_by_day(stays_of(sprint, members, committed, now), past)
    done_tasks, open_tasks = ([each for each in members if (each.done is None) is not done] for done in (True, False))
    begun, planned = len(past), sum(day <= sprint.finish for day in days)
    pace = left_at_pace(len(done_tasks), len(open_tasks), begun, len(days) - begun) if begun >= FEWEST_DAYS else None
    return Account(
        committed=part_of(committed.values()),
        added=part_of(minutes for task, minutes in here.items() if task not in committed),
        removed=part_of(minutes for task, minutes in committed.items() if task not in here),
        done=part_of(each.minutes for each in done_tasks),
        left=part_of(each.minutes for each in open_tasks),
        days=days,
        remaining=[*left, *[None] * (len(days) - begun)],
        ideal=[*ideal_by_day(sum(committed.values()), planned), *[0.0] * (len(days) - planned)],
        days_left=days_left(sprint, today, working_days(sprint.component)),
        at_pace=None if pace is None else ceil_tasks(pace),
    )


def days_of(sprint: Sprint, today: date) -> list[date]:
    """Return the working days of a sprint, up to today where it is over its end; all days where none is worked on."""
    began = timezone.localdate(sprint.started_at) if sprint.started_at else sprint.start
    first, last = min(sprint.start, began), max(sprint.finish, min(today, sprint.finish + timedelta(days=LONGEST_OVER)))
    every, works = span(first, last), working_days(sprint.component)
    return [day for day in every if works(day)] or every


def stays_of(sprint: Sprint, members: list[Member], committed: dict[int, int], today: int) -> list[Stay]:
    """Return when each task came into the sprint and left it, from the log.

    What the log does not tell, such as tasks that came back from the trash, counts as of today.
    """
    here = {each.task: each for each in members}
    came = dict.fromkeys(committed, -EPOCH_ORDINAL)
    work, gone = dict(committed), []
    changes = Event.objects.filter(component=sprint.component, object_type="sprint", object_id=sprint.pk)
    for at, after in changes.filter(verb="sprint.scope_changed").order_by("pk").values_list("at", "after"):
        day = timezone.localdate(at).toordinal() - EPOCH_ORDINAL
        for task, minutes in after["added"]:
            came[task], work[task] = day, minutes
        gone += [Stay(work[task], came.pop(task), day) for task, _ in after["removed"] if task in came]
    gone += [Stay(work[task], came[task], today) for task in came if task not in here]
    return gone + [Stay(each.minutes, came.get(each.task, today), None, each.done) for each in members]


def write_account(account: Account, members: Iterable[Member]) -> dict[str, Any]:
    """Return an account as a closed sprint keeps it, with what became of each task."""
    parts = {name: asdict(getattr(account, name)) for name in PARTS}
    return parts | {"days": [day.isoformat() for day in account.days], "remaining": account.remaining,
                    "ideal": account.ideal, "tasks": outcomes(members)}  # fmt: skip


def outcomes(members: Iterable[Member]) -> list[list[Any]]:
    return [[each.task, each.minutes, each.done is not None] for each in members]


def tasks_of(sprint: Sprint) -> list[list[Any]]:
    """Return the id, the work and whether it was done of each task; of a closed sprint, as it was then."""
    if sprint.state == Sprint.State.CLOSED:
        kept: list[list[Any]] = sprint.figures["tasks"]
        return kept
    return outcomes(members_of(sprint, now_minutes()))


def read_account(figures: dict[str, Any]) -> Account:
    committed, added, removed, done, left = (Part(**figures[name]) for name in PARTS)
    days = [date.fromisoformat(day) for day in figures["days"]]
    return Account(committed, added, removed, done, left, days, figures["remaining"], figures["ideal"])
