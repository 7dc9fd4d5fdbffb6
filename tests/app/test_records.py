"""The register: raising, changing, closing, linking, escalating; who may what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.escalations import escalate_record, return_escalation, take_escalation
from headway.app.actions.plans import install_plan
from headway.app.actions.records import (
    link_record,
    raise_record,
    restore_record,
    trash_record,
    unlink_record,
    update_record,
)
from headway.app.models import Component, Event, Record, Task
from headway.app.models.record_kind import Step
from headway.app.models.record_kinds import KINDS
from headway.app.queries.pages.records import (
    COLUMNS,
    MATRIX,
    RED,
    band,
    exposure,
    heat_maps,
    level_of,
    records_at,
    shown,
    ties_of,
)
from headway.app.rules import NotAllowed, visible
from headway.app.ui.templatetags.headway import risk_mark
from headway.engine.measures import risk_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return tree()


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


def threat(who, place, **values):
    details = {"impact_cost": "high", "impact_time": "low", "response": "mitigate"} | values.pop("details", {})
    given = {"probability": 0.7, "cost_low": Decimal(10), "cost_likely": Decimal(20), "cost_high": Decimal(60)} | values
    return raise_record(who, place.project, "risk", title=given.pop("title", "It breaks"), details=details, **given)


def test_a_threat_is_rated(place, manager):
    row = threat(manager, place)
    assert (row.reference, row.sign, row.status) == ("R-1", "threat", "open")
    assert (row.impact, row.score, row.expected_value, row.needs_level) == (
        0.4,
        pytest.approx(0.28),
        Decimal("-21.00"),
        1,
    )
    assert threat(manager, place, sign="opportunity", details={"response": "share"}).expected_value == Decimal("21.00")
    assert threat(manager, place).number == 3


def test_numbers_count_within_component_and_kind(place, manager):
    assert [raise_record(manager, place.project, kind, title="X").reference for kind in ("issue", "issue", "action")] == [
        "I-1", "I-2", "A-1",
    ]  # fmt: skip
    assert raise_record(SYSTEM, place.sibling, "issue", title="X").reference == "I-1"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_goes_from_its_first_state_to_closed_and_back(place, kind):
    row = raise_record(SYSTEM, place.project, kind, title="X")
    assert (row.status, row.closed_at) == (next(iter(KINDS[kind].statuses)), None)
    steps = {status: KINDS[kind].steps.get(status, Step()) for status in KINDS[kind].closed}
    last = min(steps, key=lambda status: (steps[status].after, status))
    for status in steps[last].after[:1]:
        row = update_record(SYSTEM, row, status=status)
    reason = {steps[last].says: "X"} if steps[last].says else None
    closed = update_record(SYSTEM, row, status=last, details=reason, version=row.version)
    assert closed.closed_at is not None
    assert update_record(SYSTEM, closed, status=next(iter(KINDS[kind].statuses))).closed_at is None
    verbs = list(Event.objects.filter(object_type="record").order_by("pk").values_list("verb", flat=True))
    on_the_way = ["record.updated"] * len(steps[last].after[:1])
    assert verbs == ["record.raised", *on_the_way, "record.closed", "record.reopened"]


def test_details_are_those_of_the_kind(place, manager):
    row = raise_record(manager, place.project, "issue", title="X", details={"effect": "Slow", "type": "impediment"})
    row = update_record(manager, row, details={"effect": "", "solution": "Wait"})
    assert row.details == {"type": "impediment", "solution": "Wait"}
    event = Event.objects.filter(verb="record.updated").get()
    assert (event.before, event.after) == (
        {"details": {"effect": "Slow", "solution": None}}, {"details": {"effect": None, "solution": "Wait"}},
    )  # fmt: skip


def test_a_response_fits_the_sign(place, manager):
    with pytest.raises(Refused, match="no choice"):
        threat(manager, place, details={"response": "exploit"})
    assert threat(manager, place, sign="opportunity", details={"response": "exploit"}).details["response"] == "exploit"


@pytest.mark.parametrize(
    "values",
    [
        {"probability": 1.2}, {"probability": float("nan")}, {"sign": "weather"}, {"status": "asleep"},
        {"priority": "urgent"}, {"cost_low": Decimal(99)}, {"cost_likely": Decimal(-1)}, {"days_low": 5.0, "days_likely": 2.0},
        {"details": {"moon": "full"}}, {"details": {"response_on": "soon"}}, {"details": {"response_on": "2027-02-31"}},
        {"details": {"cause": "x" * 5001}}, {"details": {"impact_cost": "gigantic"}}, {"title": "x\x00"}, {"title": ""},
        {"due_on": "never"}, {"color": "red"},
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_refused(place, manager, values):
    with pytest.raises(Refused):
        threat(manager, place, **values)
    assert not Record.objects.exists()


@pytest.mark.parametrize("values", [{"probability": 0.5}, {"sign": "threat"}])
def test_only_risks_have_numbers(place, manager, values):
    with pytest.raises(Refused):
        raise_record(manager, place.project, "issue", title="X", **values)


def test_an_owner_has_to_see_it(place, manager):
    stranger = holder("Far Away", place.elsewhere, "project_manager")
    with pytest.raises(Refused, match="does not see"):
        threat(manager, place, owner=stranger)


def test_a_stale_change_is_refused(place, manager):
    row = threat(manager, place)
    update_record(manager, row, title="New", version=1)
    with pytest.raises(Stale):
        update_record(manager, row, title="Other", version=1)


def test_many_holders_lift_a_risk(place):
    for component in (place.project, place.sibling):
        raise_record(
            SYSTEM, component, "risk", title="Steel gets scarce", probability=0.1, details={"impact_cost": "low"}
        )
    row = raise_record(SYSTEM, place.operation, "risk", title="steel gets scarce", probability=0.1,
                       details={"impact_cost": "low"})  # fmt: skip
    assert row.needs_level == 1


def test_limits_are_inherited(place, manager):
    Component.objects.filter(pk=place.portfolio.pk).update(governance={"risk_limits": [{"score": 0.5}, {"score": 0.6}]})
    assert threat(manager, place).needs_level == 0
    Component.objects.filter(pk=place.project.pk).update(governance={"risk_limits": [{"cost": 1.0}]})
    assert threat(manager, place).needs_level == 1


def test_a_team_member_raises_and_changes_what_is_theirs(place, manager):
    member = acting(holder("Tea Member", place.project, "team_member"))
    row = raise_record(member, place.project, "issue", title="Blocked")
    assert update_record(member, row, status="working").status == "working"
    theirs = raise_record(manager, place.project, "issue", title="Other")
    with pytest.raises(NotAllowed):
        update_record(member, theirs, status="working")
    with pytest.raises(NotAllowed):
        raise_record(member, place.project, "decision", title="Mine")
    with pytest.raises(NotAllowed):
        trash_record(member, row)
    with pytest.raises(NotAllowed):
        raise_record(acting(holder("Stake Holder", place.project, "stakeholder")), place.project, "issue", title="X")


def test_ownership_moves_up_and_back(place, manager):
    lead = acting(holder("Lead Er", place.program, "program_manager"))
    row = escalate_record(manager, threat(manager, place), note="Too large for us")
    assert (row.escalation, row.escalated_to, row.held_by) == ("asked", place.program, place.project)
    with pytest.raises(Refused, match="already"):
        escalate_record(manager, row, note="Again")
    with pytest.raises(NotAllowed):
        take_escalation(manager, row)
    row = take_escalation(lead, row)
    assert (row.held_by, row.owner) == (place.program, lead.person)
    with pytest.raises(NotAllowed):
        update_record(manager, row, title="Still mine")
    assert update_record(lead, row, title="Ours").title == "Ours"
    with pytest.raises(Refused, match="Say why"):
        return_escalation(lead, row, note=" ")
    row = return_escalation(lead, row, note="Small again")
    assert (row.held_by, row.escalated_to, row.escalation) == (place.project, None, "returned")
    assert update_record(manager, row, title="Mine").title == "Mine"
    verbs = list(
        Event.objects.filter(object_id=row.pk, object_type="record").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "record.raised", "record.escalated", "record.taken_over", "record.updated", "record.returned", "record.updated",
    ]  # fmt: skip


def test_a_program_escalates_to_its_portfolio_and_a_portfolio_nowhere(place):
    lead = acting(holder("Lead Er", place.portfolio, "portfolio_manager"))
    row = raise_record(lead, place.program, "issue", title="X")
    assert escalate_record(lead, row, note="Y").escalated_to == place.portfolio
    with pytest.raises(Refused, match="Nothing is above"):
        escalate_record(lead, raise_record(lead, place.portfolio, "issue", title="X"), note="Y")
    with pytest.raises(Refused, match="not escalated"):
        escalate_record(lead, raise_record(lead, place.program, "lesson", title="X"), note="Y")


def test_links_lead_to_what_is_visible(place, manager):
    install_plan(SYSTEM, place.project, small_plan())
    install_plan(SYSTEM, place.elsewhere, small_plan())
    row, other = threat(manager, place), raise_record(manager, place.project, "issue", title="Issue")
    task = Task.objects.filter(component=place.project).first()
    hidden = Task.objects.filter(component=place.elsewhere).first()
    link_record(manager, row, "record", other.pk, relation="became")
    link_record(manager, row, "task", task.pk)
    tie = link_record(SYSTEM, row, "task", hidden.pk)
    assert link_record(manager, row, "task", task.pk).pk != tie.pk
    assert [(each.label, each.target) for each in ties_of(manager.person, row)] == [
        (str(other), ("record", other.pk)), (str(task), ("task", task.pk)), ("", None),
    ]  # fmt: skip
    assert [each.label for each in ties_of(manager.person, other)] == [str(row)]
    unlink_record(manager, tie)
    assert row.links.count() == 2
    for kind, pk in (("record", row.pk), ("moon", 1)):
        with pytest.raises(Refused):
            link_record(manager, row, kind, pk)


def test_the_trash_keeps_it(place, manager):
    row = trash_record(manager, threat(manager, place))
    assert not visible(manager.person, Record).exists()
    restore_record(manager, row)
    assert visible(manager.person, Record).get() == row


def test_the_register_shows_here_below_and_what_was_escalated(place, manager):
    today = timezone.localdate()
    row = threat(manager, place, due_on=today - timedelta(days=1))
    raise_record(SYSTEM, place.elsewhere, "risk", title="Elsewhere")
    lead = holder("Lead Er", place.program, "program_manager")
    rows = records_at(lead, place.program)
    assert list(rows) == [row]
    assert list(shown(rows, show="due")) == [row]
    assert not shown(rows, show="closed").exists()
    assert not shown(rows, show="escalated").exists()
    assert list(shown(rows, text="breaks it")) == [row]
    escalate_record(manager, row, note="X")
    assert list(shown(rows, show="escalated")) == [row]
    assert not records_at(holder("Far Away", place.elsewhere, "project_manager"), place.program).exists()


def test_everything_is_listed_by_urgency(place, manager):
    """What is overdue comes first, then red, then amber, whatever its kind; in each the nearest day."""
    today = timezone.localdate()
    day = {days: today + timedelta(days=days) for days in (-1, 3, 5, 9)}
    raise_record(manager, place.project, "lesson", title="Kept for later", priority="low")
    raise_record(manager, place.project, "action", title="Amber by priority", priority="medium", due_on=day[3])
    threat(manager, place, title="Amber by score", probability=0.2, due_on=day[5])
    threat(manager, place, title="Red by score", due_on=day[9])
    raise_record(manager, place.project, "issue", title="Red by priority", priority="high", due_on=day[3])
    raise_record(manager, place.project, "action", title="Overdue", priority="low", due_on=day[-1])
    threat(manager, place, title="Large, but good", sign="opportunity", details={"response": "share"}, due_on=day[9])
    assert [row.title for row in shown(records_at(manager.person, place.project))] == [
        "Overdue", "Red by priority", "Red by score", "Amber by priority", "Amber by score", "Large, but good",
        "Kept for later",
    ]  # fmt: skip


def test_a_large_opportunity_is_no_alarm(place, manager):
    threat(manager, place)
    threat(manager, place, sign="opportunity", details={"response": "share"})
    mine = list(Record.objects.all())
    assert [level_of(0.28, sign) for sign in ("threat", "opportunity")] == ["red", "gain-3"]
    assert {row.sign: risk_mark(row) for row in mine} == {"threat": "red", "opportunity": "green"}
    assert [each.several for each in heat_maps(mine)] == [False, False]
    raise_record(SYSTEM, place.elsewhere, "risk", title="R", probability=0.7, details={"impact_cost": "high"})
    threats = heat_maps(Record.objects.all())[0]
    assert threats.several, "R-1 of which project?"


def test_heat_maps_mirror_and_sum(place, manager):
    threat(manager, place)
    threat(manager, place, sign="opportunity", details={"response": "share"}, probability=1.0)
    risks = list(Record.objects.all())
    maps = heat_maps(risks)
    assert [(each.sign, each.count) for each in maps] == [("threat", 1), ("opportunity", 1)]
    cells = {each.sign: [(row, column) for row, (_, cells) in enumerate(each.rows) for column, cell in enumerate(cells) if cell.risks]
             for each in maps}  # fmt: skip
    assert cells == {"threat": [(1, 3)], "opportunity": [(0, 1)]}
    assert exposure(risks) == (Decimal("-21.00"), Decimal("30.00"))


def test_the_heat_map_has_the_scales_and_the_limit_of_the_engine():
    """The page may not call the engine, so what it draws with is held to what the engine computes with."""
    assert (MATRIX, COLUMNS) == (risk_register.PROBABILITIES, risk_register.IMPACTS)
    assert risk_register.PROJECT_LIMITS.score == RED, "red is what a project may not keep"
    assert [band(probability) for probability in (0, *MATRIX, 1)] == [0, 0, 1, 2, 3, 4, 4]
