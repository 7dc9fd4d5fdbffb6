"""An answer as a reader may see it: names are put to its ids, and what is not theirs to see has neither."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from headway.app.bridge.confidence.values import crossing
from headway.app.models import BaselineTask, Component, Record, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.bridge.confidence.answer import Told
    from headway.app.models import Person

Row = dict[str, Any]
UNSEEN_TASK, UNSEEN_PLAN, UNSEEN_RISK = "a task of another plan", "another plan", "a risk that you do not see"


def told_to(reader: Person, told: Told) -> Told:
    """Return the answer in the names that the reader knows."""
    if told["state"] != "ok":
        return told
    names = Names(reader, told)
    dues = dues_of([row["id"] for row in told["milestones"]])
    return told | {
        "projects": [row | names.plan(row["id"]) for row in told["projects"]],
        "milestones": [milestone(row | names.task(row["id"]), dues.get(row["id"])) for row in told["milestones"]],
        "tasks": [row | names.task(row["id"]) for row in told["tasks"]],
        "tornado": [row | names.of(row) for row in told["tornado"]],
        "risks": [row | names.risk(row["id"]) | {"acts_on": names.tasks_of(row)} for row in told["risks"]],
        "widened": [names.task(pk) for pk in told["widened"]],
    }


class Names:
    """Names of tasks, plans and risks, each read at once."""

    def __init__(self, reader: Person, told: Told) -> None:
        bars = told["tornado"]
        tasks = {row["id"] for row in [*told["milestones"], *told["tasks"]]} | set(told["widened"])
        tasks |= {pk for row in told["risks"] for pk in row["tasks"]} | ids(bars, "task")
        plans = {row["id"] for row in told["projects"]} | ids(bars, "driver")
        risks = {row["id"] for row in told["risks"]} | ids(bars, "risk")
        rows = visible(reader, Task).filter(pk__in=tasks)
        self.tasks = {pk: (name, plan, of) for pk, name, plan, of in
                      rows.values_list("pk", "name", "component", "component__name")}  # fmt: skip
        self.plans = dict(visible(reader, Component).filter(pk__in=plans).values_list("pk", "name"))
        self.risks = {row.pk: f"{row.reference} {row.title}" for row in visible(reader, Record).filter(pk__in=risks)}

    def task(self, pk: int) -> Row:
        if pk not in self.tasks:
            return {"id": None, "component": None, "name": UNSEEN_TASK, "plan": ""}
        name, plan, of = self.tasks[pk]
        return {"id": pk, "component": plan, "name": name, "plan": of}

    def plan(self, pk: int) -> Row:
        seen = pk in self.plans
        return {"id": pk if seen else None, "name": self.plans[pk] if seen else UNSEEN_PLAN}

    def risk(self, pk: int) -> Row:
        seen = pk in self.risks
        return {"id": pk if seen else None, "name": self.risks[pk] if seen else UNSEEN_RISK}

    def of(self, row: Row) -> Row:
        if row["kind"] == "task":
            return self.task(row["id"])
        return self.risk(row["id"]) if row["kind"] == "risk" else self.plan(row["id"])

    def tasks_of(self, row: Row) -> list[str]:
        """Return the names of the tasks that a risk acts on, to who sees the risk."""
        return [self.task(pk)["name"] for pk in row["tasks"]] if row["id"] in self.risks else []


def ids(bars: Iterable[Row], kind: str) -> set[int]:
    return {row["id"] for row in bars if row["kind"] == kind}


def dues_of(tasks: list[int]) -> dict[int, tuple[int | None, str]]:
    """Return when each task is due, and by what: its deadline, else its baseline; hand-offs say so."""
    rows = list(Task.objects.filter(pk__in=tasks).values_list("pk", "component", "deadline"))
    handed = crossing(list({component for _, component, _ in rows}))
    based = BaselineTask.objects.filter(task__in=tasks, baseline__current=True)
    baselines = dict(based.values_list("task", "finish"))
    found: dict[int, tuple[int | None, str]] = {}
    for pk, _, deadline in rows:
        what = "deadline" if deadline is not None else "baseline" if baselines.get(pk) is not None else ""
        said = [what] if what else []
        due = deadline if deadline is not None else baselines.get(pk)
        found[pk] = (due, ", ".join(["hand-off", *said] if pk in handed else said))
    return found


def milestone(row: Row, due: tuple[int | None, str] | None) -> Row:
    at, what = due or (None, "")
    levels = row.pop("levels")
    return row | {"due": at, "what": what, "probability": None if at is None else chance_of(levels, at)}


def chance_of(levels: list[int], at: int) -> float:
    """Return the share of the runs up to an instant, straight between percentiles in equal steps."""
    place = bisect_right(levels, at)
    if place == 0:
        return 0.0
    if place == len(levels):
        return 1.0
    low, high = levels[place - 1], levels[place]
    part = (at - low) / (high - low) if high > low else 0.0
    return round((place - 1 + part) / (len(levels) - 1), 4)
