"""What is said of a selection, and of a sprint: a round under work is not seen by its comments, lines or counts."""

from datetime import date

import pytest

from factories.people import acting, client_of, holder
from factories.selections import small_round
from headway.app.actions.comments import trash_comment, write_comment
from headway.app.actions.selection_decisions import propose_selection, send_back_selection
from headway.app.actions.sprints import change_sprint, plan_sprint
from headway.app.actions.watches import watch
from headway.app.bridge.selection_answers import answer_now
from headway.app.models import Comment, Event, Notification, SelectionProposal, Watch
from headway.app.queries.pages.inbox import unread_count
from headway.app.queries.trash import find_in_trash, trash_of
from headway.app.rules import NotAllowed, visible
from headway.app.rules.talk import find_commentable, readers_of
from headway.app.worker.follow import run_pending

OTHERS = {"chair": "portfolio_board", "office": "pmo", "outsider": "project_manager", "reader": "stakeholder"}
READERS = ("chair", "office")


@pytest.fixture
def chief(place):
    return acting(holder("Ines Chief", place.portfolio, "portfolio_manager"))


@pytest.fixture
def second(place):
    return acting(holder("Sol Second", place.portfolio, "portfolio_manager"))


@pytest.fixture
def others(place):
    return {name: holder(name.title(), place.portfolio, role) for name, role in OTHERS.items()}


@pytest.fixture
def draft(place, chief):
    row = small_round(chief, place)
    answer_now(row)
    return row


@pytest.fixture
def frozen(chief, draft):
    propose_selection(chief, draft, revision=draft.revision)
    return SelectionProposal.objects.get()


def talk_told(someone):
    return list(visible(someone, Event).filter(object_type="comment").values_list("object_id", flat=True))


def lines_of(someone):
    return list(
        Notification.objects.filter(person=someone, event__object_type="comment").values_list("kind", flat=True)
    )


def test_who_works_on_a_round_talks_of_it_and_is_told(chief, second, draft):
    comment = write_comment(chief, draft, "Too dear, @Sol Second?")
    run_pending()
    assert (list(comment.mentioned.all()), lines_of(second.person)) == ([second.person], ["mention"])
    assert talk_told(second.person) == [comment.pk]
    write_comment(second, draft, "Yes", parent=comment)
    run_pending()
    assert lines_of(chief.person) == ["comment"]
    assert {each.person for each in Watch.objects.filter(object_type="selectionround")} == {chief.person, second.person}


@pytest.mark.parametrize("was_proposed", [False, True])
@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_meets_a_round_under_work_in_its_talk(place, chief, others, draft, who, was_proposed):
    if was_proposed:
        propose_selection(chief, draft, revision=draft.revision)
        send_back_selection(acting(others["chair"]), draft, rationale="Cheaper")
        draft.refresh_from_db()
    someone, sees = others[who], client_of(others[who])
    watch(acting(someone), place.portfolio)
    run_pending()
    waiting = unread_count(someone)
    kept = write_comment(chief, draft, f"Zugzwang, @{someone.name} and @{someone.email}")
    gone = write_comment(chief, draft, "Zugzwang again")
    trash_comment(chief, gone)
    run_pending()
    assert (talk_told(someone), lines_of(someone), unread_count(someone)) == ([], [], waiting)
    assert not kept.mentioned.exists()
    assert not visible(someone, Comment).exists()
    assert [entry.kind for entry in trash_of(someone, place.portfolio)] == []
    assert find_in_trash(someone, "comment", gone.pk) is None
    assert find_commentable(someone, "selectionround", draft.pk) is None
    with pytest.raises(NotAllowed):
        write_comment(acting(someone), draft, "Hello")
    for address in (f"/talk/selectionround/{draft.pk}/", f"/api/v1/comments/on/selectionround/{draft.pk}",
                    f"/api/v1/comments/on/selectionround/{draft.pk}/people", f"/history/comment/{kept.pk}/"):  # fmt: skip
        assert sees.get(address).status_code == 404, address
    for address in (f"/c/{place.portfolio.pk}/activity/", f"/selection/{draft.pk}/", f"/c/{place.portfolio.pk}/trash/"):
        assert "Zugzwang" not in sees.get(address).text


