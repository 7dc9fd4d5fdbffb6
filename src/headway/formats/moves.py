"""The causes of moved dates in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.engine.plan import MISSING, Constraint, LinkType
from headway.formats.why import CONSTRAINTS, LINKS, amount, lag_words, moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.engine.plan import Plan
    from headway.engine.reading.changes import Change

PLAIN = {
    "task-calendar": "the calendar of {name}",
    "progress": "progress of {name}",
    "outline": "{name} stands under another summary",
    "kind": "the kind of {name}",
    "project": "the project of {name}",
    "assignments": "the assignments of {name}",
    "project-calendar": "the calendar of the project",
    "options": "the scheduling rules",
}


class ChangeWords:
    """Sentences about the changes between two plans; the functions name a row of the first and of the second."""

    def __init__(
        self,
        before: Plan,
        after: Plan,
        name_before: Callable[[int], str],
        name_after: Callable[[int], str],
        minutes_per_day: int = 480,
    ) -> None:
        self.before, self.after, self.per_day = before, after, minutes_per_day or 480
        self.name_before, self.name_after = name_before, name_after

    def words(self, change: Change) -> str:
        """Return one change in words, as in "the duration of Dig, 5 d -> 8 d"."""
        if change.link_before >= 0 or change.link_after >= 0:
            return self.link(change)
        if change.kind in {
            "task-added",
            "task-removed",
            "duration",
            "constraint",
            "deadline",
            "mode",
            "active",
            "leveling-delay",
        }:
            return self.task(change)
        if change.kind == "calendar":
            return f"working time of the calendar “{self.after.calendars[change.calendar_after].name}”"
        if change.project >= 0 and change.kind != "project-calendar":
            return self.project(change)
        return PLAIN[change.kind].format(name=self.name(change))

    def name(self, change: Change) -> str:
        return self.name_after(change.task_after) if change.task_after >= 0 else self.name_before(change.task_before)

    def task(self, change: Change) -> str:
        name, a, b = self.name(change), change.task_before, change.task_after
        one, other = self.before.tasks, self.after.tasks
        match change.kind:
            case "task-added" | "task-removed":
                text = f"{name} is {'new' if b >= 0 else 'gone'}"
            case "duration":
                old = amount(int(one.duration[a]), self.per_day, elapsed=bool(one.elapsed[a]))
                new = amount(int(other.duration[b]), self.per_day, elapsed=bool(other.elapsed[b]))
                text = f"the duration of {name}, {old} -> {new}"
            case "deadline":
                text = f"the deadline of {name}, {_date(int(one.deadline[a]))} -> {_date(int(other.deadline[b]))}"
            case "mode":
                text = (
                    f"{name} is {'scheduled by hand, at other dates' if other.manual[b] else 'scheduled automatically'}"
                )
            case "active":
                text = f"{name} is {'active' if other.active[b] else 'inactive'} now"
            case "leveling-delay":
                delays = int(one.leveling_delay[a]), int(other.leveling_delay[b])
                old, new = (amount(each, self.per_day, elapsed=True) for each in delays)
                text = f"the leveling delay of {name}, {old} -> {new}"
            case _:
                text = f"the constraint of {name}, {_constraint(self.before, a)} -> {_constraint(self.after, b)}"
        return text

    def link(self, change: Change) -> str:
        if change.kind == "link-removed":
            return f"{self.tie(self.before, change.link_before, self.name_before)} is gone"
        text = self.tie(self.after, change.link_after, self.name_after)
        if change.kind == "link-added":
            return f"{text} is new"
        return f"{text} was {_type(self.before, change.link_before, self.per_day)} before"

    def tie(self, plan: Plan, row: int, name: Callable[[int], str]) -> str:
        ends = name(int(plan.links.predecessor[row])), name(int(plan.links.successor[row]))
        return f"the link {ends[0]} -> {ends[1]} ({_type(plan, row, self.per_day)})"

    def project(self, change: Change) -> str:
        one, other = self.before.projects[change.project], self.after.projects[change.project]
        match change.kind:
            case "project-start":
                return f"the start of the project, {_date(one.start)} -> {_date(other.start)}"
            case "data-date":
                return f"the data date, {_date(one.status_date)} -> {_date(other.status_date)}"
            case _:
                return "the finish that the project must keep"


def _date(minute: int) -> str:
    return "none" if minute == MISSING else moment(minute)


def _type(plan: Plan, row: int, per_day: int) -> str:
    lag = lag_words(plan, row, per_day)
    return LINKS[LinkType(int(plan.links.type[row]))] + (f", {lag}" if lag else "")


def _constraint(plan: Plan, row: int) -> str:
    kind = Constraint(int(plan.tasks.constraint[row]))
    if kind in {Constraint.ASAP, Constraint.ALAP}:
        return "as soon as possible" if kind == Constraint.ASAP else "as late as possible"
    return f"{CONSTRAINTS[kind]} {_date(int(plan.tasks.constraint_date[row]))}"
