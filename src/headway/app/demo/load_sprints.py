"""Sprints of the demonstration: three closed ones of the portal's board, one that is running, one that is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from headway.app.actions.events import as_of
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.sprints import close_sprint, plan_sprint, start_sprint
from headway.app.demo.load_reports import acting
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.models import Component, Person, Sprint
    from headway.app.rules import Actor

BOARD, WHO = "portal", "ruben"
DAYS = 19
"""From a Monday to the Friday of the third week."""


@dataclass(frozen=True, slots=True)
class Story:
    goal: str
    tasks: tuple[str, ...]
    """Taken on when it starts, beside what the one before left over."""
    late: tuple[str, ...] = ()
    """Come in when it is half over."""


STORIES = (
    Story("A page of ours runs where customers will find it",
          ("Hosting and pipelines", "Monitoring and alarms", "Design system, accessible", "App and web frame, sign-in with eID")),
    Story("Customers sign in with eID, and nobody else does", ("Penetration test of the sign-in", "My use, hour by hour")),
    Story("Everything that needs no bill is there",
          ("Outage map and messages", "Several homes, one sign-in", "I am moving"), ("Messages by push, mail and text",)),
    Story("500 employees use it for a week and miss nothing",
          ("Texts in four languages", "Beta with 500 employees", "Chat with service")),
    Story("What is left without bills", ("What would a battery save me?", "Statements of consumption for landlords")),
)  # fmt: skip
RUNS_SINCE = timedelta(weeks=1)
"""Before the demonstration's Monday."""


def load_sprints(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    actor, board = acting(people[WHO]), components[BOARD]
    *past, running, coming = STORIES
    began = monday - RUNS_SINCE
    first = began - timedelta(weeks=3 * len(past))
    with as_of(noon(first - timedelta(days=4))):
        sprint = planned(actor, board, past[0], first)
    for number, story in enumerate(past):
        start = first + timedelta(weeks=3 * number)
        with as_of(noon(start)):
            start_sprint(actor, sprint)
        with as_of(noon(start + timedelta(days=9))):
            put(actor, sprint, story.late)
            following = planned(actor, board, (*past, running)[number + 1], start + timedelta(weeks=3))
        with as_of(noon(start + timedelta(days=DAYS - 1)) + timedelta(hours=6)):
            close_sprint(actor, sprint, leftovers=following)
        sprint = following
    with as_of(noon(began)):
        start_sprint(actor, sprint)
        planned(actor, board, coming, began + timedelta(weeks=3))


def planned(actor: Actor, board: Component, story: Story, start: date) -> Sprint:
    sprint = plan_sprint(actor, board, start=start, finish=start + timedelta(days=DAYS - 1), goal=story.goal)
    put(actor, sprint, story.tasks)
    return sprint


def put(actor: Actor, sprint: Sprint, names: Sequence[str]) -> None:
    tasks = list(Task.objects.filter(component=sprint.component, name__in=names).values_list("pk", flat=True))
    if tasks:
        edit_plan(actor, sprint.component, [{"op": "sprint", "tasks": tasks, "sprint": sprint.pk}])


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
