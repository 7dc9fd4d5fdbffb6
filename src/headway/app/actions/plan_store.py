"""Store a draft: every table is written once, whatever the number of edits, and the log tells them as one group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max

from headway.app.actions.bulk import insert_rows, update_column, update_rows
from headway.app.actions.dependencies import link_tasks, retie_tasks, unlink_tasks
from headway.app.actions.events import Told, record, record_all
from headway.app.actions.field_values import (
    ASSIGNED,
    CONTOURS,
    WORKED,
    as_columns,
    assign,
    others_work,
    shape,
    told_in,
    words,
)
from headway.app.actions.plan_changes import neighbors_of
from headway.app.actions.plan_links import refuse_circles, retied_by
from headway.app.actions.put_away import put_away
from headway.app.actions.wbs import renumbered
from headway.app.bridge.live_plan import Delta
from headway.app.models import Assignment, Dependency, Task
from headway.app.rules import NotAllowed, Verb, visible

if TYPE_CHECKING:
    from collections.abc import Collection

    from headway.app.actions.plan_draft import Draft, Link
    from headway.app.models import Event
    from headway.app.rules import Actor

M = TypeVar("M", Dependency, Task)
BATCH = 900
LINK_NAMES = ("component", "from_component", "predecessor", "successor", "type", "lag", "lag_kind", "lag_unit")
COPIED_PARTS = ("component", "uid", "task", "resource", "units", "work_minutes", "overtime_work_minutes",
                "delay_minutes", "contour", "cost")  # fmt: skip


@dataclass(slots=True)
class Stored:
    """What became of a draft."""

    head: Event
    delta: Delta
    ids: dict[int, int] = field(default_factory=dict)
    """The id of each new row by the one that it had in the draft."""
    neighbors: set[int] = field(default_factory=set)
    """Other plans whose links are concerned."""


def is_empty(draft: Draft) -> bool:
    rows = draft.changed or draft.new.keys() - draft.removed or draft.gone or draft.moved
    return not (rows or draft.links or draft.unlinked or draft.crossing or draft.uncrossed)


def store(draft: Draft, head: Event) -> Stored:
    """Write the draft; the events of what it did have its head as their cause."""
    refuse_circles(draft)
    done = Stored(head, Delta())
    told: list[Told] = []
    insert_new(draft, done, told)
    update_values(draft, done, told)
    write_assignments(draft, done)
    write_outline(draft, done, told)
    if draft.gone:
        delete_rows(draft, done)
    write_links(draft, done, told)
    record_all(draft.actor, draft.component, told, cause=head)
    cross(draft, done, head)
    return done


def counts(draft: Draft) -> dict[str, int]:
    """Return what a draft does, in numbers; what is not done is left out."""
    numbers = {
        "changed": len(draft.changed), "added": len(draft.new.keys() - draft.removed), "moved": len(draft.moved),
        "deleted": len([task for task in draft.removed if task in draft.base]),
        "linked": sum(pk not in draft.ties for pk in draft.links) + len(draft.crossing),
        "relinked": sum(pk in draft.ties for pk in draft.links),
        "unlinked": len(draft.unlinked) + len(draft.uncrossed),
    }  # fmt: skip
    return {name: number for name, number in numbers.items() if number}


def places(draft: Draft, wanted: set[int], *, stored: bool) -> dict[int, tuple[int | None, int | None]]:
    """Return for each row what it stands below and behind: as it was stored, or as it is in the draft."""
    part = draft.plan.parts[draft.component.pk]
    parents = part.column("parent_id") if stored else draft.parents()
    last: dict[int | None, int] = {}
    found = {}
    for task in draft.base if stored else draft.order:
        parent = parents[task]
        if task in wanted:
            found[task] = (parent, last.get(parent))
        last[parent] = task
    return found


# ---------------------------------------------------------------------- rows


def insert_new(draft: Draft, done: Stored, told: list[Told]) -> None:
    """Insert the new rows, parents by their final ids afterwards."""
    new = [task for task in draft.order if task in draft.new]
    if not new:
        return
    component = draft.component
    last = component.tasks.aggregate(last=Max("uid"))["last"] or 0
    uids = {task: last + number for number, task in enumerate(new, 1)}
    columns = {task: as_columns(draft, task, draft.new[task]) for task in new}
    names = sorted({name for values in columns.values() for name in values})
    place = {task: index for index, task in enumerate(draft.order)}
    fixed = ("component", "uid", "position", "level")
    rows = [(component.pk, uids[task], place[task], draft.level[task],
             *(columns[task].get(name, draft.value(task, name)) for name in names)) for task in new]  # fmt: skip
    insert_rows(Task, (*fixed, *names), rows)
    known = dict(Task.objects.filter(component=component, uid__gt=last).values_list("uid", "pk"))
    done.ids = {task: known[uids[task]] for task in new}
    parents = draft.parents()
    update_column(Task, "parent", [(real(done, parents[task]), done.ids[task]) for task in new])
    done.delta.changed.update(done.ids.values())
    for task in new:
        values = draft.new[task]
        after = {name: values[name] for name in ("name", "kind", *sorted(values)) if name in values}
        after |= {"parent": real(done, parents[task]), "wbs": values.get("wbs", "")}
        told.append(Told("task.created", "task", done.ids[task], f"Added the task “{draft.name(task)}”", after=after))
    copy_assignments(draft, done)


def real(done: Stored, task: int | None) -> int | None:
    return None if task is None else done.ids.get(task, task)


def copy_assignments(draft: Draft, done: Stored) -> None:
    """Assign the copies to whoever does the originals; what was done is not copied."""
    originals = {original: done.ids[copy] for copy, original in draft.copies.items() if copy in done.ids}
    several: dict[int, list[int]] = {}
    for copy, original in draft.copies.items():
        if copy in done.ids:
            several.setdefault(original, []).append(done.ids[copy])
    rows = []
    if originals:
        last = draft.component.assignments.aggregate(last=Max("uid"))["last"] or 0
        found = draft.component.assignments.filter(task__in=list(originals)).order_by("pk")
        for given in found.values_list("task", "resource", *COPIED_PARTS[4:]):
            for copy in several[given[0]]:
                last += 1
                rows.append((draft.component.pk, last, copy, *given[1:]))
    if rows:
        insert_rows(Assignment, COPIED_PARTS, rows)


def update_values(draft: Draft, done: Stored, told: list[Told]) -> None:
    """Write the changed fields, rows with the same ones together."""
    groups: dict[tuple[str, ...], list[int]] = {}
    draft.read_notes(task for task, values in draft.changed.items() if "notes" in values)
    columns = {task: as_columns(draft, task, values) for task, values in draft.changed.items()}
    for task, values in draft.changed.items():
        groups.setdefault(tuple(sorted(columns[task])), []).append(task)
        before = {name: draft.stored(task, name) for name in values}
        summary = f"Changed {words(draft, values)} of “{draft.name(task)}”"
        told.append(Told("task.updated", "task", task, summary, before, dict(values)))
    for names, tasks in groups.items():
        update_rows(Task, names, [[*(columns[task][name] for name in names), task] for task in tasks])
    done.delta.changed.update(draft.changed)


def write_assignments(draft: Draft, done: Stored) -> None:
    """Let others work on rows, or as long, where the draft says so; dates may follow from who does it."""
    assigned, worked, shaped = (told_in(draft, name) for name in (ASSIGNED, WORKED, CONTOURS))
    if not (assigned or worked or shaped):
        return
    done.delta.assigned = others_work(draft, assigned)
    people, work, shapes = ({done.ids.get(task, task): rows for task, rows in each.items()}
                            for each in (assigned, worked, shaped))  # fmt: skip
    done.delta.people, done.delta.worked = set(people), set(work) | set(shapes)
    assign(draft, people, work)
    shape(shapes)


def write_outline(draft: Draft, done: Stored, told: list[Told]) -> None:
    """Write places, levels, parents, kinds and numbers, each where it is another one."""
    if not draft.reordered:
        return
    part, parents = draft.plan.parts[draft.component.pk], draft.parents()
    tell_moves(draft, done, told)
    stored_parents = part.column("parent_id")
    old = [task for task in draft.order if task in draft.base]
    levels, stored_levels = draft.level, part.column("level")
    changed_parents = [(real(done, parents[task]), task) for task in old if parents[task] != stored_parents[task]]
    changed_levels = [(levels[task], task) for task in old if levels[task] != stored_levels[task]]
    kinds = changed_kinds(draft, stored_parents, parents)
    numbers = renumbered(draft)
    update_column(Task, "parent", changed_parents)
    update_column(Task, "level", changed_levels)
    update_column(Task, "kind", [(kind, done.ids.get(task, task)) for task, kind in kinds.items()])
    update_column(Task, "wbs", [(number, done.ids.get(task, task)) for task, number in numbers.items()])
    order = [done.ids.get(task, task) for task in draft.order]
    new = set(done.ids.values())
    moved = [(at, task) for at, task in enumerate(order) if task not in new and part.positions[task] != at]
    update_column(Task, "position", moved)
    done.delta.order = order
    touched = {pk for _, pk in (*changed_parents, *changed_levels)} | kinds.keys() | numbers.keys()
    done.delta.changed.update(done.ids.get(task, task) for task in touched)


def changed_kinds(draft: Draft, before: dict[int, Any], after: dict[int, Any]) -> dict[int, str]:
    """Return the new kinds of rows that got their first child or lost their last one."""
    had = {parent for parent in before.values() if parent is not None}
    have = {parent for parent in after.values() if parent is not None}
    found = {}
    for task in draft.order:
        if task in have and draft.value(task, "kind") != Task.Kind.SUMMARY:
            found[task] = str(Task.Kind.SUMMARY)
        elif (task in had and task not in have and draft.value(task, "kind") == Task.Kind.SUMMARY) or (
            task in draft.new and task not in have and draft.value(task, "kind") == Task.Kind.SUMMARY
        ):
            found[task] = str(Task.Kind.TASK)
    return found


def tell_moves(draft: Draft, done: Stored, told: list[Told]) -> None:
    moved = {task for task in draft.moved if task in draft.base}
    before, after = places(draft, moved, stored=True), places(draft, moved, stored=False)
    for task in moved:
        was, now = before[task], tuple(real(done, each) for each in after[task])
        if was != now:
            facts = [dict(zip(("parent", "after"), each, strict=True)) for each in (was, now)]
            told.append(Told("task.moved", "task", task, f"Moved “{draft.name(task)}”", *facts))


def delete_rows(draft: Draft, done: Stored) -> None:
    """Put the branches into one item of the trash."""
    component = draft.component
    gone = [task for task in draft.base if task in draft.removed]
    tops = set(draft.gone)
    where = places(draft, tops, stored=True)
    order = [task for task in draft.base if task in tops]
    neighbors = set[int]()
    for start in range(0, len(gone), BATCH):
        neighbors |= neighbors_of(component, gone[start : start + BATCH])
    done.neighbors |= neighbors
    names = {task: str(draft.stored(task, "name"))[:80] for task in order}
    rows = [{name: draft.stored(task, name) for name in ("uid", "name", "kind", "wbs", "duration_minutes")}
            for task in gone[:1000]]  # fmt: skip
    first = order[0]
    title = f"Task “{names[first]}”" if len(order) == 1 else f"Tasks “{names[first]}” and {len(order) - 1:,} more"
    if len(gone) > len(order):
        title += f" with {len(gone) - len(order):,} tasks below {'it' if len(order) == 1 else 'them'}"
    summary = f"Deleted {title[0].lower()}{title[1:]}"
    before = {"rows": rows, "count": len(gone), "linked": sorted(neighbors), "tasks": order}
    event = record(draft.actor, component, "task.deleted", Task(pk=first), summary=summary, before=before,
                   cause=done.head)  # fmt: skip
    branches = [{"root": task, "parent": where[task][0], "after": where[task][1]} for task in order]
    doomed = [list(Task.objects.filter(pk__in=gone[start : start + BATCH])) for start in range(0, len(gone), BATCH)]
    put_away(draft.actor, component, Task(pk=first), doomed, title=title, right=Verb.EDIT_PLAN, event=event,
             count=len(gone), place={**branches[0], "branches": branches})  # fmt: skip
    done.delta.removed.update(gone)


# ---------------------------------------------------------------------- links


def facts_of(draft: Draft, link: Link, done: Stored) -> dict[str, Any]:
    return {"type": link.type, "lag": link.lag, "lag_kind": link.lag_kind, "lag_unit": link.lag_unit,
            "predecessor": real(done, link.predecessor), "successor": real(done, link.successor),
            "components": [draft.component.pk]}  # fmt: skip


def write_links(draft: Draft, done: Stored, told: list[Told]) -> None:
    """Insert, change and remove links within the plan."""
    if not (draft.links or draft.unlinked):
        return
    ties = draft.ties
    links = draft.all_links()
    new = {pk: link for pk, link in links.items() if pk not in ties}
    rows = [Dependency(pk=link.again, component=draft.component, from_component=draft.component,
                       predecessor_id=done.ids.get(link.predecessor, link.predecessor),
                       successor_id=done.ids.get(link.successor, link.successor),
                       type=link.type, lag=link.lag, lag_kind=link.lag_kind, lag_unit=link.lag_unit)
            for link in new.values()]  # fmt: skip
    for row, link in zip(Dependency.objects.bulk_create(rows, batch_size=BATCH), new.values(), strict=True):
        words = f"Linked “{draft.name(link.successor)}” to “{draft.name(link.predecessor)}”"
        told.append(Told("dependency.created", "dependency", row.pk, words, after=facts_of(draft, link, done)))
        done.delta.links.add(row.pk)
    for pk, link in draft.links.items():
        if pk in ties and pk in links and pk not in draft.unlinked:
            was = type(link)(*ties[pk][1:])
            before, after = facts_of(draft, was, done), facts_of(draft, link, done)
            names = [name for name in after if before[name] != after[name]]
            if not names:
                continue
            values = dict(zip(("type", "lag", "lag_kind", "lag_unit"), link.values, strict=True))
            Dependency.objects.filter(pk=pk).update(**values)
            words = f"Changed the link of “{draft.name(link.successor)}” to “{draft.name(link.predecessor)}”"
            told.append(Told("dependency.updated", "dependency", pk, words, {name: before[name] for name in names},
                             {name: after[name] for name in names}))  # fmt: skip
            done.delta.links.add(pk)
    remove_links(draft, done, [pk for pk in draft.unlinked if pk in ties])


def remove_links(draft: Draft, done: Stored, ids: list[int]) -> None:
    """Put the removed links into one item of the trash; each is told on its own."""
    rows = list(Dependency.objects.filter(pk__in=ids).select_related("predecessor", "successor"))
    rows = [row for row in rows if row.predecessor_id not in draft.removed and row.successor_id not in draft.removed]
    if not rows:
        return
    done.delta.unlinked.update(row.pk for row in rows)
    told = []
    for row in rows:
        facts = {name: getattr(row, name) for name in ("type", "lag", "lag_kind", "lag_unit")}
        facts |= {"predecessor": row.predecessor_id, "successor": row.successor_id, "components": [draft.component.pk]}
        words = f"Unlinked “{row.successor}” from “{row.predecessor}”"
        told.append(Told("dependency.deleted", "dependency", row.pk, words, after=facts))
    events = record_all(draft.actor, draft.component, told, cause=done.head)
    title = f"Link to “{rows[0].successor}” from “{rows[0].predecessor}”" if len(rows) == 1 else f"{len(rows):,} links"
    put_away(draft.actor, draft.component, rows[0], [rows], title=title, right=Verb.EDIT_PLAN, event=events[0],
             count=len(rows))  # fmt: skip


def seen_by(actor: Actor, model: type[M], ids: Collection[int]) -> dict[int, M]:
    """Return these rows, all of which the actor has to see."""
    rows = model._default_manager.all() if actor.person is None else visible(actor.person, model)  # noqa: SLF001 - for any model
    found = rows.select_related("component").in_bulk(list(ids))
    if len(found) < len(ids):
        raise NotAllowed("This changes a link whose other end you may not see.")
    return found


def cross(draft: Draft, done: Stored, head: Event) -> None:
    """Make and remove links between plans, by the verbs that tell both sides."""
    gone = seen_by(draft.actor, Dependency, draft.uncrossed)
    fresh = {pk: (each.predecessor, each.successor, each.type) for pk, each in draft.crossing.items()}
    retied = retied_by({pk: (row.predecessor_id, row.successor_id, row.type) for pk, row in gone.items()}, fresh)
    for pk, row in sorted(gone.items(), key=lambda item: item[0] in retied):
        done.neighbors |= {row.component_id, row.from_component_id}
        if pk in retied:
            values = dict(zip(LINK_NAMES[4:], draft.crossing[retied[pk]].values, strict=True))
            retie_tasks(draft.actor, row, cause=head, asked_by=draft.asked_by, **values)
        else:
            unlink_tasks(draft.actor, row, cause=head)
    made = [(done.ids.get(each.predecessor, each.predecessor), done.ids.get(each.successor, each.successor), each)
            for pk, each in draft.crossing.items() if pk not in retied.values()]  # fmt: skip
    tasks = seen_by(draft.actor, Task, {end for *ends, _ in made for end in ends})
    for before, behind, each in made:
        values = dict(zip(LINK_NAMES[4:], each.values, strict=True))
        link = link_tasks(draft.actor, tasks[before], tasks[behind], cause=head, asked_by=draft.asked_by, **values)
        done.neighbors |= {link.component_id, link.from_component_id}
    done.neighbors.discard(draft.component.pk)
    done.delta.crossing = bool(done.neighbors)
