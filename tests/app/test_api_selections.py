"""Selections through the API: from a round to its decision, and what each reader is given of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.people import acting, client_of, holder
from factories.selections import candidate, small_round
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Component, SelectionRound
from headway.app.queries.selection_rounds import HIDDEN

MANAGER = "portfolio_manager"


@pytest.fixture
def people(place):
    roles = {"chief": MANAGER, "chair": "portfolio_board", "office": "pmo", "outsider": "project_manager"}
    return {name: holder(name.title(), place.portfolio, role) for name, role in roles.items()}


@pytest.fixture
def ask(people):
    clients = {name: client_of(someone) for name, someone in people.items()}

    def asked(who, method, path, body=None):
        answer = getattr(clients[who], method)(f"/api/v1/{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    return asked


def begun(ask, place):
    status, row = ask("chief", "post", f"components/{place.portfolio.pk}/selections",
                      {"name": "Plan 2027", "starts_on": "2027-01-01", "periods": 4, "budgets": ["10", "10", "10", "10"]})  # fmt: skip
    assert (status, row["state"], row["version"], row["answer"]) == (201, "draft", 1, None)
    assert row["inputs"]["budgets"] == ["10.00"] * 4
    return row["id"]


def add(ask, row, **values):
    status, one = ask("chief", "post", f"selections/{row}/candidates", values)
    assert (status, one["round"]) == (201, row)
    return one


def test_a_selection_from_its_beginning_to_its_decision(ask, place):
    row = begun(ask, place)
    project = add(ask, row, subject=place.project.pk, value="20", costs=["8", "8"])
    pumps = add(ask, row, name="Heat pumps", value="12", costs=["6", "4"])
    add(ask, row, name="Tariff app", value="9", costs=["5", "5", "5"], needs=[pumps["id"]])
    assert (project["name"], project["component"], pumps["component"]) == ("Project", place.project.pk, None)
    status, told = ask("chief", "post", f"selections/{row}/compute")
    assert (status, told["answer"]["status"], told["answer"]["value"]) == (200, "optimal", "32.00")
    assert sorted(pk for pk, _ in told["answer"]["chosen"]) == sorted([project["id"], pumps["id"]])
    assert told["answer"]["frontier"][-1][1] == 41.0
    assert {each["candidate"] for each in told["answer"]["cuts"]} == {project["id"], pumps["id"]}
    status, put = ask("chief", "post", f"selections/{row}/propose", {"revision": told["inputs"]["revision"]})
    assert (status, put["state"], put["proposal"]["number"], put["proposal"]["holds"]) == (200, "proposed", 1, True)
    assert put["steps"] == ["withdraw"]
    assert ask("chief", "post", f"selections/{row}/approve", {"number": 1, "rationale": "Mine"})[0] == 403
    assert ask("chair", "get", f"selections/{row}")[1]["steps"] == ["approve", "send_back"]
    status, decided = ask(
        "chair", "post", f"selections/{row}/approve", {"number": 1, "rationale": "The money is there."}
    )
    assert (status, decided["state"], decided["rationale"]) == (200, "decided", "The money is there.")


def test_candidates_and_money_are_changed_with_their_versions(ask, place):
    row = begun(ask, place)
    one = add(ask, row, name="Heat pumps", value="12", costs=["6", "4"])
    at = f"selection-candidates/{one['id']}"
    status, changed = ask("chief", "patch", at, {"version": 1, "value": "13.50", "latest": 2})
    assert (status, changed["value"], changed["latest"], changed["costs"]) == (200, "13.50", 2, ["6.00", "4.00"])
    assert ask("chief", "patch", at, {"version": 1, "value": "1"})[0] == 409
    assert ask("chief", "patch", at, {"version": 2, "costs": ["1"] * 5})[1]["error"]["id"] == "does-not-fit"
    assert ask("chief", "put", f"{at}/wish", {"wish": "must"})[1]["error"]["id"] == "no-reason"
    assert ask("chief", "put", f"{at}/wish", {"wish": "must", "reason": "The law"})[1]["wish"] == "must"
    assert ask("chief", "post", f"{at}/take-out")[1]["taken_out"] is True
    whole = ask("chief", "get", f"selections/{row}")[1]
    assert (whole["inputs"]["candidates"], [each["id"] for each in whole["taken_out"]]) == ([], [one["id"]])
    assert ask("chief", "post", f"{at}/put-back")[1]["taken_out"] is False
    whole = ask("chief", "get", f"selections/{row}")[1]
    assert [each["version"] for each in whole["inputs"]["candidates"]] == [ask("chief", "get", at)[1]["version"]]
    status, changed = ask("chief", "patch", f"selections/{row}", {"version": 1, "budgets": ["5"], "periods": 2})
    assert (status, changed["inputs"]["budgets"], changed["version"]) == (200, ["5.00", "0.00"], 2)
    assert ask("chief", "patch", f"selections/{row}", {"version": 1, "name": "Late"})[0] == 409


def test_what_changed_since_it_was_looked_at_is_neither_proposed_nor_decided(ask, place, people):
    chief = acting(people["chief"])
    row = small_round(chief, place)
    answer_now(row)
    assert ask("chief", "post", f"selections/{row.pk}/propose", {"revision": row.revision - 1})[0] == 409
    ask("chief", "post", f"selections/{row.pk}/propose", {"revision": row.revision})
    ask("chief", "post", f"selections/{row.pk}/withdraw")
    assert ask("chief", "post", f"selections/{row.pk}/reopen")[1]["state"] == "draft"
    ask("chief", "post", f"selections/{row.pk}/propose", {"revision": row.revision})
    for step in ("approve", "send-back"):
        assert ask("chair", "post", f"selections/{row.pk}/{step}", {"number": 1, "rationale": "Good"})[0] == 409
        assert ask("chair", "post", f"selections/{row.pk}/{step}", {"rationale": "Good"})[0] == 422
    assert (
        ask("chair", "post", f"selections/{row.pk}/send-back", {"number": 2, "rationale": "No"})[1]["state"]
        == "sent_back"
    )


@pytest.mark.parametrize("who", ["chair", "office"])
def test_others_are_given_the_proposal_and_never_what_is_worked_on(ask, place, people, who):
    chief = acting(people["chief"])
    row = small_round(chief, place)
    listing = f"components/{place.portfolio.pk}/selections"
    assert ask(who, "get", listing)[1] == {"count": 0, "items": []}
    assert ask(who, "get", f"selections/{row.pk}")[0] == 404
    answer_now(row)
    ask("chief", "post", f"selections/{row.pk}/propose", {"revision": row.revision})
    ask("chair", "post", f"selections/{row.pk}/send-back", {"number": 1, "rationale": "Cheaper"})
    one = candidate(chief, row, "A secret idea", 3, (1,))
    assert [each["id"] for each in ask(who, "get", listing)[1]["items"]] == [row.pk]
    status, seen = ask(who, "get", f"selections/{row.pk}")
    assert (status, seen["version"], seen["steps"], seen["taken_out"]) == (200, None, [], [])
    assert (seen["inputs"]["revision"], seen["proposal"]["number"]) == (row.revision, 1)
    assert "A secret idea" not in str(seen)
    assert ask(who, "get", f"selection-candidates/{one.pk}")[0] == 404
    assert ask(who, "post", f"selections/{row.pk}/compute")[0] == 403
    worked_on = ask("chief", "get", f"selections/{row.pk}")[1]
    assert "A secret idea" in [each["name"] for each in worked_on["inputs"]["candidates"]]
    assert worked_on["answer"] is None, "the answer is not about these inputs"
    assert ask("chief", "get", f"selections/{row.pk}?proposal=1")[1]["inputs"] == seen["inputs"]
    assert ask("chief", "get", f"selections/{row.pk}?proposal=2")[0] == 404


def test_nobody_else_is_given_anything(ask, place, people):
    row = small_round(acting(people["chief"]), place)
    answer_now(row)
    ask("chief", "post", f"selections/{row.pk}/propose", {"revision": row.revision})
    assert ask("outsider", "get", f"components/{place.portfolio.pk}/selections")[1] == {"count": 0, "items": []}
    assert ask("outsider", "get", f"selections/{row.pk}")[0] == 404
    body = {"name": "Own", "starts_on": "2027-01-01"}
    assert ask("outsider", "post", f"components/{place.portfolio.pk}/selections", body)[0] == 403
    assert SelectionRound.objects.count() == 1


def test_a_component_that_the_reader_lost_sight_of_has_neither_name_nor_number(ask, place, people):
    row = small_round(acting(people["chief"]), place)
    Component.objects.filter(pk=place.project.pk).update(trashed_at="2026-01-01T00:00:00Z")
    candidates = ask("chief", "get", f"selections/{row.pk}")[1]["inputs"]["candidates"]
    assert [each["component"] for each in candidates] == [None] * 4
    assert candidates[0]["name"] == HIDDEN
    hidden = ask("chief", "get", f"selection-candidates/{candidates[0]['id']}")[1]
    assert (hidden["name"], hidden["component"]) == (HIDDEN, None)


def test_a_round_of_many_asks_no_more_questions(ask, place, people):
    chief = acting(people["chief"])
    row = small_round(chief, place)

    def questions():
        with CaptureQueriesContext(connection) as seen:
            assert ask("chief", "get", f"selections/{row.pk}")[0] == 200
        return len(seen)

    few = questions()
    for number in range(20):
        candidate(chief, row, f"Idea {number}", 1, (1,))
    assert questions() == few
