"""The load under a schedule: who is asked for how much when, what is too much, and which tasks make it."""

import pytest
from django.test import Client

from factories.people import SYSTEM, acting, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.calendars import create_calendar
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.bridge import load as bridge
from headway.app.bridge.live_plans import shelf
from headway.app.models import Assignment, Resource, Task
from headway.formats.document import AssignmentDoc, ResourceDoc

HOUR, DAY = 60, 1440
MONDAY = 29459520
"""5 January 2026, when the plan begins: A until Wednesday, B until Friday."""


def staffed():
    """Anna does all of A and, with half her time, B; the crane stands by B; so does the concrete."""
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Anna"), ResourceDoc(uid=2, name="Crane"),
                          ResourceDoc(uid=3, name="Concrete", kind="material")]  # fmt: skip
    document.assignments = [AssignmentDoc(1, 2, 1), AssignmentDoc(2, 3, 1, units=0.5), AssignmentDoc(3, 3, 2),
                            AssignmentDoc(4, 3, 3)]  # fmt: skip
    return document


@pytest.fixture
def place(db):
    at = tree()
    install_plan(SYSTEM, at.project, staffed())
    at.maja = holder("Maja", at.project, "project_manager")
    return at


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def resource(place, name):
    return Resource.objects.get(component=place.project, name=name)


def load(place, **asked):
    answer = client_of(place.maja).get(f"/api/v1/plans/{place.project.pk}/load", asked)
    assert answer.status_code == 200
    return answer.json()


def hours(values):
    return [value / HOUR for value in values]


def edit(place, name, **values):
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task(place, name).pk], "values": values}])


def test_people_are_told_by_day_and_material_is_not(place):
    told = load(place, step="day", resource=resource(place, "Anna").pk)
    assert told["resources"]["name"] == ["Anna", "Crane"]
    assert hours(told["resources"]["work"]) == [32, 16]
    assert told["edges"] == [MONDAY + DAY * day for day in range(6)]
    assert hours(told["work"]) == [8, 8, 8, 4, 4]
    assert hours(told["capacity"]) == [8] * 5
    assert told["over"] == [0] * 5


def test_what_is_too_much_comes_first_and_follows_an_edit(place):
    assert load(place)["resources"]["over"] == [0, 0]
    crane = resource(place, "Crane")
    Resource.objects.filter(pk=crane.pk).update(max_units=0.5)
    told = load(place, step="week")
    assert (told["resources"]["name"][0], told["chosen"]) == ("Crane", crane.pk)
    assert hours(told["over"]) == [8]
    edit(place, "B", duration_minutes=480)
    after = load(place, step="week")
    assert after["revision"] > told["revision"]
    assert hours(after["over"]) == [4]


def test_a_week_within_capacity_still_tells_its_day_beyond(place):
    Resource.objects.filter(pk=resource(place, "Anna").pk).update(max_units=0.9)
    told = load(place, step="month", resource=resource(place, "Anna").pk)
    assert told["edges"] == [MONDAY - 4 * DAY, MONDAY + 27 * DAY]
    assert hours(told["work"])[0] < hours(told["capacity"])[0]
    assert hours(told["over"]) == pytest.approx([3 * 0.8])


def test_the_hours_are_those_of_the_calendar_that_somebody_keeps(place):
    short = create_calendar(SYSTEM, place.project, name="Mornings", week=[[[480, 720]]] * 5 + [[], []])
    Resource.objects.filter(pk=resource(place, "Anna").pk).update(calendar=short)
    edit(place, "C", notes="read anew")
    told = load(place, step="week", resource=resource(place, "Anna").pk)
    assert hours(told["capacity"])[0] == 20


def test_only_those_of_a_task(place):
    told = load(place, task=task(place, "A").pk, resource=resource(place, "Crane").pk)
    assert (told["resources"]["name"], told["chosen"]) == (["Anna"], resource(place, "Anna").pk)
    nobody = load(place, task=task(place, "C").pk)
    assert (nobody["resources"]["id"], nobody["chosen"], nobody["work"]) == ([], None, [])


def test_an_inactive_task_asks_for_nobody(place):
    edit(place, "B", active=False)
    assert load(place)["resources"]["name"] == ["Anna"]


def test_the_tasks_of_a_period(place):
    asked = {"resource": resource(place, "Anna").pk, "start": MONDAY + 2 * DAY, "finish": MONDAY + 7 * DAY}
    address = f"/api/v1/plans/{place.project.pk}/load/tasks"
    told = client_of(place.maja).get(address, asked).json()
    assert told["count"] == 2
    rows = [(each["id"], each["work"] / HOUR) for each in told["tasks"]]
    assert rows == [(task(place, "A").pk, 8), (task(place, "B").pk, 8)]
    everybody = client_of(place.maja).get(address).json()["tasks"]
    assert [(each["id"], each["work"] / HOUR) for each in everybody] == [(task(place, name).pk, 24) for name in "AB"]
    assert client_of(place.maja).get(address, asked | {"finish": 0}).json()["tasks"] == []
    assert client_of(place.maja).get(address, asked | {"resource": 10**9}).json()["tasks"] == []


def test_rates_and_costs_are_not_told(place):
    Resource.objects.update(standard_rate="123.45")
    told = load(place)
    assert set(told) == {"revision", "step", "edges", "resources", "chosen", "work", "over", "capacity", "others"}
    assert set(told["resources"]) == {"id", "name", "units", "work", "other", "over"}


def test_a_stranger_finds_no_plan(place):
    stranger = client_of(person("Stranger"))
    assert stranger.get(f"/api/v1/plans/{place.project.pk}/load").status_code == 404
    assert stranger.get(f"/api/v1/plans/{place.project.pk}/load/tasks?resource=1&start=0&finish=1").status_code == 404
    assert Client().get(f"/api/v1/plans/{place.project.pk}/load").status_code == 401
    program = client_of(holder("Petra", place.program, "program_manager"))
    assert program.get(f"/api/v1/plans/{place.program.pk}/load").status_code in {400, 409, 422}


def test_a_plan_of_centuries_is_told_in_coarser_periods(place, monkeypatch):
    edit(place, "A", duration_minutes=480 * 250 * 30)
    assert load(place, step="day")["step"] == "week"
    by_day = load(place, step="year")
    monkeypatch.setattr(bridge, "MOST_PAIRS", 10)
    assert load(place, step="year")["work"] == by_day["work"]


def test_without_tasks_there_is_nothing_to_tell(place):
    lead = holder("Lena", place.sibling, "project_manager")
    told = client_of(lead).get(f"/api/v1/plans/{place.sibling.pk}/load").json()
    assert (told["resources"]["id"], told["chosen"], told["work"]) == ([], None, [])
    assert acting(lead).person == lead


def test_the_load_follows_the_contour_of_an_assignment(place):
    """Three days of back-loaded work, 60 % of 24 hours: tenths 10, 15, 25 and a third of 50 % on the first, and so on."""
    Assignment.objects.filter(task=task(place, "A")).update(contour="back_loaded")
    shelf.clear()
    told = load(place, step="day", resource=resource(place, "Anna").pk)
    assert hours(told["work"])[:3] == pytest.approx([1.6, 5.0, 7.8])
    Assignment.objects.filter(task=task(place, "A")).update(contour="contoured", work_minutes=15 * HOUR)
    shelf.clear()
    told = load(place, step="day", resource=resource(place, "Anna").pk)
    assert hours(told["work"])[:3] == pytest.approx([5, 5, 5])
