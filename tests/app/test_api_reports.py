"""Reports, support requests and directions over JSON."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.directions import set_direction
from headway.app.actions.plans import install_plan
from headway.app.actions.report_cadence import set_report_cadence

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.manager = holder("Maja Manager", at.project, "project_manager")
    at.lead = holder("Tobias Lead", at.program, "program_manager")
    at.pmo = holder("Petra PMO", at.portfolio, "pmo")
    return at


@pytest.fixture
def ask(client):
    def send(who, method, path, body=None):
        client.force_login(who)
        answer = client.generic(method, V1 + path, json.dumps(body or {}), content_type="application/json")
        return answer.status_code, json.loads(answer.content or "null")

    return send


def test_a_report_from_draft_to_addendum(place, ask):
    status, draft = ask(place.manager, "POST", f"components/{place.project.pk}/reports", {"kind": "daily"})
    assert (status, draft["state"], draft["kind"]) == (201, "draft", "daily")
    first = draft["content"]["going"][0]
    change = {
        "version": draft["version"],
        "lines": {
            "going": [{"key": first["key"], "text": "All is well."}],
            "needs": [{"text": "A crane", "request": True}],
        },
        "statuses": {"quality": {"typed": "green"}},
        "hours": "12.5",
    }
    status, edited = ask(place.manager, "PATCH", f"reports/{draft['id']}", change)
    assert (status, edited["hours"], edited["content"]["going"][0]["origin"]) == (200, "12.50", "corrected")
    assert ask(place.manager, "PATCH", f"reports/{draft['id']}", change)[0] == 409
    version = {"version": edited["version"]}
    wrong = ({"lines": {"nowhere": [{"text": "x"}]}}, {"statuses": {"time": {"typed": "blue"}}}, {"hours": -1})
    for each in wrong:
        assert ask(place.manager, "PATCH", f"reports/{draft['id']}", version | each)[0] == 422
    # Readers see nothing of a draft.
    assert ask(place.pmo, "GET", f"reports/{draft['id']}")[0] == 404
    assert ask(place.pmo, "GET", f"components/{place.project.pk}/reports")[1]["count"] == 0
    status, again = ask(place.manager, "POST", f"reports/{draft['id']}/draft", version)
    assert (status, again["content"]["going"][0]["text"]) == (200, "All is well.")
    status, sent = ask(place.manager, "POST", f"reports/{draft['id']}/send", {"version": again["version"]})
    assert (status, sent["state"], len(sent["sha256"])) == (200, "sent", 64)
    assert ask(place.manager, "PATCH", f"reports/{draft['id']}", {"version": sent["version"], "notes": "x"})[0] == 422
    assert ask(place.lead, "POST", f"reports/{draft['id']}/read")[1]["reviews"][0]["act"] == "read"
    assert ask(place.lead, "POST", f"reports/{draft['id']}/return", {"text": "Which crane?"})[0] == 200
    status, added = ask(place.manager, "POST", f"reports/{draft['id']}/addenda", {"text": "The big one."})
    assert (status, added["addenda"][0]["text"]) == (201, "The big one.")
    status, listed = ask(place.pmo, "GET", f"components/{place.project.pk}/reports")
    assert (listed["count"], listed["cadence"], listed["items"][0]["id"]) == (1, "daily", draft["id"])


def test_exceptions_and_discipline(place, ask):
    set_report_cadence(SYSTEM, place.project, cadence="daily", since=timezone.localdate() - timedelta(days=30))
    status, below = ask(place.lead, "GET", f"components/{place.program.pk}/reporting")
    assert (status, [row["component"]["id"] for row in below["items"]]) == (200, [place.project.pk])
    assert below["items"][0]["flags"][0]["text"].startswith("missing since")
    rows = ask(place.pmo, "GET", f"components/{place.portfolio.pk}/reporting/discipline")[1]["items"]
    row = next(each for each in rows if each["component"]["id"] == place.project.pk)
    assert (row["on_time"], row["missing"]) == (0, row["due"])
    assert row["due"] >= 20
    assert ask(place.manager, "GET", f"components/{place.portfolio.pk}/reporting")[0] == 404


def test_the_cadence(place, ask):
    path = f"components/{place.project.pk}/report-cadence"
    status, row = ask(place.manager, "PUT", path, {"cadence": "weekly", "weekday": 2, "due_minute": 600})
    assert (status, row["weekday"]) == (200, 2)
    assert ask(place.manager, "PUT", path, {"cadence": "sometimes"})[0] == 422
    assert ask(place.pmo, "PUT", path, {"cadence": "daily"})[0] == 403


def test_support(place, ask):
    path = f"components/{place.project.pk}/support-requests"
    status, row = ask(place.manager, "POST", path, {"text": "A crane"})
    assert (status, row["asked_of"], row["state"]) == (201, place.lead.pk, "open")
    one = f"support-requests/{row['id']}"
    assert ask(place.manager, "POST", f"{one}/answer", {"answer": "Mine"})[0] == 403
    assert ask(place.lead, "POST", f"{one}/acknowledge")[1]["state"] == "acknowledged"
    assert ask(place.lead, "POST", f"{one}/answer", {"answer": "Thursday"})[1]["state"] == "answered"
    assert ask(place.manager, "POST", f"{one}/return", {"comment": "Too late"})[1]["state"] == "returned"
    assert ask(place.lead, "POST", f"{one}/answer", {"answer": "Tuesday"})[1]["answer"] == "Tuesday"
    assert ask(place.manager, "POST", f"{one}/close", {"satisfaction": 9})[0] == 422
    assert ask(place.manager, "POST", f"{one}/close", {"satisfaction": 4})[1]["satisfaction"] == 4
    listed = ask(place.lead, "GET", f"components/{place.program.pk}/support-requests?state=closed")[1]
    assert (listed["count"], ask(place.lead, "GET", one)[1]["state"]) == (1, "closed")


def test_directions_name_only_what_the_reader_sees(place, ask):
    values = {"title": "Baselines", "text": "Set one", "kinds": ["project"]}
    status, made = ask(place.pmo, "POST", f"components/{place.portfolio.pk}/directions", values)
    assert (status, len(made["addresses"])) == (201, 3)
    assert ask(place.manager, "POST", f"components/{place.project.pk}/directions", values)[0] == 403
    seen = ask(place.manager, "GET", f"directions/{made['id']}")[1]
    assert (seen["component"], [row["component"] for row in seen["addresses"]]) == (None, [place.project.pk])
    own = seen["addresses"][0]["id"]
    other = next(row["id"] for row in made["addresses"] if row["id"] != own)
    assert ask(place.manager, "POST", f"direction-addresses/{other}/comply")[0] == 404
    assert ask(place.manager, "POST", f"direction-addresses/{own}/acknowledge")[1]["state"] == "acknowledged"
    assert ask(place.manager, "POST", f"direction-addresses/{own}/explain", {"answer": ""})[0] == 422
    assert ask(place.manager, "POST", f"direction-addresses/{own}/comply", {"answer": "Done"})[1]["state"] == "complied"
    # Who is addressed learns nothing of the place where it was set, not even by a refusal.
    assert ask(place.manager, "POST", f"directions/{made['id']}/withdraw")[0] == 404
    assert ask(place.pmo, "POST", f"directions/{made['id']}/withdraw")[1]["state"] == "withdrawn"
    items = ask(place.lead, "GET", f"components/{place.program.pk}/directions")[1]["items"]
    assert [len(row["addresses"]) for row in items] == [2]


def test_an_addressee_is_counted_by_what_the_reader_sees(place):
    from headway.app.queries.reports.lists import directions_at

    set_direction(acting(place.pmo), place.portfolio, title="All", text="D")
    row = directions_at(place.manager, place.project).get()
    assert (row.addressed, row.waiting) == (1, 1)
