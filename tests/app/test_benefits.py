"""Benefits: their value moves with the milestones they wait for; who may tie and read them; what they lack."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from factories.benefits import TODAY, a_benefit, milestone, planned_project, slip
from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.benefits import read_benefit, serve_objective, tie_benefit
from headway.app.actions.components import move_component, trash_component
from headway.app.actions.errors import Refused
from headway.app.actions.exceptions import check_tolerances
from headway.app.actions.plans import install_plan
from headway.app.actions.records import link_record, raise_record, trash_record, unlink_record, update_record
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.benefit_sums import benefit_forecast, gaps_of, owed_to_plans, sums_of
from headway.app.bridge.benefits import RATE, rate_of, standings_of
from headway.app.bridge.tolerances import standings
from headway.app.models import BenefitReading, Component, Event, RecordLink, Task, ToleranceException
from headway.app.rules import NotAllowed, visible
from headway.app.worker.follow import run_pending
from truth_files import truth

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    at = tree()
    planned_project(at.project)
    return at


def standing(row, rate=RATE, today=TODAY):
    row.refresh_from_db()
    return standings_of([row], rate, today)[0]


def test_a_slip_of_its_milestone_takes_value_away(place):
    row = a_benefit(place)
    found = standing(row)
    assert (found.planned.start, found.forecast.start, found.change) == (date(2026, 1, 9), date(2026, 1, 9), 0)
    # 23 of the 31 days of January are left: 1,000 a month for 11 months and 23/31 of one.
    assert found.planned.total == pytest.approx(1000 * (11 + 23 / 31))
    slip(place.project, 20)
    late = standing(row)
    assert (late.planned, late.forecast.start, late.slip_days) == (found.planned, date(2026, 2, 6), 28)
    assert late.forecast.total == pytest.approx(1000 * (10 + 23 / 28))
    assert late.change == pytest.approx(1000 * (23 / 28 - 1 - 23 / 31))
    assert late.forecast.present < late.planned.present < late.planned.total * 1.035


def test_the_last_of_several_milestones_counts_and_a_lag_behind_it(place):
    row = a_benefit(place, details={"lag_days": 30})
    install_plan(SYSTEM, place.sibling, small_plan())
    other = Task.objects.get(component=place.sibling, uid=3)
    tie_benefit(SYSTEM, row, other)
    run_pending()
    found = standing(row)
    assert (found.planned, found.forecast.start) == (None, date(2026, 1, 9) + timedelta(days=30))
    slip(place.sibling, 5)
    assert standing(row).forecast.start == date(2026, 1, 16) + timedelta(days=30)


def test_the_worked_example_by_the_year():
    """The steady state, the first year of the ramp and the dis-benefit of the published case."""
    import json

    case = next(one for one in json.loads(truth("worked", "benefits.json").read_text()) if one["id"] == "benefit-ramp")
    given, expected = case["inputs"], case["expected"]
    at = tree()
    planned_project(at.project)
    first_year = {"target": given["steady_state_annual"], "baseline": 0, "ramp_months": 12, "lag_days": 23}
    row = a_benefit(
        at, details={**first_year, "ramp_share": given["realisation_curve"][1] * 100, "until": "2028-01-31"}
    )
    loss = {"target": -given["disbenefit_per_year_1_2"], "baseline": 0, "effect": "dis-benefit", "lag_days": 23}
    harm = a_benefit(at, title="Two systems", details={**loss, "until": "2028-01-31"})
    good, bad = standings_of([row, harm], given["rate"], TODAY)
    assert good.planned.start == date(2026, 2, 1)
    years = [sum(good.planned.by_month[first : first + 12]) for first in (0, 12)]
    assert years == pytest.approx([expected["benefits"][1], expected["benefits"][4]])
    assert bad.planned.total == pytest.approx(sum(expected["disbenefits"]))
    assert sums_of([good, bad])[0].planned == pytest.approx(sum(years) + sum(expected["disbenefits"]))


@pytest.mark.parametrize(
    ("details", "in_money", "monthly"),
    [
        ({}, True, 1000),
        ({"share": 25}, True, 250),
        ({"type": "non-cashable", "unit": "hours", "worth": 40}, True, 40_000),
        ({"type": "non-cashable", "unit": "hours"}, False, 1000),
        ({"type": "intangible", "worth": 40}, False, 1000),
        ({"effect": "dis-benefit"}, True, -1000),
    ],
)
def test_what_a_month_in_full_counts(place, details, in_money, monthly):
    found = standing(a_benefit(place, details=details))
    assert found.in_money is in_money
    assert found.planned.by_month[-1] == pytest.approx(monthly)


FEBRUARY = {"lag_days": 23}
"""Days from the milestone to the first of February, so that months are whole."""


@pytest.mark.parametrize(
    ("details", "first_months"),
    [
        ({"ramp_months": 4, "ramp_share": 20}, [200, 200, 200, 200, 1000]),
        ({"ramp_months": 4, "ramp_share": 20, "ramp_shape": "steady"}, [200, 200, 200, 200, 1000]),
        ({"ramp_months": 4, "ramp_share": 20, "ramp_shape": "rising"}, [300, 500, 700, 900, 1000]),
        ({"ramp_months": 2, "ramp_shape": "rising"}, [250, 750, 1000]),
        ({"ramp_shape": "rising"}, [1000, 1000]),
        ({"full_months": 3, "fade": 100}, [1000, 1000, 1000, 0, 0]),
        ({"ramp_months": 2, "ramp_share": 50, "full_months": 3, "fade": 100}, [500, 500, 1000, 0]),
        ({"fade": 50}, [1000] * 11),
        ({"full_months": 2}, [1000] * 11),
    ],
)
def test_how_it_comes_in_and_fades(place, details, first_months):
    found = standing(a_benefit(place, details=FEBRUARY | details))
    assert found.planned.by_month[: len(first_months)] == pytest.approx(first_months)
    assert found.planned.start == date(2026, 2, 1)


def test_twelve_months_of_fading_lose_the_share_of_a_year(place):
    found = standing(a_benefit(place, details=FEBRUARY | {"full_months": 2, "fade": 36, "until": "2028-12-31"}))
    months = found.planned.by_month
    assert (months[1], months[13], months[25]) == pytest.approx((1000, 640, 640 * 0.64))
    assert [after / before for before, after in pairwise(months[1:14])] == pytest.approx([0.64 ** (1 / 12)] * 12)


def test_what_is_expected_is_what_it_brings_times_how_likely_that_is(place):
    sure = standing(a_benefit(place, details=FEBRUARY))
    likely = standing(a_benefit(place, title="Likely", details=FEBRUARY | {"probability": 60}))
    assert (sure.forecast.total, sure.expected) == pytest.approx((11_000, 11_000))
    assert (likely.forecast.total, likely.expected) == pytest.approx((11_000, 6_600))
    [total] = sums_of([sure, likely])
    assert (total.forecast, total.expected) == pytest.approx((22_000, 17_600))


def test_a_benefit_that_fades_has_to_say_from_when(place):
    found = standing(a_benefit(place, details={"fade": 10}))
    assert "It is not said from when it fades." in gaps_of([found])[found.row.pk]


def test_value_is_discounted_from_the_middle_of_each_month_to_the_first_of_the_year(place):
    found = standing(a_benefit(place), rate=0.1)
    days = [(month + timedelta(days=14) - date(2026, 1, 1)).days for month in found.months]
    by_hand = sum(flow / 1.1 ** (day / 365) for flow, day in zip(found.planned.by_month, days, strict=True))
    assert found.planned.present == pytest.approx(by_hand)


def test_the_rate_is_inherited(place):
    assert rate_of(place.program) == RATE
    Component.objects.filter(pk=place.portfolio.pk).update(governance={"discount_rate": 0.08})
    assert rate_of(place.program) == 0.08
    Component.objects.filter(pk=place.program.pk).update(governance={"discount_rate": "much"})
    assert rate_of(place.program) == RATE


def test_readings_add_up_and_one_of_the_same_day_corrects(place):
    row = a_benefit(place, details={"reading_months": 3, "share": 50})
    owner = acting(holder("Olga Owner", place.program, "team_member"))
    row = update_record(SYSTEM, row, owner=owner.person)
    read_benefit(owner, row, on=date(2026, 3, 31), gain=2000.0, note="Ledger")
    read_benefit(owner, row, on=date(2026, 3, 31), gain=2400.0)
    read_benefit(owner, row, on=date(2026, 4, 30), gain=1000.0)
    found = standing(row)
    assert (found.realized, found.last_reading, found.row.due_on) == (1700, date(2026, 4, 30), date(2026, 7, 28))
    assert found.realized_share == pytest.approx(1700 / (500 * (3 + 23 / 31)))
    told = Event.objects.filter(verb="benefit.read").order_by("pk")
    assert [(each.before.get("gain"), each.after["gain"]) for each in told] == [
        (None, 2000),
        (2000, 2400),
        (None, 1000),
    ]
    assert {(each.object_type, each.object_id) for each in told} == {("record", row.pk)}
    assert BenefitReading.objects.count() == 2


def test_a_reading_that_cannot_be_is_refused(place):
    row = a_benefit(place)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for values in (
        {"on": tomorrow, "gain": 1.0},
        {"on": date(1800, 1, 1), "gain": 1.0},
        {"on": TODAY, "gain": float("inf")},
    ):
        with pytest.raises(Refused):
            read_benefit(SYSTEM, row, **values)
    row = update_record(SYSTEM, row, status="retired")
    with pytest.raises(Refused, match="retired"):
        read_benefit(SYSTEM, row, on=date(2026, 2, 1), gain=1.0)
    assert not BenefitReading.objects.exists()


def test_who_reads_a_benefit_and_who_does_not(place):
    row = a_benefit(place)
    manager = acting(holder("Pia Program", place.program, "program_manager"))
    read_benefit(manager, row, on=date(2026, 2, 1), gain=1.0)
    for role, where in (("project_manager", place.project), ("pmo", place.program), ("team_member", place.program)):
        with pytest.raises(NotAllowed, match="change benefits of"):
            read_benefit(acting(holder(f"No {role}", where, role)), row, on=date(2026, 2, 2), gain=1.0)
    watcher = holder("Stan Stake", place.program, "stakeholder")
    row = update_record(SYSTEM, row, owner=watcher)
    with pytest.raises(NotAllowed):
        read_benefit(acting(watcher), row, on=date(2026, 2, 2), gain=1.0)


def test_a_benefit_waits_for_what_lies_below_it_only(place):
    row = a_benefit(place)
    install_plan(SYSTEM, place.elsewhere, small_plan())
    with pytest.raises(Refused, match="milestones and tasks"):
        tie_benefit(SYSTEM, row, milestone(place.elsewhere))
    with pytest.raises(Refused, match="milestones and tasks"):
        tie_benefit(SYSTEM, row, Task.objects.get(component=place.project, kind="summary"))
    below = raise_record(SYSTEM, place.project, "objective", title="Below")
    with pytest.raises(Refused, match="objectives of its own component"):
        serve_objective(SYSTEM, row, below)
    again = Task.objects.get(component=place.project, uid=3)
    link_record(SYSTEM, row, "task", again.pk)
    with pytest.raises(Refused, match="linked already"):
        tie_benefit(SYSTEM, row, again)


def test_a_milestone_that_moved_away_no_longer_counts(place):
    row = a_benefit(place)
    move_component(SYSTEM, place.project, parent=Component.objects.get(name="Other program"))
    assert (standing(row).facts.enablers, standing(row).forecast) == ((), None)


def test_what_is_in_the_trash_does_not_count(place):
    row = a_benefit(place)
    read_benefit(SYSTEM, row, on=date(2026, 2, 1), gain=1.0)
    lead = holder("Lea Lead", place.portfolio, "portfolio_manager")
    assert visible(lead, BenefitReading).count() == 1
    trash_component(SYSTEM, place.project)
    assert standing(row).forecast is None
    assert benefit_forecast(place.portfolio) is None
    trash_record(SYSTEM, row)
    assert visible(lead, BenefitReading).count() == 0


def test_sums_of_a_portfolio_and_what_each_plan_is_owed(place):
    row = a_benefit(place)
    planned_project(place.sibling)
    tie_benefit(SYSTEM, row, milestone(place.sibling))
    a_benefit(place, title="Hours saved", details={"type": "non-cashable", "unit": "hours"})
    slip(place.project, 20)
    found = standings_of([row], RATE, TODAY)
    assert [(each.component, round(each.change, 6)) for each in owed_to_plans(found)] == [
        (place.project, round(found[0].change / 2, 6)), (place.sibling, round(found[0].change / 2, 6)),
    ]  # fmt: skip
    planned, forecast = benefit_forecast(place.portfolio)
    assert (planned, forecast) == (found[0].planned.total, found[0].forecast.total)
    assert benefit_forecast(place.elsewhere) is None
    update_record(SYSTEM, row, status="retired")
    assert benefit_forecast(place.portfolio) is None


def test_gaps_in_words(place):
    row = a_benefit(place)
    goal = raise_record(SYSTEM, place.portfolio, "objective", title="Nobody works for it")
    bare = raise_record(SYSTEM, place.program, "benefit", title="Something gets better")
    found = gaps_of(standings_of([row, bare], RATE, TODAY), [goal])
    assert found == {
        row.pk: ["Nobody owns it."],
        bare.pk: [
            "Nobody owns it.", "Nothing says when it begins: link it to a milestone.", "It has no target.",
            "It is not said until when it counts.", "It is not said how it is measured.", "It serves no objective.",
        ],
        goal.pk: ["No benefit serves it."],
    }  # fmt: skip
    update_record(SYSTEM, row, owner=holder("Olga Owner", place.program, "program_manager"))
    row.refresh_from_db()
    assert row.pk not in gaps_of(standings_of([row], RATE, TODAY))


def test_a_link_that_goes_takes_the_date_with_it(place):
    row = a_benefit(place)
    unlink_record(SYSTEM, RecordLink.objects.get(record=row, object_type="task"))
    assert standing(row).planned is None


@pytest.mark.parametrize(
    ("name", "value"), [("share", 101), ("lag_days", -1), ("reading_months", 0), ("ramp_share", 100.5)]
)
def test_a_number_out_of_its_range_is_refused(place, name, value):
    with pytest.raises(Refused, match="out of its range"):
        raise_record(SYSTEM, place.program, "benefit", title="X", details={name: value})


def test_the_tolerance_of_the_benefit_is_held_against_what_the_benefits_tell(place):
    board = acting(holder("Bo Board", place.portfolio, "portfolio_board"))
    a_benefit(place)
    set_tolerance(board, place.program, "benefit", minus=1500.0)
    assert [each.status for each in standings(place.program)] == ["green"]
    slip(place.project, 20)
    assert [each.status for each in standings(place.program)] == ["amber"]
    slip(place.project, 60)
    row = ToleranceException.objects.get(dimension="benefit")
    assert (row.component, row.state) == (place.program, "draft")
    lost = row.target - row.forecast
    assert lost > 1500
    said = f"brings €\N{NO-BREAK SPACE}{lost:,.0f} less than planned: it begins "
    assert (row.cause.startswith("“"), said in row.cause.split("\n")[0]) == (True, True), row.cause
    with pytest.raises(Refused, match="computed"):
        measure(SYSTEM, place.program, "benefit", 5.0, source="A guess")
    slip(place.project, 0)
    check_tolerances(SYSTEM, [place.program])
    row.refresh_from_db()
    assert row.state == "withdrawn"


@pytest.mark.parametrize(("tolerance", "status"), [(None, "none"), (20, "green"), (10, "amber"), (2, "red")])
def test_what_a_benefit_may_lose_itself(place, tolerance, status):
    row = a_benefit(place, details={} if tolerance is None else {"tolerance": tolerance})
    slip(place.project, 20)
    assert standing(row).status == status