def test_what_was_said_of_a_round_before_stays_with_who_worked_on_it(chief, second, others, draft):
    comment = write_comment(chief, draft, "Zugzwang")
    propose_selection(chief, draft, revision=draft.revision)
    for who in READERS:
        assert find_commentable(others[who], "selectionround", draft.pk) is None
        assert comment.pk not in talk_told(others[who])
        assert "Zugzwang" not in client_of(others[who]).get(f"/selection/{draft.pk}/").text
    assert "Zugzwang" in client_of(second.person).get(f"/talk/selectionround/{draft.pk}/").text
    assert f"/talk/selectionround/{draft.pk}/" in client_of(second.person).get(f"/selection/{draft.pk}/").text


@pytest.mark.parametrize("who", READERS)
def test_the_history_tells_others_the_steps_alone_and_nothing_of_what_was_deleted(chief, others, draft, who):
    comment = write_comment(chief, draft, "Zugzwang")
    propose_selection(chief, draft, revision=draft.revision)
    told = client_of(others[who]).get(f"/api/v1/history/selectionround/{draft.pk}").json()
    assert [event["verb"] for event in told["items"]] == ["selection.proposed"]
    assert "Heat pumps" not in client_of(others[who]).get(f"/history/selectionround/{draft.pk}/").text
    whole = client_of(chief.person).get(f"/api/v1/history/selectionround/{draft.pk}").json()
    assert "selection.candidate_added" in [event["verb"] for event in whole["items"]]
    number = comment.pk
    comment.delete()
    assert client_of(others[who]).get(f"/history/comment/{number}/").status_code == 404
    assert client_of(others[who]).get(f"/api/v1/history/comment/{number}").status_code == 404


def test_board_office_and_proposer_talk_of_a_proposal(chief, others, frozen):
    comment = write_comment(acting(others["office"]), frozen, "Why now, @Ines Chief and @Chair?")
    run_pending()
    assert set(comment.mentioned.all()) == {chief.person, others["chair"]}
    assert lines_of(others["chair"]) == lines_of(chief.person) == ["mention"]
    expected = {chief.person, others["chair"], others["office"]}
    assert set(readers_of(frozen, chief.person)) == expected
    for who, someone in others.items():
        assert (talk_told(someone) == [comment.pk]) is (who in READERS)
        page = client_of(someone).get(f"/talk/selectionproposal/{frozen.pk}/")
        assert (page.status_code == 200) is (who in READERS)
        led = client_of(someone).get(f"/proposals/{frozen.pk}/")
        assert (led.headers.get("Location") == f"/selection/{frozen.round_id}/?proposal=1") is (who in READERS)
    answer = write_comment(chief, frozen, "The money is there", parent=comment)
    run_pending()
    assert visible(others["office"], Comment).filter(pk=answer.pk).exists()
    assert Notification.objects.filter(person=others["office"], event__object_id=answer.pk).exists()


def test_the_page_of_a_round_carries_the_talk_of_what_it_shows(chief, draft):
    browser = client_of(chief.person)
    assert f"/talk/selectionround/{draft.pk}/" in browser.get(f"/selection/{draft.pk}/").text
    propose_selection(chief, draft, revision=draft.revision)
    frozen = SelectionProposal.objects.get()
    assert f'hx-get="/talk/selectionproposal/{frozen.pk}/"' in browser.get(f"/selection/{draft.pk}/").text


def test_a_sprint_is_talked_of_and_watched(place, manager):
    member = holder("Tara Team", place.project, "team_member")
    sprint = plan_sprint(manager, place.project, name="First", start=date(2026, 3, 2), finish=date(2026, 3, 13))
    run_pending()
    watch(acting(member), sprint)
    write_comment(manager, sprint, "Ready, @Tara Team?")
    change_sprint(manager, sprint, goal="It runs", version=sprint.version)
    run_pending()
    told = set(Notification.objects.filter(person=member).values_list("event__verb", flat=True))
    assert {"comment.written", "sprint.changed"} <= told
    assert "sprint.planned" not in told, "it was not watched yet"
    page = client_of(member).get(f"/sprints/{sprint.pk}/").text
    assert f'hx-get="/talk/sprint/{sprint.pk}/"' in page
    outsider = holder("Otto Outside", place.elsewhere, "project_manager")
    assert client_of(outsider).get(f"/talk/sprint/{sprint.pk}/").status_code == 404
