"""The states of a plan that can be compared: as it is, as a night or a report kept it, as a baseline froze it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from django.db.models import Q
from django.utils import timezone

from headway.app.bridge.reports.snapshot import Snapshot, TaskState, take, unpacked
from headway.app.models import BaselineTask, Event, PlanSnapshot, ScheduleSnapshot, Task

if TYPE_CHECKING:
    from headway.app.models import Baseline, Component

Kind = Literal["now", "day", "report", "baseline"]
CHANGES = ("task.", "dependency.", "calendar.", "plan.", "schedule.", "status_date.", "import.accepted")
"""How events begin that tell of a change of a plan's dates."""


@dataclass(slots=True)
class State:
    """A plan as it stood."""

    kind: Kind
    name: str
    """"the baseline Contract", "the end of 9 May 2026": what it is compared as."""
    at: datetime
    snapshot: Snapshot | None
    """None for baselines of files, of which dates are known and nothing else."""
    baseline: int | None = None
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    """What a reader should know about how far it is what was asked for."""
    tasks: dict[int, TaskState] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know all tasks by id; whatever holds others is a summary, as everywhere."""
        if self.snapshot is None:
            return
        self.tasks = self.snapshot.by_id()
        for parent in {task.parent for task in self.snapshot.document.tasks}:
            if parent in self.tasks:
                self.tasks[parent].kind = Task.Kind.SUMMARY


def now(component: Component) -> State:
    """Return the plan as it is."""
    return State("now", "today", timezone.now(), take(component))


def at_baseline(baseline: Baseline) -> State:
    """Return the plan as a baseline froze it."""
    row = PlanSnapshot.objects.filter(baseline=baseline).first()
    snapshot = unpacked(row.payload) if row else None
    state = State("baseline", f"the baseline “{baseline.name}”", baseline.set_at, snapshot, baseline=baseline.pk)
    if row is None:
        state.tasks = frozen(baseline)
        state.notes.append("This baseline came with a file: it tells dates, not the links and calendars behind them. "
                           "Tasks deleted since then are not in it.")  # fmt: skip
    return state


def frozen(baseline: Baseline) -> dict[int, TaskState]:
    """Return what the rows of a baseline tell of its tasks; all else is as it is now."""
    rows = BaselineTask.objects.filter(baseline=baseline).order_by("task__position")
    values = rows.values_list("task_id", "task__name", "task__kind", "start", "finish", "duration_minutes", "cost")
    return {
        pk: TaskState(pk, name, kind, finish if start is None else start, finish, 0, None, None, False, None, None,
                      duration, cost)
        for pk, name, kind, start, finish, duration, cost in values
    }  # fmt: skip


def at_report(component: Component) -> State | None:
    """Return the plan as the last report that was sent told it; None without one."""
    row = ScheduleSnapshot.objects.filter(component=component).order_by("-taken_at").first()
    if row is None:
        return None
    return State("report", f"the last {row.get_kind_display().lower()}", row.taken_at, unpacked(row.payload))


def at_end_of(component: Component, day: date) -> State | None:
    """Return the plan as it stood at the end of a day, or as near to it as anything was kept; None where nothing was.

    A night keeps a plan that changed, so the last one kept by then is the plan of that day too; it is looked up in the
    log whether that is so.
    """
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    by_then, later = Q(day__lte=day) | Q(day=None, taken_at__lt=end), Q(day__gt=day) | Q(day=None, taken_at__gte=end)
    nights = PlanSnapshot.objects.filter(component=component).defer("payload")
    reports = ScheduleSnapshot.objects.filter(component=component).defer("payload")
    found = [nights.filter(by_then).order_by("-taken_at").first(),
             reports.filter(taken_at__lt=end).order_by("-taken_at").first()]  # fmt: skip
    kept = max((each for each in found if each is not None), key=lambda each: each.taken_at, default=None)
    if kept is None:
        found = [nights.filter(later).order_by("taken_at").first(), reports.order_by("taken_at").first()]
        kept = min((each for each in found if each is not None), key=lambda each: each.taken_at, default=None)
    if kept is None:
        return None
    state = State("day", f"the end of {in_words(day)}", kept.taken_at, unpacked(kept.payload), day=day)
    first, last = sorted((kept.taken_at, end))
    changed = Q()
    for each in CHANGES:
        changed |= Q(verb__startswith=each)
    if Event.objects.filter(changed, component=component, at__gt=first, at__lt=last).exists():
        at = timezone.localtime(kept.taken_at)
        state.name = f"{in_words(at)}, {at:%H:%M}"
        so = "counts as moved" if kept.taken_at < end else "is not shown"
        state.notes.append(f"Of the end of {in_words(day)} nothing was kept. Compared is the plan as it stood on "
                           f"{state.name}; what changed in between {so}.")  # fmt: skip
    return state


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
