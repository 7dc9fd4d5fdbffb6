"""Sprints through the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.app.models import Sprint, Task

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.client = client_of(holder("Scrum", at.project, "scrum_master"))
    return at


def ask(at, method, path, body=None):
    answer = getattr(at.client, method)(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_sprint_from_its_plan_to_its_figures(place):
    days = {"start": f"{TODAY}", "finish": f"{TODAY + timedelta(days=11)}"}
    status, one = ask(place, "post", f"components/{place.project.pk}/sprints", {"goal": "It runs", **days})
    assert (status, one["name"], one["state"], one["account"]) == (201, "Sprint 1", "planned", None)
    later = {"start": f"{TODAY + timedelta(days=12)}", "finish": f"{TODAY + timedelta(days=20)}"}
    two = ask(place, "post", f"components/{place.project.pk}/sprints", later)[1]
    tasks = list(Task.objects.filter(name__in="AB").values_list("pk", flat=True))
    edits = {"edits": [{"op": "sprint", "tasks": tasks, "sprint": one["id"]}]}
    status, answer = ask(place, "post", f"plans/{place.project.pk}/edits", edits)
    assert (status, answer["tasks"]["sprint"]) == (200, [one["id"]] * 2)
    started = ask(place, "post", f"sprints/{one['id']}/start", {"version": 1})[1]
    assert (started["state"], started["account"]["committed"]["tasks"]) == ("running", 2)
    assert ask(place, "post", f"sprints/{one['id']}/close", {"version": 1})[0] == 409
    status, closed = ask(place, "post", f"sprints/{one['id']}/close", {"version": 2, "leftovers": two["id"]})
    assert (status, closed["state"], closed["account"]["left"]["tasks"]) == (200, "closed", 2)
    assert ask(place, "get", f"sprints/{one['id']}")[1] == closed
    assert Sprint.objects.get(pk=two["id"]).tasks.count() == 2
    told = ask(place, "get", f"components/{place.project.pk}/sprints")[1]
    assert [each["id"] for each in told["items"]] == [one["id"], two["id"]]
    assert told["forecast"]["why_not"].startswith("A forecast needs three closed sprints")


def test_a_sprint_is_changed_with_its_version_and_deleted(place):
    days = {"start": f"{TODAY}", "finish": f"{TODAY + timedelta(days=11)}"}
    one = ask(place, "post", f"components/{place.project.pk}/sprints", days)[1]
    status, changed = ask(place, "patch", f"sprints/{one['id']}", {"version": 1, "goal": "Other"})
    assert (status, changed["goal"], changed["version"], changed["start"]) == (200, "Other", 2, one["start"])
    assert ask(place, "patch", f"sprints/{one['id']}", {"version": 1, "goal": "Late"})[0] == 409
    assert ask(place, "patch", f"sprints/{one['id']}", {"version": 2, "finish": "1999-01-01"})[0] == 422
    assert ask(place, "delete", f"sprints/{one['id']}") == (204, None)
    assert ask(place, "get", f"sprints/{one['id']}")[0] == 404


def test_others_are_refused_or_find_nothing(place):
    days = {"start": f"{TODAY}", "finish": f"{TODAY + timedelta(days=11)}"}
    one = ask(place, "post", f"components/{place.project.pk}/sprints", days)[1]
    place.client = client_of(holder("Member", place.project, "team_member"))
    assert ask(place, "get", f"sprints/{one['id']}")[0] == 200
    assert ask(place, "post", f"sprints/{one['id']}/start", {"version": 1})[0] == 403
    place.client = client_of(holder("Stranger", place.elsewhere, "project_manager"))
    assert ask(place, "get", f"sprints/{one['id']}")[0] == 404
    assert ask(place, "post", f"components/{place.project.pk}/sprints", days)[0] == 404
