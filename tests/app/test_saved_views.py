"""Views of a schedule: private and shared ones, who may change them, with which one a person begins."""

import json

import pytest
from django.test import Client

from factories.people import acting, holder, tree
from headway.app.actions.errors import Refused
from headway.app.actions.saved_views import begin_with, change_view, delete_view, save_view
from headway.app.models import DefaultView, Event, SavedView
from headway.app.queries.saved_views import views_of
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return tree()


@pytest.fixture
def maja(at):
    return holder("Maja", at.project, "project_manager")


@pytest.fixture
def sam(at):
    return holder("Sam", at.project, "stakeholder")


def names(person, at):
    return [view["name"] for view in views_of(person, at.project)["views"]]


def test_a_private_view_is_seen_by_its_owner_alone_and_not_told(at, maja, sam):
    save_view(acting(maja), at.project, name="Mine", layout={"group": "resources"})
    assert names(maja, at) == ["Mine"]
    assert names(sam, at) == []
    assert not Event.objects.filter(verb__startswith="view.").exists()


def test_a_shared_view_is_seen_by_all_and_told(at, maja, sam):
    view = save_view(acting(maja), at.project, name="Site", layout={}, shared=True)
    assert names(sam, at) == ["Site"]
    change_view(acting(maja), view, layout={"group": "resources"})
    change_view(acting(maja), view, shared=False)
    assert names(sam, at) == []
    told = Event.objects.filter(verb__startswith="view.").order_by("pk").values_list("verb", flat=True)
    assert list(told) == ["view.shared", "view.changed", "view.unshared"]


def test_who_may_not_share_keeps_views_to_themselves(at, maja, sam):
    view = save_view(acting(sam), at.project, name="Mine", layout={})
    with pytest.raises(NotAllowed):
        change_view(acting(sam), view, shared=True)
    with pytest.raises(NotAllowed):
        save_view(acting(sam), at.project, name="Ours", layout={}, shared=True)
    shared = save_view(acting(maja), at.project, name="Site", layout={}, shared=True)
    with pytest.raises(NotAllowed):
        change_view(acting(sam), shared, name="Sam's")
    with pytest.raises(NotAllowed):
        delete_view(acting(maja), view)


def test_a_name_is_given_once(at, maja):
    save_view(acting(maja), at.project, name="Mine", layout={})
    with pytest.raises(Refused, match="You have a view “mine” here already"):
        save_view(acting(maja), at.project, name=" mine ", layout={})


def test_a_person_begins_with_a_view_as_long_as_they_see_it(at, maja, sam):
    view = save_view(acting(maja), at.project, name="Site", layout={}, shared=True)
    begin_with(acting(sam), at.project, view)
    assert views_of(sam, at.project)["default"] == view.pk
    assert views_of(maja, at.project)["default"] is None
    change_view(acting(maja), view, shared=False)
    assert views_of(sam, at.project)["default"] is None
    assert not DefaultView.objects.exists()
    with pytest.raises(Refused, match="another component"):
        begin_with(acting(maja), at.project, SavedView(component=at.sibling, name="Other"))


def test_the_api_saves_changes_and_deletes_and_checks_the_layout(at, maja, sam):
    client = Client()
    client.force_login(maja)
    address = f"/api/v1/components/{at.project.pk}/views"
    layout = {"columns": ["name", "finish"], "widths": {"finish": 120}, "presets": ["late"], "group": None,
              "conditions": [{"column": "name", "comparison": "contains", "value": "x"}]}  # fmt: skip
    made = client.post(address, json.dumps({"name": "Late", "layout": layout}), "application/json")
    assert made.status_code == 201
    view = made.json()
    assert view["layout"]["widths"] == {"finish": 120}
    bad = {"name": "Bad", "layout": {"widths": {"finish": 5000}}}
    assert client.post(address, json.dumps(bad), "application/json").status_code == 422
    change = {"version": 1, "name": "Very late", "shared": True}
    assert (
        client.patch(f"/api/v1/views/{view['id']}", json.dumps(change), "application/json").json()["name"]
        == "Very late"
    )
    stale = client.patch(f"/api/v1/views/{view['id']}", json.dumps(change), "application/json")
    assert stale.status_code == 409
    begun = client.put(
        f"/api/v1/components/{at.project.pk}/default-view", json.dumps({"view": view["id"]}), "application/json"
    )
    assert begun.json()["default"] == view["id"]
    client.force_login(sam)
    assert client.get(address).json()["views"][0]["mine"] is False
    assert client.delete(f"/api/v1/views/{view['id']}").status_code == 403
    client.force_login(maja)
    assert client.delete(f"/api/v1/views/{view['id']}").status_code == 204
    assert client.get(address).json() == {"views": [], "default": None, "may_share": True}
