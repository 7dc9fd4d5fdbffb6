"""A roadmap is edited as the plans below it are: by whom each belongs to, one action an edit, all visible dates at once."""

import asyncio
import json
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.db.models import F
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.grid import rows_of
from factories.people import SYSTEM, client_of, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.components import create_component, trash_component
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.api import plan_stream, roadmaps
from headway.app.bridge.live_plans import shelf
from headway.app.models import Agreement, Component, Dependency, Event, Rollup, Task
from headway.app.queries.roadmaps import stamps
from headway.app.rules import visible
from headway.app.worker import follow

pytestmark = pytest.mark.django_db
DAY = 480


@pytest.fixture(autouse=True)
def _empty():
    shelf.clear()


@pytest.fixture
def at():
    found = tree()
    for component in (found.project, found.sibling, found.elsewhere):
        install_plan(SYSTEM, component, small_plan())
    return found


@pytest.fixture
def manager(at):
    return holder("Manager", at.program, "program_manager")


class Roadmap:
    """A roadmap in a browser, with the projects that are open on it."""

    def __init__(self, someone, component, *opened):
        self.client, self.address = client_of(someone), f"/api/v1/roadmaps/{component.pk}"
        self.open = [each.pk for each in opened]
        self.refresh()

    def refresh(self):
        answer = self.client.get(self.address, {"open": ",".join(map(str, self.open))})
        assert answer.status_code == 200, answer.content
        self.take(answer.json())

    def take(self, payload):
        self.payload, self.rows = payload, rows_of(payload["tasks"])

    def post(self, path, **body):
        return self.client.post(f"{self.address}/{path}", json.dumps({"open": self.open, **body}),
                                content_type="application/json")  # fmt: skip

    def edit(self, *edits):
        return self.taken(self.post("edits", edits=list(edits)))

    def taken(self, answer):
        assert answer.status_code == 200, answer.content
        told = answer.json()
        self.take(told["whole"])
        return told

    def refused(self, *edits):
        answer = self.post("edits", edits=list(edits))
        assert answer.status_code >= 400, answer.content
        return answer.status_code, answer.json()["error"]["id"]

    def row(self, name, plan):
        (found,) = [row for row in self.rows if row["name"] == name and row["plan"] == plan.pk]
        return found


def target(row):
    return {"id": row["id"], "version": row["version"]}


def task(component, name):
    return Task.objects.get(component=component, name=name)


def test_projects_show_milestones_and_open_ones_every_task(at, manager):
    roadmap = Roadmap(manager, at.program)
    shown = [(row["name"], row["level"], row["parent"], row["kind"]) for row in roadmap.rows]
    assert shown == [("Project", 1, -1, 3), ("C", 2, 0, 1), ("Sibling", 1, -1, 3), ("C", 2, 2, 1)]
    assert [row["id"] for row in roadmap.rows][::2] == [-at.project.pk, -at.sibling.pk]
    opened = Roadmap(manager, at.program, at.sibling, at.elsewhere)
    shown = [(row["name"], row["level"], row["parent"], row["kind"]) for row in opened.rows[2:]]
    assert shown == [("Sibling", 1, -1, 3), ("Phase", 2, 2, 2), ("A", 3, 3, 0), ("B", 3, 3, 0), ("C", 2, 2, 1)]
    assert opened.payload["open"] == [at.sibling.pk]
    assert len(opened.payload["links"]["id"]) == Dependency.objects.filter(component=at.sibling).count() == 2
    plan = opened.client.get(f"/api/v1/plans/{at.sibling.pk}").json()["tasks"]
    for name in ("start", "finish", "duration_text", "percent", "version", "may"):
        assert [row[name] for row in opened.rows[3:]] == plan[name], name


def test_an_edit_moves_what_follows_in_all_projects_with_one_head(at, manager):
    link_tasks(SYSTEM, task(at.project, "B"), task(at.sibling, "A"))
    roadmap = Roadmap(manager, at.program, at.project)
    before = roadmap.row("C", at.sibling)["finish"]
    count = Event.objects.filter(verb="plan.edited").count()
    told = roadmap.edit({"op": "set", "tasks": [target(roadmap.row("B", at.project))], "cells": {"duration": "4d"}})
    assert Event.objects.filter(verb="plan.edited").count() == count + 1
    assert roadmap.row("C", at.sibling)["finish"] == task(at.sibling, "C").finish > before
    assert roadmap.row("B", at.project)["duration_text"] == "4d"
    assert [each["name"] for each in told["moved"]["plans"]] == ["Sibling"]
    assert roadmap.payload["tasks"]["start"][0] == told["whole"]["tasks"]["start"][0]


