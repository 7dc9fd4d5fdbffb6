"""People and assignments of a document arrive in rows of its plan; the plan that P6 levelled is levelled shorter."""

from datetime import datetime

import pytest

from headway.engine.levelling.level import level
from headway.engine.levelling.overloads import overloads_of
from headway.engine.levelling.plan_options import LevelOptions
from headway.engine.network.conflicts import conflicts
from headway.formats.document import AssignmentDoc, PlanDocument, ResourceDoc, TaskDoc
from headway.formats.limits import Limits
from headway.formats.needs_of import needs_of
from headway.formats.plan_of import options_of, to_plan
from headway.formats.reading import read_file
from truth_files import truth


def test_only_work_limits_and_only_of_tasks_that_are_there() -> None:
    document = PlanDocument(format="csv", name="Plan", start=datetime(2026, 1, 5, 8))
    document.tasks = [TaskDoc(uid=7, name="A"), TaskDoc(uid=9, name="B")]
    document.resources = [
        ResourceDoc(uid=1, name="Sand", kind="material"), ResourceDoc(uid=2, name="Crew", max_units=3.0)
    ]  # fmt: skip
    document.assignments = [
        AssignmentDoc(uid=1, task=9, resource=2, units=2.0), AssignmentDoc(uid=2, task=7, resource=1),
        AssignmentDoc(uid=3, task=8, resource=2),
    ]  # fmt: skip
    resources, needs = needs_of(document)
    assert (resources.capacity.tolist(), resources.calendar.tolist()) == ([3.0], [-1])
    assert (needs.task.tolist(), needs.resource.tolist(), needs.units.tolist()) == ([1], [0], [2.0])


@pytest.mark.truth
def test_the_plan_that_p6_levelled_to_376_days_ends_after_at_most_290() -> None:
    document = read_file(truth("schedules", "p6", "MDL4RA.xer.json.gz"), limits=Limits())
    plan, rules = to_plan(document), options_of(document)
    resources, needs = needs_of(document)
    found = level(plan, resources, needs, LevelOptions(iterations=200), rules)
    assert (found.after.project_finish[0] - plan.projects[0].start) / 1440 <= 290
    assert conflicts(found.plan, found.after, rules) == conflicts(plan, found.before, rules)
    left = overloads_of(found.plan, found.after, resources, needs, rules)
    assert {each.resource for each in left} == {each.resource for each in found.overloads}
    assert {reason for each in found.overloads for reason in each.reasons} == {"demand-beyond-capacity"}
