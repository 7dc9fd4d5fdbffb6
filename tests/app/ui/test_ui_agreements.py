"""Pages of hand-offs: the list, the card, its steps, the first page; nothing of a hidden side."""

from datetime import date, timedelta

import pytest

from factories.people import SYSTEM, acting, holder
from factories.plans import small_plan
from headway.app.actions.agreements import accept_agreement, ask_again, impose_agreement
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.models import Agreement, Component, Task
from headway.app.worker.follow import run_pending

FRIDAY = date(2026, 1, 9)


@pytest.fixture
def sides(place):
    install_plan(SYSTEM, place.sibling, small_plan())
    Task.objects.filter(component=place.project, name="C").update(name="Drawings Zugzwang")
    Task.objects.filter(component=place.sibling, name="A").update(name="Caissa builds")
    Component.objects.filter(pk=place.sibling.pk).update(name="Siblinghouse")
    return place


@pytest.fixture
def people(sides):
    giver = holder("Gil Giver", sides.project, "project_manager")
    taker = holder("Tea Taker", sides.sibling, "project_manager")
    grant_role(SYSTEM, sides.project, taker, "stakeholder")
    return giver, taker


def task(component, name):
    return Task.objects.get(component=component, name=name)


@pytest.fixture
def asked(sides, people):
    link_tasks(acting(people[1]), task(sides.project, "Drawings Zugzwang"), task(sides.sibling, "Caissa builds"))
    run_pending()
    return Agreement.objects.get()


def page(client, who, address):
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_request_in_words_is_answered_with_a_task(client, sides, people):
    giver, taker = people
    client.force_login(taker)
    assert "Ask another project" in page(client, taker, f"/c/{sides.sibling.pk}/hand-offs/")
    waits = task(sides.sibling, "Caissa builds")
    client.post(f"/c/{sides.sibling.pk}/hand-offs/ask/", {"task": waits.pk, "giver": sides.project.pk,
                                                           "text": "The drawings", "needed_by": "2026-01-13"})  # fmt: skip
    row = Agreement.objects.get()
    address = f"/hand-offs/{row.pk}/"
    assert "The drawings" in page(client, giver, address)
    assert "The drawings" in page(client, giver, "/today/")
    picked = task(sides.project, "Drawings Zugzwang")
    client.post(address, {"act": "accept", "task": picked.pk, "version": row.version})
    row.refresh_from_db()
    assert (row.state, row.promised_on, row.dependency.predecessor) == ("accepted", date(2026, 1, 13), picked)


def test_the_steps_of_the_card(client, asked, people):
    giver, taker = people
    address = f"/hand-offs/{asked.pk}/"
    shown = page(client, giver, address)
    assert all(word in shown for word in ("Promise this day", "Propose this day", "Decline"))
    assert "Withdraw" not in shown
    client.post(address, {"act": "propose", "version": asked.version})
    asked.refresh_from_db()
    assert asked.state == "requested"  # without a day
    client.post(address, {"act": "propose", "day": "2026-01-20", "reason": "Rain", "version": asked.version})
    assert "Rain" in page(client, taker, address)
    asked.refresh_from_db()
    client.post(address, {"act": "agree", "version": asked.version})
    asked.refresh_from_db()
    assert (asked.state, asked.promised_on) == ("accepted", date(2026, 1, 20))
    client.post(address, {"act": "withdraw", "version": asked.version - 1})
    asked.refresh_from_db()
    assert asked.state == "accepted"  # a stale page changes nothing


def test_a_hidden_side_is_redacted_everywhere(client, sides, asked, people):
    giver, _ = people
    accept_agreement(acting(giver), asked)
    reader = holder("Rae Reader", sides.sibling, "project_manager")
    addresses = (f"/c/{sides.sibling.pk}/hand-offs/", f"/hand-offs/{asked.pk}/", "/today/", f"/c/{sides.sibling.pk}/",
                 f"/c/{sides.sibling.pk}/activity/", f"/history/agreement/{asked.pk}/")  # fmt: skip
    for address in addresses:
        client.force_login(reader)
        assert "Zugzwang" not in client.get(address).content.decode(), address
        client.force_login(giver)
        shown = client.get(address).content.decode()
        assert "Caissa" not in shown, address
        assert "Siblinghouse" not in shown, address
    told = client.get(f"/api/v1/agreements/{asked.pk}").json()
    assert [told[name] for name in ("taker", "successor", "dependency", "asked_by")] == [None] * 4
    assert (told["predecessor"], told["forecast"]) == (asked.dependency.predecessor_id, "2026-01-09")
    assert told["steps"] == ["accept", "propose"]


def test_lateness_is_told_in_working_days_and_comes_first(client, sides, asked, people):
    lead = holder("Lea Lead", sides.program, "program_manager")
    # Promised for Wednesday 31 December 2025, forecast for Friday 9 January 2026: seven working days.
    impose_agreement(acting(lead), asked, promised_on=FRIDAY - timedelta(days=9), reason="The program needs it")
    shown = page(client, lead, f"/c/{sides.program.pk}/hand-offs/")
    assert "7 working days late" in shown
    assert '<span class="rag red">Late</span><small>Accepted</small>' in shown, "a broken promise is no green one"
    assert "31 Dec 2025" in page(client, lead, f"/c/{sides.program.pk}/")
    assert "Promises at risk" in page(client, lead, "/today/")


@pytest.mark.parametrize(("query", "count"), [("", 1), ("?side=given", 0), ("?side=taken", 1), ("?state=open", 1),
                                              ("?state=accepted", 0), ("?side=x&state=y", 1)])  # fmt: skip
def test_the_list_is_filtered(client, sides, asked, people, query, count):
    shown = page(client, people[1], f"/c/{sides.sibling.pk}/hand-offs/{query}")
    assert shown.count(f'href="/hand-offs/{asked.pk}/"') == count


def test_the_api_walks_the_same_steps(client, asked, people):
    giver, taker = people
    base = f"/api/v1/agreements/{asked.pk}"

    def post(who, step, **body):
        client.force_login(who)
        response = client.post(f"{base}/{step}", body, content_type="application/json")
        return response.status_code, response.json()

    assert post(taker, "accept")[0] == 403
    assert post(giver, "propose", proposed_on="2026-01-20", reason="Rain")[1]["state"] == "proposed"
    assert post(giver, "agree")[0] == 403
    assert post(taker, "agree")[1]["promised_on"] == "2026-01-20"
    assert post(taker, "ask", needed_by="2026-01-19")[1]["state"] == "requested"
    assert post(giver, "decline", reason="No")[1]["state"] == "declined"
    assert post(taker, "impose", promised_on="2026-01-20", reason="x")[0] == 403
    assert post(taker, "withdraw")[1]["state"] == "withdrawn"
    assert post(giver, "accept")[0] == 422
    client.force_login(taker)
    listed = client.get(f"/api/v1/components/{asked.component_id}/agreements?state=withdrawn").json()
    assert (listed["count"], [each["id"] for each in listed["items"]]) == (1, [asked.pk])


def test_asking_again_keeps_the_words(asked, people):
    row = ask_again(acting(people[1]), asked, needed_by=FRIDAY, text="With stamps")
    assert ask_again(acting(people[1]), row).text == "With stamps"
