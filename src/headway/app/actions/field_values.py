"""Values of custom fields, and who works on a row: what an edit sets beside the columns of a task."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from headway.app.actions.bulk import insert_rows, update_rows
from headway.app.actions.edit import fields_in_words
from headway.app.actions.errors import Refused
from headway.app.models import Assignment, CustomField, Resource
from headway.app.queries.fields import field_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.actions.plan_draft import Draft

ASSIGNED = "assigned"
"""Who works on a row, as a list of [resource, units] in the order of the resources."""
WORKED = "assigned_work"
"""Stated work of who works on a row, as a list of [resource, minutes, minutes that remain]; nobody types it."""
CONTOURS = "contours"
"""How the work of who works on a row lies over its time, as a list of [resource, contour]; flat ones are not named."""
BESIDE = frozenset({ASSIGNED, WORKED, CONTOURS})
COMPUTED = frozenset({WORKED, CONTOURS})
"""No value of an edit: the one follows, the other is typed as a cell."""
FLAT = "flat"
LONGEST_TEXT = 1000
WORK = ("work_minutes", "remaining_work_minutes")
NOTHING = (None, None)
"""Work that is not stated."""
MOST_UNITS = 1000.0
MOST_ASSIGNED = 100
LARGEST = 1e15
FIRST_DATE, LAST_DATE = -36_816_480, 120_960_000
"""Of fields of one's own, in minutes: 1900-01-01 and the end of 2199; no task is scheduled by them."""


def is_beside(name: str) -> bool:
    """Return whether a field of an edit is no column of a task."""
    return name in BESIDE or field_id(name) is not None


def known_fields(draft: Draft) -> dict[int, CustomField]:
    """Return the fields of the component, deleted ones too: undo brings their values back."""
    rows = CustomField.objects.filter(component__paths_down__descendant=draft.component)
    return {row.pk: row for row in rows}


def stored_beside(draft: Draft, task: int, name: str) -> Any:
    """Return what is stored; of a new row, nothing."""
    part = draft.plan.parts[draft.component.pk]
    if name in BESIDE:
        people = part.people(task if task in part.rows else draft.copies.get(task, task))
        if name == ASSIGNED:
            return sorted(([each.resource, each.units] for each in people), key=itemgetter(0))
        if name == CONTOURS:
            return sorted(([each.resource, each.contour] for each in people if each.contour != FLAT), key=itemgetter(0))
        minutes = [[each.resource, each.work_minutes, each.remaining_work_minutes] for each in people]
        return sorted((row for row in minutes if row[1:] != [None, None]), key=itemgetter(0))
    custom = part.value(task, "custom") if task in draft.base else {}
    return custom.get(str(field_id(name)))


def cleaned_beside(draft: Draft, name: str, value: Any) -> Any:
    """Return a value as it is stored, or refuse what no row can have."""
    if name == ASSIGNED:
        return cleaned_assigned(draft, value)
    if name in {WORKED, CONTOURS}:
        return [list(row) for row in value]
    field = draft.fields().get(field_id(name) or 0)
    if field is None:
        raise Refused("unknown-field", "This field is not one of this plan's.", name, "Load the plan again.")
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not fits(field, value):
        raise Refused("invalid-value", f"{field.name}: this is not a {field.get_kind_display().lower()}.", name,
                      "Correct it and try again.")  # fmt: skip
    return value


def fits(field: CustomField, value: Any) -> bool:
    """Return whether a value is of the field's kind."""
    if field.kind == CustomField.Kind.NUMBER:
        return isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= LARGEST
    if field.kind == CustomField.Kind.DATE:
        return isinstance(value, int) and FIRST_DATE <= value <= LAST_DATE
    readable = isinstance(value, str) and "\x00" not in value and len(value) <= LONGEST_TEXT
    return readable and (field.kind == CustomField.Kind.TEXT or value in field.choices or bool(field.retired_at))


def cleaned_assigned(draft: Draft, value: Any) -> list[list[Any]]:
    if not (isinstance(value, list) and all(is_pair(each) for each in value)):
        raise Refused("invalid-value", "Who works on a task is a list of resources with their units.", ASSIGNED,
                      "Send [[resource, units], …].")  # fmt: skip
    wanted = {pk: float(units) for pk, units in value}
    known = set(Resource.objects.filter(component=draft.component, pk__in=wanted).values_list("pk", flat=True))
    if wanted.keys() - known:
        raise Refused("gone", "A resource is not there any more.", "", "Load the plan again.")
    if len(wanted) > MOST_ASSIGNED or not all(0 < units <= MOST_UNITS for units in wanted.values()):
        raise Refused("invalid-value", f"Units lie above 0 and up to {MOST_UNITS:,.0f}, of at most {MOST_ASSIGNED} "
                      "resources a task.", "", "Correct it and try again.")  # fmt: skip
    return [[pk, wanted[pk]] for pk in sorted(wanted)]