def test_names_percent_dates_and_ends_of_bars(at, manager):
    roadmap = Roadmap(manager, at.program, at.project)
    roadmap.edit(
        {"op": "set", "tasks": [target(roadmap.row("A", at.project))], "cells": {"name": "First", "percent": "50"}}
    )
    first = roadmap.row("First", at.project)
    assert (first["percent"], task(at.project, "First").percent_complete) == (50, 50)
    later = roadmap.row("C", at.sibling)["start"] + 7 * 1440
    roadmap.edit({"op": "set", "tasks": [target(roadmap.row("C", at.sibling))], "values": {"start": later}})
    assert roadmap.row("C", at.sibling)["start"] == later
    b = roadmap.row("B", at.project)
    roadmap.edit({"op": "resize", "tasks": [target(b)], "finish": b["finish"] + 4 * 1440})
    assert roadmap.row("B", at.project)["finish"] > b["finish"]


def test_undo_goes_back_through_all_projects_by_the_person(at, manager):
    other = holder("Other", at.program, "program_manager")
    roadmap = Roadmap(manager, at.program, at.project, at.sibling)
    for plan, name in ((at.project, "One"), (at.sibling, "Two")):
        roadmap.edit({"op": "set", "tasks": [target(roadmap.row("A", plan))], "cells": {"name": name}})
    Roadmap(other, at.program, at.project).edit(
        {"op": "set", "tasks": [task(at.project, "B").pk], "cells": {"name": "Theirs"}}
    )
    assert "Two" in roadmap.payload["undo"]["label"] or "name" in roadmap.payload["undo"]["label"]
    roadmap.taken(roadmap.post("undo"))
    assert [row["name"] for row in roadmap.rows if row["name"] in {"One", "Two", "Theirs"}] == ["One", "Theirs"]
    roadmap.taken(roadmap.post("undo"))
    assert [row["name"] for row in roadmap.rows if row["name"] in {"One", "Two", "Theirs"}] == ["Theirs"]
    assert roadmap.post("undo").json()["error"]["id"] == "nothing-to-undo"
    roadmap.taken(roadmap.post("redo"))
    roadmap.taken(roadmap.post("redo"))
    assert [row["name"] for row in roadmap.rows if row["name"] in {"One", "Two", "Theirs"}] == ["One", "Theirs", "Two"]
    assert roadmap.payload["redo"] is None


def test_links_within_and_across_projects(at, manager):
    roadmap = Roadmap(manager, at.program, at.project)
    a, c = roadmap.row("A", at.project), roadmap.row("C", at.sibling)
    roadmap.edit({"op": "link", "predecessor": a["id"], "successor": c["id"], "lag": "+2d"})
    (link,) = Dependency.objects.filter(component=at.sibling, from_component=at.project)
    place = roadmap.payload["links"]["id"].index(link.pk)
    assert roadmap.payload["links"]["lag"][place] == "+2d"
    assert Agreement.objects.filter(component=at.sibling, giver=at.project).count() == 1
    roadmap.edit({"op": "relink", "link": link.pk, "type": "SS", "lag": ""})
    (link,) = Dependency.objects.filter(component=at.sibling, from_component=at.project)
    assert (link.type, link.lag) == ("SS", 0)
    roadmap.edit({"op": "unlink", "link": link.pk})
    assert not Dependency.objects.filter(component=at.sibling, from_component=at.project).exists()
    b = roadmap.row("B", at.project)
    roadmap.edit({"op": "link", "predecessor": a["id"], "successor": roadmap.row("C", at.project)["id"], "type": "SS"})
    assert Dependency.objects.filter(predecessor=a["id"], successor__name="C", type="SS").count() == 1
    assert roadmap.refused({"op": "link", "predecessor": b["id"], "successor": a["id"]}) == (422, "cycle")


def test_rows_are_whose_project_it_is(at):
    planner = holder("Planner", at.project, "project_manager")
    grant_role(SYSTEM, at.program, planner, "stakeholder")
    roadmap = Roadmap(planner, at.program, at.project, at.sibling)
    assert {row["plan"]: row["may"] for row in roadmap.rows if row["kind"] == 0} == {at.project.pk: 3, at.sibling.pk: 0}
    assert {row["may"] for row in roadmap.rows if row["kind"] == 3} == {0}
    other = target(roadmap.row("A", at.sibling))
    assert roadmap.refused({"op": "set", "tasks": [other], "cells": {"name": "Mine"}}) == (403, "not-allowed")
    roadmap.edit({"op": "set", "tasks": [target(roadmap.row("A", at.project))], "cells": {"name": "Mine"}})
    worker = holder("Worker", at.program, "team_member")
    mine = task(at.sibling, "B")
    update_task(SYSTEM, mine, owner=worker)
    theirs = Roadmap(worker, at.program, at.sibling)
    plan = theirs.client.get(f"/api/v1/plans/{at.sibling.pk}").json()["tasks"]
    assert [row["may"] for row in theirs.rows if row["plan"] == at.sibling.pk][1:] == plan["may"]
    assert set(plan["may"]) != {0}


