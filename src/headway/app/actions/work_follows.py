"""What follows where duration, work or people of a task are set in a draft: its type says what gives way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.field_values import ASSIGNED, CONTOURS, FLAT, MOST_UNITS, WORKED
from headway.app.bridge.effort import Share, Staffed, mean_of, nobodys, share_of
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.plan_draft import Draft

DECIDING = ("duration_minutes", "work_minutes", ASSIGNED, CONTOURS)
MOST_WORK = 2**31 - 1
"""Minutes."""


def refuse_undriven(draft: Draft, task: int, values: Mapping[str, Any]) -> None:
    """Refuse to say of fixed work that it is not effort-driven."""
    kind = values.get("task_type", draft.value(task, "task_type"))
    if kind == Task.Type.FIXED_WORK and values.get("effort_driven") is False:
        raise Refused("always-effort-driven", "Fixed work stays whoever comes or goes: it is always effort-driven.",
                      draft.name(task), "Choose another task type first.")  # fmt: skip


def work_follows(draft: Draft, task: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that follow from these; what is set stays as it is set."""
    if all(name not in values or values[name] == draft.value(task, name) for name in DECIDING):
        return {}
    people = draft.value(task, ASSIGNED)
    twice = len(dict(people)) < len(people)  # files may assign somebody to a task in two parts: which gives way?
    if twice or values.get("kind", draft.value(task, "kind")) == Task.Kind.SUMMARY:
        return {}
    kind, driven = (values.get(name, draft.value(task, name)) for name in ("task_type", "effort_driven"))
    before = replace(staffed(draft, task), type=kind, effort_driven=driven)
    stated = draft.value(task, "work_minutes")
    after = revised(draft, before, values, stated)
    found = people_of(draft, task, values, after)
    if after.duration != values.get("duration_minutes", before.duration):
        found["duration_minutes"] = after.duration
    total = values.get("work_minutes", work_of(before, after, stated))
    if total != stated and "work_minutes" not in values:
        found["work_minutes"] = total
    left = draft.value(task, "remaining_work_minutes")
    if None not in (left, total, stated) and "remaining_work_minutes" not in values:
        found["remaining_work_minutes"] = max(left + total - stated, 0)
    return checked(draft, task, found)


def staffed(draft: Draft, task: int) -> Staffed:
    """Return a task of the draft with the people that work on it."""
    part = draft.plan.parts[draft.component.pk]
    of = task if task in part.rows else draft.copies.get(task, task)
    known, workers = {each.resource: share_of(each) for each in part.people(of)}, part.workers()
    work = {pk: minutes for pk, *minutes in draft.value(task, WORKED)}
    contours = dict(draft.value(task, CONTOURS))
    shares = []
    for pk, units in draft.value(task, ASSIGNED):
        if pk in workers and units > 0:
            minutes, remaining = work.get(pk, (None, None))
            share = known.get(pk, Share(pk, units))
            mean = mean_of(contours.get(pk, FLAT))
            shares.append(replace(share, units=units, work=minutes, remaining=remaining, contour=mean))
    duration, kind, driven = (draft.value(task, name) for name in ("duration_minutes", "task_type", "effort_driven"))
    return Staffed(duration, kind, driven, tuple(shares))


def revised(draft: Draft, before: Staffed, values: Mapping[str, Any], stated: int | None) -> Staffed:
    """Return the task with what is set: its people first, then its duration and work."""
    after = before
    if ASSIGNED in values:
        workers = draft.plan.parts[draft.component.pk].workers()
        after = before.with_people({pk: units for pk, units in values[ASSIGNED] if pk in workers})
        if stated and not before.shares and after.work != stated:
            after = after.with_both(after.duration, stated)
    if CONTOURS in values:
        after = after.with_contours({pk: mean_of(contour) for pk, contour in values[CONTOURS]})
    duration, work = values.get("duration_minutes"), values.get("work_minutes")
    if duration is not None and work:
        return after.with_both(duration, work)
    if duration is not None and duration != after.duration:
        return after.with_duration(duration)
    return after.with_work(work) if work else after


def people_of(draft: Draft, task: int, values: Mapping[str, Any], after: Staffed) -> dict[str, Any]:
    """Return units and stated work of who works on a task, where they are other ones."""
    found: dict[str, Any] = {}
    shares = {share.resource: share for share in after.shares}
    pairs = values.get(ASSIGNED, draft.value(task, ASSIGNED))
    followed = [[pk, shares[pk].units if pk in shares else units] for pk, units in pairs]
    if followed != pairs:
        found[ASSIGNED] = followed
    before = draft.value(task, WORKED)
    kept = {row[0]: row for row in before if row[0] in dict(pairs)}
    kept |= {pk: [pk, share.work, share.remaining] for pk, share in shares.items()}
    worked = [kept[pk] for pk in sorted(kept) if kept[pk][1:] != [None, None]]
    if worked != before:
        found[WORKED] = worked
    contours = draft.value(task, CONTOURS)
    left = [row for row in contours if row[0] in dict(pairs)]
    if CONTOURS not in values and left != contours:
        found[CONTOURS] = left  # who leaves takes their contour along, and undo brings it back
    return found


def work_of(before: Staffed, after: Staffed, stated: int | None) -> int | None:
    """Return the work that a task states, as it follows that of its people, or its duration while it has none."""
    if not stated and not before.work:
        return stated
    if before.shares and after.shares and stated is not None:
        return max(stated + after.work - before.work, 0)
    if stated and not (before.shares or after.shares) and before.duration and after.duration:
        alone = replace(before, shares=(nobodys(stated, before.duration),))
        return alone.with_duration(after.duration).work
    return stated


def checked(draft: Draft, task: int, found: dict[str, Any]) -> dict[str, Any]:
    """Return what follows, or refuse what nobody can do."""
    work = max((row[1] or 0 for row in found.get(WORKED, ())), default=0)
    units = max((units for _, units in found.get(ASSIGNED, ())), default=0)
    if max(work, found.get("work_minutes") or 0) > MOST_WORK or units > MOST_UNITS:
        raise Refused("too-much-work", "Nobody can do that much work in that time.", draft.name(task),
                      "Choose another duration, or set work and units first.")  # fmt: skip
    return found
