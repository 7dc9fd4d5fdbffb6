"""What a change does beyond its plan: to benefits, to hand-offs and to the tolerances of levels above; who decides then."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories.benefits import a_benefit, milestone, planned_project
from factories.branches import BranchGrid
from factories.people import SYSTEM, acting, client_of, holder, tree
from headway.app.actions.baselines import set_baseline
from headway.app.actions.benefits import tie_benefit
from headway.app.actions.branch_proposals import propose_branch
from headway.app.actions.branches import start_branch
from headway.app.actions.change_requests import add_item, approve_request, evaluate, propose_request, start_request
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Agreement, Component, Notification, Task
from headway.app.queries.pages.changes import changes_waiting, impact_seen_by
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 480
FULL, LATE = 1000 * (11 + 23 / 31), 1000 * (10 + 23 / 28)
"""12,000 a year until December from Friday 9 January on, and from Friday 6 February on."""


@pytest.fixture
def place():
    at = tree()
    planned_project(at.project)
    return at


def task(component, uid):
    return Task.objects.get(component=component, uid=uid)


def longer(place, manager, days=20):
    """A change that takes so many days longer, as a draft."""
    row = start_request(manager, place.project, name="More")
    values = {"duration_minutes": (3 + days) * DAY}
    return add_item(manager, row, {"op": "update_task", "task": task(place.project, 2).pk, "values": values})


def test_a_benefit_of_the_program_loses_what_its_milestone_moves(place, manager):
    row = a_benefit(place)
    other = a_benefit(place, title="Intangible peace", details={"type": "intangible", "target": None})
    found = longer(place, manager).report["impact"]["benefits"]
    assert [each["record"] for each in found] == [row.pk, other.pk]
    told = found[0]
    assert (told["start_before"], told["start_after"]) == ("2026-01-09", "2026-02-06")
    assert (told["before"], told["after"]) == (pytest.approx(FULL), pytest.approx(LATE))
    assert told["change"] == pytest.approx(LATE - FULL)
    assert told["milestone"] == {"task": milestone(place.project).pk, "name": "C", "component": place.project.pk}
    assert (told["in_money"], told["currency"], told["component"]) == (True, "EUR", place.program.pk)
    assert (found[1]["before"], found[1]["change"], found[1]["start_after"]) == (None, None, "2026-02-06")


def test_what_ends_no_later_changes_no_benefit(place, manager):
    a_benefit(place)
    row = start_request(manager, place.project, name="Dearer")
    row = add_item(manager, row, {"op": "update_task", "task": task(place.project, 2).pk, "values": {"cost": 100}})
    assert row.report["impact"]["benefits"] == []


def test_a_benefit_of_a_plan_that_waits_moves_through_the_link(place, manager):
    planned_project(place.sibling)
    link_tasks(SYSTEM, task(place.project, 4), task(place.sibling, 2))
    run_pending()
    set_baseline(SYSTEM, place.sibling)
    row = a_benefit(place)
    row.links.all().delete()
    tie_benefit(SYSTEM, row, milestone(place.sibling))
    before = milestone(place.sibling).finish
    found = longer(place, manager, 5).report["impact"]["benefits"]
    assert [(each["record"], each["milestone"]["component"]) for each in found] == [(row.pk, place.sibling.pk)]
    assert found[0]["start_after"] > found[0]["start_before"]
    assert milestone(place.sibling).finish == before, "nothing is written"


def test_who_may_not_see_the_program_learns_nothing_of_its_benefits_and_tolerances(place, manager):
    a_benefit(place)
    set_tolerance(SYSTEM, place.program, "benefit", minus=500, plus=None)
    row = longer(place, manager)
    assert [each["component"] for each in row.report["impact"]["levels"]] == [place.program.pk]
    seen = impact_seen_by(manager.person, row.report["impact"])
    assert (seen["benefits"], seen["levels"]) == ([], [])
    assert not {"Cheaper operation", "Program"} & set(json.dumps(seen).split('"'))
    page = client_of(manager.person).get(reverse("change", args=[row.pk])).content.decode()
    assert row.name in page
    assert "Cheaper operation" not in page
    lead = holder("Pro Gram", place.program, "program_manager")
    assert [each["title"] for each in impact_seen_by(lead, row.report["impact"])["benefits"]] == ["Cheaper operation"]


def test_a_tolerance_of_the_program_that_would_break_is_decided_above_it(place, manager):
    """The program has no tolerance above it that breaks, so the portfolio's board decides, not the project's."""
    set_tolerance(SYSTEM, place.program, "time", plus=10, minus=None)
    near = acting(holder("Near", place.project, "project_board"))
    above = acting(holder("Above", place.portfolio, "portfolio_board"))
    assert longer(place, manager, 4).report["impact"]["levels"] == [], "green before and after"
    row = propose_request(manager, longer(place, manager))
    assert (row.report["authority"], row.report["level"]) == ("board", place.portfolio.pk)
    [line] = row.report["impact"]["levels"]
    assert (line["dimension"], line["before"], line["after"]) == ("time", 0, 20)
    assert (line["status_before"], line["status_after"]) == ("green", "red")
    assert line["decides"] == {"component": place.portfolio.pk, "name": "Portfolio"}
    run_pending()
    told = Notification.objects.filter(event__verb="change.proposed").values_list("person", flat=True)
    assert list(told) == [above.person.pk]
    assert (changes_waiting(near.person), changes_waiting(above.person)) == ([], [row])
    with pytest.raises(NotAllowed):
        approve_request(near, row, rationale="Fine with us.")
    approve_request(above, row, rationale="Needed.")
    run_pending()
    program = Component.objects.get(pk=place.program.pk)
    assert program.rollup.finish_variance_days == 20, "what was said is what happens"


def test_the_own_tolerances_go_to_the_level_above_and_those_of_a_benefit_count(place, manager):
    a_benefit(place)
    set_tolerance(SYSTEM, place.project, "time", plus=10, minus=None)
    set_tolerance(SYSTEM, place.program, "benefit", minus=1500, plus=None)
    row = longer(place, manager)
    [own] = row.report["impact"]["tolerances"]
    assert own["decides"] == {"component": place.program.pk, "name": "Program"}
    [level] = row.report["impact"]["levels"]
    assert (level["before"], level["after"]) == (pytest.approx(FULL), pytest.approx(LATE))
    assert level["status_after"] == "amber", "921 of the 1,500 that it may lose are more than half"
    assert (row.report["authority"], row.report["level"]) == ("board", place.program.pk)


def test_cost_of_a_project_adds_to_that_of_the_program(place, manager):
    Component.objects.filter(pk=place.program.pk).update(budget=1000)
    Task.objects.filter(pk=task(place.project, 3).pk).update(cost=900)
    set_tolerance(SYSTEM, place.program, "cost", plus=50, minus=None)
    row = start_request(manager, place.project, name="Dearer")
    row = add_item(manager, row, {"op": "create_task", "name": "X", "duration_minutes": 0, "cost": 200})
    assert [(each["dimension"], each["before"], each["after"], each["status_after"])
            for each in row.report["impact"]["levels"]] == [("cost", 900, 1100, "red")]  # fmt: skip


def test_a_promise_that_would_not_hold_is_named_to_both_sides_as_they_may_see(place, manager):
    planned_project(place.elsewhere)
    giver = task(place.project, 4)
    link_tasks(SYSTEM, giver, task(place.elsewhere, 2))
    agreed = Agreement.objects.get()
    agreed.state, agreed.promised_on = "accepted", "2026-01-16"
    agreed.save()
    run_pending()
    row = longer(place, manager)
    [line] = row.report["impact"]["hand_offs"]
    assert (line["promised"], line["before"], line["after"]) == ("2026-01-16", "2026-01-09", "2026-02-06")
    assert line["standing_after"] == "late"
    assert line["float"] == 0
    [mine] = impact_seen_by(manager.person, row.report["impact"])["hand_offs"]
    assert (mine["name"], mine["taker"], mine["taker_name"], mine["waits"]) == ("C", None, "", "")
    assert impact_seen_by(holder("Else", place.program, "customer_success"), row.report["impact"])["hand_offs"]
    taker = holder("Taker", place.elsewhere, "project_manager")
    [theirs] = impact_seen_by(taker, row.report["impact"])["hand_offs"]
    assert (theirs["giver"], theirs["name"], theirs["after"], theirs["waits"]) == (None, "", None, "A")


def test_a_branch_that_deletes_the_milestone_leaves_the_benefit_without_a_start(place, manager):
    a_benefit(place)
    branch = start_branch(manager, place.project, name="Without")
    grid = BranchGrid(client_of(manager.person), branch)
    grid.edit({"op": "delete", "tasks": [grid.id("C")]})
    row = propose_branch(manager, branch)
    [told] = row.report["impact"]["benefits"]
    assert (told["start_after"], told["before"], told["after"]) == (None, pytest.approx(FULL), 0)


def test_twice_the_benefits_take_no_more_queries(place, manager):
    a_benefit(place)
    row = longer(place, manager)
    with CaptureQueriesContext(connection) as one:
        evaluate(row)
    for number in range(4):
        a_benefit(place, title=f"Another {number}")
    with CaptureQueriesContext(connection) as five:
        evaluate(row)
    assert len(row.report["impact"]["benefits"]) == 5
    assert len(five) == len(one)
