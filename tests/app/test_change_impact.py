"""What a change request would do to people, risks and measured forecasts; frozen with the decision, its merge caused by it."""

from decimal import Decimal

import pytest

from factories.people import SYSTEM, person, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.change_requests import (
    add_item,
    approve_request,
    impact_holds,
    propose_request,
    reject_request,
    start_request,
    state_effects,
)
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.plans import install_plan
from headway.app.actions.records import link_record, raise_record
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.models import ChangeSet, Event, Measurement, Record, Resource, Task
from headway.app.worker.follow import run_pending
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = pytest.mark.django_db
DAY = 480


def staffed_plan():
    """Ann works on A, Bob and half of Ann on B; B is followed by C."""
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Ann"), ResourceDoc(uid=2, name="Bob")]
    document.assignments = [
        AssignmentDoc(1, task=2, resource=1, work_minutes=3 * DAY),
        AssignmentDoc(2, task=3, resource=2, work_minutes=2 * DAY),
        AssignmentDoc(3, task=3, resource=1, units=0.5, work_minutes=DAY),
    ]
    return document


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.sibling):
        install_plan(SYSTEM, component, staffed_plan())
        set_baseline(SYSTEM, component)
    run_pending()
    return at


def task(place, name, component="project"):
    return Task.objects.get(component=getattr(place, component), name=name)


def request(manager, place, *items):
    row = start_request(manager, place.project, name="More")
    for item in items:
        row = add_item(manager, row, item)
    return row


def longer(place, name="A", days=5):
    return {"op": "update_task", "task": task(place, name).pk, "values": {"duration_minutes": days * DAY}}


def load(row):
    return {each["name"]: each for each in row.report["impact"]["resources"]}


def test_a_longer_task_takes_more_work_of_its_people(place, manager):
    found = load(request(manager, place, longer(place)))
    assert list(found) == ["Ann"], "Bob works as much as before, later in the same month"
    ann = found["Ann"]
    assert (ann["work_before"], ann["work_after"], ann["more"]) == (4 * DAY, 6 * DAY, 2 * DAY)
    assert (ann["peak_before"], ann["peak_after"], ann["capacity"], ann["newly_over"]) == (1, 1, 1, False)
    assert ann["months"] == [{"month": "2026-01", "before": 4 * DAY, "after": 6 * DAY}]


def test_fixed_work_is_done_by_fewer_hours_a_day(place, manager):
    Task.objects.filter(pk=task(place, "A").pk).update(task_type="fixed_work")
    ann = load(request(manager, place, longer(place, days=6)))["Ann"]
    assert (ann["work_before"], ann["work_after"]) == (4 * DAY, 4 * DAY)
    assert (ann["peak_before"], ann["peak_after"]) == (1, 0.5)


def test_who_becomes_over_allocated_stands_first(place, manager):
    """Without its link B begins with A: Ann is asked for one and a half times at once."""
    link = task(place, "B").links_in.get()
    row = request(manager, place, {"op": "unlink", "dependency": link.pk})
    first = row.report["impact"]["resources"][0]
    assert (first["name"], first["peak_before"], first["peak_after"], first["newly_over"]) == ("Ann", 1, 1.5, True)
    assert first["peak_at"] == task(place, "A").start
    assert first["work_before"] == first["work_after"]


def test_work_moves_from_month_to_month(place, manager):
    """Twenty days on: B falls from Thursday 8 January to the days from Thursday 5 February on."""
    found = load(request(manager, place, longer(place, days=23)))
    assert found["Bob"]["months"] == [
        {"month": "2026-01", "before": 2 * DAY, "after": 0},
        {"month": "2026-02", "before": 0, "after": 2 * DAY},
    ]
    assert found["Bob"]["work_before"] == found["Bob"]["work_after"]


def test_a_task_that_is_left_out_asks_for_nobody(place, manager):
    item = {"op": "update_task", "task": task(place, "A").pk, "values": {"active": False}}
    ann = load(request(manager, place, item))["Ann"]
    assert (ann["work_before"], ann["work_after"], ann["peak_after"]) == (4 * DAY, DAY, 0.5)


