"""Needs, requirements, quality checks, impacts, readiness and metrics: who may what to which, and what follows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import attach_evidence, detach_evidence
from headway.app.actions.plans import install_plan
from headway.app.actions.records import link_record, raise_record, restore_record, trash_record, update_record
from headway.app.models import Event, EvidenceFile, Record, Task, TrashItem
from headway.app.models.record_kinds import GROUPS, KINDS
from headway.app.queries.pages.records import groups_of_kinds, records_at, shown
from headway.app.queries.success_metrics import standing_of, steps_to_go
from headway.app.queries.trash import trash_of
from headway.app.rules import NotAllowed, Verb
from headway.app.rules.records import kinds_raised, statuses_open
from headway.app.rules.roles import VERBS_OF_ROLE

pytestmark = pytest.mark.django_db
KEEPER = {"product": "product_manager", "release": "product_manager", "need": "product_manager", "requirement": "product_manager", "quality": "project_manager",
          "impact": "change_manager", "readiness": "change_manager", "metric": "customer_success",
          "objective": "program_manager", "benefit": "program_manager"}  # fmt: skip
WAY = ("agreed", "delivery", "delivered")


@pytest.fixture
def place():
    return tree()


def need_at(place, status, *, owner):
    """A need of a product manager that its owner has brought as far as the status."""
    manager = acting(holder("Paula Product", place.project, "product_manager"))
    row = raise_record(manager, place.project, "need", title="A shorter bill", owner=owner)
    row = update_record(manager, row, status="agreed")
    for step in WAY[1 : WAY.index(status) + 1]:
        row = update_record(acting(owner), row, status=step)
    return manager, row


def test_every_kind_is_named_in_one_group_and_its_rights_exist():
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(KINDS) == sorted(Record.Kind.values)
    named = {verb for kind in KINDS.values() for verb in (kind.verb, kind.given, *kind.raised)}
    named |= {step.verb for kind in KINDS.values() for step in kind.steps.values()}
    named |= {each.verb for kind in KINDS.values() for each in kind.details}
    assert named - {""} <= set(Verb)


@pytest.mark.parametrize(("kind", "role"), KEEPER.items())
def test_who_keeps_a_kind_raises_changes_trashes_and_restores_it(place, kind, role):
    keeper = acting(holder("Kay Keeper", place.program, role))
    row = raise_record(SYSTEM, place.project, kind, title="X")
    assert raise_record(keeper, place.project, kind, title="Y").number == 2
    assert update_record(keeper, row, title="Z").title == "Z"
    trash_record(keeper, row)
    entry = next(each for each in trash_of(keeper.person, place.project) if each.kind == "record")
    assert entry.may_restore
    assert restore_record(keeper, row).trashed_at is None


@pytest.mark.parametrize("kind", KEEPER)
def test_a_scrum_master_changes_none_of_them_not_even_as_their_owner(place, kind):
    scrum = holder("Scott Scrum", place.project, "scrum_master")
    row = raise_record(SYSTEM, place.project, kind, title="X", owner=scrum)
    with pytest.raises(NotAllowed, match="You may not change"):
        update_record(acting(scrum), row, title="Y")
    with pytest.raises(NotAllowed):
        trash_record(acting(scrum), row)


def test_a_refusal_names_the_roles_and_who_holds_one(place):
    holder("Paula Product", place.program, "product_manager")
    member = acting(holder("Tea Member", place.project, "team_member"))
    row = raise_record(member, place.project, "need", title="X")
    with pytest.raises(NotAllowed) as refused:
        update_record(member, row, title="Y")
    assert str(refused.value) == (
        "You may not change products, releases, needs and the backlog of “Project”. That takes one of these roles: "
        "Product manager, product owner. Here that is Paula Product."
    )


def test_an_engineer_changes_what_is_theirs_and_what_their_tasks_are_linked_to(place):
    install_plan(SYSTEM, place.project, small_plan())
    engineer = holder("Ed Engineer", place.project, "project_engineer")
    owned = raise_record(SYSTEM, place.project, "quality", title="Owned", owner=engineer)
    raised = raise_record(acting(engineer), place.project, "requirement", title="Raised")
    linked = raise_record(SYSTEM, place.project, "quality", title="Linked")
    task = Task.objects.get(component=place.project, name="A")
    link_record(SYSTEM, linked, "task", task.pk)
    with pytest.raises(NotAllowed):
        update_record(acting(engineer), linked, status="passed")
    Task.objects.filter(component=place.project, name="Phase").update(owner=engineer)
    assert [update_record(acting(engineer), row, status=status).status
            for row, status in ((owned, "failed"), (raised, "verified"), (linked, "passed"))] == [
        "failed", "verified", "passed",
    ]  # fmt: skip
    with pytest.raises(NotAllowed):
        trash_record(acting(engineer), owned)


def test_a_task_elsewhere_makes_no_record_theirs(place):
    install_plan(SYSTEM, place.sibling, small_plan())
    engineer = holder("Ed Engineer", place.program, "project_engineer")
    Task.objects.filter(component=place.sibling).update(owner=engineer)
    row = raise_record(SYSTEM, place.project, "quality", title="X")
    link_record(SYSTEM, row, "task", Task.objects.get(component=place.sibling, name="A").pk)
    with pytest.raises(NotAllowed):
        update_record(acting(engineer), row, status="passed")


def test_who_delivered_does_not_accept(place):
    both = holder("Bo Both", place.project, "project_manager")
    manager, row = need_at(place, "delivered", owner=both)
    place.project.memberships.create(person=both, role="product_manager")
    for status in ("accepted", "refused"):
        with pytest.raises(
            NotAllowed, match=f"You said yourself that this is “delivered”, so somebody else .* “{status}”"
        ):
            update_record(acting(both), row, status=status, details={"verdict": "No"})
    assert Event.objects.filter(object_id=row.pk, verb="record.delivered").latest("pk").summary == (
        "Delivered N-1 A shorter bill: status (now “Delivered”)"
    )
    accepted = update_record(manager, row, status="accepted")
    assert (accepted.status, accepted.closed_at is not None) == ("accepted", True)


def test_an_operator_who_delivered_does_not_accept_either(place):
    operator = person("Olga Operator", is_superuser=True)
    row = raise_record(acting(operator), place.project, "need", title="X")
    for status in WAY:
        row = update_record(acting(operator), row, status=status)
    with pytest.raises(NotAllowed, match="You said yourself"):
        update_record(acting(operator), row, status="accepted")


def test_it_is_who_said_so_last_that_counts(place):
    owner = holder("Dan Deliverer", place.project, "project_manager")
    manager, row = need_at(place, "delivered", owner=owner)
    row = update_record(manager, row, status="delivery")
    row = update_record(manager, row, status="delivered")
    with pytest.raises(NotAllowed, match="You said yourself"):
        update_record(manager, row, status="accepted")
    other = acting(holder("Olaf Other", place.program, "product_manager"))
    assert update_record(other, row, status="refused", details={"verdict": "No"}).status == "refused"


def test_a_need_is_turned_down_before_it_is_delivered(place):
    manager = acting(holder("Paula Product", place.project, "product_manager"))
    row = raise_record(manager, place.project, "need", title="X")
    assert update_record(manager, row, status="refused", details={"verdict": "No"}).closed_at is not None


def test_nobody_else_accepts_reopens_agrees_or_orders(place):
    owner = holder("Dan Deliverer", place.project, "project_manager")
    manager, row = need_at(place, "delivered", owner=owner)
    for values in (
        {"status": "accepted"},
        {"status": "agreed"},
        {"details": {"order": 1}},
        {"details": {"verdict": "Fine"}},
    ):
        with pytest.raises(NotAllowed):
            update_record(acting(owner), row, **values)
    assert update_record(acting(owner), row, details={"why": "It is asked for"}).details == {"why": "It is asked for"}
    row = update_record(manager, row, status="accepted", details={"order": 3})
    with pytest.raises(NotAllowed, match="You may not accept products of"):
        update_record(acting(owner), row, status="delivery")
    assert update_record(acting(owner), row, details={"order": "3", "why": "Still"}).details == {
        "order": 3,
        "why": "Still",
    }


@pytest.mark.parametrize("status", ["delivery", "delivered", "accepted"])
def test_the_steps_of_a_need_follow_one_another(place, status):
    row = raise_record(SYSTEM, place.project, "need", title="X")
    with pytest.raises(Refused, match="comes after"):
        update_record(SYSTEM, row, status=status)
    with pytest.raises(Refused, match="comes after"):
        raise_record(SYSTEM, place.project, "need", title="X", status=status)


def test_who_only_raises_a_need_neither_orders_nor_agrees(place):
    member = acting(holder("Tea Member", place.project, "team_member"))
    for values in ({"status": "agreed"}, {"details": {"order": 1}}):
        with pytest.raises(NotAllowed):
            raise_record(member, place.project, "need", title="X", **values)
    assert not Record.objects.exists()


def test_forms_offer_what_the_reader_may_choose():
    product, project = (VERBS_OF_ROLE[role] for role in ("product_manager", "project_manager"))
    assert list(statuses_open("need", "new", project)) == ["new"]
    assert list(statuses_open("need", "new", product)) == ["new", "agreed", "refused"]
    assert list(statuses_open("need", "delivered", project)) == ["new", "delivery", "delivered"]
    assert list(statuses_open("need", "accepted", project)) == ["accepted"]
    assert list(statuses_open("issue", "closed", project)) == list(KINDS["issue"].statuses)
    raised = {role: set(kinds_raised(VERBS_OF_ROLE[role])) & set(KEEPER) for role in VERBS_OF_ROLE}
    assert raised["scrum_master"] == {"need"}
    assert raised["project_engineer"] == {"need", "requirement", "quality"}
    assert raised["change_manager"] == {"need", "impact", "readiness"}
    assert raised["stakeholder"] == set()


@pytest.mark.parametrize("value", ["many", "nan", "inf", "1e13", True])
def test_a_number_is_a_number(place, value):
    with pytest.raises(Refused, match="is no number"):
        raise_record(SYSTEM, place.project, "impact", title="X", details={"people": value})


def test_needs_stand_in_the_order_of_the_backlog(place):
    for title, order in (("Second", 2), ("Tenth", "10"), ("Between", 2.5), ("Nowhere", None), ("First", -1)):
        raise_record(SYSTEM, place.project, "need", title=title, details={"order": order})
    reader = holder("Paula Product", place.project, "product_manager")
    rows = shown(records_at(reader, place.project), kind="need")
    assert [(row.title, row.details.get("order")) for row in rows] == [
        ("First", -1), ("Second", 2), ("Between", 2.5), ("Tenth", 10), ("Nowhere", None),
    ]  # fmt: skip


def test_details_of_lists_are_found(place):
    raise_record(SYSTEM, place.project, "metric", title="Calls", details={"customer": "The shipyard", "unit": "calls"})
    raise_record(SYSTEM, place.project, "metric", title="Visits", details={"customer": "The school"})
    reader = holder("Simon Success", place.project, "customer_success")
    assert [row.title for row in shown(records_at(reader, place.project), text="shipyard calls")] == ["Calls"]


def metric(place, **values):
    today = timezone.localdate()
    details = {"baseline": 10, "target": 30, "latest": 20, "baseline_on": (today - timedelta(days=50)).isoformat()}
    return raise_record(SYSTEM, place.project, "metric", title="X", due_on=values.pop("due_on", today + timedelta(days=50)),
                        details=details | values)  # fmt: skip


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        ({}, "on_track", "50 % of the way, 50 % of the time is over"),
        ({"latest": 19}, "at_risk", "45 % of the way, 50 % of the time is over"),
        ({"latest": 31}, "reached", "105 % of the way, 50 % of the time is over"),
        ({"baseline": 30, "target": 10, "latest": 12}, "on_track", "90 % of the way, 50 % of the time is over"),
        ({"latest": 9}, "at_risk", "\N{MINUS SIGN}5 % of the way, 50 % of the time is over"),
        ({"baseline_on": None, "latest": 30}, "reached", "100 % of the way"),
    ],
)
def test_a_metric_stands_by_its_figures(place, values, status, words):
    standing = standing_of(metric(place, **values))
    assert (standing.status, standing.words, standing.agrees) == (status, words, status == "on_track")


def test_a_metric_is_missed_after_its_day_and_measured_on_the_day_of_its_figure(place):
    today = timezone.localdate()
    assert standing_of(metric(place, due_on=today - timedelta(days=1))).status == "missed"
    early = metric(place, latest=12, latest_on=(today - timedelta(days=45)).isoformat())
    assert standing_of(early).status == "on_track"


@pytest.mark.parametrize("values", [{"latest": None}, {"target": 10}, {"baseline_on": None}])
def test_figures_that_do_not_say_give_no_status(place, values):
    assert standing_of(metric(place, **values)) is None


def test_only_metrics_have_figures(place):
    assert standing_of(raise_record(SYSTEM, place.project, "need", title="X")) is None


def test_readiness_counts_its_steps():
    assert [steps_to_go(details) for details in (
        {"now": "awareness", "aim": "use"}, {"now": "habit", "aim": "use"}, {"aim": "use"},
    )] == [3, 0, None]  # fmt: skip


def test_the_groups_that_somebody_keeps_come_first():
    first = {
        role: [group.name for group in groups_of_kinds(VERBS_OF_ROLE[role], {}) if group.own] for role in VERBS_OF_ROLE
    }
    assert first["change_manager"] == first["customer_success"] == ["People and outcomes"]
    assert first["project_engineer"] == first["product_manager"] == ["Work and quality"]
    assert first["project_manager"] == ["Risks and issues", "Work and quality"]
    assert first["program_manager"] == ["Risks and issues", "Work and quality", "Benefits"]
    assert (first["delivery_manager"], first["team_member"], first["stakeholder"]) == (["Risks and issues"], [], [])
    groups = groups_of_kinds(VERBS_OF_ROLE["change_manager"], {"impact": 2, "metric": 1})
    assert [(group.name, group.count) for group in groups] == [
        ("People and outcomes", 3), ("Risks and issues", 0), ("Work and quality", 0), ("Benefits", 0),
    ]  # fmt: skip


def test_a_file_of_a_metric_is_brought_back_by_who_keeps_metrics(place):
    success = acting(holder("Simon Success", place.project, "customer_success"))
    row = raise_record(success, place.project, "metric", title="Calls", due_on=date(2030, 1, 1))
    attach_evidence(success, row, name="calls.pdf", data=b"%PDF-1.7 calls")
    detach_evidence(success, EvidenceFile.objects.get())
    assert TrashItem.objects.get().right == "outcome.edit"
