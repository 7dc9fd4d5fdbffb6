"""Panels about the boards of plans: what flows, what is too much at once, what is blocked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils import timezone

from headway.app.models import Sprint, Task
from headway.app.queries.pages.register import DONE
from headway.app.queries.sprints import days_left, open_impediments
from headway.app.queries.today.components import plans
from headway.app.queries.today.panel import MOST, Line, Panel, Reader, open_tasks
from headway.app.queries.workflow import State, state_of, workflow_of
from headway.app.queries.working_days import working_days_of

if TYPE_CHECKING:
    from headway.app.models import Component
    from headway.app.queries.workflow import Column, Workflow

CARD = ("component", "board_column", "percent_complete", "actual_start", "actual_finish")


def boards(reader: Reader) -> Panel:
    """Each board with how many open cards stand in its columns; amber where one holds more than its limit."""
    rows = plans(reader).filter(rollup__task_count__gt=0)
    shown = list(rows[:MOST])
    workflows = {each.pk: workflow_of(each) for each in shown}
    counts: dict[int, Counter[Column]] = {each.pk: Counter() for each in shown}
    cards = open_tasks(reader).filter(component__in=shown).order_by().values_list(*CARD)
    for component, column, *progress in cards.iterator():
        counts[component][workflows[component].place(column, state_of(*progress))] += 1
    lines = [line(each, workflows[each.pk], counts[each.pk]) for each in shown]
    return Panel("Boards", "No plan with tasks is yours yet.", lines, "list-checks", rows.count())


def sprints(reader: Reader) -> Panel:
    """The sprint that runs on each board: how much of it is done, when it ends, what stands in its way."""
    rows = Sprint.objects.filter(component__in=plans(reader), state=Sprint.State.RUNNING)
    running = list(rows.select_related("component").order_by("finish", "pk"))
    cards = Task.objects.filter(sprint__in=running, active=True).exclude(kind=Task.Kind.SUMMARY)
    counts = dict(cards.values_list("sprint").annotate(count=Count("pk")).order_by())
    done = dict(cards.filter(DONE).values_list("sprint").annotate(count=Count("pk")).order_by())
    hindered = Counter(open_impediments(reader.person, [each.component for each in running])
                       .values_list("component", flat=True))  # fmt: skip
    works, today = working_days_of([each.component for each in running]), timezone.localdate()
    lines = [
        sprint_line(
            each,
            f"{done.get(each.pk, 0)} of {counts.get(each.pk, 0)} done",
            days_left(each, today, works[each.component_id]),
            hindered[each.component_id],
        )
        for each in running[:MOST]
    ]
    return Panel("Running sprints", "No sprint is running on your boards.", lines, "list-checks", len(running))


def sprint_line(sprint: Sprint, done: str, days: int, impediments: int) -> Line:
    over = sprint.finish < timezone.localdate()
    words = [done, ends(days, over=over), *([f"impediments open: {impediments}"] if impediments else [])]
    health = "red" if over else "amber" if impediments else "green"
    word = {"red": "over its end", "amber": "impeded", "green": "nothing stands in its way"}[health]
    return Line(f"{sprint.component.name}: {sprint}", ("sprint", sprint.pk), " · ".join(words), health, word,
                day=sprint.finish)  # fmt: skip


def ends(days: int, *, over: bool) -> str:
    number = f"{abs(days)} working {'day' if abs(days) == 1 else 'days'}"
    if over:
        return f"ended {number} ago" if days else "ended"
    return f"{number} left" if days else "no working day left"


def line(component: Component, workflow: Workflow, counts: Counter[Column]) -> Line:
    columns = [column for column in workflow.columns if column.kind != State.DONE]
    over = any(column.limit is not None and counts[column] > column.limit for column in columns)
    words = [
        f"{column.name} {counts[column]}" + (f" of {column.limit}" if column.limit is not None else "")
        for column in columns
    ]
    return Line(component.name, ("board", component.pk), " · ".join(words), "amber" if over else "green",
                "over its limit" if over else "within its limits")  # fmt: skip


def blocked(reader: Reader) -> Panel:
    """Cards that somebody marked as blocked, with the reason, the longest first."""
    rows = open_tasks(reader).filter(blocked_since__isnull=False).order_by("blocked_since", "pk")
    lines = [
        Line(task.name[:120], ("task", task.pk), f"{task.component.name} · {task.blocked_reason}", "red", "blocked",
             minute=task.blocked_since)
        for task in rows[:MOST]
    ]  # fmt: skip
    return Panel("Blocked", "No task is blocked.", lines, "circle-alert", rows.count())
