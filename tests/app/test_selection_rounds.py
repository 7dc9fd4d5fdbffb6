"""Rounds of selection: who may what, what is frozen and decided, by whom, who sees and is told of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from factories.people import acting, client_of, holder, person
from factories.selections import a_round, candidate, money, small_round
from headway.app.actions.anonymizing import anonymize_person
from headway.app.actions.comments import write_comment
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.leaving import deactivate_person
from headway.app.actions.memberships import grant_role
from headway.app.actions.selection_candidates import (
    add_candidate,
    change_candidate,
    hold_candidate,
    put_back_candidate,
    take_out_candidate,
)
from headway.app.actions.selection_decisions import (
    approve_selection,
    proposal_holds,
    propose_selection,
    reopen_selection,
    send_back_selection,
    withdraw_selection,
)
from headway.app.actions.selection_rounds import change_selection, start_selection
from headway.app.actions.watches import watch
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Event, Notification, SelectionProposal, SelectionRound, Watch
from headway.app.queries.selection_rounds import HIDDEN, inputs_of, names_for, period_names
from headway.app.rules import NotAllowed, visible
from headway.app.rules.talk import find_commentable
from headway.app.worker.follow import run_pending


@pytest.fixture
def chief(place):
    return acting(holder("Ines Chief", place.portfolio, "portfolio_manager"))


@pytest.fixture
def draft(place, chief):
    row = small_round(chief, place)
    answer_now(row)
    return row


@pytest.fixture
def proposed(chief, draft):
    return propose_selection(chief, draft, revision=draft.revision)


def verbs_told(row):
    return list(Event.objects.filter(object_type="selectionround", object_id=row.pk).order_by("pk")
                .values_list("verb", flat=True))  # fmt: skip


def test_every_change_is_one_event_and_another_revision(place, chief):
    row = a_round(chief, place.portfolio)
    first = candidate(chief, row, "First", 5, (1,))
    change_candidate(chief, first, value=Decimal(6))
    hold_candidate(chief, first, wish="must", reason="The law")
    take_out_candidate(chief, first)
    put_back_candidate(chief, first)
    change_selection(chief, row, budgets=money(1, 2, 3, 4))
    row.refresh_from_db()
    assert verbs_told(row) == [
        "selection.started", "selection.candidate_added", "selection.candidate_changed", "selection.candidate_held",
        "selection.candidate_taken_out", "selection.candidate_put_back", "selection.changed",
    ]  # fmt: skip
    assert row.revision == 7
    changed = Event.objects.get(verb="selection.candidate_changed")
    assert (changed.before, changed.after["value"]) == ({"value": "5.00"}, "6.00")
    assert Event.objects.get(verb="selection.changed").after == {"budgets": ["1.00", "2.00", "3.00", "4.00"]}


def test_what_changes_nothing_is_no_event(chief, draft):
    before = (draft.revision, len(verbs_told(draft)))
    change_selection(chief, draft, name=draft.name, budgets=money(10, 10, 10, 10))
    one = draft.candidates.first()
    change_candidate(chief, one, value=one.value)
    hold_candidate(chief, one, wish="free")
    draft.refresh_from_db()
    assert (draft.revision, len(verbs_told(draft))) == before


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"budgets": [Decimal(-1)]}, "never negative"),
        ({"periods": 0, "budgets": []}, "1 to 24 periods"),
        ({"periods": 99, "budgets": []}, "1 to 24 periods"),
        ({"periods": 1}, "2 budgets for 1 periods"),
        ({"months": 5}, "not a valid choice"),
        ({"name": "a\x00b"}, "no one can read"),
        ({"starts_on": date(2198, 6, 1)}, "ends after"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(place, chief, values, word):
    usual = {"name": "R", "starts_on": date(2027, 1, 1), "periods": 4, "budgets": money(1, 1)}
    with pytest.raises(Refused) as refused:
        start_selection(chief, place.portfolio, **(usual | values))
    assert word in refused.value.title
    assert refused.value.remedy
    assert not SelectionRound.objects.exists()


def test_only_a_portfolio_chooses(place, chief):
    with pytest.raises(Refused, match="Only a portfolio"):
        start_selection(chief, place.program, name="R", starts_on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"costs": [Decimal(-1)]}, "never negative"),
        ({"costs": []}, "what it costs"),
        ({"costs": [Decimal(1)] * 5}, "not end within"),
        ({"earliest": 4}, "not end within"),
        ({"earliest": 2, "latest": 1}, "before the earliest"),
        ({"name": " "}, "what could be done"),
        ({"name": "heat PUMPS"}, "of this name already"),
        ({"needs": [987654]}, "no other candidate"),
        ({"value": None}, "cannot be null"),
        ({"value": Decimal("1e14")}, "digits"),
    ],
)
def test_a_candidate_that_cannot_be_is_refused_in_words(chief, draft, values, word):
    usual = {"name": "New", "value": Decimal(1), "costs": [Decimal(1)]}
    with pytest.raises(Refused) as refused:
        add_candidate(chief, draft, **(usual | values))
    assert word in refused.value.title
    assert refused.value.remedy
    assert draft.candidates.count() == 4


def test_a_need_that_is_excluded_is_refused(chief, draft):
    first, second = draft.candidates.exclude(name="")[:2]
    with pytest.raises(Refused, match="needs and excludes the same"):
        change_candidate(chief, second, needs=[first.pk], excludes=[first.pk])


def test_components_of_the_portfolio_once_each_and_no_others(place, chief, draft):
    for wrong in (place.project, place.portfolio):
        with pytest.raises(Refused, match="below the portfolio"):
            add_candidate(chief, draft, subject=wrong, value=Decimal(1), costs=money(1))
    assert add_candidate(chief, draft, subject=place.sibling, value=Decimal(1), costs=money(1)).name == ""


def test_holding_needs_a_reason(chief, draft):
    with pytest.raises(Refused, match="why it is held"):
        hold_candidate(chief, draft.candidates.first(), wish="must")
    with pytest.raises(Refused, match="not a valid choice"):
        hold_candidate(chief, draft.candidates.first(), wish="maybe", reason="Hm")


def test_a_stale_form_changes_nothing(chief, draft):
    one = draft.candidates.first()
    change_candidate(chief, one, value=Decimal(3), version=1)
    with pytest.raises(Stale):
        change_candidate(chief, one, value=Decimal(4), version=1)


def test_proposing_freezes_inputs_and_answer(chief, draft, proposed):
    frozen = SelectionProposal.objects.get()
    assert frozen.evidence["inputs"] == inputs_of(draft)
    assert frozen.evidence["answer"] == answer_now(draft)
    assert proposal_holds(frozen)
    told = Event.objects.get(verb="selection.proposed")
    assert (told.after["evidence_sha256"], proposed.state) == (frozen.evidence_sha256, "proposed")
    with pytest.raises(Refused, match="with the board"):
        change_selection(chief, proposed, name="Other")
    with pytest.raises(Refused, match="with the board"):
        hold_candidate(chief, draft.candidates.first(), wish="must", reason="Late idea")


def test_the_database_refuses_to_change_a_proposal(proposed):
    for deed in (lambda rows: rows.update(evidence={}), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            deed(SelectionProposal.objects.all())


def test_evidence_with_another_fingerprint_does_not_hold(proposed):
    frozen = SelectionProposal.objects.get()
    frozen.evidence["answer"]["value"] = "999"
    assert not proposal_holds(frozen)
    frozen.refresh_from_db()
    frozen.evidence_sha256 = "0" * 64
    assert not proposal_holds(frozen)


def test_only_what_was_seen_is_proposed(chief, draft):
    seen = draft.revision
    hold_candidate(chief, draft.candidates.first(), wish="must_not", reason="Later")
    with pytest.raises(Stale):
        propose_selection(chief, draft, revision=seen)
    draft.refresh_from_db()
    with pytest.raises(Refused, match="still being computed"):
        propose_selection(chief, draft, revision=draft.revision)
    change_selection(chief, draft, budgets=money(0, 0, 0, 0))
    hold_candidate(chief, draft.candidates.first(), wish="must", reason="The law")
    draft.refresh_from_db()
    answer_now(draft)
    with pytest.raises(Refused, match="No selection keeps"):
        propose_selection(chief, draft, revision=draft.revision)


def test_the_board_decides_once(board, proposed):
    with pytest.raises(Refused, match="why it is decided"):
        approve_selection(board, proposed, rationale=" ")
    row = approve_selection(board, proposed, rationale="The money is there.")
    assert (row.state, row.decided_by, row.rationale) == ("decided", board.person, "The money is there.")
    for step in (approve_selection, send_back_selection):
        with pytest.raises(Refused, match="is decided"):
            step(board, proposed, rationale="Again")
    told = Event.objects.get(verb="selection.approved")
    assert told.after["evidence_sha256"] == SelectionProposal.objects.get().evidence_sha256


def test_only_the_proposal_that_was_looked_at_is_decided(chief, board, proposed):
    row = reopen_selection(chief, withdraw_selection(chief, proposed))
    row = propose_selection(chief, row, revision=row.revision)
    for step in (approve_selection, send_back_selection):
        with pytest.raises(Stale):
            step(board, row, rationale="Good", number=1)
    row.refresh_from_db()
    assert row.state == "proposed"
    assert approve_selection(board, row, rationale="Good", number=2).state == "decided"


def test_who_proposed_does_not_decide(place, chief, proposed):
    grant_role(acting(person("Root", is_superuser=True)), place.portfolio, chief.person, "portfolio_board")
    with pytest.raises(NotAllowed, match="raised this yourself"):
        approve_selection(chief, proposed, rationale="Mine")
    chief.person.is_superuser = True
    with pytest.raises(NotAllowed, match="raised this yourself"):
        send_back_selection(chief, proposed, rationale="Mine")


def test_sent_back_it_is_changed_and_proposed_anew(chief, board, proposed):
    row = send_back_selection(board, proposed, rationale="Without the old grid")
    change_selection(chief, row, budgets=money(9, 9, 9, 9))
    row.refresh_from_db()
    answer_now(row)
    row = propose_selection(chief, row, revision=row.revision)
    assert [each.number for each in row.proposals.all()] == [1, 2]
    assert (row.decided_by, row.rationale) == (None, "")
    assert all(proposal_holds(each) for each in row.proposals.all())


def test_withdrawn_it_can_be_taken_up_again(chief, board, proposed):
    row = withdraw_selection(chief, proposed)
    with pytest.raises(Refused, match="is withdrawn"):
        approve_selection(board, row, rationale="Good")
    assert reopen_selection(chief, row).state == "draft"
    with pytest.raises(Refused, match="is draft"):
        reopen_selection(chief, row)


def told_to(someone):
    return set(Notification.objects.filter(person=someone, event__object_type="selectionround")
               .values_list("event__verb", flat=True))  # fmt: skip


def test_the_board_and_the_proposer_are_told(place, chief, board, draft):
    reader = holder("Rae Reader", place.portfolio, "stakeholder")
    run_pending()
    assert told_to(board.person) == set()
    row = propose_selection(chief, draft, revision=draft.revision)
    run_pending()
    assert (told_to(board.person), told_to(chief.person)) == ({"selection.proposed"}, set())
    send_back_selection(board, row, rationale="Hm")
    run_pending()
    assert told_to(chief.person) == {"selection.sent_back"}
    assert told_to(reader) == set()


@pytest.mark.parametrize("role", ["portfolio_board", "pmo"])
def test_board_and_office_watch_a_round_and_hear_of_its_steps_and_of_what_is_said_of_its_proposals(
    place, chief, board, proposed, role
):
    reader, proposal = holder("Rae Reader", place.portfolio, role), proposed.proposals.get()
    assert find_commentable(reader, "selectionround", proposed.pk) is None, "who works on it talks of it there"
    browser, round_ = client_of(reader), f"selectionround/{proposed.pk}/"
    assert browser.post(f"/watch/{round_}", {"on": "1"}).url == f"/selection/{proposed.pk}/"
    page = browser.get(f"/talk/selectionproposal/{proposal.pk}/").content.decode()
    assert "You watch this" in page
    run_pending()
    Notification.objects.all().delete()
    write_comment(chief, proposed, "Between us: the crane is too dear.")
    write_comment(chief, proposal, "Here is why.")
    send_back_selection(board, proposed, rationale="Hm")
    run_pending()
    told = Notification.objects.filter(person=reader).order_by("pk").values_list("event__verb", "event__object_type")
    assert list(told) == [("comment.written", "comment"), ("selection.sent_back", "selectionround")]
    said = Notification.objects.get(person=reader, event__verb="comment.written").event
    assert said.after["object_type"] == "selectionproposal"
    browser.post(f"/watch/selectionproposal/{proposal.pk}/", {"on": "0"})
    assert not Watch.objects.get(person=reader).on, "a proposal and its round are watched as one"
    other = holder("Sten Stranger", place.portfolio, "stakeholder")
    assert client_of(other).post(f"/watch/{round_}", {"on": "1"}).status_code == 404
    with pytest.raises(NotAllowed):
        watch(acting(other), proposed)


@pytest.mark.parametrize("role", ["stakeholder", "program_manager", "project_manager", "team_member"])
def test_others_see_nothing_of_it(place, proposed, role):
    reader = holder("Rae Reader", place.portfolio, role)
    assert not visible(reader, SelectionRound).exists()
    assert not visible(reader, SelectionProposal).exists()
    assert not visible(reader, Event).filter(object_type="selectionround").exists()


@pytest.mark.parametrize("role", ["portfolio_board", "pmo"])
def test_board_and_office_see_it_once_it_was_proposed(place, chief, draft, role):
    reader = holder("Rae Reader", place.portfolio, role)
    assert not visible(reader, SelectionRound).exists()
    assert not visible(reader, Event).filter(object_type="selectionround").exists()
    propose_selection(chief, draft, revision=draft.revision)
    assert visible(reader, SelectionRound).get() == draft
    assert visible(reader, SelectionProposal).exists()
    assert {event.verb for event in visible(reader, Event).filter(object_type="selectionround")} == {
        "selection.proposed"
    }
    assert visible(chief.person, Event).filter(verb="selection.candidate_added").exists()


def test_a_component_that_is_not_seen_has_no_name(place, chief, proposed):
    owner = holder("Piet Piece", place.elsewhere, "portfolio_manager")
    rows = SelectionProposal.objects.get().evidence["inputs"]["candidates"]
    hidden = next(each["id"] for each in rows if each["component"] == place.project.pk)
    assert names_for(owner, rows)[hidden] == HIDDEN
    assert names_for(chief.person, rows)[hidden] == "Project"
    assert not any("Project" in event.summary for event in Event.objects.filter(object_type="selectionround"))


def test_names_leave_the_evidence_and_it_holds_all_the_same(place, chief, board, draft):
    hold_candidate(chief, draft.candidates.first(), wish="must_not", reason="Bo Borealis said so")
    draft.refresh_from_db()
    answer_now(draft)
    propose_selection(chief, draft, revision=draft.revision)
    gone, operator = person("Bo Borealis"), acting(person("Opal", is_superuser=True))
    deactivate_person(operator, gone)
    anonymize_person(operator, gone)
    frozen = SelectionProposal.objects.get()
    assert "Borealis" not in str(frozen.evidence)
    assert proposal_holds(frozen)


@pytest.mark.parametrize(
    ("start", "months", "names"),
    [
        (date(2027, 1, 1), 3, ["Q1 2027", "Q2 2027", "Q3 2027"]),
        (date(2027, 11, 15), 1, ["Nov 2027", "Dec 2027", "Jan 2028"]),
        (date(2027, 1, 1), 12, ["2027", "2028", "2029"]),
        (date(2027, 2, 1), 3, ["from Feb 2027", "from May 2027", "from Aug 2027"]),
        (date(2027, 7, 1), 6, ["from Jul 2027", "from Jan 2028", "from Jul 2028"]),
    ],
)
def test_periods_have_the_names_that_people_use(place, chief, start, months, names):
    row = start_selection(chief, place.portfolio, name="R", starts_on=start, months=months, periods=3)
    assert (period_names(row), row.starts_on.day) == (names, 1)
