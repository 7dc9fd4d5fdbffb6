"""What people do in other plans, in the load under a schedule: as far as its reader sees these plans."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.branches import forget
from factories.people import SYSTEM, acting, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.branches import start_branch
from headway.app.actions.components import create_component, trash_component
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Assignment, Resource, Task
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
HOUR = 60
DAY = 1440


def with_anna(component, *names, units=1.0, kind="work"):
    """Let Anna do these tasks of a plan that is installed for it."""
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Anna", kind=kind)]
    uids = {task.name: task.uid for task in document.tasks}
    document.assignments = [AssignmentDoc(number, uids[name], 1, units=units) for number, name in enumerate(names, 1)]
    install_plan(SYSTEM, component, document)
    recalculate([component.pk])
    return Resource.objects.get(component=component)


@pytest.fixture
def place(db):
    at = tree()
    at.anna = person("Anna Able")
    for plan, units in ((at.project, 1.0), (at.sibling, 0.5), (at.elsewhere, 1.0)):
        row = with_anna(plan, "A", units=units)
        Resource.objects.filter(pk=row.pk).update(person=at.anna)
    at.lead = holder("Lead", at.program, "program_manager")
    return at


def load(place, reader, **asked):
    answer = client_of(reader).get(f"/api/v1/plans/{place.project.pk}/load", {"step": "day", **asked})
    assert answer.status_code == 200
    return answer.json()


def busy(minutes):
    return [value / HOUR for value in minutes if value]


def test_work_in_plans_that_the_reader_sees_is_told_by_plan_and_counts_as_too_much(place):
    told = load(place, place.lead)
    (other,) = told["others"]
    assert (other["id"], other["name"]) == (place.sibling.pk, "Sibling")
    assert busy(told["work"]) == [8, 8, 8]
    assert busy(other["work"]) == [4, 4, 4]
    assert busy(told["over"]) == [4, 4, 4]
    assert [told["resources"][name] for name in ("work", "other", "over")] == [[24 * HOUR], [12 * HOUR], [12 * HOUR]]


def test_of_a_plan_that_the_reader_does_not_see_not_even_the_sum_is_told(place):
    manager = holder("Manager", place.project, "project_manager")
    told = load(place, manager)
    assert (told["others"], busy(told["over"]), told["resources"]["other"]) == ([], [], [0])
    grant_role(SYSTEM, place.elsewhere, manager, "stakeholder")
    assert [each["name"] for each in load(place, manager)["others"]] == ["Elsewhere"]


def test_who_has_the_same_name_alone_is_somebody_else(place):
    Resource.objects.filter(component=place.sibling).update(person=None)
    assert load(place, place.lead)["others"] == []
    Resource.objects.filter(component=place.sibling).update(person=person("Anna Other"))
    assert load(place, place.lead)["others"] == []


@pytest.mark.parametrize("gone", ["plan", "task", "material"])
def test_what_asks_for_nobody_is_not_counted(place, gone):
    if gone == "plan":
        trash_component(SYSTEM, place.sibling)
    elif gone == "task":
        Task.objects.filter(component=place.sibling, name="A").update(active=False)
    else:
        Resource.objects.filter(component=place.sibling).update(kind="material")
    assert load(place, place.lead)["others"] == []


def test_a_task_that_reaches_beyond_the_plan_counts_for_the_days_that_lie_in_it(place):
    task = Task.objects.get(component=place.sibling, name="A")
    # Two working weeks, the first of them before the plan begins: half of the 12 hours lie in it.
    Task.objects.filter(pk=task.pk).update(start=task.start - 7 * DAY, finish=task.start + 4 * DAY + 9 * HOUR)
    (other,) = load(place, place.lead)["others"]
    assert sum(other["work"]) == 6 * HOUR


def test_somebody_who_stands_in_the_plan_twice_is_as_busy_elsewhere_in_both(place):
    second = Resource.objects.create(component=place.project, uid=9, name="Anna again", person=place.anna)
    Assignment.objects.create(component=place.project, uid=9, resource=second,
                              task=Task.objects.get(component=place.project, name="B"))  # fmt: skip
    forget()
    told = load(place, place.lead)
    assert sorted(told["resources"]["other"]) == [12 * HOUR, 12 * HOUR]


def test_the_load_of_a_branch_counts_them_on_both_sides(place):
    branch = start_branch(acting(place.lead), place.project, name="Other")
    answer = client_of(place.lead).get(f"/api/v1/branches/{branch.pk}/load", {"step": "day"}).json()
    assert [each["name"] for each in answer["others"]] == ["Sibling"]
    assert (busy(answer["over"]), busy(answer["live"]["over"])) == ([4, 4, 4], [4, 4, 4])


def test_many_other_plans_are_one_question_to_the_database(place):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            told = load(place, place.lead)
        return len(queries), told

    asked()
    once, _ = asked()
    for number in range(12):
        plan = create_component(SYSTEM, kind="project", name=f"Other {number}", parent=place.program)
        Resource.objects.filter(pk=with_anna(plan, "A", "B", units=0.1).pk).update(person=place.anna)
    many, told = asked()
    assert (many, len(told["others"])) == (once, 13)


def test_work_elsewhere_follows_its_contour(place):
    Assignment.objects.filter(component=place.sibling).update(contour="bell", work_minutes=10 * HOUR)
    (other,) = load(place, place.lead)["others"]
    assert busy(other["work"]) == pytest.approx([1.93, 6.13, 1.93], abs=0.01)  # 10, 20, 40 and a third of 80 of 500 %
