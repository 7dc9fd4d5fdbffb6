"""What differs between two states of a plan: moved, added, removed, other durations and costs, totals."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.rollup import calendars_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.bridge.reports.snapshot import TaskState
    from headway.app.models import Component

Minutes = Any


@dataclass(slots=True)
class Moved:
    """A task whose start or finish differs."""

    before: TaskState
    after: TaskState
    start_minutes: int = 0
    """Working minutes of the plan's calendar; negative is earlier."""
    finish_minutes: int = 0
    causes: list[dict[str, Any]] = field(default_factory=list)
    path: list[dict[str, Any]] = field(default_factory=list)
    """Tasks from the first cause to this one, both included."""
    proved: bool = False

    @property
    def farthest(self) -> int:
        return max(abs(self.start_minutes), abs(self.finish_minutes))


@dataclass(slots=True)
class Differences:
    moved: list[Moved]
    """Without summaries; the farthest first."""
    added: list[TaskState]
    removed: list[TaskState]
    changed: list[tuple[TaskState, TaskState]]
    """Tasks of both with another duration or cost."""
    ghosts: list[TaskState]
    """The earlier state of whatever stands elsewhere now, summaries too."""
    finish: tuple[int | None, int | None]
    finish_minutes: int | None
    totals: dict[str, tuple[Any, Any]]


def differences(component: Component, old: Mapping[int, TaskState], new: Mapping[int, TaskState]) -> Differences:
    """Compare two states of a plan."""
    clock = Clock(component)
    both = [(old[pk], task) for pk, task in new.items() if pk in old]
    elsewhere = [(was, task) for was, task in both if (was.start, was.finish) != (task.start, task.finish)]
    moved = [Moved(was, task) for was, task in elsewhere if is_work(was) and is_work(task) and has_dates(was, task)]
    starts = clock.between([(each.before.start, each.after.start) for each in moved])
    finishes = clock.between([(each.before.finish, each.after.finish) for each in moved])
    for each, *minutes in zip(moved, starts, finishes, strict=True):
        each.start_minutes, each.finish_minutes = minutes
    moved.sort(key=lambda each: (-each.farthest, each.after.start, each.after.id))
    finish = last_finish(old.values()), last_finish(new.values())
    within = [pair for pair in both if is_work(pair[0]) and is_work(pair[1])]
    return Differences(
        moved=moved,
        added=[task for pk, task in new.items() if pk not in old and is_work(task)],
        removed=[task for pk, task in old.items() if pk not in new and is_work(task)],
        changed=[
            (was, task)
            for was, task in within
            if says_all(was, task) and (was.duration, was.cost) != (task.duration, task.cost)
        ],
        ghosts=[was for was, _ in elsewhere if was.start is not None and was.finish is not None],
        finish=finish,
        finish_minutes=None if None in finish else clock.between([finish])[0],
        totals={
            "tasks": (count(old.values()), count(new.values())),
            "duration": (total_duration(old.values()), total_duration(new.values())),
            "cost": (total_cost(old.values()), total_cost(new.values())),
        },
    )


def is_work(task: TaskState) -> bool:
    return task.kind != "summary"


def has_dates(*tasks: TaskState) -> bool:
    return all(task.start is not None and task.finish is not None for task in tasks)


def says_all(*tasks: TaskState) -> bool:
    """Return whether the states are of a kind that says durations and costs: some earlier ones kept dates alone."""
    return all(task.duration is not None for task in tasks)


def last_finish(tasks: Iterable[TaskState]) -> int | None:
    return max((task.finish for task in tasks if task.finish is not None), default=None)


def count(tasks: Iterable[TaskState]) -> int:
    return sum(is_work(task) for task in tasks)


def total_duration(tasks: Iterable[TaskState]) -> int | None:
    durations = [task.duration for task in tasks if is_work(task) and task.duration is not None]
    return sum(durations) if durations else None


def total_cost(tasks: Iterable[TaskState]) -> Decimal | None:
    costs = [task.cost for task in tasks if is_work(task) and task.cost is not None]
    return sum(costs, Decimal(0)) if costs else None


class Clock:
    """Working time of a plan's own calendar."""

    def __init__(self, component: Component) -> None:
        self.calendars, self.row = calendars_for(component)

    def between(self, pairs: list[tuple[Any, Any]]) -> list[int]:
        """Return working minutes from the first to the second of each pair, negative where that is earlier."""
        if not pairs:
            return []
        from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

        instants = np.array(pairs, np.int64)
        compiled = compile_calendars(self.calendars, int(instants.min()) // 1440 - 1, int(instants.max()) // 1440 + 2)
        found: list[int] = compiled.working_between(self.row, instants[:, 0], instants[:, 1]).tolist()
        return found
