"""The table of effects with how sure the plan would be: asked for with a button, shown to who sees the change."""

import pytest

from factories.branches import forget
from factories.people import SYSTEM, acting, client_of, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.branch_edits import edit_branch
from headway.app.actions.branches import start_branch
from headway.app.actions.change_requests import add_item, start_request
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import update_task
from headway.app.actions.tried_confidence import simulate_tried
from headway.app.models import Task, TriedConfidence
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 480


@pytest.fixture
def at():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    Task.objects.filter(component=at.project, name="B").update(cost=8000)
    forget()
    set_baseline(SYSTEM, at.project)
    run_pending()
    return at


@pytest.fixture
def maja(at):
    return holder("Maja", at.project, "project_manager")


def longer(at, maja):
    branch, b = start_branch(acting(maja), at.project, name="Longer"), Task.objects.get(component=at.project, name="B")
    edit_branch(acting(maja), branch, [{"op": "set", "tasks": [b.pk], "values": {"duration_minutes": 5 * DAY}}])
    return branch


def text(answer):
    return answer.content.decode()


def test_a_comparison_offers_it_and_shows_it_once_it_is_simulated(at, maja):
    branch, client = longer(at, maja), client_of(maja)
    address = f"/b/{branch.pk}/compare/"
    assert "How sure is it?" in text(client.get(address))
    assert not TriedConfidence.objects.exists(), "nobody has asked"
    assert client.post(f"/sure/{branch.pk}/simulate/").url == address
    assert "Being simulated" in text(client.get(f"/sure/{branch.pk}/"))
    simulate_tried(TriedConfidence.objects.get())
    shown = text(client.get(address))
    assert "P80 finish" in shown
    assert "Chance of the agreed date" in shown
    assert "P80 cost" in shown
    assert "How sure is it?" not in shown
    update_task(SYSTEM, Task.objects.get(component=at.project, name="A"), duration_minutes=DAY)
    run_pending()
    stale = text(client.get(address))
    assert "Of an earlier state" in stale
    assert "Simulate it again" in stale


def test_asked_without_a_new_page_it_answers_with_the_rows_alone(at, maja):
    branch = longer(at, maja)
    rows = text(client_of(maja).post(f"/sure/{branch.pk}/simulate/", headers={"HX-Request": "true"}))
    assert rows.strip().startswith('<tbody id="sure" hx-get=')


def test_a_request_shows_it_too(at, maja):
    row, client = start_request(acting(maja), at.project, name="Longer"), client_of(maja)
    b = Task.objects.get(component=at.project, name="B")
    add_item(acting(maja), row, {"op": "update_task", "task": b.pk, "values": {"duration_minutes": 5 * DAY}})
    assert client.post(f"/sure/{row.pk}/simulate/").url == f"/cr/{row.pk}/"
    simulate_tried(TriedConfidence.objects.get())
    assert "P80 finish" in text(client.get(f"/cr/{row.pk}/"))


def test_who_may_not_see_the_branch_can_neither_ask_nor_read(at, maja):
    branch = longer(at, maja)
    for someone in (holder("Rea", at.project, "stakeholder"), holder("Elsa", at.elsewhere, "project_manager")):
        client = client_of(someone)
        assert client.get(f"/sure/{branch.pk}/").status_code == 404
        assert client.post(f"/sure/{branch.pk}/simulate/").status_code == 404
    assert not TriedConfidence.objects.exists()
