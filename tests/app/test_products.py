"""Products, their releases and what these come to: who says what, the computed date, acceptance, the old words."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.acceptance import accept_need, send_back_need
from headway.app.actions.custom_roles import define_role
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, restore_record, trash_record, update_record
from headway.app.actions.tasks import trash_task, update_task
from headway.app.actions.trash import restore
from headway.app.models import Event, Notification, Record, Task
from headway.app.queries.releases import accounts_of, ends_seen, product_accounts, stages_of, wholes_for
from headway.app.rules import NotAllowed
from headway.app.rules.records import why_not_accept
from headway.app.worker.follow import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_request_commits")]
REASON = {"verdict": "The sum is missing."}


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    install_plan(SYSTEM, at.elsewhere, small_plan())
    at.manager = acting(holder("Paula Product", at.program, "product_manager"))
    at.builder = acting(holder("Bo Builder", at.program, "project_manager"))
    at.product = raise_record(at.manager, at.program, "product", title="The bill")
    at.release = raise_record(at.manager, at.program, "release", title="Spring", part_of=at.product,
                              milestone=task(at.project, "C"))  # fmt: skip
    return at


def task(component, name):
    return Task.objects.get(component=component, name=name)


def need(place, title, status="new", part_of=None):
    row = raise_record(SYSTEM, place.project, "need", title=title, part_of=part_of, owner=place.builder.person)
    way = ("agreed", "delivery", "delivered", "accepted")
    for step in way[: way.index(status) + 1] if status in way else ():
        who = place.manager if step in {"agreed", "accepted"} else place.builder
        row = update_record(who, row, status=step)
    return row


def account(place, reader=None):
    [found] = accounts_of((reader or place.manager).person, [Record.objects.get(pk=place.release.pk)])
    return found


# ------------------------------------------------------------------ what belongs together


def test_a_need_belongs_to_a_release_or_a_product_and_a_release_to_a_product_alone(place):
    assert need(place, "A", part_of=place.release).part_of == place.release
    assert need(place, "B", part_of=place.product).part_of == place.product
    with pytest.raises(Refused, match="RL-1 Spring is a release; a release belongs to a product"):
        raise_record(SYSTEM, place.program, "release", title="X", part_of=place.release)
    for kind, values in (("product", {"part_of": place.product}), ("need", {"milestone": task(place.project, "C")})):
        with pytest.raises(Refused, match="has no field called"):
            raise_record(SYSTEM, place.project, kind, title="X", **values)


def test_only_who_keeps_the_backlog_says_what_a_need_belongs_to(place):
    member = acting(holder("Tea Member", place.program, "team_member"))
    with pytest.raises(NotAllowed, match="You may not change products, releases, needs"):
        raise_record(member, place.project, "need", title="X", part_of=place.release)
    row = need(place, "A", "agreed")
    with pytest.raises(NotAllowed):
        update_record(place.builder, row, part_of=place.release)
    row = update_record(place.manager, row, part_of=place.release)
    assert update_record(place.builder, row, part_of=place.release, title="Aa").title == "Aa"
    assert Event.objects.filter(verb="record.updated", after__part_of=place.release.pk).get().before == {
        "part_of": None
    }


def test_nobody_ties_to_what_they_do_not_see(place):
    hidden = raise_record(SYSTEM, place.elsewhere, "product", title="Hidden")
    with pytest.raises(Refused, match="There is nothing like that"):
        update_record(place.manager, place.release, part_of=hidden)
    with pytest.raises(Refused, match="There is nothing like that"):
        update_record(place.manager, place.release, milestone=task(place.elsewhere, "C"))
    place.elsewhere.memberships.create(person=place.manager.person, role="stakeholder")
    row = update_record(place.manager, place.release, milestone=task(place.elsewhere, "C"))
    assert row.milestone.component == place.elsewhere


def test_a_milestone_that_is_deleted_comes_back_to_its_release(place):
    item = trash_task(SYSTEM, task(place.project, "C"))
    assert account(place).release.milestone_id is None
    restore(SYSTEM, item)
    assert account(place).milestone == task(place.project, "C")


def test_what_lies_in_the_trash_is_not_offered_and_comes_back_whole(place):
    row = need(place, "A", part_of=place.release)
    trash_record(place.manager, place.release)
    assert list(wholes_for(place.manager.person, "need")) == [place.product]
    assert ends_seen(place.manager.person, [row])[Record] == {}
    restore_record(place.manager, place.release)
    assert list(wholes_for(place.manager.person, "need")) == [place.product, place.release]
    assert account(place).needs.total == 1


def test_what_is_over_is_offered_only_where_it_stands_already(place):
    row = need(place, "A", part_of=place.release)
    update_record(place.manager, place.release, status="withdrawn")
    assert list(wholes_for(place.manager.person, "need")) == [place.product]
    assert list(wholes_for(place.manager.person, "need", row)) == [place.product, place.release]


# ------------------------------------------------------------------ life cycle


def test_a_product_keeps_the_history_of_its_stages(place):
    row = place.product
    for stage in ("concept", "development", "launch", "development"):
        row = update_record(place.manager, row, status=stage)
    told = stages_of(place.manager.person, row)
    assert [(each.stage, each.by) for each in told] == [
        (stage, "Paula Product") for stage in ("Idea", "Concept", "Development", "Launch", "Development")
    ]
    assert [each.at for each in told] == sorted(each.at for each in told)


def test_a_product_is_retired_after_its_decline_with_a_reason_by_who_accepts_products(place):
    with pytest.raises(Refused, match="“Retirement” comes after “Decline”"):
        update_record(place.manager, place.product, status="retirement", details={"sunset": "Nobody buys it."})
    row = update_record(place.manager, place.product, status="decline")
    with pytest.raises(Refused, match="Say why this is “retirement”"):
        update_record(place.manager, row, status="retirement")
    row = update_record(place.manager, row, status="retirement", details={"sunset": "Nobody buys it."})
    assert (row.closed_at is not None, row.details["sunset"]) == (True, "Nobody buys it.")


@pytest.mark.parametrize("role", ["project_manager", "scrum_master", "portfolio_board", "team_member"])
def test_others_raise_no_products_and_change_none(place, role):
    someone = acting(holder("Some One", place.program, role))
    for kind in ("product", "release"):
        with pytest.raises(NotAllowed, match="You may not change products, releases, needs"):
            raise_record(someone, place.program, kind, title="X")
    with pytest.raises(NotAllowed):
        update_record(someone, place.product, status="concept")


# ------------------------------------------------------------------ what a release comes to


def test_a_release_counts_its_needs_by_where_they_stand(place):
    for title, status in (("A", "new"), ("B", "delivery"), ("C", "delivered"), ("D", "accepted")):
        need(place, title, status, place.release)
    update_record(place.manager, need(place, "E", part_of=place.release), status="refused", details=REASON)
    needs = account(place).needs
    assert (needs.accepted, needs.delivered, needs.open, needs.total, needs.share_done) == (1, 1, 2, 4, 0.25)
    need(place, "F", "agreed", place.product)
    [whole] = product_accounts(place.manager.person, [place.product])
    assert (whole.needs.total, whole.unplanned.total, whole.needs.words) == (
        5, 1, "1 of 5 accepted, 1 delivered, 3 open",
    )  # fmt: skip


def test_needs_that_the_reader_does_not_see_are_not_counted(place):
    need(place, "A", "new", place.release)
    raise_record(SYSTEM, place.elsewhere, "need", title="Hidden", part_of=place.release)
    assert account(place).needs.total == 1
    place.elsewhere.memberships.create(person=place.manager.person, role="stakeholder")
    assert account(place).needs.total == 2


def test_the_computed_date_moves_when_a_task_before_the_milestone_slips(place):
    assert account(place).forecast == date(2026, 1, 9)
    update_task(SYSTEM, task(place.project, "A"), duration_minutes=5 * 480)
    assert account(place).forecast == date(2026, 1, 13)


def test_who_does_not_see_the_milestone_reads_no_date_of_it(place):
    place.elsewhere.memberships.create(person=place.manager.person, role="stakeholder")
    update_record(place.manager, place.release, milestone=task(place.elsewhere, "C"))
    seen, unseen = account(place), account(place, place.builder)
    assert (seen.forecast, seen.hidden) == (date(2026, 1, 9), False)
    assert (unseen.forecast, unseen.milestone, unseen.hidden, unseen.days_late) == (None, None, True, None)


def in_days(days, **values):
    minute = (timezone.localdate() - date(1970, 1, 1)).days * 1440 + days * 1440 + 16 * 60
    return {"start": minute, "finish": minute, **values}


@pytest.mark.parametrize(
    ("finish", "actual", "target", "late", "words"),
    [
        (10, False, 8, 2, "2 days late"),
        (10, False, 11, -1, "1 day early"),
        (10, False, 10, 0, "on its day"),
        (-9, False, -4, 4, "4 days late"),  # the milestone is still open, so it is not reached before today
        (-9, True, -4, -5, "5 days early"),
        (10, False, None, None, "no target date"),
    ],
)
def test_a_release_is_late_by_its_milestone_and_never_there_before_today(place, finish, actual, target, late, words):
    values = in_days(finish)
    Task.objects.filter(pk=place.release.milestone_id).update(
        **values, actual_finish=values["finish"] if actual else None
    )
    due = None if target is None else timezone.localdate() + timedelta(days=target)
    update_record(place.manager, place.release, due_on=due)
    found = account(place)
    assert (found.days_late, found.words, found.late) == (late, words, bool(late and late > 0))


@pytest.mark.parametrize(("target", "words"), [(-2, "2 days late"), (2, "no computed date")])
def test_without_a_milestone_only_a_target_that_is_over_is_late(place, target, words):
    due = timezone.localdate() + timedelta(days=target)
    update_record(place.manager, place.release, milestone=None, due_on=due)
    assert account(place).words == words


def test_a_released_release_stands_by_the_day_on_which_it_came_and_a_withdrawn_one_is_never_late(place):
    Task.objects.filter(pk=place.release.milestone_id).update(**in_days(30))
    row = update_record(place.manager, place.release, due_on=timezone.localdate() - timedelta(days=1))
    row = update_record(place.manager, row, status="released")
    assert account(place).words == "1 day late"
    update_record(place.manager, row, status="withdrawn")
    assert (account(place).words, account(place).late) == ("withdrawn", False)


# ------------------------------------------------------------------ acceptance


def notices(someone):
    run_pending()
    return [(row.kind, row.event.verb) for row in Notification.objects.filter(person=someone.person).order_by("pk")]


def test_who_may_accept_is_told_of_what_was_delivered_and_the_owner_of_what_came_back(place):
    other = acting(holder("Olaf Owner", place.portfolio, "product_manager"))
    row = need(place, "A", "delivery")
    run_pending()
    Notification.objects.all().delete()
    row = update_record(place.builder, row, status="delivered")
    assert notices(place.manager) == notices(other) == [("decision", "record.delivered")]
    assert notices(place.builder) == []
    send_back_need(place.manager, row, words="The sum is missing.")
    assert notices(place.builder) == [("decision", "record.sent_back")]


def test_a_need_is_accepted_or_sent_back_with_words(place):
    row = need(place, "A", "delivered")
    back = send_back_need(place.manager, row, words=" The sum is missing. ")
    assert (back.status, back.details["verdict"], back.closed_at) == ("delivery", "The sum is missing.", None)
    again = update_record(place.builder, back, status="delivered")
    accepted = accept_need(place.manager, again, words="")
    assert (accepted.status, "verdict" in accepted.details, accepted.closed_at is None) == ("accepted", False, False)


def test_sending_back_and_refusing_take_a_reason(place):
    row = need(place, "A", "delivered")
    with pytest.raises(Refused, match="Say what is missing"):
        send_back_need(place.manager, row, words="  ")
    with pytest.raises(Refused, match="Say why this is “refused”"):
        update_record(place.manager, row, status="refused")
    assert update_record(place.manager, row, status="refused", details=REASON).closed_at is not None


def test_who_delivered_may_not_accept_and_nobody_accepts_what_was_not_delivered(place):
    mine = need(place, "A", "agreed")
    for status in ("delivery", "delivered"):
        mine = update_record(place.manager, mine, status=status)
    with pytest.raises(NotAllowed, match="You said yourself that this is “delivered”"):
        accept_need(place.manager, mine)
    with pytest.raises(NotAllowed, match="You said yourself that this is “delivered”"):
        send_back_need(place.manager, mine, words="Never mind")
    with pytest.raises(NotAllowed, match="You may not accept products of"):
        accept_need(place.builder, need(place, "C", "delivered"))
    with pytest.raises(NotAllowed, match="You may not accept products of"):
        send_back_need(place.builder, need(place, "D", "delivered"), words="No")
    for verb in (accept_need, send_back_need):
        with pytest.raises(Refused, match="Nothing waits for acceptance"):
            verb(place.manager, need(place, "B", "delivery"), words="X")


def test_a_role_of_the_house_that_may_accept_alone_accepts_and_changes_nothing_else(place):
    define_role(SYSTEM, key="acceptor", label="Acceptor", verbs=frozenset({"component.view", "product.accept"}))
    judge = acting(holder("Ada Acceptor", place.program, "acceptor"))
    row = need(place, "A", "delivered")
    assert why_not_accept(judge, row) == ""
    assert send_back_need(judge, row, words="The sum is missing.").status == "delivery"
    assert accept_need(judge, need(place, "B", "delivered")).status == "accepted"
    with pytest.raises(NotAllowed, match="You may not change products, releases, needs and the backlog of"):
        update_record(judge, row, title="Mine now")


def test_acceptance_holds_for_what_was_looked_at(place):
    row = need(place, "A", "delivered")
    looked_at = row.version
    row = update_record(place.builder, row, title="Another need")
    with pytest.raises(Stale):
        accept_need(place.manager, row, version=looked_at)


# ------------------------------------------------------------------ the words of before


def test_words_that_named_releases_become_releases(place):
    rows = {}
    for name, component, word in (
        ("A", place.project, "Winter"), ("B", place.sibling, "winter"), ("C", place.elsewhere, "Autumn"),
        ("D", place.project, ""),
    ):  # fmt: skip
        rows[name] = raise_record(SYSTEM, component, "need", title=name)
        Record.objects.filter(pk=rows[name].pk).update(details={"why": name} | ({"release": word} if word else {}))
    migration = import_module("headway.app.migrations.0041_releases_of_words")
    migration.make_releases(apps, None)
    found = {name: Record.objects.select_related("part_of").get(pk=row.pk) for name, row in rows.items()}
    assert {name: row.part_of and (row.part_of.title, row.part_of.component_id) for name, row in found.items()} == {
        "A": ("Winter", place.program.pk), "B": ("Winter", place.program.pk),
        "C": ("Autumn", place.elsewhere.pk), "D": None,
    }  # fmt: skip
    assert [row.details for row in found.values()] == [{"why": name} for name in rows]
    assert [found["A"].part_of.reference, found["C"].part_of.reference] == ["RL-2", "RL-1"]
    migration.name_releases(apps, None)
    assert Record.objects.get(pk=rows["B"].pk).details == {"why": "B", "release": "Winter"}
