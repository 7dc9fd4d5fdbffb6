"""Benefits through the API: raised, tied, read; their value after a slip; what outsiders are told."""

import pytest

from factories.benefits import TWELVE_THOUSAND, milestone, planned_project, slip
from factories.people import client_of, holder, tree
from headway.app.models import BenefitReading

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    planned_project(at.project)
    at.client = client_of(holder("Pia Program", at.program, "program_manager"))
    return at


def ask(at, method, path, body=None):
    answer = getattr(at.client, method)(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def raised(at, kind, **values):
    status, row = ask(at, "post", f"components/{at.program.pk}/records", {"kind": kind, "title": f"A {kind}", **values})
    assert status == 201, row
    return row["id"]


def linked(at, record, object_type, object_id, relation):
    return ask(at, "post", f"records/{record}/links",
               {"object_type": object_type, "object_id": object_id, "relation": relation})[0]  # fmt: skip


def test_a_benefit_from_its_draft_to_a_reading_and_what_a_slip_takes(place):
    goal = raised(place, "objective")
    row = raised(place, "benefit", details=TWELVE_THOUSAND)
    assert linked(place, row, "task", milestone(place.project).pk, "enabled by") == 201
    assert linked(place, row, "record", goal, "serves") == 201
    status, one = ask(place, "get", f"records/{row}/benefit")
    assert (status, one["planned"]["start"], one["change"], one["gaps"]) == (200, "2026-01-09", 0, ["Nobody owns it."])
    assert sum(one["planned"]["by_month"]) == pytest.approx(one["planned"]["total"])
    slip(place.project, 20)
    told = ask(place, "get", f"components/{place.program.pk}/benefits")[1]
    late = told["items"][0]
    assert (late["planned"]["total"], late["slip_days"]) == (one["planned"]["total"], 28)
    assert late["change"] == pytest.approx(late["forecast"]["total"] - late["planned"]["total"])
    assert late["change"] < -900
    assert [(each["currency"], each["change"]) for each in told["sums"]] == [("EUR", late["change"])]
    assert [(each["component"], each["change"]) for each in told["owed"]] == [(place.project.pk, late["change"])]
    assert told["objectives_unserved"] == []
    body = {"on": "2026-03-31", "gain": 2400.5, "note": "Ledger"}
    status, reading = ask(place, "post", f"records/{row}/readings", body)
    assert (status, reading["gain"]) == (201, 2400.5)
    assert ask(place, "get", f"records/{row}/readings")[1] == {"items": [reading]}
    assert ask(place, "get", f"records/{row}/benefit")[1]["realized"] == 2400.5
    status, changed = ask(place, "patch", f"records/{row}", {"version": 1, "details": {"share": 50}})
    assert (status, changed["details"]["share"]) == (200, 50)
    assert ask(place, "get", f"records/{row}/benefit")[1]["realized"] == 2400.5 / 2


def test_what_is_no_benefit_and_what_no_reading(place):
    goal = raised(place, "objective")
    for method, path in (("get", "benefit"), ("get", "readings"), ("post", "readings")):
        body = {"on": "2026-03-31", "gain": 1} if method == "post" else None
        assert ask(place, method, f"records/{goal}/{path}", body)[0] == 422
    row = raised(place, "benefit")
    assert ask(place, "post", f"records/{row}/readings", {"on": "2999-01-01", "gain": 1})[0] == 422
    assert linked(place, row, "component", place.project.pk, "enabled by") == 422
    assert not BenefitReading.objects.exists()


def test_outsiders_find_nothing_and_a_project_manager_changes_nothing(place):
    row = raised(place, "benefit")
    for someone, status in ((holder("Ola Out", place.elsewhere, "portfolio_manager"), 404),
                            (holder("Mia Manager", place.program, "project_manager"), 403)):  # fmt: skip
        place.client = client_of(someone)
        assert ask(place, "post", f"records/{row}/readings", {"on": "2026-03-31", "gain": 1})[0] == status
        assert ask(place, "get", f"records/{row}/benefit")[0] == (404 if status == 404 else 200)