def test_a_person_in_two_joined_plans_is_one_person(place, manager, client):
    link_tasks(SYSTEM, task(place, "C"), task(place, "A", "sibling"))
    run_pending()
    ann = person("Ann")
    Resource.objects.filter(name="Ann").update(person=ann)
    row = request(manager, place, longer(place))
    assert load(row)["Ann"]["work_before"] == 8 * DAY
    Resource.objects.filter(name="Ann").update(person=None)
    row = request(manager, place, longer(place, days=23))
    assert [each["component"] for each in row.report["impact"]["resources"] if each["name"] == "Bob"] == [
        place.project.pk, place.sibling.pk,
    ]  # fmt: skip
    Resource.objects.filter(component=place.sibling, name="Bob").update(name="Secret Bob")
    row = request(manager, place, longer(place, days=23))
    client.force_login(manager.person)
    page = client.get(f"/cr/{row.pk}/").text
    assert "in a plan that you may not see" in page
    assert "Secret Bob" not in page


def risk(place, manager, **values):
    return raise_record(
        manager, place.project, "risk", title="Late steel",
        **{"probability": 0.5, "cost_likely": Decimal(1000), "days_likely": 8.0} | values,
    )  # fmt: skip


def test_risks_that_are_touched_and_what_is_left_for_them(place, manager, board):
    set_tolerance(board, place.project, "time", plus=5)
    row = risk(place, manager)
    link_record(manager, row, "task", task(place, "B").pk)
    impact = request(manager, place, longer(place)).report["impact"]
    assert [(each["reference"], each["tasks"]) for each in impact["risks"]["touched"]] == [
        ("R-1", [task(place, "B").pk])
    ]
    assert (impact["risks"]["expected_days"], impact["risks"]["before"]) == (4, 500)
    time = impact["tolerances"][0]
    assert (time["room_before"], time["room_after"], time["expected"], time["uncovered"]) == (5, 3, 4, True)
    opportunity = risk(place, manager, sign="opportunity", days_likely=4.0)
    impact = request(manager, place, longer(place)).report["impact"]
    assert (impact["risks"]["expected_days"], impact["tolerances"][0]["uncovered"]) == (2, False)
    assert opportunity.reference not in [each["reference"] for each in impact["risks"]["touched"]]


def test_a_change_of_a_risk_moves_the_exposure_and_is_merged(place, manager, lead, board):
    set_tolerance(board, place.project, "risk", plus=600)
    row = risk(place, manager)
    item = {"op": "risk", "record": row.pk, "probability": 0.1}
    change = request(manager, place, item)
    impact = change.report["impact"]
    assert (impact["risks"]["before"], impact["risks"]["after"]) == (500, 100)
    assert [(each["before"], each["after"], each["status_after"]) for each in impact["tolerances"]] == [
        (500, 100, "green")
    ]
    worse = request(manager, place, item | {"probability": 0.9})
    assert (worse.report["authority"], worse.report["impact"]["tolerances"][0]["status_after"]) == ("board", "red")
    approve_request(manager, propose_request(manager, change), rationale="Less likely, at no cost.")
    assert Record.objects.get(pk=row.pk).probability == 0.1
    with pytest.raises(Refused, match="changed after"):
        approve_request(board, propose_request(manager, worse), rationale="X")


@pytest.mark.parametrize("values", [{"probability": 2}, {"probability": None}, {"record": 987654}])
def test_changes_of_risks_that_make_no_sense(place, manager, values):
    row = risk(place, manager)
    with pytest.raises(Refused):
        request(manager, place, {"op": "risk", "record": row.pk, "probability": 0.1} | values)


def test_a_measured_forecast_is_judged_and_noted_with_the_merge(place, manager, lead, board):
    set_tolerance(board, place.project, "benefit", target=100, minus=20)
    measure(manager, place.project, "benefit", 100, source="Business case")
    row = state_effects(manager, request(manager, place), {"benefit": "Fewer calls"}, forecasts={"benefit": 70.0})
    assert row.report["authority"] == "board"
    row = state_effects(manager, row, {"benefit": "Fewer calls"}, forecasts={"benefit": 90.0, "quality": None})
    line = row.report["impact"]["tolerances"][0]
    assert (line["before"], line["after"], line["status_after"]) == (100, 90, "green")
    approve_request(manager, propose_request(manager, row), rationale="Small.")
    noted = Measurement.objects.first()
    assert (noted.value, noted.source) == (90, "Change request “More”")
    with pytest.raises(Refused, match="not a number"):
        state_effects(manager, request(manager, place), {}, forecasts={"scope": float("nan")})