def test_what_cannot_be_done_is_said(at, manager):
    roadmap = Roadmap(manager, at.program, at.project, at.sibling)
    both = [target(roadmap.row("A", plan)) for plan in (at.project, at.sibling)]
    assert roadmap.refused({"op": "set", "tasks": both, "cells": {"name": "X"}}) == (422, "several-plans")
    assert roadmap.refused({"op": "set", "tasks": [-at.project.pk], "cells": {"name": "X"}}) == (422, "gone")
    assert roadmap.refused({"op": "set", "tasks": [task(at.elsewhere, "A").pk], "cells": {"name": "X"}}) == (
        422,
        "gone",
    )
    assert roadmap.refused({"op": "unlink", "link": 10**9}) == (422, "gone")
    assert roadmap.refused({"op": "paste", "row": 1, "columns": ["name"], "text": "X"}) == (422, "gone")
    stale = {**target(roadmap.row("A", at.project)), "version": 0}
    assert roadmap.refused({"op": "set", "tasks": [stale], "cells": {"name": "X"}}) == (409, "stale")
    nobody = client_of(person("Nobody"))
    assert nobody.get(roadmap.address).status_code == 404
    assert roadmap.client.get(f"/api/v1/roadmaps/{at.project.pk}").json()["error"]["id"] == "no-roadmap-here"


def test_the_number_of_its_state_grows_with_every_plan_below(at, manager):
    roadmap = Roadmap(manager, at.program)
    before = roadmap.payload["revision"]
    roadmap.refresh()
    assert roadmap.payload["revision"] == before
    update_task(SYSTEM, task(at.sibling, "A"), name="Other")
    roadmap.refresh()
    assert roadmap.payload["revision"] > before
    changes = roadmap.client.get(f"{roadmap.address}/changes", {"since": before}).json()
    assert changes["whole"]["tasks"]["name"] == [row["name"] for row in roadmap.rows]


def test_the_number_of_its_state_tells_nothing_of_what_is_hidden(at, manager):
    trash_component(SYSTEM, at.sibling)
    roadmap = Roadmap(manager, at.program)
    before = roadmap.payload["revision"]
    Component.objects.filter(pk=at.sibling.pk).update(revision=F("revision") + 7)
    Rollup.objects.filter(component=at.sibling).update(computed_at=timezone.now() + timedelta(days=1))
    update_task(SYSTEM, task(at.elsewhere, "A"), name="Hidden")
    roadmap.refresh()
    assert roadmap.payload["revision"] == before
    assert roadmaps.watched_roadmaps.look([at.program.pk]) == {at.program.pk: before}
    update_task(SYSTEM, task(at.project, "A"), name="Seen")
    roadmap.refresh()
    assert roadmap.payload["revision"] > before


@pytest.mark.parametrize("who", ["portfolio_manager", "stakeholder", "project_manager"])
def test_what_counts_in_the_number_is_what_its_readers_see(at, who):
    """The number is the same for all readers: nobody who sees a holder of plans sees less below than another."""
    reader = holder("Reader", at.portfolio, who)
    trash_component(SYSTEM, at.sibling)
    for component in visible(reader, Component).exclude(kind__in=Component.PLANS):
        below = visible(reader, Component).filter(paths_up__ancestor=component)
        seen = sum(below.values_list("revision", flat=True))
        Rollup.objects.filter(component__paths_up__ancestor=component).delete()
        assert stamps([component.pk]) == {component.pk: seen}


def test_the_number_grows_when_a_plan_leaves(at, manager):
    roadmap = Roadmap(manager, at.program)
    before = roadmap.payload["revision"]
    trash_component(SYSTEM, at.sibling)
    follow.run_pending()
    roadmap.refresh()
    assert at.sibling.name not in [row["name"] for row in roadmap.rows]
    assert roadmap.payload["revision"] > before


def test_the_plans_are_asked_for_together(at, manager, django_assert_num_queries):
    roadmap = Roadmap(manager, at.program)
    with CaptureQueriesContext(connection) as few:
        roadmap.refresh()
    for number in range(5):
        more = create_component(SYSTEM, kind="project", name=f"More {number}", parent=at.program)
        install_plan(SYSTEM, more, small_plan())
    with django_assert_num_queries(len(few)):
        roadmap.refresh()
    assert len(roadmap.rows) == 4 + 5 * 2


def test_a_change_of_any_plan_below_is_told(at, manager, monkeypatch):
    monkeypatch.setattr(roadmaps, "watched_roadmaps", roadmaps.RoadmapStamps())
    monkeypatch.setattr(plan_stream, "close_old_connections", lambda: None)  # it would close the test's transaction

    async def run():
        client = AsyncClient()
        await client.aforce_login(manager)
        answer = await client.get(f"/api/v1/roadmaps/{at.program.pk}/stream")
        news = aiter(answer)
        first = (await asyncio.wait_for(anext(news), 5)).decode()
        await sync_to_async(update_task)(SYSTEM, await Task.objects.aget(name="A", component=at.sibling), name="New")
        second = (await asyncio.wait_for(anext(news), 5)).decode()
        assert first.startswith("event: revision")
        assert first != second
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)

    async_to_sync(run)()
