"""A branch proposed as a change request: seen as it is decided, merged by its own merge, left alone when declined."""

from decimal import Decimal

import pytest

from factories.branches import BranchGrid, live_of, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.branch_proposals import propose_branch
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.change_requests import (
    add_item,
    approve_request,
    propose_request,
    reject_request,
    withdraw_request,
)
from headway.app.actions.components import update_component
from headway.app.actions.errors import Refused
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tolerances import set_tolerance
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Agreement, ChangeSet, Dependency, Event, NewsChoice, Notification, Task
from headway.app.worker import follow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 480


@pytest.fixture
def place():
    at = tree()
    for plan in (at.project, at.sibling):
        install_plan(SYSTEM, plan, small_plan())
    recalculate([at.project.pk, at.sibling.pk])
    at.manager = at.lead = holder("Lead", at.project, "project_manager")
    at.board = holder("Board", at.portfolio, "portfolio_manager")
    at.branch = start_branch(acting(at.lead), at.project, name="Two crews")
    return at


@pytest.fixture
def grid(place):
    return BranchGrid(client_of(place.lead), place.branch)


def try_two(grid):
    """A longer and dearer task, and a new one behind it."""
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "5d", "cost": "1200"}})
    grid.edit({"op": "insert", "after": grid.id("B"), "rows": [{"cells": {"name": "Check", "duration": "1d"}}]})


def proposed(place, **more):
    row = propose_branch(acting(place.lead), place.branch, description="They are free in May.", **more)
    return propose_request(acting(place.lead), row)


def fresh(row):
    return ChangeSet.objects.get(pk=row.pk)


def test_its_changes_are_the_content_and_their_impact_is_that_of_the_branch(place, grid):
    set_baseline(SYSTEM, place.project)
    set_tolerance(SYSTEM, place.project, "time", target=0, plus=1, minus=None)
    set_tolerance(SYSTEM, place.project, "cost", target=10_000, plus=10_000, minus=None)
    try_two(grid)
    row = proposed(place)
    assert [each["label"] for each in row.request["items"]] == [
        "“A”: duration 3d → 5d; cost nothing → 1200.00",
        "“Check”: added, 1d",
    ]
    impact = row.report["impact"]
    assert (impact["days"], Decimal(impact["cost"])) == (2.0, Decimal(1200))
    assert impact["finish_after"] == grid.get("/comparison")["branch"]["finish"]
    moved = {each["name"]: each["after"] for each in impact["tasks"]}
    assert moved["C"] == grid.row("C")["finish"]
    assert [each["dimension"] for each in impact["tolerances"]] == ["time", "cost"]
    assert impact["tolerances"][0]["after"] - impact["tolerances"][0]["before"] == 2
    assert (row.branch, row.component, row.author) == (place.branch, place.project, place.lead)
    assert not Event.objects.filter(verb="plan.edited").exists()


def test_approved_it_is_merged_by_the_branchs_own_merge(place, grid):
    try_two(grid)
    shown = {name: grid.row(name)["finish"] for name in ("A", "B", "C", "Check")}
    row = approve_request(acting(place.board), proposed(place), rationale="It is worth it.")
    live = live_of(place)
    assert {name: live.row(name)["finish"] for name in shown} == shown
    place.branch.refresh_from_db()
    assert (fresh(row).state, place.branch.state) == ("merged", "merged")
    merged = Event.objects.get(verb="branch.merged")
    assert merged.cause.verb == "change.approved"
    assert Event.objects.get(verb="plan.edited").cause == merged


def test_some_of_it_is_approved_and_the_rest_stays_in_the_branch(place, grid):
    try_two(grid)
    row = proposed(place)
    approve_request(acting(place.board), row, rationale="Only the check.", only=[1])
    assert Task.objects.filter(component=place.project, name="Check").exists()
    assert Task.objects.get(component=place.project, name="A").duration_minutes == 3 * DAY
    grid.refresh()
    assert [each["words"] for each in grid.get("/items")["items"]] == ["duration 3d → 5d; cost nothing → 1200.00"]
    assert grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}})


def test_while_it_waits_the_branch_stays_as_it_is_and_is_seen_by_who_decides(place, grid):
    try_two(grid)
    path = f"/branches/{place.branch.pk}"
    assert status(place.board, "get", path)[0] == 404
    row = proposed(place)
    told = status(place.board, "get", path)[1]["branch"]
    assert (told["request"], told["may_edit"], told["sharing"]) == (row.pk, False, "see")
    edit = {"op": "set", "tasks": [grid.id("B")], "cells": {"duration": "4d"}}
    assert grid.refused(edit)[1]["id"] == "proposed"
    for verb in ("undo", "merge", "discard", "propose"):
        code, error = grid.send(verb)
        assert (code, error["error"]["id"]) == (422, "proposed"), verb
    assert Task.objects.get(component=place.project, name="A").duration_minutes == 3 * DAY


