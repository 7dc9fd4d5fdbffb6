"""People with different hours, delays, pauses and tasks of other plans: rows lead to the dates of the file."""

from datetime import datetime

import pytest

from factories.people import SYSTEM, tree
from headway.app.actions.plans import install_plan
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.models import Component, Task
from headway.engine.network import schedule
from headway.formats.document import (
    AssignmentDoc,
    CalendarDoc,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
)
from headway.formats.plan_of import options_of, to_plan
from headway.formats.splits import measure_gaps

pytestmark = pytest.mark.django_db
OFFICE = ((480, 720), (780, 1020))


def document() -> PlanDocument:
    monday, friday = datetime(2026, 1, 5, 8), datetime(2026, 1, 9, 8)
    found = PlanDocument(
        format="x", start=monday, default_calendar=1,
        calendars=[
            CalendarDoc(1, "Standard", None, (OFFICE,) * 5 + ((), ())),
            CalendarDoc(2, "Nights", None, (((1380, 1860),),) * 5 + ((), ())),
        ],
        tasks=[
            TaskDoc(1, "Both", duration_minutes=960),
            TaskDoc(2, "Later", duration_minutes=960),
            TaskDoc(3, "Split", duration_minutes=960, pieces=[
                (monday, datetime(2026, 1, 5, 17)), (datetime(2026, 1, 7, 8), datetime(2026, 1, 7, 17)),
            ]),
            TaskDoc(4, "Elsewhere", duration_minutes=480, external=True,
                    stored=StoredDates(friday, datetime(2026, 1, 9, 17))),
            TaskDoc(5, "After", duration_minutes=480),
        ],
        links=[LinkDoc(1, 3), LinkDoc(4, 5)],
        resources=[ResourceDoc(1, "Ann", calendar=1), ResourceDoc(2, "Ned", calendar=2)],
        assignments=[
            AssignmentDoc(1, 1, 1, work_minutes=480),
            AssignmentDoc(2, 1, 2, 0.5, work_minutes=480, overtime_work_minutes=60, contour="turtle"),
            AssignmentDoc(3, 2, 1, work_minutes=480),
            AssignmentDoc(4, 2, 1, work_minutes=480, delay_minutes=1440),
        ],
    )  # fmt: skip
    measure_gaps(found)
    return found


def test_rows_lead_to_the_same_parts():
    expected = schedule(to_plan(document()), options_of(document()))
    # Ned: 7 hours at half units and 70 percent on the mean are 20 hours, which the duration of 16 cuts to two nights.
    days = [datetime(2026, 1, *at) for at in ((7, 7), (8, 17), (9, 17), (9, 17), (12, 17))]
    assert [int((day - datetime(1970, 1, 1)).total_seconds() // 60) for day in days] == expected.finish.tolist()
    place = tree()
    install_plan(SYSTEM, place.project, document())
    rows = Task.objects.filter(component=place.project).order_by("position")
    assert list(rows.values_list("finish", flat=True)) == expected.finish.tolist()
    assert list(rows.values_list("late_start", flat=True)) == expected.late_start.tolist()
    project = Component.objects.get(pk=place.project.pk)
    joined = joined_plan([project, project])
    parts = len(joined.plan.assignments) // 2
    assert joined.plan.assignments.task.tolist()[parts:] == [
        row + len(document().tasks) for row in joined.plan.assignments.task.tolist()[:parts]
    ]
    assert schedule(joined.plan, joined.options).finish.tolist() == expected.finish.tolist() * 2
