"""Tasks below a component as a plain list: what the counts of a rollup are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from headway.app.models import BaselineTask, Component, ComponentPath, Rollup, Task
from headway.app.rules import visible

if TYPE_CHECKING:
    from headway.app.models import Person

DONE = Q(percent_complete__gte=100) | Q(actual_finish__isnull=False)

SHOWS: dict[str, tuple[str, Q]] = {
    "all": ("All tasks", Q()),
    "open": ("Open", ~DONE),
    "late": ("Late", ~DONE & (Q(finish__gt=F("baseline_finish")) | Q(finish__gt=F("deadline")))),
    "overdue": ("Overdue", ~DONE & Q(finish__lt=F("component__status_date"))),
    "critical": ("Critical", ~DONE & Q(critical=True)),
    "milestones": ("Milestones", Q(kind=Task.Kind.MILESTONE)),
    "done": ("Done", DONE),
}
"""Word and condition of every choice, the same conditions as the rollup counts by."""


def tasks_below(person: Person, component: Component) -> QuerySet[Task]:
    """Return the working tasks and milestones below: no summaries, nothing inactive."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant")
    frozen = BaselineTask.objects.filter(task=OuterRef("pk"), baseline__current=True).values("finish")[:1]
    parents = Task.objects.filter(parent=OuterRef("pk"))
    rows = visible(person, Task).filter(component__in=below, active=True)
    rows = rows.exclude(kind=Task.Kind.SUMMARY).filter(~Exists(parents))
    return rows.annotate(baseline_finish=Subquery(frozen)).select_related("component")


def register(person: Person, component: Component, show: str, text: str = "") -> QuerySet[Task]:
    """Return the tasks of one choice that hold every word of the text, the earliest finish first."""
    rows = tasks_below(person, component).filter(SHOWS[show][1])
    for word in text.split()[:8]:
        rows = rows.filter(name__icontains=word)
    return rows.order_by("finish", "component_id", "position")


def counts_of(rollup: Rollup) -> dict[str, int]:
    """Return the counts of the choices as they were computed."""
    return {
        "all": rollup.task_count,
        "open": rollup.task_count - rollup.done_count,
        "late": rollup.late_count,
        "overdue": rollup.overdue_count,
        "critical": rollup.critical_count,
        "milestones": rollup.milestone_count,
        "done": rollup.done_count,
    }


def next_milestone(person: Person, component: Component) -> Task | None:
    """Return the first milestone that is not reached yet."""
    return register(person, component, "milestones").filter(~DONE, finish__isnull=False).first()
