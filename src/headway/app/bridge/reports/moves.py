"""Which dates moved since a snapshot, and because of what: the engine's comparison in sentences."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from headway.app.bridge.scheduling import compiles_meanwhile
from headway.formats.moves import ChangeWords
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Collection

    from headway.app.bridge.reports.snapshot import Snapshot, TaskState
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.plan import Plan
    from headway.engine.reading import Comparison
    from headway.engine.reading.changes import Change

EPOCH = datetime(1970, 1, 1)
DAY = 1440
MOST_RUNS = 60
"""Schedules that one draft may cost."""
MOST_CAUSES = 3
INTERPRETER = """
import pickle, sys
from headway.engine.reading import compare
before, after, one, other, runs, rows = pickle.load(sys.stdin.buffer)
pickle.dump(compare(before, after, one, other, most_runs=runs, rows=rows), sys.stdout.buffer)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A task whose finish (a milestone's date) changed."""

    task: TaskState
    before: int
    after: int
    work_minutes: int
    """Working minutes of its calendar; negative is earlier. 0 where it was not compared."""
    why: str = ""
    """Causes in words; empty where they are not known."""
    cause: str = ""
    """What moves several tasks by one cause together."""
    proved: bool = True


def moves_since(old: Snapshot, new: Snapshot) -> list[Moved]:
    """Return the open tasks whose finish moved, the farthest first, with the cause where the engine finds it."""
    before, moved = old.by_id(), []
    parents = {task.parent for task in new.document.tasks}
    for task in new.tasks:
        if task.id in parents or task.kind == "summary":
            continue
        was = before.get(task.id)
        if was is None or task.done or was.finish is None or task.finish is None or was.finish == task.finish:
            continue
        moved.append((was, task))
    if not moved:
        return []
    reasons = reasons_of(old, new)
    found = []
    for was, task in moved:
        assert was.finish is not None
        assert task.finish is not None
        minutes, why, cause, proved = reasons.get((task.id, was.finish, task.finish), (0, "", "", True))
        found.append(Moved(task, was.finish, task.finish, minutes, why, cause, proved))
    found.sort(key=lambda each: (-(each.after - each.before), each.task.start or 0))
    return found


def reasons_of(old: Snapshot, new: Snapshot) -> dict[tuple[int, int, int], tuple[int, str, str, bool]]:
    """Return by task and its two finishes how far it moved and why, as the comparison proves it."""
    plans = to_plan(old.document), to_plan(new.document)
    comparison = compared(*plans, options_of(old.document), options_of(new.document))
    names = [[short(task.name) for task in each.document.tasks] for each in (old, new)]
    words = Sentences(
        *plans, lambda row: names[0][row], lambda row: names[1][row], new.document.minutes_per_day,
    )  # fmt: skip
    said: dict[int, str] = {}
    result = {}
    for move in comparison.moves:
        own = new.document.tasks[move.task_after].uid
        causes = [comparison.changes[row] for row in move.causes]
        for row, change in zip(move.causes, causes, strict=True):
            said.setdefault(row, words.words(change))
        here = [said[row] for row in move.causes[:MOST_CAUSES]]
        more = f" and {len(causes) - MOST_CAUSES} more changes" if len(causes) > MOST_CAUSES else ""
        why = " and ".join(here) + more
        dates = own, move.finish_before, move.finish_after
        result[dates] = move.finish_work, why, ",".join(map(str, move.causes)), move.proved
    return result


def compared(
    before: Plan, after: Plan, one: ScheduleOptions, other: ScheduleOptions, rows: Collection[int] | None = None
) -> Comparison:
    """Compare here, or in an interpreting process while the kernels are being compiled."""
    if not compiles_meanwhile():
        from headway.engine.reading import compare  # noqa: PLC0415 - numba loads only where something is calculated

        return compare(before, after, one, other, most_runs=MOST_RUNS, rows=rows)
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", INTERPRETER],
        input=pickle.dumps((before, after, one, other, MOST_RUNS, rows)),
        stdout=subprocess.PIPE,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
    )
    answer: Comparison = pickle.loads(done.stdout)  # noqa: S301 - from our own process
    return answer


def short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:59]}…"


def days_in_words(minutes: int, per_day: int) -> str:
    days = round(abs(minutes) / per_day, 1)
    number = f"{days:g}"
    return f"{number} {'day' if days == 1 else 'days'}"


def day_in_words(minute: int, *, beside: int | None = None) -> str:
    """Return a day as "9 May 2026"; without what it shares with the day beside it that follows."""
    day = EPOCH + timedelta(minutes=minute)
    if beside is not None:
        other = EPOCH + timedelta(minutes=beside)
        if (day.year, day.month) == (other.year, other.month):
            return f"{day.day}"
        if day.year == other.year:
            return f"{day.day} {day:%b}"
    return f"{day.day} {day:%b} {day.year}"


class Sentences(ChangeWords):
    """Changes as a clause after "because", for readers who do not plan."""

    def words(self, change: Change) -> str:
        """Return the change as a clause."""
        task = self.after.tasks if change.task_after >= 0 else None
        if change.kind == "duration" and task is not None and not self.after.tasks.elapsed[change.task_after]:
            old = int(self.before.tasks.duration[change.task_before])
            new = int(self.after.tasks.duration[change.task_after])
            act = "extended" if new > old else "shortened"
            return f"{self.name(change)} was {act} by {days_in_words(new - old, self.per_day)}"
        if change.kind == "mode" and task is not None and self.name_after(change.task_after).startswith("a hand-off"):
            return f"{self.name_after(change.task_after)} moved"
        text = super().words(change).replace(" -> ", " → ")
        match change.kind:
            case "progress":
                return f"progress was reported on {self.name(change)}"
            case "task-added" | "task-removed" | "link-added" | "link-removed" | "outline" | "active":
                return text.replace(" is new", " was added").replace(" is gone", " was removed")
            case "data-date":
                return "the status date moved on"
            case _:
                return f"of a change: {text}"
