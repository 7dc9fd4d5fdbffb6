"""Durations worked out anew from work and units, for those who ask for it; else the stored ones stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headway.engine.effort import CONTOUR_SHARES, assignment_durations

if TYPE_CHECKING:
    from headway.formats.document import AssignmentDoc, PlanDocument, TaskDoc


def with_durations_from_effort(document: PlanDocument) -> PlanDocument:
    """Return a copy in which tasks of fixed units or fixed work take as long as their longest assignment.

    Fixed durations, work that has begun, manual tasks, milestones and tasks without work keep what they have. With
    people of different hours the duration is the least that it can be; the scheduler finds when the last of them ends.
    """
    people = {resource.uid for resource in document.resources if resource.kind == "work"}
    given: dict[int, list[AssignmentDoc]] = {}
    for each in document.assignments:
        if each.resource in people and (each.work_minutes or 0) > 0 < each.units:
            given.setdefault(each.task, []).append(each)
    tasks = [_recomputed(task, given[task.uid]) if _varies(task, given) else task for task in document.tasks]
    return replace(document, tasks=tasks)


def _varies(task: TaskDoc, given: dict[int, list[AssignmentDoc]]) -> bool:
    if task.uid not in given or task.kind != "task" or task.manual or task.duration_elapsed:
        return False
    return task.task_type != "fixed_duration" and task.actual_start is None and task.percent_complete == 0


def _recomputed(task: TaskDoc, assignments: list[AssignmentDoc]) -> TaskDoc:
    lengths = assignment_durations(
        [each.work_minutes or 0 for each in assignments],
        [each.units for each in assignments],
        [each.overtime_work_minutes for each in assignments],
        [CONTOUR_SHARES[each.contour] for each in assignments],
    )
    minutes = max(length + each.delay_minutes for length, each in zip(lengths.tolist(), assignments, strict=True))
    return replace(task, duration_minutes=minutes, remaining_minutes=None)
