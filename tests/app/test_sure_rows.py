"""P50 and P80 of rows wherever they are shown: branches, roadmaps, links for strangers, documents; to each what they see."""

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from factories.branches import BranchGrid, status
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branches import start_branch
from headway.app.actions.plans import install_plan
from headway.app.actions.share_links import allow_sharing, make_share_link
from headway.app.actions.tasks import update_task
from headway.app.bridge.confidence.kept import simulate_component
from headway.app.bridge.printing import payload_of, print_order
from headway.app.models import Confidence, Task, TriedConfidence
from headway.app.worker.confidence import simulate_wanted
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 480


@pytest.fixture
def at():
    at = tree()
    for component in (at.project, at.sibling):
        install_plan(SYSTEM, component, small_plan())
    run_pending()
    at.maja = holder("Maja", at.project, "project_manager")
    at.paula = holder("Paula", at.program, "program_manager")
    return at


def task(component, name):
    return Task.objects.get(component=component, name=name)


def rows_of(told, figure="p80"):
    return dict(zip(told["ids"], told[figure], strict=True))


def plan_rows(at, component=None):
    address = f"/api/v1/components/{(component or at.project).pk}/confidence/tasks"
    return client_of(at.maja).get(address).json()


# ---------------------------------------------------------------------- branches


@pytest.fixture
def grid(at):
    at.branch = start_branch(acting(at.maja), at.project, name="Try")
    return BranchGrid(client_of(at.maja), at.branch)


def simulated(at, grid):
    told = status(at.maja, "post", f"/branches/{at.branch.pk}/confidence/tasks")[1]
    assert told["waiting"]
    simulate_wanted(TriedConfidence.objects.get().wanted_at)
    return grid.get("/confidence/tasks")


def test_a_branch_has_figures_of_its_own_rows_once_somebody_asks_and_says_after_an_edit_that_they_are_old(at, grid):
    simulate_component(at.project)
    b = task(at.project, "B").pk
    grid.edit({"op": "set", "tasks": [b], "cells": {"duration": "20d"}})
    grid.edit({"op": "insert", "after": b, "rows": [{"cells": {"name": "New", "duration": "3d"}}]})
    before = grid.get("/confidence/tasks")
    assert (before["ids"], before["waiting"], before["reason"]) == (
        [],
        False,
        "The branch has not been simulated as it is.",
    )
    assert not TriedConfidence.objects.exists(), "reading asks for nothing"
    told = simulated(at, grid)
    assert (told["old"], told["waiting"], told["reason"]) == (False, False, "")
    assert rows_of(told)[b] > rows_of(plan_rows(at))[b]
    assert min(told["ids"]) < 0, "a row that only the branch has"
    grid.edit({"op": "set", "tasks": [b], "cells": {"duration": "1d"}})
    after = grid.get("/confidence/tasks")
    assert (after["old"], after["waiting"], rows_of(after)) == (True, False, rows_of(told))
    assert after["reason"] == "Of an earlier state of the branch."
    assert rows_of(simulated(at, grid))[b] < rows_of(told)[b]


def test_figures_of_a_branch_that_changes_nothing_are_those_of_the_plan(at, grid):
    simulate_component(at.project)
    told, plain = simulated(at, grid), plan_rows(at)
    assert {name: told[name] for name in ("ids", "p50", "p80", "criticality")} == {
        name: plain[name] for name in ("ids", "p50", "p80", "criticality")
    }


def test_who_does_not_see_a_branch_sees_no_figures_and_has_nothing_simulated(at, grid):
    address = f"/branches/{at.branch.pk}/confidence/tasks"
    assert [status(at.paula, method, address)[0] for method in ("get", "post")] == [404, 404]
    assert not TriedConfidence.objects.exists()


# ---------------------------------------------------------------------- roadmaps


def on_roadmap(person, component, opened=""):
    return client_of(person).get(f"/api/v1/roadmaps/{component.pk}/confidence/tasks?open={opened}").json()


def test_a_roadmap_tells_of_components_and_milestones_and_of_all_rows_where_a_plan_is_open(at):
    simulate_component(at.project)
    told = on_roadmap(at.paula, at.program)
    milestone, b = task(at.project, "C").pk, task(at.project, "B").pk
    assert set(told["ids"]) == {-at.project.pk, milestone}
    finish = Confidence.objects.get(component=at.project).told["finish"]
    assert (rows_of(told, "p50")[-at.project.pk], rows_of(told)[-at.project.pk]) == (finish["p50"], finish["p80"])
    assert (told["earlier"], told["waiting"], told["reason"]) == ([False, False], False, "")
    assert b in on_roadmap(at.paula, at.program, at.project.pk)["ids"]
    assert not Confidence.objects.filter(component=at.sibling).exists(), "reading asks for nothing"


