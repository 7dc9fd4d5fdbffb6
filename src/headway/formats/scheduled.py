"""Calculated dates on their way into a document, so that other programs open a plan with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from headway.engine.plan import MISSING
from headway.formats.document import StoredDates
from headway.formats.plan_of import instant_of

if TYPE_CHECKING:
    from headway.engine.network.result import Schedule
    from headway.formats.document import PlanDocument


def with_schedule(document: PlanDocument, schedule: Schedule) -> PlanDocument:
    """Return the document with ``stored`` filled from a schedule of ``to_plan(document)``; the argument stays as it is.

    Rows without a calculated date get none, never an old one.

    Raises
    ------
    ValueError
        The schedule belongs to another plan.
    """
    if len(schedule.start) != len(document.tasks):
        raise ValueError(f"A schedule of {len(schedule.start)} rows is not that of {len(document.tasks)} tasks.")
    dates = (
        schedule.start, schedule.finish, schedule.early_start, schedule.early_finish, schedule.late_start,
        schedule.late_finish,
    )  # fmt: skip
    columns = zip(
        *([instant_of(minute) for minute in column.tolist()] for column in dates),
        *([None if minutes == MISSING else minutes for minutes in column.tolist()]
          for column in (schedule.total_float, schedule.free_float)),
        schedule.critical.tolist(),
        strict=True,
    )  # fmt: skip
    finishes = [minute for minute in schedule.project_finish.tolist() if minute != MISSING]
    return replace(
        document,
        finish=instant_of(max(finishes)) if finishes and document.schedule_from == "start" else document.finish,
        tasks=[replace(task, stored=StoredDates(*row)) for task, row in zip(document.tasks, columns, strict=True)],
    )
