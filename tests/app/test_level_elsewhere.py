"""Leveling finds people as other plans leave them; these are named to whoever sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.people import SYSTEM, acting, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.components import create_component, trash_component
from headway.app.actions.errors import Refused
from headway.app.actions.level_branch import start_levelled
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge.levelling_words import leveled_in
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Resource, Task
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 1440


def with_anna(component, anna, units, kind="work"):
    """A plan whose task A, Monday to Wednesday, asks for Anna."""
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Anna", kind=kind)]
    document.assignments = [AssignmentDoc(1, 2, 1, units=units)]
    install_plan(SYSTEM, component, document)
    recalculate([component.pk])
    Resource.objects.filter(component=component).update(person=anna)


@pytest.fixture
def place():
    at = tree()
    at.anna = person("Anna Able")
    with_anna(at.project, at.anna, 1.0)
    at.lead = holder("Lead", at.program, "program_manager")
    at.manager = holder("Manager", at.project, "project_manager")
    return at


def delay(at, name="A"):
    return Task.objects.get(component=at.project, name=name).leveling_delay_minutes


def level(at, actor):
    return edit_plan(acting(actor), at.project, [{"op": "level", "how": "people"}])


def test_a_task_waits_until_another_plan_lets_its_person_go(place):
    with_anna(place.sibling, place.anna, 1.0)
    branch = start_levelled(acting(place.lead), place.project, "people")
    (line,) = leveled_in(branch, place.lead)["waits"]
    assert line["after"] - line["before"] == 3 * DAY  # Monday to Thursday
    assert (line["name"], line["resource"], line["busy_with"]) == ("A", "Anna", "")
    assert line["also"] == ["work in “Sibling”"]
    assert delay(place) == 0
    page = client_of(place.lead).get(f"/b/{branch.pk}/compare/").content.decode()
    assert "work in “Sibling”" in page


def test_half_a_person_elsewhere_leaves_the_other_half(place):
    with_anna(place.sibling, place.anna, 0.5)
    (problem,) = [*problems_of(place)]
    assert problem["title"] == "Anna keeps too much to do, 5 Jan 2026 to 7 Jan 2026: 1 needed at a time, 0.5 there."
    assert problem["where"] == "“A” has begun, or stands where it was put; Anna also has work in “Sibling”"
    Resource.objects.filter(component=place.project).update(max_units=1.5)
    assert problems_of(place) == []


def problems_of(at):
    """What stays too much once A has begun."""
    edit_plan(acting(at.manager), at.project, [
        {"op": "set", "tasks": [Task.objects.get(component=at.project, name="A").pk], "values": {"percent_complete": 10}},
    ])  # fmt: skip
    return level(at, at.lead).problems


@pytest.mark.parametrize("where", ["branch", "plan"])
def test_a_plan_that_the_reader_does_not_see_counts_and_has_no_name(place, where):
    with_anna(place.elsewhere, place.anna, 1.0)
    if where == "plan":
        assert level(place, place.manager).moved
        assert delay(place) == 3 * DAY
        return
    branch = start_levelled(acting(place.manager), place.project, "people")
    (line,) = leveled_in(branch, place.manager)["waits"]
    assert (line["also"], "elsewhere" in line) == (["work of another plan"], False)
    page = client_of(place.manager).get(f"/b/{branch.pk}/compare/").content.decode()
    assert "work of another plan" in page
    assert "“Elsewhere”" not in page
    assert leveled_in(branch)["waits"][0]["also"] == ["work of another plan"]
    seeing = holder("Both", place.elsewhere, "project_manager")
    assert leveled_in(branch, seeing)["waits"][0]["also"] == ["work in “Elsewhere”"]


@pytest.mark.parametrize("gone", ["plan", "task", "kind", "person", "past"])
def test_what_asks_for_nobody_holds_nothing_back(place, gone):
    with_anna(place.sibling, place.anna, 1.0)
    if gone == "plan":
        trash_component(SYSTEM, place.sibling)
    elif gone == "task":
        Task.objects.filter(component=place.sibling, name="A").update(active=False)
    elif gone == "past":
        Task.objects.filter(component=place.sibling, name="A").update(start=0, finish=DAY)
    else:
        other = {"kind": "material"} if gone == "kind" else {"person": None}
        Resource.objects.filter(component=place.sibling).update(**other)
    with pytest.raises(Refused) as refused:
        start_levelled(acting(place.lead), place.project, "people")
    assert refused.value.id == "nothing-to-level"


def test_two_other_plans_one_after_the_other_are_both_waited_for(place):
    """Elsewhere Monday to Wednesday, in the sibling Thursday and Friday: A begins on the next Monday."""
    with_anna(place.elsewhere, place.anna, 1.0)
    with_anna(place.sibling, place.anna, 1.0)
    a, b = (Task.objects.get(component=place.sibling, name=name) for name in "AB")
    Task.objects.filter(pk=a.pk).update(start=b.start, finish=b.finish)
    branch = start_levelled(acting(place.lead), place.project, "people")
    (line,) = leveled_in(branch, place.lead)["waits"]
    assert line["after"] - line["before"] == 7 * DAY
    assert line["also"] == ["work in “Sibling”", "work of another plan"]


def test_many_other_plans_are_one_question_to_the_database(place):
    def asked():
        with CaptureQueriesContext(connection) as queries, pytest.raises(Refused):
            start_levelled(acting(place.lead), place.project, "people")
        return len(queries)

    def add(number):
        plan = create_component(SYSTEM, kind="project", name=f"Other {number}", parent=place.program)
        with_anna(plan, place.anna, 0.1)
        Task.objects.filter(component=plan, name="A").update(start=DAY * 30_000, finish=DAY * 30_001)

    add(0)
    asked()
    once = asked()
    for number in range(1, 6):
        add(number)
    asked()  # the tree has other settings now: the plan is read anew
    assert asked() == once