def test_the_merge_is_caused_by_the_decision(place, manager, lead):
    row = request(manager, place, longer(place), {"op": "create_task", "name": "New", "duration_minutes": DAY,
                                                  "after": task(place, "B").pk, "cost": 5})  # fmt: skip
    row = state_effects(manager, row, {}, forecasts={"scope": 90.0})
    approve_request(lead, propose_request(manager, row), rationale="Needed.")
    told = Event.objects.get(verb="change.approved")
    assert told.actor == lead.person
    assert sorted(told.effects.values_list("verb", flat=True)) == ["measurement.taken", "plan.edited", "record.raised"]
    merged = told.effects.get(verb="plan.edited")
    effects = ["dependency.created", "schedule.recalculated", "task.created", "task.updated"]
    assert sorted(merged.effects.values_list("verb", flat=True)) == effects
    assert set(told.effects.exclude(verb="record.raised").values_list("actor", flat=True)) == {None}
    run_pending()
    moved = Event.objects.filter(verb="schedule.recalculated").latest("pk")
    assert moved.cause == merged
    assert not Event.objects.filter(pk__gt=moved.pk, verb="task.updated").exists()
    update_task(manager, task(place, "A"), name="Renamed")
    assert Event.objects.filter(verb="task.updated").latest("pk").cause.cause is None


def test_the_impact_is_frozen_with_the_decision(place, manager, lead, client):
    row = propose_request(manager, request(manager, place, longer(place)))
    assert impact_holds(row) is None
    row = approve_request(lead, row, rationale="Needed.")
    assert impact_holds(row) is True
    client.force_login(lead.person)
    assert "Frozen with the decision, unaltered" in client.get(f"/cr/{row.pk}/").text
    report = row.report
    report["impact"]["cost"] = "1"
    ChangeSet.objects.filter(pk=row.pk).update(report=report)
    assert impact_holds(ChangeSet.objects.get(pk=row.pk)) is False
    assert "not the one that was decided on" in client.get(f"/cr/{row.pk}/").text
    rejected = reject_request(lead, propose_request(manager, request(manager, place, longer(place))), rationale="No.")
    assert impact_holds(rejected) is True


def test_a_part_that_weighs_more_than_the_whole_is_refused(place, manager):
    """Shorter B pays for longer A; A alone moves the finish, which the author may not approve."""
    row = request(manager, place, longer(place, "A", 4), longer(place, "B", 1))
    assert row.report["authority"] == "manager"
    row = propose_request(manager, row)
    with pytest.raises(Refused, match="needs the change authority"):
        approve_request(manager, row, rationale="Only A.", only=[0])
    assert task(place, "A").duration_minutes == 3 * DAY
    assert approve_request(manager, row, rationale="Both.").state == "merged"


def test_a_part_is_frozen_with_its_own_impact(place, manager, lead):
    row = propose_request(manager, request(manager, place, longer(place), longer(place, "B", 9)))
    assert row.report["impact"]["days"] == 9
    assert approve_request(lead, row, rationale="A only.", only=[0]).report["impact"]["days"] == 2


def test_a_plan_that_moved_since_asks_higher(place, manager, lead, board):
    """Within its tolerance when proposed, outside when decided: the board's."""
    set_tolerance(board, place.project, "time", plus=3)
    row = propose_request(manager, request(manager, place, longer(place)))
    assert row.report["authority"] == "authority"
    update_task(manager, task(place, "B"), duration_minutes=4 * DAY)
    run_pending()
    with pytest.raises(Refused, match="needs the board"):
        approve_request(lead, row, rationale="X")


def test_the_page_shows_people_risks_and_forecasts(place, client, manager, board):
    set_tolerance(board, place.project, "time", plus=5)
    set_tolerance(board, place.project, "benefit", target=100, minus=20)
    risky = risk(place, manager)
    client.force_login(manager.person)
    client.post(f"/c/{place.project.pk}/changes/start/", {"name": "Two tests", "type": "problem"})
    url = f"/cr/{ChangeSet.objects.get().pk}/"
    link = task(place, "B").links_in.get()
    client.post(f"{url}add/", {"op": "unlink", "dependency": link.pk})
    client.post(f"{url}add/", {"op": "risk", "record": risky.pk, "probability": "12.5"})
    page = client.post(f"{url}effects/", {"benefit": "Less", "benefit_forecast": "85"}, follow=True).text
    assert "1 → 1.50 of 1, over-allocated from" in page
    assert "Late steel" in page
    assert "R-1 Late steel: probability 12 %" in page
    assert 'name="benefit_forecast" value="85.0"' in page
    assert ChangeSet.objects.get().report["impact"]["tolerances"][1]["after"] == 85
