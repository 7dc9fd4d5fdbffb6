"""Pages of the register."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.people import SYSTEM, acting, holder, tree
from headway.app.actions.records import raise_record
from headway.app.models import Record

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def manager(place, client):
    someone = holder("Petra Manager", place.project, "project_manager")
    client.force_login(someone)
    return someone


def test_an_empty_register_teaches(place, client, manager):
    page = client.get(f"/c/{place.project.pk}/register/?kind=lesson").text
    assert "What the next project should know." in page
    assert "Add the first" in page


def test_a_risk_is_raised_changed_and_closed(place, client, manager):
    values = {"title": "It breaks", "status": "open", "priority": "high", "sign": "threat", "probability": "35",
              "cost_likely": "1000.00", "d_impact_cost": "high", "d_cause": "Old", "owner": manager.pk, "due_on": "2027-01-31"}  # fmt: skip
    page = client.post(f"/c/{place.project.pk}/register/new/?kind=risk", values, follow=True)
    row = Record.objects.get()
    assert page.redirect_chain[-1][0] == f"/r/{row.pk}/"
    assert (row.probability, str(row.expected_value), row.details) == (
        0.35,
        "-350.00",
        {"cause": "Old", "impact_cost": "high"},
    )
    form = client.get(f"/r/{row.pk}/change/").text
    assert 'value="35.0"' in form
    assert 'value="2027-01-31"' in form
    page = client.post(f"/r/{row.pk}/change/", values | {"status": "happened", "version": 1}, follow=True).text
    assert "Happened" in page
    stale = client.post(f"/r/{row.pk}/change/", values | {"status": "open", "version": 1})
    assert stale.status_code == 422
    assert "was changed by someone else" in stale.text
    assert 'name="version" value="2"' in stale.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": ""}, "required"),
        ({"probability": "110"}, "less than or equal to 100"),
        ({"cost_low": "5", "cost_likely": "1"}, "goes from low over likely to high"),
        ({"owner": "987654"}, "valid choice"),
        ({"due_on": "soon"}, "valid date"),
        ({"d_impact_cost": "gigantic"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(place, client, manager, values, said):
    good = {"title": "X", "status": "open", "priority": "low", "sign": "threat"}
    answer = client.post(f"/c/{place.project.pk}/register/new/?kind=risk", good | values)
    assert answer.status_code == 422
    assert said in answer.text
    assert not Record.objects.exists()


def test_the_program_manager_takes_over_or_returns(place, client, manager):
    row = raise_record(acting(manager), place.project, "risk", title="Too large")
    page = client.post(f"/r/{row.pk}/escalate/", {"note": "More than we may keep"}, follow=True).text
    assert "the receipt is awaited" in page
    assert "Take it over" not in page
    client.force_login(holder("Lead Er", place.program, "program_manager"))
    assert "Escalated to you" in client.get("/today/").text
    assert "Take it over" in client.get(f"/r/{row.pk}/").text
    assert "Owned by “Program”" in client.post(f"/r/{row.pk}/receipt/", {"answer": "take"}, follow=True).text
    page = client.post(f"/r/{row.pk}/receipt/", {"answer": "return", "note": "Small again"}, follow=True).text
    assert "Returned to where it was found" in page
    client.force_login(manager)
    assert client.post(f"/r/{row.pk}/receipt/", {"answer": "take"}, follow=True).text.count("does not wait") == 1


def test_links_and_trash(place, client, manager):
    row, other = (raise_record(acting(manager), place.project, "issue", title=title) for title in ("One", "Other"))
    hidden = raise_record(SYSTEM, place.elsewhere, "issue", title="Hidden")
    page = client.post(
        f"/r/{row.pk}/link/", {"object_type": "record", "object_id": f"http://x/r/{other.pk}/"}, follow=True
    )
    assert "I-2 Other" in page.text
    answer = client.post(f"/r/{row.pk}/link/", {"object_type": "record", "object_id": str(hidden.pk)}, follow=True).text
    assert "There is nothing like that" in answer
    client.post(f"/r/{row.pk}/unlink/{row.links.get().pk}/")
    assert not row.links.exists()
    assert "is in the trash" in client.post(f"/r/{row.pk}/trash/", follow=True).text
    assert client.get(f"/r/{row.pk}/").status_code == 404


def test_export_is_safe_for_spreadsheets(place, client, manager):
    raise_record(acting(manager), place.project, "issue", title="=cmd|' /C calc'!A0")
    raise_record(SYSTEM, place.elsewhere, "issue", title="Hidden")
    answer = client.get(f"/c/{place.project.pk}/register/export/")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["title"] for row in rows] == ["'=cmd|' /C calc'!A0"]


def test_a_large_register_costs_few_queries(place, client, manager):
    for number in range(30):
        raise_record(acting(manager), place.project, "risk", title=f"Risk {number}", probability=0.5, owner=manager)
    with CaptureQueriesContext(connection) as spent:
        page = client.get(f"/c/{place.project.pk}/register/")
    assert page.text.count('href="/r/') >= 30
    assert len(spent) <= MOST_QUERIES, [each["sql"][:120] for each in spent.captured_queries]


def test_the_api_of_the_register(place, client, manager):
    base = "/api/v1"
    json = {"content_type": "application/json"}
    body = {
        "kind": "risk",
        "title": "It breaks",
        "probability": 0.5,
        "cost_likely": "100",
        "details": {"impact_cost": "low"},
    }
    made = client.post(f"{base}/components/{place.project.pk}/records", body, **json)
    assert (made.status_code, made.json()["expected_value"], made.json()["reference"]) == (201, "-50.00", "R-1")
    pk = made.json()["id"]
    changed = client.patch(
        f"{base}/records/{pk}", {"version": 1, "status": "treating", "owner": manager.pk}, **json
    ).json()
    assert (changed["status"], changed["owner"], changed["version"]) == ("treating", manager.pk, 2)
    assert client.patch(f"{base}/records/{pk}", {"version": 1, "title": "Z"}, **json).status_code == 409
    assert client.patch(f"{base}/records/{pk}", {"version": 2, "owner": 987654}, **json).status_code == 422
    assert client.get(f"{base}/components/{place.project.pk}/records?kind=risk").json()["count"] == 1
    link = {"object_type": "component", "object_id": place.project.pk}
    assert client.post(f"{base}/records/{pk}/links", link, **json).status_code == 201
    assert client.post(f"{base}/records/{pk}/links", {"object_type": "moon", "object_id": 1}, **json).status_code == 422
    assert client.post(f"{base}/records/{pk}/escalate", {"note": "Too large"}, **json).json()["escalation"] == "asked"
    assert client.post(f"{base}/records/{pk}/take-over", {}, **json).status_code == 403
    assert client.post(f"{base}/records/{pk}/return", {"note": "no"}, **json).status_code == 403
    assert client.delete(f"{base}/records/{pk}").status_code == 204
    assert client.get(f"{base}/records/{pk}").status_code == 404
