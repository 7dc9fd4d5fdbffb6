"""Take things out of the trash again, with what hung on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from headway.app.actions.agreement_steps import begin_with_link
from headway.app.actions.bring_back import bring_back
from headway.app.actions.bulk import update_column
from headway.app.actions.comments import restore_comment
from headway.app.actions.components import restore_component
from headway.app.actions.dependencies import cycle_in_words, record_link, steps_among, way
from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.gates import require_ahead
from headway.app.actions.memberships import label_of, require_grant
from headway.app.actions.plan_changes import neighbors_of, touch_plan
from headway.app.actions.put_away import read_back
from headway.app.actions.records import restore_record
from headway.app.actions.reports import draft_of
from headway.app.models import (
    Comment,
    Component,
    Criterion,
    Dependency,
    Event,
    Membership,
    Person,
    Record,
    Report,
    Sprint,
    Task,
)
from headway.app.rules import NotAllowed, Verb, require, visible
from headway.app.rules.parts import require_edit

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.actions.put_away import Packed, Values
    from headway.app.models import TrashItem
    from headway.app.rules import Actor


@dataclass(frozen=True, slots=True)
class Restored:
    item: TrashItem
    dropped: int
    """Rows that could not come back because what they hung on is gone: links to a task that was deleted later."""


def restore(actor: Actor, row: Any) -> int:
    """Take whatever lies in the trash out again; return how many rows had to stay behind."""
    if isinstance(row, Component):
        restore_component(actor, row)
    elif isinstance(row, Record):
        restore_record(actor, row)
    elif isinstance(row, Comment):
        restore_comment(actor, row)
    else:
        return restore_item(actor, row).dropped
    return 0


@transaction.atomic
def restore_item(actor: Actor, item: TrashItem, *, because: Event | None = None) -> Restored:
    """Bring back what one act of deleting took; who may delete it may, and only if its place is still there."""
    lock_tree(item.component)
    item = lock(item)
    item.because = because or item.event  # type: ignore[attr-defined]
    if item.restored_at or item.purged_at:
        word = "restored" if item.restored_at else "purged"
        raise Refused("not-in-the-trash", f"This was {word} already.", item.title, "Load the page again.")
    packed = read_back(item)
    kind = KINDS.get(item.object_type, Kind("trash.restored"))
    (kind.prepare or just_the_right)(actor, item, packed)
    wanted = sum(len(rows) for rows in packed.rows.values())
    dropped = bring_back(packed)
    row = apps.get_model("headway", item.object_type)._base_manager.filter(pk=item.object_id).first()  # noqa: SLF001
    if row is None or dropped == wanted > 0:
        raise Refused("place-gone", "This cannot come back: what it belonged to is gone.", item.title,
                      "Restore that first.")  # fmt: skip
    item.rows, item.restored_at = None, timezone.now()
    item.save(update_fields=["rows", "restored_at"])
    (kind.finish or tell)(actor, item, row, kind.verb)
    return Restored(item, dropped)


def just_the_right(actor: Actor, item: TrashItem, packed: Packed) -> None:  # noqa: ARG001 - the shape of a preparation
    require(actor, Verb(item.right), item.component)


def tell(actor: Actor, item: TrashItem, row: Any, verb: str, linked: list[int] | None = None) -> None:
    """Record that it is back, because of the event that took it."""
    linked = linked or item.event.before.get("linked") or []
    for pk in {item.component_id, *linked}:
        touch_plan(Component(pk=pk))
    after = {"count": item.count, "components": sorted({item.component_id, *linked})}
    if several := item.event.before.get("tasks"):
        after["tasks"] = several
    because: Event = item.because  # type: ignore[attr-defined]
    summary = f"Restored from the trash: {item.title}"
    record(actor, item.component, verb, row, summary=summary, after=after, cause=because)


def prepare_tasks(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Make room in the outline where each branch stood, or as near to it as what is left permits."""
    component = item.component
    rows = sorted(packed.rows["task"], key=lambda values: values["position"])
    places = packed.place.get("branches") or [{"root": rows[0]["id"], **packed.place}]
    stored = list(component.tasks.order_by("position", "pk").values_list("pk", "parent", "level", "position"))
    outline = {pk: (parent, level) for pk, parent, level, _ in stored}
    order = list(outline)
    for place, branch in zip(places, apart(rows, [place["root"] for place in places]), strict=True):
        put_branch(actor, item, place, branch, outline, order)
    position = {pk: index for index, pk in enumerate(order)}
    update_column(Task, "position", [(position[pk], pk) for pk, _, _, was in stored if position[pk] != was])
    for values in rows:
        values["position"] = position[values["id"]]
    leave_closed_sprints(component, rows)
    renumber(component, rows)
    parents = {place["parent"] for place in places if place["parent"]}
    leaves = component.tasks.filter(pk__in=parents).exclude(kind=Task.Kind.SUMMARY)
    leaves.update(kind=Task.Kind.SUMMARY, version=F("version") + 1)


