"""Who a document has, and which of its tasks needs how much of whom, as the input of levelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.levelling.resources import Needs, Resources

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument


def needs_of(document: PlanDocument) -> tuple[Resources, Needs]:
    """Return the people and machines of a document with their assignments; material and cost limit nothing.

    Parameters
    ----------
    document : PlanDocument
        Whose plan is made by ``to_plan``: rows of tasks and calendars are the same.

    Returns
    -------
    Resources
        One row a resource of kind ``work``, in the order of the document.
    Needs
        One row an assignment of such a resource. O(resources + assignments).
    """
    workers = [each for each in document.resources if each.kind == "work"]
    calendars = {calendar.uid: row for row, calendar in enumerate(document.calendars)}
    tasks = {task.uid: row for row, task in enumerate(document.tasks)}
    rows = {each.uid: row for row, each in enumerate(workers)}
    given = [each for each in document.assignments if each.resource in rows and each.task in tasks]
    resources = Resources(
        capacity=np.array([each.max_units for each in workers]),
        calendar=np.array([-1 if each.calendar is None else calendars.get(each.calendar, -1) for each in workers]),
    )
    needs = Needs(
        task=np.array([tasks[each.task] for each in given]),
        resource=np.array([rows[each.resource] for each in given]),
        units=np.array([each.units for each in given]),
    )
    return resources, needs
