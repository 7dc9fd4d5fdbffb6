"""A draft as rows in memory: what ``store`` writes into the tables, for plans that no table has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.field_values import ASSIGNED, CONTOURS, WORKED, as_columns, others_work, told_in
from headway.app.actions.plan_draft import ATTNAMES
from headway.app.actions.plan_store import changed_kinds
from headway.app.actions.wbs import renumbered
from headway.app.bridge.live_part import AT, COLUMNS
from headway.app.bridge.live_plan import Delta
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.plan_draft import Draft, Link
    from headway.app.bridge.live_part import Row
    from headway.app.bridge.live_plan import Followed, LivePlan

FIELDS = {name: next((field for field, column in ATTNAMES.items() if column == name), name) for name in COLUMNS}
"""Columns in memory by the names that drafts know."""
FIRST_VERSION = Task._meta.get_field("version").get_default()  # noqa: SLF001 - as Django documents
APART = {"pk", "parent_id", "level", "uid", "version", "noted"}


def fold(draft: Draft, touches: Mapping[int, int] | None = None) -> tuple[Delta, Followed]:
    """Let the plan in memory be what the draft makes of it; ``touches`` counts how often each row was changed."""
    part = draft.plan.parts[draft.component.pk]
    delta, rows = folded_rows(draft, dict.fromkeys(draft.changed, 1) if touches is None else touches)
    ties = ties_of(draft)
    delta.links = set(ties)
    delta.unlinked = set(draft.unlinked)
    assigned, worked, shaped = (told_in(draft, name) for name in (ASSIGNED, WORKED, CONTOURS))
    delta.assigned = others_work(draft, assigned)
    delta.people, delta.worked = set(assigned), set(worked) | set(shaped)
    part.assigned |= assigned
    part.worked |= worked
    part.shaped |= shaped
    delta.crossing = bool(draft.crossing or draft.uncrossed)
    draft.plan.tried.removed |= draft.uncrossed
    draft.plan.tried.made |= crossing_of(draft)
    part.copies |= copies_of(draft)
    part.notes |= notes_of(draft)
    return delta, draft.plan.follow_in_memory(draft.component.pk, delta, rows, ties.values())


def refold(plan: LivePlan, draft: Draft, touches: Mapping[int, int]) -> tuple[Delta, Followed] | None:
    """Let a plan, into which another draft of the same plan was folded, be what this draft makes of it.

    Only what the two drafts do otherwise is calculated. None where that is a link with another plan.
    """
    pk = draft.component.pk
    part, base = plan.parts[pk], draft.plan.parts[pk]
    if (plan.tried.made, plan.tried.removed) != (crossing_of(draft), draft.uncrossed):
        return None
    fresh = {row[0]: row for row in folded_rows(draft, touches)[1]}
    rows = {task: fresh[task] if task in fresh else base.rows[task] for task in draft.order}
    ties = {tie: row for tie, row in base.ties.items()
            if tie not in draft.unlinked and row[1] not in draft.removed and row[2] not in draft.removed}  # fmt: skip
    ties |= ties_of(draft)
    assigned, worked, shaped = (told_in(draft, name) for name in (ASSIGNED, WORKED, CONTOURS))
    delta = Delta(
        changed={task for task, row in rows.items() if (old := part.rows.get(task)) is not row and old != row},
        removed=part.rows.keys() - rows.keys(),
        order=None if outline_of(rows) == outline_of(part.rows) else list(rows),
        links={tie for tie, row in ties.items() if (old := part.ties.get(tie)) is not row and old != row},
        unlinked=part.ties.keys() - ties.keys(),
        people=unlike(part.assigned, assigned),
        worked=unlike(part.worked, worked) | unlike(part.shaped, shaped),
    )
    delta.assigned = bool(delta.people or delta.worked)
    part.assigned, part.worked, part.shaped = assigned, worked, shaped
    part.copies, part.notes = copies_of(draft), notes_of(draft)
    return delta, plan.follow_in_memory(pk, delta, [rows[task] for task in delta.changed],
                                        [ties[tie] for tie in delta.links])  # fmt: skip


def outline_of(rows: Mapping[int, Row]) -> list[tuple[int, int | None]]:
    """Return the rows in their order, each with what it stands below."""
    return [(task, row[AT["parent_id"]]) for task, row in rows.items()]


def unlike(one: Mapping[int, Any], other: Mapping[int, Any]) -> set[int]:
    """Return the keys under which the two do not hold the same."""
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def ties_of(draft: Draft) -> dict[int, Row]:
    """Return the new and changed links within the plan, as rows."""
    return rows_of_links(draft.own_links())


def crossing_of(draft: Draft) -> dict[int, Row]:
    """Return the new links with other plans, as rows."""
    return rows_of_links(draft.crossing)


def rows_of_links(links: Mapping[int, Link]) -> dict[int, Row]:
    return {pk: (pk, link.predecessor, link.successor, *link.values) for pk, link in links.items()}


def copies_of(draft: Draft) -> dict[int, int]:
    return {copy: original for copy, original in draft.copies.items() if copy in draft.new and copy in draft.level}


def notes_of(draft: Draft) -> dict[int, str]:
    """Return the notes that the draft gives rows."""
    return {task: values["notes"] for task, values in (*draft.changed.items(), *draft.new.items())
            if "notes" in values}  # fmt: skip


def folded_rows(draft: Draft, touches: Mapping[int, int]) -> tuple[Delta, list[Row]]:
    """Return what is different, and the rows with their new values."""
    part, parents = draft.plan.parts[draft.component.pk], draft.parents()
    delta = Delta(removed={task for task in draft.removed if task in draft.base})
    values: dict[int, dict[str, Any]] = {task: dict(given) for task, given in draft.changed.items()}
    new = [task for task in draft.order if task in draft.new]
    values |= {task: {} for task in new}
    values |= {task: {} for task in touches if task in draft.base and task in draft.level and task not in values}
    if draft.reordered:
        stored_parents, stored_levels = part.column("parent_id"), part.column("level")
        for task in draft.order:
            if task in draft.base and (parents[task], draft.level[task]) != (stored_parents[task], stored_levels[task]):
                values.setdefault(task, {})
        for name, found in (("kind", changed_kinds(draft, stored_parents, parents)), ("wbs", renumbered(draft))):
            for task, value in found.items():
                values.setdefault(task, {})[name] = value
        delta.order = list(draft.order)
    delta.changed = set(values)
    return delta, [
        folded(draft, task, given, part.last_uid - task, touches.get(task, 0)) for task, given in values.items()
    ]


def folded(draft: Draft, task: int, given: dict[str, Any], uid: int, touched: int) -> Row:
    """Return one row; ``uid`` is what it gets if it is new."""
    given = as_columns(draft, task, given)
    if task in draft.base:
        row = list(draft.base[task])
        row[AT["version"]] += touched
        if "notes" in given:
            row[AT["noted"]] = bool(given.pop("notes"))
        for name, value in given.items():
            row[AT[ATTNAMES.get(name, name)]] = value
    else:
        row = [None if name in APART else draft.value(task, FIELDS[name]) for name in COLUMNS]
        for name, value in {**given, "pk": task, "uid": uid, "version": FIRST_VERSION + touched,
                            "noted": bool(draft.value(task, "notes"))}.items():  # fmt: skip
            row[AT[name]] = value
    row[AT["parent_id"]], row[AT["level"]] = draft.parents()[task], draft.level[task]
    return tuple(row)