def put_branch(
    actor: Actor,
    item: TrashItem,
    place: dict[str, Any],
    rows: list[Values],
    outline: dict[int, tuple[int | None, int]],
    order: list[int],
) -> None:
    """Put a branch back behind its elder sibling, as the first child where that is gone."""
    parent = place["parent"]
    if parent and parent not in outline:
        raise Refused("parent-gone", "The summary that it stood under is not there any more.", item.title,
                      "Restore that first.")  # fmt: skip
    if holder := item.component.tasks.filter(pk=parent).first():
        require_edit(actor, holder)
    elif not parent:
        require(actor, Verb.EDIT_PLAN, item.component)
    level = outline[parent][1] + 1 if parent else 1
    elder = place["after"] if outline.get(place["after"], (0, 0))[0] == parent else None
    at = order.index(elder or parent) + 1 if elder or parent else 0
    while elder and at < len(order) and outline[order[at]][1] > level:
        at += 1
    shift = level - rows[0]["level"]
    for values in rows:
        values["level"] += shift
        outline[values["id"]] = (values["parent_id"], values["level"])
    order[at:at] = [values["id"] for values in rows]


def apart(rows: list[Values], roots: list[int]) -> list[list[Values]]:
    """Return the rows of each branch, given in the order of the outline."""
    found: list[list[Values]] = []
    for values in rows:
        if len(found) < len(roots) and values["id"] == roots[len(found)]:
            found.append([])
        found[-1].append(values)
    return found


def leave_closed_sprints(component: Component, rows: list[Values]) -> None:
    """Let tasks whose sprint was closed meanwhile come back into the backlog."""
    still_open = set(component.sprints.exclude(state=Sprint.State.CLOSED).values_list("pk", flat=True))
    for values in rows:
        if values.get("sprint_id") not in still_open:
            values["sprint_id"] = None


def renumber(component: Component, rows: list[Values]) -> None:
    """Give a new number to tasks whose own was given away meanwhile."""
    wanted = {values["uid"] for values in rows}
    taken = {uid for uid in component.tasks.values_list("uid", flat=True) if uid in wanted}
    last = max(component.tasks.aggregate(last=Max("uid"))["last"] or 0, *wanted)
    for values in rows:
        if values["uid"] in taken:
            last += 1
            values["uid"] = last


def finish_tasks(actor: Actor, item: TrashItem, row: Task, verb: str) -> None:
    """Refuse what would now close a circle; tell the plans that the branch is linked with."""
    ids = set(Task.objects.filter(component=item.component).values_list("pk", flat=True))
    links = Dependency.objects.filter(component=item.component) | Dependency.objects.filter(
        from_component=item.component
    )
    branch = {*(found := [row.pk, *(item.event.before.get("tasks") or [])]), *descendants(item.component, found)}
    crossing = [link for link in links if (link.predecessor_id in branch) != (link.successor_id in branch)]
    refuse_circles(actor, {item.component_id}, crossing)
    tell(actor, item, row, verb, sorted({item.component_id, *neighbors_of(item.component, branch & ids)}))


