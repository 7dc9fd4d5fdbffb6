"""Pages of a selection: begun, filled, held, proposed, decided by somebody else; nothing of it for others."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.people import acting, holder
from factories.selections import a_round, candidate, money, small_round
from headway.app.actions.components import move_component
from headway.app.actions.selection_candidates import hold_candidate
from headway.app.actions.selection_decisions import propose_selection
from headway.app.actions.selection_rounds import change_selection
from headway.app.bridge import selection_answers
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Component, SelectionRound


@pytest.fixture
def chief(place):
    return holder("Ines Chief", place.portfolio, "portfolio_manager")


@pytest.fixture
def chair(place):
    return holder("Cleo Chair", place.portfolio, "portfolio_board")


@pytest.fixture
def draft(place, chief):
    return small_round(acting(chief), place)


def page(client, who, address):
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def frozen(chief, row):
    answer_now(row)
    return propose_selection(acting(chief), row, revision=row.revision)


def test_a_round_from_its_beginning_to_its_decision(client, place, chief, chair):
    here = f"/c/{place.portfolio.pk}/selection/"
    assert "Begin a round" in page(client, chief, here)
    assert f'href="{here}"' in page(client, chief, f"/c/{place.portfolio.pk}/")
    client.post(f"{here}start/", {"name": "Next two years", "starts_on": "2027-01-01", "months": 3, "periods": 3,
                                  "carry_over": "on", "budget": "100"})  # fmt: skip
    row = SelectionRound.objects.get()
    address = f"/selection/{row.pk}/"
    assert "There is nothing to choose from." in page(client, chief, address)
    client.post(f"{address}add/", {"subject": place.project.pk, "value": "40", "earliest": 0, "cost_0": "150"})
    client.post(f"{address}add/", {"name": "Heat pumps", "value": "10", "earliest": 1, "latest": "2",
                                   "cost_0": "60", "cost_1": "60"})  # fmt: skip
    shown = page(client, chief, address)
    assert "2 of 2" in shown
    assert "best there is" in shown
    assert f'href="/c/{place.project.pk}/"' in shown
    heat = row.candidates.get(name="Heat pumps")
    client.post(f"/candidates/{heat.pk}/hold/", {"wish": "must_not", "reason": "No pumps to be had"})
    assert "Held out: No pumps to be had. It costs 10 of value." in page(client, chief, address)
    client.post(f"{address}change/", {"name": row.name, "starts_on": "2027-01-01", "months": 3, "periods": 3,
                                      "version": 1, "budget_0": "5", "budget_1": "5", "budget_2": "5"})  # fmt: skip
    shown = page(client, chief, address)
    assert "0 of 2" in shown
    assert "more in Q1 2027" in shown
    row.refresh_from_db()
    client.post(f"{address}step/", {"act": "propose", "revision": row.revision})
    assert "Approve" not in page(client, chief, address)
    assert "As it was put before the board" in page(client, chair, address)
    client.post(f"{address}step/", {"act": "approve", "rationale": "So be it", "proposal": 1})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("decided", chair)
    assert "So be it" in page(client, chief, address)


def test_the_form_of_a_candidate_keeps_what_is_there(client, chief, draft):
    one = draft.candidates.get(name="Tariff app")
    shown = page(client, chief, f"/candidates/{one.pk}/")
    assert 'value="9.00"' in shown
    client.post(f"/candidates/{one.pk}/", {"name": "Tariff app", "value": "11", "earliest": 0, "version": one.version,
                                          "cost_0": "4", "cost_2": "6"})  # fmt: skip
    one.refresh_from_db()
    assert (one.value, [each.amount for each in one.costs.all()]) == (Decimal(11), money(4, 0, 6))
    assert not one.needs.exists()
    wrong = client.post(f"/candidates/{one.pk}/", {"name": "Tariff app", "value": "much", "earliest": 0})
    assert "Enter a number." in wrong.content.decode()


def test_what_is_taken_out_is_put_back(client, chief, draft):
    one = draft.candidates.get(name="Old grid")
    client.force_login(chief)
    client.post(f"/candidates/{one.pk}/out/")
    shown = page(client, chief, f"/selection/{draft.pk}/")
    assert "Put Old grid back" in shown
    client.post(f"/candidates/{one.pk}/out/", {"act": "back"})
    assert "Put Old grid back" not in page(client, chief, f"/selection/{draft.pk}/")


def test_a_round_that_begins_is_shown(client, place, chief):
    client.force_login(chief)
    sent = {"name": "Next year", "starts_on": "2027-01-01", "months": "3", "periods": "4", "budget": "100"}
    answer = client.post(f"/c/{place.portfolio.pk}/selection/start/", sent)
    assert answer.url == f"/selection/{SelectionRound.objects.get(name='Next year').pk}/"


def test_refusals_are_said_and_change_nothing(client, place, chief, draft):
    client.force_login(chief)
    told = client.post(f"/selection/{draft.pk}/step/", {"act": "propose", "revision": "1"}, follow=True)
    assert "was changed by someone else in the meantime" in told.content.decode()
    told = client.post(f"/c/{place.portfolio.pk}/selection/start/", {"name": "", "starts_on": "soon"}, follow=True)
    assert "Enter a valid date." in told.content.decode()
    told = client.post(f"/selection/{draft.pk}/add/", {"name": "X", "value": "1", "earliest": 0, "cost_0": "-4"})
    assert "Period 1 of its life: -4" in told.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.candidates.count()) == ("draft", 4)


def test_what_cannot_be_kept_is_named(client, place, chief):
    row = a_round(acting(chief), place.portfolio, budgets=(10,))
    needed = candidate(acting(chief), row, "Crane", 1, (2,))
    wanted = candidate(acting(chief), row, "Tower", 9, (40,), needs=[needed.pk])
    hold_candidate(acting(chief), wanted, wish="must", reason="The law")
    shown = page(client, chief, f"/selection/{row.pk}/")
    assert "Not everything can be kept" in shown
    assert "“Tower” is held in, and is not chosen." in shown or "is over its budget by" in shown
    change_selection(acting(chief), SelectionRound.objects.get(pk=row.pk), periods=1, budgets=money(50))
    needed.excludes.add(wanted)
    SelectionRound.objects.filter(pk=row.pk).update(revision=99)
    assert "“Tower” needs “Crane”, and the two exclude each other." in page(client, chief, f"/selection/{row.pk}/")


def test_a_large_round_says_that_it_is_computed(client, chief, draft, monkeypatch):
    monkeypatch.setattr(selection_answers, "SMALL", 3)
    address = f"/selection/{draft.pk}/computing/"
    shown = page(client, chief, f"/selection/{draft.pk}/")
    assert "The best choice is being computed." in shown
    assert f'hx-get="{address}"' in shown, "it asks by itself whether the answer is there"
    assert f'hx-get="{address}"' in page(client, chief, address)
    selection_answers.answer_later(draft)
    ready = page(client, chief, address)
    assert ("Show it</a>" in ready, "hx-get" in ready) == (True, False)
    assert "The best choice is" not in page(client, chief, f"/selection/{draft.pk}/")


def test_who_only_reads_what_is_proposed_does_not_ask_for_the_answer(client, place, chief, draft):
    row = frozen(chief, draft)
    client.force_login(holder("Pat Office", place.portfolio, "pmo"))
    refused = client.get(f"/selection/{row.pk}/computing/")
    assert refused.status_code == 403
    assert "propose a selection for" in refused.content.decode()


def test_the_office_finds_what_lies_before_the_board_on_its_first_page(client, place, chief, draft):
    office = holder("Pat Office", place.portfolio, "pmo")
    client.force_login(office)
    assert "No selection lies before the board." in client.get("/today/").content.decode()
    row = frozen(chief, draft)
    shown = client.get("/today/").content.decode()
    panel = shown.split("Selections before the board")[1].split("</section>")[0]
    assert f'href="/selection/{row.pk}/"' in panel
    assert " chosen, value " in panel


@pytest.mark.parametrize("role", ["stakeholder", "program_manager", "project_manager"])
def test_others_find_no_such_page(client, place, chief, draft, role):
    row = frozen(chief, draft)
    reader = holder("Rae Reader", place.portfolio, role)
    client.force_login(reader)
    for address in (f"/c/{place.portfolio.pk}/selection/", f"/selection/{row.pk}/", f"/selection/{row.pk}/change/",
                    f"/selection/{row.pk}/add/", f"/candidates/{row.candidates.first().pk}/",
                    f"/history/selectionround/{row.pk}/"):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in (f"/c/{place.portfolio.pk}/", f"/c/{place.portfolio.pk}/activity/", "/today/", "/inbox/"):
        shown = client.get(address).content.decode()
        assert "Plan 2027" not in shown, address
        assert "/selection/" not in shown, address


def test_the_board_sees_no_draft(client, place, chief, chair, draft):
    client.force_login(chair)
    assert client.get(f"/selection/{draft.pk}/").status_code == 404
    assert "No selection waits for the board." in page(client, chair, f"/c/{place.portfolio.pk}/selection/")
    frozen(chief, draft)
    assert "Plan 2027" in page(client, chair, f"/c/{place.portfolio.pk}/selection/")


def test_the_office_reads_what_was_proposed_and_takes_no_step(client, place, chief, draft):
    office = holder("Ode Office", place.portfolio, "pmo")
    client.force_login(office)
    assert client.get(f"/selection/{draft.pk}/").status_code == 404
    row = frozen(chief, draft)
    shown = page(client, office, f"/selection/{row.pk}/")
    assert "Plan 2027" in shown
    assert 'name="act"' not in shown
    for act in ("approve", "send_back", "withdraw"):
        client.post(f"/selection/{row.pk}/step/", {"act": act, "rationale": "Mine"})
    row.refresh_from_db()
    assert row.state == SelectionRound.State.PROPOSED


@pytest.mark.parametrize("role", ["pmo", "portfolio_board"])
def test_who_reads_what_was_proposed_does_not_see_what_is_worked_on(client, place, chief, draft, role):
    row = frozen(chief, draft)
    reader = holder("Rae Reader", place.portfolio, role)
    client.force_login(reader)
    one = row.candidates.first()
    for address in (f"/selection/{row.pk}/change/", f"/selection/{row.pk}/add/", f"/candidates/{one.pk}/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/candidates/{one.pk}/hold/", {"wish": "must"}).status_code == 404
    client.force_login(chief)
    assert client.get(f"/candidates/{one.pk}/").status_code == 200


def test_a_program_has_no_selection(client, place, chief):
    client.force_login(chief)
    assert client.get(f"/c/{place.program.pk}/selection/").status_code == 404
    assert "/selection/" not in page(client, chief, f"/c/{place.program.pk}/")


def test_a_candidate_that_is_not_seen_has_no_name(client, place, chief, draft):
    Component.objects.filter(pk=place.project.pk).update(name="Zugzwang")
    row = frozen(chief, draft)
    root = Component.objects.create(kind="portfolio", name="Another root")
    operator = holder("Opal", root, "portfolio_manager")
    operator.is_superuser = True
    operator.save()
    move_component(acting(operator), Component.objects.get(pk=place.project.pk), root)
    shown = page(client, chief, f"/selection/{row.pk}/")
    assert "A component that you may not see" in shown
    assert "Zugzwang" not in shown
    assert "Zugzwang" not in page(client, chief, f"/history/selectionround/{row.pk}/")


def test_today_shows_the_round_and_the_decision(client, chief, chair, draft):
    answer_now(draft)
    shown = page(client, chief, "/today/")
    assert "What is chosen next" in shown
    assert "chosen, value" in shown
    hold_candidate(acting(chief), draft.candidates.get(name="Old grid"), wish="must_not", reason="Later")
    shown = page(client, chief, "/today/")
    assert "not computed yet" in shown
    assert "Held “Old grid” out" in shown
    draft.refresh_from_db()
    frozen(chief, draft)
    assert "Selection: Plan 2027" in page(client, chair, "/today/")
    assert "Selection: Plan 2027" not in page(client, chief, "/today/")


def test_what_was_typed_stays_text(client, place, chief):
    evil = "</script><img src=x onerror=alert(1)>"
    row = a_round(acting(chief), place.portfolio, name=evil)
    one = candidate(acting(chief), row, evil, 5, (1,), value_means=evil)
    hold_candidate(acting(chief), one, wish="must", reason=evil)
    for address in (f"/c/{place.portfolio.pk}/selection/", f"/selection/{row.pk}/", f"/selection/{row.pk}/change/",
                    f"/candidates/{one.pk}/", f"/history/selectionround/{row.pk}/", "/today/"):  # fmt: skip
        shown = page(client, chief, address)
        assert "&lt;img src=x" in shown, address
        assert "<img src=x" not in shown, address


TYPED = st.one_of(st.text(max_size=12), st.sampled_from(["-1", "0", "1e99", "NaN", "9" * 30, "a\x00b", "2027-13-01"]))
FIELDS = ("name", "starts_on", "months", "periods", "budget", "budget_0", "carry_over", "value", "value_means", "earliest",
          "latest", "needs", "excludes", "cost_0", "cost_1", "wish", "reason", "act", "revision", "rationale", "version")  # fmt: skip
POSTS = ("/c/{portfolio}/selection/start/", "/selection/{round}/change/", "/selection/{round}/add/",
         "/selection/{round}/step/", "/candidates/{one}/", "/candidates/{one}/hold/", "/candidates/{one}/out/")  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.sampled_from(POSTS), typed=st.dictionaries(st.sampled_from(FIELDS), TYPED))
def test_whatever_is_typed_is_answered(client, place, chief, draft, address, typed):
    client.force_login(chief)
    one = draft.candidates.first()
    where = address.format(portfolio=place.portfolio.pk, round=draft.pk, one=one.pk)
    usual = {"name": "X", "starts_on": "2027-01-01", "months": 3, "periods": 4, "value": 1, "earliest": 0, "cost_0": 1}
    assert client.post(where, usual | typed).status_code in {200, 302}
    assert client.get(f"/selection/{draft.pk}/").status_code == 200
