"""Change requests through the API: written, weighed, proposed, decided by whom their impact needs, as on the page."""

import json

import pytest

from factories.people import SYSTEM, client_of, holder
from headway.app.actions.change_requests import add_item, start_request
from headway.app.actions.records import raise_record
from headway.app.models import ChangeSet, Dependency, Record, Task

pytestmark = pytest.mark.django_db
DAY = 480


def call(client, method, path, **body):
    sent = {} if method == "get" else {"data": json.dumps(body), "content_type": "application/json"}
    answer = getattr(client, method)(f"/api/v1{path}", **sent)
    return answer.status_code, answer.json() if answer.content else None


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


@pytest.fixture
def draft(place, manager):
    return start_request(manager, place.project, name="Two more tests")


def test_it_is_written_weighed_proposed_and_merged(place, manager, lead):
    mine, theirs = client_of(manager.person), client_of(lead.person)
    status, row = call(mine, "post", f"/components/{place.project.pk}/changes", name="Two more tests",
                       description="The first found rust.")  # fmt: skip
    assert (status, row["state"], row["type"], row["needs"]) == (201, "draft", "request for change", None)
    at = f"/changes/{row['id']}"
    longer = {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": 5 * DAY}}
    status, row = call(mine, "post", f"{at}/items", change=longer)
    assert (status, row["impact"]["days"], row["needs"]["authority"]) == (201, 2.0, "authority")
    added = {"op": "create_task", "name": "Repaint", "duration_minutes": DAY, "after": task(place, "C").pk}
    assert call(mine, "post", f"{at}/items", change=added)[1]["changes"][1]["label"] == "Add “Repaint”"
    assert call(theirs, "get", at)[0] == 404, "a draft is its author's"

    status, row = call(mine, "put", f"{at}/effects", stated={"risk": "Less rust."}, extra_cost="120.50")
    assert (status, row["stated"], row["extra_cost"]) == (200, {"risk": "Less rust."}, "120.50")
    assert call(mine, "post", f"{at}/propose")[1]["state"] == "proposed"
    listed = call(theirs, "get", f"/components/{place.program.pk}/changes")[1]
    assert (listed["count"], listed["items"][0]["id"]) == (1, row["id"])

    assert call(mine, "post", f"{at}/approve", rationale="I want it.")[0] == 403
    assert call(theirs, "post", f"{at}/approve", rationale=" ")[1]["error"]["id"] == "no-reason"
    status, row = call(theirs, "post", f"{at}/approve", rationale="Worth it.", only=[0])
    assert (status, row["state"], row["rationale"], row["decided_by"]) == (
        200, "merged", "Worth it.", lead.person.pk
    )  # fmt: skip
    assert task(place, "A").duration_minutes == 5 * DAY
    assert not Task.objects.filter(name="Repaint").exists()
    assert call(theirs, "post", f"{at}/approve", rationale="Again.")[1]["error"]["id"] == "wrong-state"


def test_every_kind_of_change_is_taken(place, manager, draft):
    client, at = client_of(manager.person), f"/changes/{draft.pk}/items"
    risk = raise_record(SYSTEM, place.project, "risk", title="Frost", sign="threat", probability=0.5, days_likely=4)
    link = Dependency.objects.filter(component=place.project).earliest("pk")
    changes = [
        {"op": "unlink", "dependency": link.pk},
        {"op": "link", "before": task(place, "A").pk, "after": task(place, "C").pk, "type": "SS", "lag": DAY},
        {"op": "budget", "amount": "5000.00"},
        {"op": "risk", "record": risk.pk, "probability": 0.2},
        {"op": "add_risk", "title": "Rust", "probability": 0.1, "days_likely": 3, "tasks": [task(place, "A").pk]},
        {"op": "close_risk", "record": risk.pk, "status": "closed"},
    ]
    for number, change in enumerate(changes, 1):
        status, row = call(client, "post", at, change=change)
        assert (status, len(row["changes"]), row["changes"][-1]["op"]) == (201, number, change["op"]), row
    assert call(client, "delete", f"{at}/0")[1]["changes"][0]["op"] == "link"
    assert Record.objects.get(pk=risk.pk).probability == 0.5, "nothing is changed yet"


@pytest.mark.parametrize(("change", "status"), [
    ({"op": "fly"}, 422), ({"op": "update_task", "task": 1}, 422), ({"op": "budget", "amount": -1}, 422),
    ({"op": "link", "before": 1, "after": 1, "lag": "NaN"}, 422), ({"op": "budget", "amount": "1e400"}, 422),
    ({"op": "update_task", "task": 2**70, "values": {"name": "x"}}, 422), ({}, 422), (None, 422),
    ({"op": "update_task", "task": 999_999, "values": {"name": "x"}}, 422),
    ({"op": "risk", "record": 999_999, "probability": 0.5}, 422),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(manager, draft, change, status):
    assert call(client_of(manager.person), "post", f"/changes/{draft.pk}/items", change=change)[0] == status
    assert ChangeSet.objects.get(pk=draft.pk).request["items"] == []


def test_who_may_not_is_told_why_and_strangers_find_nothing(place, manager, lead, board, draft):
    item = {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": 5 * DAY}}
    add_item(manager, draft, item)
    mine = client_of(manager.person)
    assert call(mine, "post", f"/changes/{draft.pk}/propose")[0] == 200
    reader = client_of(holder("Reader", place.project, "stakeholder"))
    assert call(reader, "get", f"/changes/{draft.pk}")[0] == 200
    for act in ("approve", "reject"):
        assert call(reader, "post", f"/changes/{draft.pk}/{act}", rationale="So.")[0] == 403
    assert call(reader, "post", f"/changes/{draft.pk}/withdraw")[0] == 403
    assert call(reader, "post", f"/components/{place.project.pk}/changes", name="Mine")[0] == 403
    stranger = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    assert call(stranger, "get", f"/changes/{draft.pk}")[0] == 404
    assert call(client_of(board.person), "post", f"/components/{place.program.pk}/changes", name="No")[0] in {403, 422}
    assert call(mine, "post", f"/changes/{draft.pk}/withdraw")[1]["state"] == "discarded"


def test_a_level_that_the_reader_does_not_see_is_not_named(place, manager, draft):
    row = ChangeSet.objects.get(pk=draft.pk)
    row.report = {"authority": "board", "level": place.portfolio.pk, "revision": 0}
    row.save()
    told = call(client_of(manager.person), "get", f"/changes/{draft.pk}")[1]
    assert told["needs"] == {"authority": "board", "component": None}
    assert told["outdated"] is True
    told = call(client_of(holder("Chief", place.portfolio, "portfolio_manager")), "get", f"/changes/{draft.pk}")
    assert told[0] == 404
    ChangeSet.objects.filter(pk=draft.pk).update(state="proposed")
    chief = client_of(holder("Second", place.portfolio, "pmo"))
    assert call(chief, "get", f"/changes/{draft.pk}")[1]["needs"]["component"] == place.portfolio.pk
