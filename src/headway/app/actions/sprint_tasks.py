"""Which tasks are in a sprint: only in one that is open; what comes into a running one, or leaves it, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.sprints import in_sprints
from headway.app.models import Sprint

if TYPE_CHECKING:
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Component, Event
    from headway.app.rules import Actor

SCOPE = "sprint.scope_changed"


def is_open(component: Component, pk: Any) -> bool:
    """Return whether tasks of a plan can be in this sprint."""
    rows = Sprint.objects.filter(component=component.pk).exclude(state=Sprint.State.CLOSED)
    return type(pk) is int and rows.filter(pk=pk).exists()


def require_open(component: Component, pk: Any) -> None:
    if not is_open(component, pk):
        raise Refused("no-open-sprint", "This board has no such planned or running sprint.", "",
                      "Choose one that is not closed, or the backlog.")  # fmt: skip


def tell_scope(actor: Actor, component: Component, before: Sheet, after: Sheet, cause: Event) -> None:
    """Record what an edit of the plan put into a running sprint or took out of it, with the work of each task."""
    running = Sprint.objects.filter(component=component, state=Sprint.State.RUNNING).first()
    if running is None:
        return
    was, now = ({task: work for task, (sprint, work) in in_sprints(sheet).items() if sprint == running.pk}
                for sheet in (before, after))  # fmt: skip
    added = [[task, now[task]] for task in now if task not in was]
    removed = [[task, was[task]] for task in was if task not in now]
    if added or removed:
        parts = [f"{len(tasks)} {'task' if len(tasks) == 1 else 'tasks'} {word}"
                 for word, tasks in (("added", added), ("removed", removed)) if tasks]  # fmt: skip
        record(actor, component, SCOPE, running, summary=f"{running}: {', '.join(parts)}",
               after={"added": added, "removed": removed}, cause=cause)  # fmt: skip