def test_declined_or_taken_back_it_leaves_the_branch(place, grid):
    try_two(grid)
    row = reject_request(acting(place.board), proposed(place), rationale="Not now.")
    assert row.state == "rejected"
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "4d"}})
    row = proposed(place)
    assert row.report["impact"]["days"] == 1.0
    withdraw_request(acting(place.lead), row)
    place.branch.refresh_from_db()
    assert place.branch.state == "draft"
    assert grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "6d"}})


def test_what_somebody_changed_meanwhile_is_not_merged(place, grid):
    try_two(grid)
    row = proposed(place)
    live = live_of(place)
    live.edit({"op": "set", "tasks": [live.id("A")], "cells": {"duration": "4d"}})
    with pytest.raises(Refused, match="changed after the request"):
        approve_request(acting(place.board), row, rationale="Yes.")
    assert fresh(row).state == "proposed"
    approve_request(acting(place.board), row, rationale="The rest.", only=[1])
    assert Task.objects.get(component=place.project, name="A").duration_minutes == 4 * DAY


def test_within_the_change_budget_the_manager_decides_else_somebody_higher(place, grid):
    update_component(SYSTEM, place.project, budget=Decimal(100_000))
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"cost": "1200"}})
    assert proposed(place).report["authority"] == "authority"


def test_other_changes_of_the_plan_do_not_go_beside_it_but_budget_does(place, grid):
    try_two(grid)
    row = propose_branch(acting(place.lead), place.branch)
    longer = {"op": "update_task", "task": grid.id("B"), "values": {"duration_minutes": DAY}}
    with pytest.raises(Refused, match="those of its branch"):
        add_item(acting(place.lead), row, longer)
    row = add_item(acting(place.lead), row, {"op": "budget", "amount": "50000"})
    approve_request(acting(place.board), propose_request(acting(place.lead), row), rationale="Both.")
    place.project.refresh_from_db()
    assert place.project.budget == 50_000


def test_links_with_other_plans_are_told_without_names_and_asked_for_in_the_authors_name(place, grid):
    grant_role(SYSTEM, place.sibling, place.lead, "customer_success")
    end = Task.objects.get(component=place.sibling, name="C")
    grid.edit({"op": "link", "predecessor": end.pk, "successor": grid.id("A")})
    row = proposed(place)
    assert [each["label"] for each in row.request["items"]] == ["“A”: linked with a task of another plan"]
    approve_request(acting(place.board), row, rationale="Ask them.")
    link = Dependency.objects.get(component=place.project, from_component=place.sibling)
    asked = Agreement.objects.get(dependency=link)
    assert (asked.state, asked.asked_by) == (Agreement.State.REQUESTED, place.lead)


def test_who_may_not_propose_or_edit_it_does_not(place, grid):
    try_two(grid)
    reader = holder("Reader", place.project, "team_member")
    assert grid.send("propose", keys=["set:0"])[1]["error"]["id"] == "gone"
    share_branch(acting(place.lead), place.branch, sharing="see")
    assert status(reader, "post", f"/branches/{place.branch.pk}/propose")[0] == 403
    share_branch(acting(place.lead), place.branch, sharing="private")
    assert status(reader, "post", f"/branches/{place.branch.pk}/propose")[0] == 404
    assert not ChangeSet.objects.filter(kind="request").exists()


def test_pages_lead_from_one_to_the_other(place, grid):
    try_two(grid)
    client, branch = grid.client, place.branch
    assert "Propose as change request" in client.get(f"/b/{branch.pk}/merge/").content.decode()
    keys = [each["key"] for each in grid.get("/items")["items"]]
    answer = client.post(
        f"/b/{branch.pk}/propose/", {"key": keys, "name": "Two crews, please", "description": "Why not"}
    )
    row = ChangeSet.objects.get(kind="request")
    assert (answer.url, row.name) == (f"/cr/{row.pk}/", "Two crews, please")
    page = client.get(answer.url).content.decode()
    assert f"/b/{branch.pk}/compare/" in page
    assert "Change a task" not in page
    bar = client.get(f"/b/{branch.pk}/").content.decode()
    assert "waits for a decision" in bar
    assert f"/cr/{row.pk}/" in bar
    assert client.post(f"/b/{branch.pk}/propose/", {"key": keys}).url == f"/b/{branch.pk}/merge/"


def test_who_is_named_to_edit_a_branch_is_told_once_and_led_there(place):
    anna, otto = (holder(name, place.portfolio, "stakeholder") for name in ("Anna", "Otto"))
    NewsChoice.objects.create(person=otto, kind="role", channel="inbox", mode="off")
    NewsChoice.objects.create(person=otto, kind="role", channel="mail", mode="off")
    share_branch(acting(place.lead), place.branch, editors=[anna.pk, otto.pk])
    share_branch(acting(place.lead), place.branch, editors=[anna.pk], name="Three crews")
    follow.run_pending()
    told = Notification.objects.filter(last_event__verb="branch.shared")
    assert [(line.person, line.kind, line.count) for line in told] == [(anna, "role", 1)]
    answer = client_of(anna).get(f"/inbox/{told.get().pk}/")
    assert answer.headers["Location"] == f"/b/{place.branch.pk}/"
    assert client_of(anna).get(answer.headers["Location"]).status_code == 200