def test_what_a_roadmap_tells_is_old_after_a_change_until_it_is_computed_anew(at):
    simulate_component(at.project), simulate_component(at.sibling)
    update_task(SYSTEM, task(at.project, "B"), duration_minutes=9 * DAY)
    run_pending()
    told = on_roadmap(at.paula, at.program)
    earlier = rows_of(told, "earlier")
    assert (earlier[-at.project.pk], earlier[-at.sibling.pk]) == (True, False)
    assert told["reason"].startswith("Of an earlier state where a line is dashed")
    Confidence.objects.filter(component=at.project).update(wanted_at=timezone.now())
    simulate_wanted()
    assert not any(on_roadmap(at.paula, at.program)["earlier"])


def test_a_roadmap_that_nothing_has_been_simulated_of_says_so_and_one_sees_only_what_one_may(
    at, django_assert_max_num_queries
):
    assert on_roadmap(at.paula, at.program)["reason"].startswith("Nothing here has been simulated yet")
    simulate_component(at.project), simulate_component(at.sibling)
    with django_assert_max_num_queries(22):
        assert {-at.project.pk, -at.sibling.pk} <= set(on_roadmap(at.paula, at.program)["ids"])
    assert client_of(at.maja).get(f"/api/v1/roadmaps/{at.elsewhere.pk}/confidence/tasks").status_code == 404
    sees_one = holder("Pia", at.project, "stakeholder")
    answer = client_of(sees_one).get(f"/api/v1/roadmaps/{at.program.pk}/confidence/tasks")
    assert answer.status_code == 404 or -at.sibling.pk not in answer.json()["ids"]


# ---------------------------------------------------------------------- links for strangers


def test_a_link_tells_how_sure_dates_are_only_where_that_was_chosen_and_simulates_nothing(at, client):
    allow_sharing(SYSTEM, at.portfolio, days=30)
    links = [
        make_share_link(acting(at.maja), at.project, name="Town", days=3, shows_confidence=yes)[1] for yes in (0, 1)
    ]
    without, shown = (f"/shared/{secret}/" for secret in links)
    assert client.get(f"{without}confidence.json").status_code == 404
    assert client.get(f"{without}schedule.json").json()["shows_confidence"] is False
    assert client.get(f"{shown}schedule.json").json()["shows_confidence"] is True
    first = client.get(f"{shown}confidence.json").json()
    assert (first["ids"], first["waiting"]) == ([], False)
    assert not Confidence.objects.exists(), "a stranger has nothing simulated"
    simulate_component(at.project)
    told = client.get(f"{shown}confidence.json").json()
    assert rows_of(told) == rows_of(plan_rows(at))
    assert "revision" not in told
    update_task(SYSTEM, task(at.project, "B"), duration_minutes=9 * DAY)
    assert client.get(f"{shown}confidence.json").json()["old"] is True
    assert client.get(f"{shown}confidence.json").headers["Cache-Control"].count("no-store") == 1


# ---------------------------------------------------------------------- documents


def pdf_text(client, component, **asked):
    answer = client.get(f"/c/{component.pk}/take-away/schedule.pdf", asked)
    assert answer.status_code == 200
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_drawings_have_the_whiskers_that_were_asked_for_with_a_legend_and_old_ones_say_so(at):
    simulate_component(at.project)
    reader = client_of(at.paula)
    for component in (at.project, at.program):
        assert "P50 to P80 finish" in pdf_text(reader, component, sure="1")
        assert "P50" not in pdf_text(reader, component)
        assert reader.get(f"/c/{component.pk}/take-away/schedule.png", {"sure": "1"}).content.startswith(b"\x89PNG")
    assert "earlier state" not in pdf_text(reader, at.project, sure="1")
    update_task(SYSTEM, task(at.project, "B"), duration_minutes=9 * DAY)
    run_pending()
    for component in (at.project, at.program):
        assert "P50 to P80 finish, dashed of an earlier state" in pdf_text(reader, component, sure="1")


def test_a_drawing_of_what_was_never_simulated_says_so_where_whiskers_were_asked_for(at):
    said = pdf_text(client_of(at.paula), at.program, sure="1")
    assert "P50 to P80: nothing of it has been simulated yet." in said
    assert "P50 to P80 finish" not in said
    assert payload_of(at.paula, at.program, ()).keys().isdisjoint({"sure", "whiskers"})


def test_a_large_print_keeps_the_wish_for_whiskers(at):
    simulate_component(at.project)
    order = print_order(at.maja, at.project, {"sure": "1"})
    assert order["payload"]["whiskers"] is True
    assert any(order["payload"]["sure"])
