"""The table of what a change or a what-if does: the same figures in both, as far as the reader may see them."""

import pytest
from django.urls import reverse
from parsed_html import parse

from factories.benefits import a_benefit, planned_project
from factories.branches import BranchGrid
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.branch_proposals import propose_branch
from headway.app.actions.branches import share_branch, start_branch
from headway.app.actions.change_requests import add_item, approve_request, propose_request, start_request
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Task
from headway.app.worker.follow import run_pending
from headway.formats.document import AssignmentDoc, ResourceDoc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
DAY = 480


@pytest.fixture
def place():
    at = tree()
    planned_project(at.project)
    at.row = a_benefit(at, details={"tolerance": 5})
    set_tolerance(SYSTEM, at.program, "time", plus=10, minus=None)
    at.lead = holder("Pro Gram", at.program, "program_manager")
    at.board = holder("Above", at.portfolio, "portfolio_board")
    return at


@pytest.fixture
def author(place):
    return acting(holder("Petra Author", place.project, "project_manager"))


@pytest.fixture
def request_row(place, author):
    row = start_request(author, place.project, name="More time")
    values = {"duration_minutes": 23 * DAY}
    task = Task.objects.get(component=place.project, uid=2)
    return propose_request(author, add_item(author, row, {"op": "update_task", "task": task.pk, "values": values}))


def table(someone, name, pk):
    """The rows of figures by their name: before, after, difference, verdict; and everything below them in words."""
    answer = client_of(someone).get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    [panel] = parse(answer).every("section", aria_labelledby="effects-title")
    rows = {row.every("th")[0].words(): [cell.words() for cell in row.every("td")]
            for row in panel.every("tr") if len(row.every("td")) == 4}  # fmt: skip
    return rows, panel.words()


def test_a_request_tells_each_dimension_with_its_lines(place, request_row):
    rows, words = table(place.lead, "change", request_row.pk)
    assert list(rows) == ["Finish", "Cost", "Benefits", "Expected loss"]
    assert rows["Finish"] == ["9 Jan 2026", "6 Feb 2026", "+20 d", "Outside"]
    before, after, change, verdict = rows["Benefits"]
    assert (before, after, change, verdict) == (
        "€ 12 k",
        "€ 11 k",
        "\N{MINUS SIGN}€ 921",
        "Outside",
    )
    assert f"{place.row.reference} Cheaper operation" in words
    assert "begins 9 Jan 2026 → 6 Feb 2026 with “C”" in words
    assert "Tolerance of Program" in words
    assert "within → outside · decided by the board of a level that you may not see" in words
    _, told = table(place.board, "change", request_row.pk)
    assert "decided by the board of Portfolio" in told


def test_a_reader_of_the_project_alone_is_told_of_nothing_above(place, request_row, author):
    rows, words = table(author.person, "change", request_row.pk)
    assert rows["Benefits"][2] == "none that you see moves"
    assert rows["Finish"][3] == "No tolerance"
    assert "Cheaper operation" not in words
    assert "Tolerance of Program" not in words


def test_a_what_if_tells_the_same_as_the_request_of_its_changes(place, author):
    branch = start_branch(author, place.project, name="Longer")
    share_branch(author, branch, sharing="see")
    grid = BranchGrid(client_of(author.person), branch)
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"duration": "23d"}})
    beside, words = table(place.lead, "branch-compare", branch.pk)
    assert beside["Benefits"][2:] == ["\N{MINUS SIGN}€ 921", "Outside"]
    assert "Cheaper operation" in words
    told = client_of(place.lead).get(f"/api/v1/branches/{branch.pk}/comparison?impact=true").json()
    row = propose_request(author, propose_branch(author, branch))
    assert told["impact"]["benefits"] == row.report["impact"]["benefits"]
    assert table(place.lead, "change", row.pk)[0] == beside
    mine = client_of(author.person).get(f"/api/v1/branches/{branch.pk}/comparison?impact=true").json()
    assert (mine["impact"]["benefits"], mine["impact"]["levels"]) == ([], [])
    assert "impact" not in client_of(author.person).get(f"/api/v1/branches/{branch.pk}/comparison").json()


def test_who_decides_sees_what_was_proposed_and_what_has_changed_since(place, request_row):
    said = "The impact has changed since it was proposed"
    address = reverse("change", args=[request_row.pk])
    assert said not in client_of(place.board).get(address).content.decode()
    task = Task.objects.get(component=place.project, uid=3)
    edit_plan(SYSTEM, place.project, [{"op": "set", "tasks": [task.pk], "values": {"duration_minutes": 4 * DAY}}])
    run_pending()
    answer = client_of(place.board).get(address)
    assert f"{said}: Finish, Benefits." in " ".join(parse(answer).words().split())
    rows, _ = table(place.board, "change", request_row.pk)
    assert rows["Finish"][:2] == ["9 Jan 2026", "6 Feb 2026"], "as it was proposed"
    approve_request(acting(place.board), request_row, rationale="Still.")
    assert said not in client_of(place.board).get(address).content.decode()
    rows, _ = table(place.board, "change", request_row.pk)
    assert rows["Finish"][:2] == ["13 Jan 2026", "10 Feb 2026"], "as it was decided"


def test_a_what_if_that_gives_work_to_another_tells_who_is_asked_too_much():
    """Ann does A for three days, then B for two; Bo takes both at once while A and B are not linked any more."""
    at = tree()
    document = small_plan()
    document.resources = [ResourceDoc(uid=1, name="Ann"), ResourceDoc(uid=2, name="Bo")]
    document.assignments = [AssignmentDoc(1, 2, 1), AssignmentDoc(2, 3, 1)]
    install_plan(SYSTEM, at.project, document)
    run_pending()
    who = holder("Lena", at.project, "project_manager")
    branch = start_branch(acting(who), at.project, name="Bo")
    grid = BranchGrid(client_of(who), branch)
    grid.edit({"op": "set", "tasks": [grid.id("A")], "cells": {"resources": "Bo"}})
    grid.edit({"op": "set", "tasks": [grid.id("B")], "cells": {"resources": "Bo", "predecessors": ""}})
    told = client_of(who).get(f"/api/v1/branches/{branch.pk}/comparison?impact=true").json()["impact"]["resources"]
    found = {each["name"]: (each["work_before"], each["work_after"], each["peak_before"], each["peak_after"],
                            each["newly_over"]) for each in told}  # fmt: skip
    assert found == {"Ann": (5 * DAY, 0, 1, 0, False), "Bo": (0, 5 * DAY, 0, 2, True)}
    rows, _ = table(who, "branch-compare", branch.pk)
    assert rows["People"] == ["0 overloaded", "1 overloaded", "+1", "Overloaded"]
