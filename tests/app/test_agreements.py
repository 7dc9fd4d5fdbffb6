"""Hand-offs between projects: asked, promised, another date, declined, imposed; what each side may see and do."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder
from factories.plans import small_plan
from headway.app.actions.agreement_watch import remind_of_requests
from headway.app.actions.agreements import (
    accept_agreement,
    agree_to_proposal,
    ask_again,
    decline_agreement,
    impose_agreement,
    propose_date,
    request_agreement,
    withdraw_agreement,
)
from headway.app.actions.components import trash_component
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.events import as_of
from headway.app.actions.memberships import grant_role
from headway.app.actions.plans import install_plan
from headway.app.actions.tasks import delete_task, update_task
from headway.app.actions.trash import restore_item
from headway.app.models import Agreement, Dependency, Event, Notification, Task, TrashItem
from headway.app.queries.agreements import agreements_of, cards, forecast_of, latest_first, standing_of, waiting_for
from headway.app.rules import NotAllowed, visible
from headway.app.rules.agreements import STEPS, steps_open_to
from headway.app.worker.follow import run_pending

FRIDAY, MONDAY, TUESDAY = date(2026, 1, 9), date(2026, 1, 12), date(2026, 1, 13)


def task(component, name):
    return Task.objects.get(component=component, name=name)


@pytest.fixture
def sides(place):
    """The sibling takes what the project gives; each has a manager who sees their own project alone."""
    install_plan(SYSTEM, place.sibling, small_plan())
    run_pending()
    return place


@pytest.fixture
def giver(sides, manager):
    return manager


@pytest.fixture
def taker(sides):
    return acting(holder("Taker", sides.sibling, "project_manager"))


@pytest.fixture
def guest_taker(sides):
    """Manages the sibling and may read the project."""
    both = holder("Guest", sides.sibling, "project_manager")
    grant_role(SYSTEM, sides.project, both, "stakeholder")
    return acting(both)


@pytest.fixture
def asked(sides, giver, guest_taker):
    """A requested agreement with a link: the project's C before the sibling's A."""
    link_tasks(guest_taker, task(sides.project, "C"), task(sides.sibling, "A"))
    run_pending()
    return Agreement.objects.get()


def test_a_link_to_a_plan_that_one_may_only_read_is_a_request_and_counts_at_once(sides, asked, giver):
    assert (asked.state, asked.component, asked.giver) == ("requested", sides.sibling, sides.project)
    assert (asked.asked_of, asked.promised_on) == (giver.person, None)
    assert task(sides.sibling, "A").start == task(sides.project, "C").finish + 2 * 1440 + 15 * 60
    assert Notification.objects.filter(person=giver.person, event__verb="agreement.requested").count() == 1


def test_who_may_edit_both_plans_agrees_at_once(sides, lead):
    link_tasks(lead, task(sides.project, "C"), task(sides.sibling, "A"))
    row = Agreement.objects.get()
    assert (row.state, row.answered_by, row.promised_on) == ("accepted", lead.person, None)


def test_a_link_within_one_plan_needs_no_agreement(sides, giver):
    link_tasks(giver, task(sides.project, "A"), task(sides.project, "C"))
    assert not Agreement.objects.exists()


def test_the_forecast_is_the_day_of_the_end_that_the_link_starts_from(sides, asked):
    link = asked.dependency
    # C comes on Friday 9 January at 17:00; A runs from Monday 5 to Wednesday 7.
    assert forecast_of(asked) == FRIDAY
    link.predecessor = task(sides.project, "A")
    found = {}
    for kind in Dependency.Type.values:
        link.type = kind
        found[kind] = forecast_of(asked)
    assert found == {"FS": date(2026, 1, 7), "FF": date(2026, 1, 7), "SS": date(2026, 1, 5), "SF": date(2026, 1, 5)}
    link.type, link.predecessor.finish = "FS", link.predecessor.start + 16 * 60  # midnight: the day before
    assert forecast_of(asked) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("promised", "standing"),
    [(FRIDAY - timedelta(days=1), "late"), (FRIDAY, "at_risk"), (FRIDAY + timedelta(days=2), "at_risk"),
     (FRIDAY + timedelta(days=3), "on_time"), (None, "")],
)  # fmt: skip
def test_the_forecast_is_held_against_the_promise(asked, promised, standing):
    asked.state, asked.promised_on = "accepted", promised
    assert standing_of(asked) == standing
    asked.dependency.predecessor.actual_finish = 1
    assert standing_of(asked) == "delivered"


def test_an_answer_without_a_date_promises_the_forecast(asked, giver):
    assert accept_agreement(giver, asked).promised_on == FRIDAY


def test_a_later_day_than_needed_has_to_be_proposed_and_agreed(asked, giver, guest_taker):
    ask_again(guest_taker, asked, needed_by=FRIDAY)
    with pytest.raises(Refused, match="later"):
        accept_agreement(giver, asked, promised_on=MONDAY)
    row = propose_date(giver, asked, proposed_on=MONDAY, reason="The crane is late.")
    assert (row.state, row.promised_on) == ("proposed", None)
    row = agree_to_proposal(guest_taker, row)
    assert (row.state, row.promised_on, row.needed_by, row.proposed_on) == ("accepted", MONDAY, MONDAY, None)
    verbs = list(
        Event.objects.filter(object_type="agreement", component=row.giver).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["agreement.requested", "agreement.requested", "agreement.proposed", "agreement.agreed"]


def test_a_promise_stands_while_another_day_is_proposed(asked, giver, guest_taker):
    row = accept_agreement(giver, asked, promised_on=FRIDAY)
    with pytest.raises(Refused, match="later"):
        accept_agreement(giver, row, promised_on=MONDAY)
    row = propose_date(giver, row, proposed_on=MONDAY, reason="Rain.")
    assert (row.promised_on, row.proposed_on) == (FRIDAY, MONDAY)
    row = ask_again(guest_taker, row, needed_by=FRIDAY)
    assert (row.state, row.promised_on, row.proposed_on) == ("requested", FRIDAY, None)


def test_declining_changes_nothing_in_the_plan_of_the_taker(sides, asked, giver):
    before = task(sides.sibling, "A").start
    row = decline_agreement(giver, asked, reason="Not ours.")
    run_pending()
    assert (row.state, row.reason, task(sides.sibling, "A").start) == ("declined", "Not ours.", before)
    with pytest.raises(Refused, match="Say why not"):
        decline_agreement(giver, ask_again(SYSTEM, row), reason=" ")


def test_withdrawing_takes_the_link_away_and_removing_the_link_withdraws(sides, asked, guest_taker):
    row = withdraw_agreement(guest_taker, asked)
    run_pending()
    assert (row.state, row.dependency, Dependency.objects.filter(from_component=sides.project, component=sides.sibling).exists()) == ("withdrawn", None, False)  # fmt: skip
    assert task(sides.sibling, "A").start < task(sides.project, "C").finish
    link = link_tasks(guest_taker, task(sides.project, "C"), task(sides.sibling, "A"))
    item = unlink_tasks(guest_taker, link)
    second = Agreement.objects.exclude(pk=row.pk).get()
    assert (second.state, second.link_is_gone) == ("withdrawn", True)
    restore_item(guest_taker, item)
    second.refresh_from_db()
    assert (second.state, second.dependency_id) == ("requested", link.pk)


def test_a_deleted_end_breaks_the_agreement_until_it_is_back(sides, asked, giver, guest_taker):
    accept_agreement(giver, asked)
    delete_task(giver, task(sides.project, "C"))
    (card,) = cards(guest_taker.person, agreements_of(guest_taker.person, sides.sibling))
    assert (card.row.state, card.standing, card.forecast) == ("accepted", "gone", None)
    restore_item(giver, TrashItem.objects.get(object_type="task"))
    (card,) = cards(guest_taker.person, agreements_of(guest_taker.person, sides.sibling))
    assert (card.standing, card.forecast) == ("at_risk", FRIDAY)


def test_nothing_is_seen_of_agreements_with_a_project_in_the_trash(sides, asked, guest_taker, lead):
    assert visible(guest_taker.person, Agreement).count() == 1
    trash_component(lead, sides.project)
    assert visible(guest_taker.person, Agreement).count() == 0


# ---------------------------------------------------------------- without a task


def test_the_owner_picks_the_task_of_a_request_in_words(sides, guest_taker, giver):
    row = request_agreement(
        guest_taker, task(sides.sibling, "A"), sides.project, text="The drawings", needed_by=TUESDAY
    )
    run_pending()
    assert (row.state, row.dependency, standing_of(row)) == ("requested", None, "")
    foreign = task(sides.sibling, "B")
    with pytest.raises(Refused, match="not of the plan"):
        accept_agreement(giver, row, task=foreign)
    row = accept_agreement(giver, row, task=task(sides.project, "C"))
    run_pending()
    assert (row.promised_on, row.was_linked) == (TUESDAY, True)
    assert (row.dependency.predecessor.name, row.dependency.successor.name) == ("C", "A")
    assert task(sides.sibling, "A").start == task(sides.project, "C").finish + 2 * 1440 + 15 * 60
    with pytest.raises(Refused, match="has its task"):
        accept_agreement(giver, row, task=task(sides.project, "A"))


def test_a_circle_over_three_projects_is_refused_without_names_of_others(sides, guest_taker, giver):
    install_plan(SYSTEM, sides.elsewhere, small_plan())
    Task.objects.filter(component=sides.elsewhere, name="A").update(name="Zugzwang")
    link_tasks(SYSTEM, task(sides.sibling, "A"), task(sides.elsewhere, "Zugzwang"))
    link_tasks(SYSTEM, task(sides.elsewhere, "Zugzwang"), task(sides.project, "A"))
    row = request_agreement(guest_taker, task(sides.sibling, "A"), sides.project, text="The drawings")
    with pytest.raises(Refused, match="circle") as refused:
        accept_agreement(giver, row, task=task(sides.project, "B"), promised_on=FRIDAY)
    hidden = "a task that you may not see"
    assert refused.value.detail == f"{hidden} → {hidden} → A (Project) → B (Project) → {hidden}"
    row.refresh_from_db()
    assert (row.state, row.dependency) == ("requested", None)


@pytest.mark.parametrize("where", ["program", "sibling"])
def test_only_another_project_can_hand_over(sides, guest_taker, lead, where):
    with pytest.raises(Refused, match="Only another project"):
        request_agreement(lead, task(sides.sibling, "A"), getattr(sides, where), text="The drawings")


# ---------------------------------------------------------------- rights


ACTS = {
    "accept": lambda who, row: accept_agreement(who, row, promised_on=FRIDAY),
    "propose": lambda who, row: propose_date(who, row, proposed_on=MONDAY, reason="Why"),
    "decline": lambda who, row: decline_agreement(who, row, reason="Why"),
    "agree": agree_to_proposal,
    "ask": lambda who, row: ask_again(who, row, needed_by=MONDAY),
    "withdraw": withdraw_agreement,
    "impose": lambda who, row: impose_agreement(who, row, promised_on=MONDAY, reason="Why"),
}
GIVERS = {"accept", "propose", "decline"}
TAKERS = {"agree", "ask", "withdraw"}
MAY = {
    ("project", "project_manager"): GIVERS, ("project", "delivery_manager"): GIVERS,
    ("project", "project_leader"): set(), ("project", "team_member"): set(), ("project", "stakeholder"): set(),
    ("project", "project_board"): set(),
    ("sibling", "project_manager"): TAKERS, ("sibling", "delivery_manager"): TAKERS,
    ("sibling", "scrum_master"): set(), ("sibling", "stakeholder"): set(),
    ("program", "program_manager"): GIVERS | TAKERS | {"impose"}, ("program", "pmo"): set(),
    ("portfolio", "portfolio_manager"): GIVERS | TAKERS | {"impose"}, ("portfolio", "portfolio_board"): set(),
    ("elsewhere", "project_manager"): set(),
}  # fmt: skip


def test_every_step_has_its_line_here():
    assert set(ACTS) == set(STEPS) == GIVERS | TAKERS | {"impose"}


@pytest.mark.parametrize(("where", "role"), sorted(MAY))
def test_each_side_may_take_its_own_steps(sides, asked, where, role):
    who = acting(holder("Some One", getattr(sides, where), role))
    for step, act in ACTS.items():
        state = STEPS[step][1][0]
        Agreement.objects.filter(pk=asked.pk).update(state=state, proposed_on=MONDAY, answered_by=None)
        row = Agreement.objects.get(pk=asked.pk)
        allowed = step in MAY[where, role]
        assert (step in steps_open_to(who.person, row)) == allowed, step
        if step == "withdraw" and allowed:
            continue  # it ends the row; there is a test of its own
        if allowed:
            act(who, row)
        else:
            with pytest.raises(NotAllowed):
                act(who, row)


def test_a_refusal_does_not_name_the_hidden_side(sides, asked, giver, taker):
    for who, step in ((giver, "withdraw"), (taker, "accept"), (giver, "impose")):
        with pytest.raises(NotAllowed) as refused:
            ACTS[step](who, asked)
        assert str(refused.value) == "That is for the other side of this hand-off to decide."


def test_nobody_answers_themselves_unless_both_sides_are_theirs(sides, asked, giver, lead):
    Agreement.objects.filter(pk=asked.pk).update(asked_by=giver.person)
    with pytest.raises(NotAllowed, match="yourself"):
        accept_agreement(giver, asked)
    Agreement.objects.filter(pk=asked.pk).update(asked_by=lead.person)
    assert accept_agreement(lead, asked).state == "accepted"


def test_two_answers_at_once_are_one(asked, giver, lead):
    first, second, third = (Agreement.objects.get(pk=asked.pk) for _ in range(3))
    accept_agreement(giver, first, version=asked.version)
    with pytest.raises(Refused, match="accepted cannot"):
        decline_agreement(lead, second, reason="No", version=asked.version)
    with pytest.raises(Stale):
        propose_date(lead, third, proposed_on=MONDAY, reason="Later", version=asked.version)
    assert Event.objects.filter(verb="agreement.accepted", component=asked.giver).count() == 1


def test_somebody_above_both_decides_a_dispute(asked, giver, lead):
    decline_agreement(giver, asked, reason="No")
    row = impose_agreement(lead, asked, promised_on=MONDAY, reason="The program needs it.")
    assert (row.state, row.promised_on, row.imposed, row.answered_by) == ("accepted", MONDAY, True, lead.person)


# ---------------------------------------------------------------- what is seen


def test_a_hidden_end_is_a_redacted_card(sides, asked, giver, taker):
    accept_agreement(giver, asked, promised_on=FRIDAY)
    (seen,) = cards(taker.person, agreements_of(taker.person, sides.sibling))
    assert (seen.giver, seen.giver_task, seen.forecast, seen.title) == (None, None, None, "A task that you may not see")
    assert (seen.taker_task.name, seen.row.promised_on, seen.standing) == ("A", FRIDAY, "at_risk")
    (seen,) = cards(giver.person, agreements_of(giver.person, sides.project))
    assert (seen.taker, seen.taker_task) == (None, None)
    assert (seen.giver_task.name, seen.forecast) == ("C", FRIDAY)


def test_strangers_count_and_find_nothing(sides, asked):
    stranger = holder("Stranger", sides.elsewhere, "project_manager")
    assert visible(stranger, Agreement).count() == 0
    assert not agreements_of(stranger, sides.portfolio).exists()
    assert not waiting_for(stranger).exists()


def test_neither_log_names_the_other_end(sides, asked, giver, guest_taker):
    Task.objects.filter(component=sides.project, name="C").update(name="Zugzwang")
    Task.objects.filter(component=sides.sibling, name="A").update(name="Caissa")
    row = propose_date(giver, Agreement.objects.get(), proposed_on=MONDAY, reason="Rain")
    withdraw_agreement(guest_taker, agree_to_proposal(guest_taker, row))
    told = Event.objects.filter(object_type="agreement")
    assert "Zugzwang" not in str(list(told.filter(component=sides.sibling).values("summary", "before", "after")))
    given = list(told.filter(component=sides.project).values("summary", "before", "after"))
    assert "Caissa" not in str(given)
    assert not any({"task", "dependency", "asked_by"} & {*each["before"], *each["after"]} for each in given)


# ---------------------------------------------------------------- what the worker sees to


def test_both_sides_hear_once_each_time_a_forecast_passes_its_promise(sides, asked, giver, guest_taker):
    accept_agreement(giver, asked, promised_on=FRIDAY)
    run_pending()
    assert not Event.objects.filter(verb="agreement.endangered").exists()
    work = task(sides.project, "A")
    for days, late in ((4, 1), (5, 1), (3, 1), (4, 2)):
        work = update_task(giver, work, duration_minutes=days * 480)
        run_pending()
        told = Event.objects.filter(verb="agreement.endangered")
        assert [told.filter(component=each).count() for each in (sides.project, sides.sibling)] == [late, late], days
    asked.refresh_from_db()
    assert asked.endangered
    (card,) = cards(guest_taker.person, agreements_of(guest_taker.person, sides.sibling))
    assert (card.standing, card.forecast) == ("late", MONDAY)
    news = Notification.objects.filter(event__verb="agreement.endangered")
    assert guest_taker.person.pk in set(news.values_list("person", flat=True))


def test_who_is_asked_is_reminded_once_in_five_days(asked, giver):
    now = timezone.now()
    assert remind_of_requests(SYSTEM, now + timedelta(days=4)) == 0
    for days, count in ((6, 1), (6, 0), (10, 0), (12, 1)):
        with as_of(now + timedelta(days=days)):
            assert remind_of_requests(SYSTEM, now + timedelta(days=days)) == count, days
    accept_agreement(giver, asked)
    assert remind_of_requests(SYSTEM, now + timedelta(days=60)) == 0


def test_what_is_late_comes_first(sides, lead):
    link_tasks(lead, task(sides.project, "C"), task(sides.sibling, "A"))
    link_tasks(lead, task(sides.project, "C"), task(sides.sibling, "B"))
    link_tasks(lead, task(sides.project, "B"), task(sides.sibling, "C"))
    promised = [FRIDAY + timedelta(days=9), FRIDAY - timedelta(days=2), FRIDAY - timedelta(days=1)]
    for row, day in zip(Agreement.objects.order_by("pk"), promised, strict=True):
        Agreement.objects.filter(pk=row.pk).update(promised_on=day)
    found = latest_first(cards(lead.person, agreements_of(lead.person, sides.program)))
    assert [card.row.promised_on for card in found] == [promised[1], promised[2], promised[0]]


def test_waiting_is_what_the_reader_may_answer(asked, giver, guest_taker):
    assert list(waiting_for(giver.person)) == [asked]
    assert list(waiting_for(guest_taker.person)) == []
    propose_date(giver, asked, proposed_on=MONDAY, reason="Rain")
    assert list(waiting_for(giver.person)) == []
    assert list(waiting_for(guest_taker.person)) == [asked]