def descendants(component: Component, tasks: list[int]) -> set[int]:
    """Return the ids of everything below some tasks."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in component.tasks.values_list("pk", "parent_id"):
        children.setdefault(parent, []).append(pk)
    found, open_ = set(), list(tasks)
    while open_:
        below = children.get(open_.pop(), [])
        found.update(below)
        open_ += below
    return found


def refuse_circles(actor: Actor, components: set[int], links: list[Dependency]) -> None:
    steps = steps_among(components) if links else {}
    for link in links:
        if path := way(steps, link.successor_id, link.predecessor_id):
            circle = cycle_in_words(actor, [*path, path[0]])
            raise Refused("cycle", "This would close a circle: links were made meanwhile that lead back.", circle,
                          "Remove one of the links in this circle first.")  # fmt: skip


def prepare_link(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Ask the same of links that come back as of new ones."""
    require(actor, Verb.EDIT_PLAN, item.component)
    for values in packed.rows["dependency"]:
        ends = Task.objects.filter(pk__in=[values["predecessor_id"], values["successor_id"]])
        if ends.count() < 2:
            raise Refused("end-gone", "One of the two tasks is not there any more.", item.title, "Restore that first.")
        if actor.person is not None and not visible(actor.person, Task).filter(pk=values["predecessor_id"]).exists():
            raise NotAllowed("You may not see the predecessor.")
        same = {name: values[name] for name in ("predecessor_id", "successor_id", "type")}
        if Dependency.objects.filter(**same).exists():
            raise Refused("already-linked", "The two are linked this way again already.", item.title)


def finish_link(actor: Actor, item: TrashItem, row: Dependency, verb: str) -> None:
    rows = [row]
    if item.count > 1:
        told = Event.objects.filter(cause=item.event.cause_id, verb="dependency.deleted", root=item.event.root_id)
        rows = list(Dependency.objects.filter(pk__in=told.values("object_id")).order_by("pk"))
    for each in rows:
        refuse_circles(actor, {each.component_id, each.from_component_id}, [each])
        touch_plan(each.component)
        record_link(actor, each, verb, ("Linked again", "to"))
        if each.component_id != each.from_component_id:
            begin_with_link(actor, each, asked_by=actor.person)


def prepare_role(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Give a role back only where it could be given."""
    for values in packed.rows["membership"]:
        if values["id"] == item.object_id:
            person = Person.objects.get(pk=values["person_id"])
            require_grant(actor, values["role"], item.component, person, "give")


def finish_role(actor: Actor, item: TrashItem, row: Membership, verb: str) -> None:
    summary = f"{{person}} is {label_of(row.role).lower()} of “{item.component.name}” again"
    after = {"person": row.person_id, "role": row.role}
    record(actor, item.component, verb, row, summary=summary, after=after, cause=item.event)


def prepare_plan(actor: Actor, item: TrashItem, packed: Packed) -> None:
    just_the_right(actor, item, packed)
    if item.component.tasks.exists():
        raise Refused(
            "not-empty", f"“{item.component.name}” has another plan now.", "", "Restore it into an empty one."
        )


def prepare_baseline(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Let the baseline that is current now stay it."""
    just_the_right(actor, item, packed)
    values = packed.rows["baseline"][0]
    taken = item.component.baselines.filter(number=values["number"]).first()
    if taken is not None:
        raise Refused("taken-meanwhile", f"Number {values['number']} belongs to “{taken.name}” now.", item.title,
                      "Delete that one first.")  # fmt: skip
    values["current"] = values["current"] and not item.component.baselines.filter(current=True).exists()


def prepare_file(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Put a file only to a report that is still a draft; what was sent never changes."""
    just_the_right(actor, item, packed)
    report = Report.objects.filter(pk=packed.rows["reportattachment"][0]["report_id"]).first()
    if report is not None:
        draft_of(report, None)


def prepare_evidence(actor: Actor, item: TrashItem, packed: Packed) -> None:
    """Put a file only to a criterion whose gate is still ahead; what a board has before it never changes."""
    just_the_right(actor, item, packed)
    criterion = Criterion.objects.filter(pk=packed.rows["evidencefile"][0]["criterion_id"] or 0).first()
    if criterion is not None:
        require_ahead(lock(criterion.gate))


@dataclass(frozen=True, slots=True)
class Kind:
    """What is special about bringing one kind of row back."""

    verb: str
    prepare: Callable[[Actor, TrashItem, Packed], None] | None = None
    finish: Callable[[Actor, TrashItem, Any, str], None] | None = None


KINDS: dict[str, Kind] = {
    "task": Kind("task.restored", prepare_tasks, finish_tasks),
    "dependency": Kind("dependency.restored", prepare_link, finish_link),
    "membership": Kind("role.restored", prepare_role, finish_role),
    "component": Kind("plan.restored", prepare_plan),
    "baseline": Kind("baseline.restored", prepare_baseline),
    "calendar": Kind("calendar.restored"),
    "reportattachment": Kind("report.file_restored", prepare_file),
    "evidencefile": Kind("evidence.restored", prepare_evidence),
    "sprint": Kind("sprint.restored"),
}
