"""Who works on the rows of a plan in memory: as the tables have it, and as a branch tries it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from headway.app.bridge.cell_choices import assigned_text
from headway.app.bridge.document_of_rows import assignments_of
from headway.app.bridge.schedule_columns import resource_names
from headway.app.models import Resource
from headway.engine.effort import CONTOUR_SHARES
from headway.formats.document import AssignmentDoc

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from headway.app.bridge.live_part import LivePart
    from headway.app.models import Component

Pairs = list[list[Any]]
Stated = list[list[Any]]
"""Resource, minutes of work, minutes that remain; who does what their units do in the duration is not named."""
Shaped = list[list[Any]]
"""Resource and contour; whose work lies evenly is not named."""
HOUR = 60
FLAT = "flat"


@dataclass(frozen=True, slots=True)
class People:
    """What the people of a plan come to."""

    work: int
    """Minutes."""
    cost: Decimal
    """At their standard rates."""


def tried(
    component: Component, known: Sequence[AssignmentDoc], copies: Mapping[int, int], assigned: Mapping[int, Pairs],
    worked: Mapping[int, Stated], shaped: Mapping[int, Shaped], rows: Mapping[int, Any],
) -> list[AssignmentDoc]:  # fmt: skip
    """Return the stored assignments with those of rows in memory only, as the tables would have them once it is merged.

    A copy has the people of its original; where a branch says who works on a row, who stays keeps what is known of
    their part.
    """
    given, originals = by_task(known), by_task(assignments_of(component, set(copies.values())) if copies else ())
    found, number = [each for each in known if each.task not in assigned], count(1)
    for task in dict.fromkeys((*copies, *assigned)):
        if task not in rows:
            continue
        base = given.get(task, [])
        if task in copies:
            base = [replace(each, uid=-next(number), task=task) for each in originals.get(copies[task], ())]
        found += changed(base, task, assigned[task], number) if task in assigned else base
    return [stated(each, assigned, worked, shaped) for each in found] if worked or shaped else found


def by_task(assignments: Iterable[AssignmentDoc]) -> dict[int, list[AssignmentDoc]]:
    found: dict[int, list[AssignmentDoc]] = {}
    for each in assignments:
        found.setdefault(each.task, []).append(each)
    return found


def changed(base: Iterable[AssignmentDoc], task: int, pairs: Pairs, number: Any) -> list[AssignmentDoc]:
    """Return the assignments of a task on which exactly these resources work."""
    units: dict[int, float] = {pk: share for pk, share in pairs}  # noqa: C416 - lists of two
    stay = [replace(each, units=units[each.resource]) for each in base if each.resource in units]
    have = {each.resource for each in stay}
    return stay + [AssignmentDoc(-next(number), task, pk, share) for pk, share in pairs if pk not in have]


def stated(
    each: AssignmentDoc, assigned: Mapping[int, Pairs], worked: Mapping[int, Stated], shaped: Mapping[int, Shaped]
) -> AssignmentDoc:
    """Return an assignment with the units, the work and the contour that are in memory only."""
    units = {pk: share for pk, share in assigned.get(each.task, ())}.get(each.resource, each.units)  # noqa: C416 - lists of two
    if each.task in shaped:
        contours = {pk: contour for pk, contour in shaped[each.task]}  # noqa: C416 - lists of two
        each = replace(each, contour=contours.get(each.resource, FLAT))
    if each.task not in worked:
        return replace(each, units=units)
    work = {pk: minutes for pk, *minutes in worked[each.task]}.get(each.resource, (None, None))
    return replace(each, units=units, work_minutes=work[0], remaining_work_minutes=work[1])


def names_on(part: LivePart, tasks: Iterable[int]) -> dict[int, str]:
    """Return who works on each row, as people type it."""
    wanted = dict.fromkeys(tasks)
    tables = [pk for pk in wanted if pk not in part.assigned]
    places = {pk: index for index, pk in enumerate(dict.fromkeys(part.copies.get(pk, pk) for pk in tables))}
    texts = resource_names(part.component, places) if places else []
    found = {pk: texts[places[part.copies.get(pk, pk)]] for pk in tables}
    if len(tables) < len(wanted):
        given = by_task(part.assignments)
        names = dict(Resource.objects.filter(component=part.component).values_list("pk", "name"))
        for pk in wanted.keys() - found.keys():
            found[pk] = assigned_text((names[each.resource], each.units) for each in given.get(pk, ()))
    return found


def people_of(part: LivePart) -> People:
    """Return the work of the people of a plan: what is stated, or else their units of the duration; and its cost."""
    rates = dict(Resource.objects.filter(component=part.component, kind="work").values_list("pk", "standard_rate"))
    work, cost = 0.0, Decimal(0)
    for each in part.assignments:
        if each.resource not in rates or not part.value(each.task, "active"):
            continue
        minutes = minutes_of(part, each)
        work += minutes
        cost += Decimal(minutes / HOUR) * (rates[each.resource] or 0)
    return People(round(work), cost.quantize(Decimal("0.01")))


def minutes_of(part: LivePart, each: AssignmentDoc) -> float:
    """Return the work of an assignment: what is stated, or else its units of the duration."""
    if each.work_minutes is not None:
        return float(each.work_minutes)
    return each.units * CONTOUR_SHARES.get(each.contour, 1.0) * float(part.value(each.task, "duration_minutes"))


def shares_on(part: LivePart, task: int, workers: Container[int]) -> list[int] | None:
    """Return the minutes of work of each who is named on a row, in the same order; material and costs do none."""
    return [round(minutes_of(part, each)) if each.resource in workers else 0 for each in part.people(task)] or None


def contours_on(part: LivePart, task: int) -> list[str] | None:
    """Return the contour of each who is named on a row, in the same order; None where all are flat."""
    found: list[str] = [each.contour for each in part.people(task)]
    return found if any(contour != FLAT for contour in found) else None