def is_pair(value: Any) -> bool:
    """Return whether a value is the number of a resource and its units."""
    pair = isinstance(value, (list, tuple)) and len(value) == 2 and type(value[0]) is int and abs(value[0]) < 2**63
    return pair and type(value[1]) in {int, float}


def words(draft: Draft, names: Iterable[str]) -> str:
    """Return the names of fields as people know them; the work of resources follows from another one."""
    found = []
    for name in [name for name in names if name != WORKED]:
        field = draft.fields().get(field_id(name) or 0) if field_id(name) is not None else None
        known = {ASSIGNED: "resources", CONTOURS: "contour"}.get(name)
        found.append(known or (field.name if field else fields_in_words([name])))
    return ", ".join(found)


def as_columns(draft: Draft, task: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what goes into columns of the task: its custom values as one of them."""
    plain = {name: value for name, value in values.items() if not is_beside(name)}
    own = {field_id(name): value for name, value in values.items() if field_id(name) is not None}
    if own:
        before = draft.stored(task, "custom") or {}
        after = {**before, **{str(pk): value for pk, value in own.items()}}
        plain["custom"] = {key: value for key, value in after.items() if value is not None}
    return plain


def taken_off(draft: Draft, rows: Iterable[Assignment], given: Mapping[int, list[list[Any]]]) -> list[Assignment]:
    """Return the assignments that would be no more; refuse to take off who has worked."""
    gone = [row for row in rows if row.resource_id not in dict(given[row.task_id])]
    worked = next((row for row in gone if row.actual_work_minutes), None)
    if worked:
        raise Refused("has-worked", f"“{worked.resource}” has worked on it already.", draft.name(worked.task_id),
                      "Leave them there, or set their actual work to nothing first.")  # fmt: skip
    return gone


def told_in(draft: Draft, name: str) -> dict[int, Any]:
    """Return what the draft says of the people of each row, of which it says anything."""
    return {task: values[name] for task, values in (*draft.changed.items(), *draft.new.items())
            if name in values and task not in draft.removed}  # fmt: skip


def others_work(draft: Draft, given: Mapping[int, list[list[Any]]]) -> bool:
    """Return whether somebody comes or goes, rather than only does more or less."""
    return any(dict(pairs).keys() != (dict(draft.stored(task, ASSIGNED)).keys() if task in draft.base else set())
               for task, pairs in given.items())  # fmt: skip


def assign(draft: Draft, given: Mapping[int, list[list[Any]]], worked: Mapping[int, list[list[Any]]]) -> None:
    """Let exactly these resources work on each task, that long; who stays keeps what is known of their part."""
    rows = list(Assignment.objects.filter(task__in={*given, *worked}).select_related("resource"))
    minutes = {(task, pk): stated for task, several in worked.items() for pk, *stated in several}
    if given:
        gone = taken_off(draft, [row for row in rows if row.task_id in given], given)
        Assignment.objects.filter(pk__in=[row.pk for row in gone]).delete()
        have = {(row.task_id, row.resource_id) for row in rows}
        new = [(task, *pair) for task, pairs in given.items() for pair in pairs if (task, pair[0]) not in have]
        join(draft, [(*each, *minutes.get(each[:2], NOTHING)) for each in new])
    changed = []
    for row in rows:
        before = (row.units, row.work_minutes, row.remaining_work_minutes)
        stated = minutes.get((row.task_id, row.resource_id), NOTHING) if row.task_id in worked else before[1:]
        after = (dict(given.get(row.task_id, ())).get(row.resource_id, row.units), *stated)
        if after != before:
            changed.append((*after, row.pk))
    update_rows(Assignment, ("units", *WORK), changed)


def shape(given: Mapping[int, list[list[Any]]]) -> None:
    """Let the work of who works on each task lie over its time as it is said."""
    rows = (
        Assignment.objects.filter(task__in=list(given)).order_by("pk").values_list("pk", "task", "resource", "contour")
    )
    wanted = {(task, resource): contour for task, pairs in given.items() for resource, contour in pairs}
    after = [(wanted.get((task, resource), FLAT), pk, contour) for pk, task, resource, contour in rows]
    update_rows(Assignment, ("contour",), [(now, pk) for now, pk, before in after if now != before])


def join(draft: Draft, new: list[tuple[Any, ...]]) -> None:
    """Assign people anew: task, resource, units, minutes of work and those that remain."""
    last = draft.component.assignments.aggregate(last=Max("uid"))["last"] or 0
    rows = [(draft.component.pk, last + at, *each) for at, each in enumerate(new, 1)]
    insert_rows(Assignment, ("component", "uid", "task", "resource", "units", *WORK), rows)
