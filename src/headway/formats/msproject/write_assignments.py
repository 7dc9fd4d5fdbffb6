"""Assignments of MSPDI; the pauses of split tasks stand in the work that is spread over time."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from headway.formats.msproject.codes import CONTOURS, UNASSIGNED, inverse
from headway.formats.msproject.timephased import ACTUAL_WORK, REMAINING_WORK
from headway.formats.msproject.values import duration_text, number_text
from headway.formats.msproject.write_tasks import duration, money
from headway.formats.msproject.xml_out import inside, lines, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.document import AssignmentDoc, PlanDocument, TaskDoc
    from headway.formats.msproject.xml_out import Pair

CONTOUR_CODES = inverse(CONTOURS)
HOURS = 2
"""Unit of work that is spread over time."""


def assignment_texts(document: PlanDocument) -> Iterator[str]:
    """Yield the Assignment elements; split tasks that nobody works on get one without resource."""
    split = {task.uid: task for task in document.tasks if task.pieces}
    last = 0
    for assignment in document.assignments:
        last = max(last, assignment.uid)
        task = split.pop(assignment.task, None)
        work = assignment.remaining_work_minutes or assignment.work_minutes
        yield _element(lines(_pairs(assignment), 3), task, assignment.uid, work)
    for uid, task in enumerate(split.values(), last + 1):
        pairs = (("UID", uid), ("TaskUID", task.uid), ("ResourceUID", UNASSIGNED))
        yield _element(lines(pairs, 3), task, uid, task.duration_minutes)


def _element(head: str, task: TaskDoc | None, uid: int, work: int | None) -> str:
    spread = "" if task is None else "".join(_spread(task, uid, work or task.duration_minutes))
    return inside("Assignment", head + spread, 2)


def _pairs(assignment: AssignmentDoc) -> tuple[Pair, ...]:
    return (
        ("UID", assignment.uid),
        ("TaskUID", assignment.task),
        ("ResourceUID", assignment.resource),
        ("ActualCost", money(assignment.actual_cost)),
        ("ActualWork", duration(assignment.actual_work_minutes)),
        ("Cost", money(assignment.cost)),
        ("Delay", assignment.delay_minutes * 10),
        ("Finish", moment_text(assignment.finish)),
        ("OvertimeWork", duration_text(assignment.overtime_work_minutes)),
        ("RemainingWork", duration(assignment.remaining_work_minutes)),
        ("Start", moment_text(assignment.start)),
        ("Units", number_text(assignment.units)),
        ("Work", duration(assignment.work_minutes)),
        ("WorkContour", CONTOUR_CODES[assignment.contour]),
    )


def _spread(task: TaskDoc, uid: int, work: int) -> Iterator[str]:
    """Share the work among the pieces by their length: only where they begin and end is known."""
    lengths = [(finish - start).total_seconds() for start, finish in task.pieces]
    reached = [round(work * length / sum(lengths)) for length in accumulate(lengths)]
    for (start, finish), until, before in zip(task.pieces, reached, (0, *reached), strict=False):
        done = task.stop is not None and finish <= task.stop
        pairs: tuple[Pair, ...] = (
            ("Type", ACTUAL_WORK if done else REMAINING_WORK),
            ("UID", uid),
            ("Start", moment_text(start)),
            ("Finish", moment_text(finish)),
            ("Unit", HOURS),
            # A piece without any work would be none.
            ("Value", duration_text(max(until - before, 1))),
        )
        yield inside("TimephasedData", lines(pairs, 4), 3)
