"""Panels about the boards of plans: what flows, what is too much at once, what is blocked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from headway.app.queries.today.components import plans
from headway.app.queries.today.panel import MOST, Line, Panel, Reader, open_tasks
from headway.app.queries.workflow import State, state_of, workflow_of

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
