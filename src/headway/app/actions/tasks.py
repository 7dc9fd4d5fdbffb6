"""Change the tasks of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Field, Max

from headway.app.actions.edit import (
    change,
    check_instant,
    clean,
    fields_in_words,
    lock,
    lock_tree,
    refused_value,
    shown,
)
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import require_known, require_plan, touch_plan
from headway.app.actions.put_away import put_away
from headway.app.models import Calendar, Component, ComponentPath, Task
from headway.app.rules import Verb, require
from headway.app.rules.parts import require_edit, require_report

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import TrashItem
    from headway.app.rules import Actor

PROGRESS = frozenset({
    "percent_complete", "physical_percent", "actual_start", "actual_finish", "remaining_minutes",
    "actual_work_minutes", "remaining_work_minutes", "notes",
})  # fmt: skip
"""What team members report."""
PLANNED = PROGRESS | {
    "name", "wbs", "code", "manual", "manual_start", "manual_finish", "active", "duration_minutes", "duration_elapsed",
    "duration_unit", "duration_estimated", "calendar", "constraint", "constraint_date", "deadline", "stop", "resume",
    "expected_finish", "leveling_delay_minutes", "priority", "work_minutes", "cost", "fixed_cost", "actual_cost",
    "owner",
}  # fmt: skip
CARD = frozenset({"board_column", "board_rank", "blocked_since", "blocked_reason"})
"""What the board keeps of a task; its own edits set it, and undo."""
OWNED = frozenset({"owner"})
"""Who gives parts away plans the whole."""
INSTANTS = frozenset({
    "manual_start", "manual_finish", "constraint_date", "deadline", "actual_start", "actual_finish", "stop", "resume",
    "expected_finish",
})  # fmt: skip
LONGEST_MINUTES = 52_560_000
"""A hundred years."""
NEEDS_DATE = frozenset(Task.Constraint.values) - {Task.Constraint.ASAP, Task.Constraint.ALAP}
LENGTHS = frozenset({"duration_minutes", "remaining_minutes", "leveling_delay_minutes"})
NOT_NEGATIVE = frozenset({"duration_minutes", "remaining_minutes", "work_minutes", "actual_work_minutes",
                          "remaining_work_minutes"})  # fmt: skip


def check_values(task: Task, values: dict[str, Any]) -> None:
    """Raise Refused for values that no plan can have."""
    for name, value in values.items():
        field: Field[Any, Any] = Task._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001
        if name in INSTANTS:
            check_instant(task, name, value)
        if (
            name in {"percent_complete", "physical_percent"}
            and value is not None
            and not 0 <= clean(task, name, value) <= 100
        ):
            raise refused_value(field, "a percentage lies between 0 and 100.")
        if name in NOT_NEGATIVE and value is not None and clean(task, name, value) < 0:
            raise refused_value(field, "this cannot be negative.")
        if name in LENGTHS and value is not None and abs(clean(task, name, value)) > LONGEST_MINUTES:
            raise refused_value(field, "this is longer than a hundred years.")
    calendar = values.get("calendar")
    if (
        calendar is not None
        and not ComponentPath.objects.filter(ancestor=calendar.component_id, descendant=task.component_id).exists()
    ):
        raise Refused("foreign-calendar", f"The calendar “{calendar}” belongs to another part of the tree.",
                      "", "Choose one of this component or of those above it.")  # fmt: skip


def check_dates(task: Task) -> None:
    """Raise Refused where the row as a whole makes no sense."""
    if task.constraint in NEEDS_DATE and task.constraint_date is None:
        raise Refused("constraint-without-date", f"“{task.get_constraint_display()}” needs a date.", task.name[:80],
                      "Give the date, or choose “As soon as possible”.")  # fmt: skip
    if None not in (task.actual_start, task.actual_finish) and task.actual_finish < task.actual_start:
        raise Refused("finish-before-start", "The actual finish lies before the actual start.", task.name[:80],
                      "Correct one of the two.")  # fmt: skip


@transaction.atomic
def create_task(
    actor: Actor,
    component: Component,
    *,
    name: str,
    parent: Task | None = None,
    after: Task | None = None,
    kind: str = Task.Kind.TASK,
    **values: Any,
) -> Task:
    """Add a task: under ``parent`` (as its last child) or right behind ``after`` (as its next sibling), else last."""
    parent = after.parent if after else parent
    if parent is not None and parent.component_id == component.pk:
        require_edit(actor, parent)
    else:
        require(actor, Verb.EDIT_PLAN, component)
    require_plan(component)
    lock_tree(component)
    component = lock(component)
    for row in (parent, after):
        if row is not None and row.component_id != component.pk:
            raise Refused("foreign-task", f"“{row}” belongs to another plan.")
    require_known(values, PLANNED)
    task = Task(component=component, parent=parent, level=parent.level + 1 if parent else 1)
    check_values(task, values)
    for field, value in {"name": name, "kind": kind, **values}.items():
        setattr(task, field, clean(task, field, value))
    check_dates(task)
    task.uid = (component.tasks.aggregate(last=Max("uid"))["last"] or 0) + 1
    task.position = place_for(component, after or parent)
    siblings = component.tasks.filter(parent=parent).count()
    task.wbs = task.wbs or (f"{parent.wbs}.{siblings + 1}" if parent else str(siblings + 1))
    component.tasks.filter(position__gte=task.position).update(position=F("position") + 1)
    task.save()
    if parent is not None and parent.kind != Task.Kind.SUMMARY:
        Task.objects.filter(pk=parent.pk).update(kind=Task.Kind.SUMMARY, version=F("version") + 1)
    touch_plan(component)
    known = {"name": task.name, "kind": task.kind, "duration_minutes": task.duration_minutes, "wbs": task.wbs}
    known |= {"parent": shown(parent), **{field: shown(getattr(task, field)) for field in values}}
    record(actor, component, "task.created", task, summary=f"Added the task “{task}”", after=known)
    return task


def place_for(component: Component, before: Task | None) -> int:
    """Return the position behind a row and everything below it; the end without one."""
    if before is None:
        last = component.tasks.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1
    behind = component.tasks.filter(position__gt=before.position, level__lte=before.level).order_by("position").first()
    return behind.position if behind else place_for(component, None)


@transaction.atomic
def update_task(actor: Actor, task: Task, *, version: int | None = None, **changes: Any) -> Task:
    """Change plan fields of a task; ``version`` is the one that was read, None takes the row as it is."""
    if set(changes) <= PROGRESS:
        require_report(actor, task)
    elif OWNED & set(changes):
        require(actor, Verb.EDIT_PLAN, task.component)
    else:
        require_edit(actor, task)
    require_known(changes, PLANNED)
    check_values(task, changes)
    lock_tree(task.component)
    fresh, before, after = change(task, changes, version=version)
    check_dates(fresh)
    if after:
        touch_plan(fresh.component)
        summary = f"Changed {fields_in_words(after)} of “{fresh}”"
        record(actor, fresh.component, "task.updated", fresh, summary=summary, before=before, after=after)
    return fresh


def delete_task(actor: Actor, task: Task, *, version: int | None = None) -> int:
    """Put a task and everything below it into the trash; return how many tasks went."""
    return trash_task(actor, task, version=version).count


@transaction.atomic
def trash_task(actor: Actor, task: Task, *, version: int | None = None) -> TrashItem:
    """Put a task into the trash, with everything below it, their links, assignments and baseline dates."""
    component = task.component
    require_edit(actor, task)
    lock_tree(component)
    fresh, _, _ = change(task, {}, version=version)
    branch = branch_of(fresh)
    rows = list(branch.values("uid", "name", "kind", "wbs", "duration_minutes")[:1000])
    neighbors = sorted(neighbors_of(component, branch.values_list("pk", flat=True)))
    count = branch.count()
    before = {"rows": rows, "count": count, "linked": neighbors}
    with_more = f" with {count - 1} tasks below it" if count > 1 else ""
    told = record(actor, component, "task.deleted", fresh, summary=f"Deleted “{fresh}”{with_more}", before=before)
    parent = fresh.parent
    item = put_away(actor, component, fresh, [branch], title=f"Task “{fresh}”{with_more}", right=Verb.EDIT_PLAN,
                    event=told, count=count, place=place_of(fresh))  # fmt: skip
    if parent is not None and not parent.children.exists():
        Task.objects.filter(pk=parent.pk).update(kind=Task.Kind.TASK, version=F("version") + 1)
    touch_plan(component)
    return item


def branch_of(task: Task) -> QuerySet[Task]:
    """Return a task and everything below it, in the order of the outline."""
    tasks = task.component.tasks.order_by("position")
    behind = tasks.filter(position__gt=task.position, level__lte=task.level).first()
    branch = tasks.filter(position__gte=task.position)
    return branch.filter(position__lt=behind.position) if behind else branch


def place_of(task: Task) -> dict[str, int | None]:
    """Return where a task stands: below what, behind which sibling."""
    elder = task.component.tasks.filter(parent=task.parent, position__lt=task.position).order_by("position").last()
    return {"parent": task.parent_id, "after": elder.pk if elder else None}


def neighbors_of(component: Component, tasks: Any) -> set[int]:
    """Return the other components that these tasks are linked with: they must be recalculated too."""
    out = component.dependencies_out.filter(predecessor__in=tasks).values_list("component_id", flat=True)
    into = component.dependencies.filter(successor__in=tasks).values_list("from_component_id", flat=True)
    return {*out, *into} - {component.pk}


def calendar_for(component: Component, pk: int) -> Calendar | None:
    """Return the calendar if it belongs to the component or to one above it."""
    return Calendar.objects.filter(pk=pk, component__paths_down__descendant=component).first()
