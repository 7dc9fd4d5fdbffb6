"""Tolerances held against forecasts, exceptions that raise and withdraw themselves, and who decides them."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from factories.people import SYSTEM, acting, holder
from headway.app.actions.errors import Refused
from headway.app.actions.exceptions import check_tolerances, decide_exception, edit_exception, send_exception
from headway.app.actions.gates import apply_life_cycle
from headway.app.actions.records import raise_record, update_record
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.tolerances import forecast_of, standings
from headway.app.models import Component, Event, Record, Rollup, Stage, Task, Tolerance, ToleranceException
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db


def slip(place, days):
    task = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, task, duration_minutes=(3 + days) * 480)
    run_pending()


def exception(place):
    return ToleranceException.objects.get(component=place.project)


def test_a_forecast_outside_drafts_an_exception_and_coming_back_withdraws_it(place, board):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place, 2)
    assert not ToleranceException.objects.exists()
    assert [each.status for each in standings(place.project)] == ["amber"]
    slip(place, 3)
    row = exception(place)
    assert (row.state, row.forecast, row.target, row.plus) == ("draft", 3.0, 0.0, 2.0)
    assert row.decided_at_component == place.program
    assert (
        row.what
        == "The forecast of time of “Project” is 3 working days above its target; the tolerance is 2 working days."
    )
    assert row.cause.startswith("“C” finishes 3 days after the baseline: on 14 Jan 2026 instead of 9 Jan 2026.\n")
    assert row.options[0]["title"] == "Adjust the tolerance"
    told = Event.objects.get(verb="exception.drafted")
    assert told.cause.verb == "schedule.recalculated"
    assert told.channel == "worker"
    slip(place, 4)
    assert exception(place).forecast == 4.0, "a draft keeps up"
    slip(place, 0)
    assert exception(place).state == "withdrawn"
    slip(place, 5)
    assert ToleranceException.objects.filter(state="draft").count() == 1


def test_early_is_an_exception_too_where_that_was_limited(place, board):
    set_tolerance(board, place.project, "time", minus=1)
    slip(place, -2)
    assert exception(place).forecast == -2.0


def test_it_goes_further_up_while_the_level_above_is_broken_too(place, board):
    set_tolerance(board, place.project, "time", plus=1)
    set_tolerance(board, place.program, "time", plus=1)
    slip(place, 3)
    levels = dict(ToleranceException.objects.values_list("component", "decided_at_component"))
    assert levels == {place.project.pk: place.portfolio.pk, place.program.pk: place.portfolio.pk}


def test_a_broken_stage_goes_to_its_own_board(place, board, manager):
    apply_life_cycle(manager, place.project, "predictive")
    stage = Stage.objects.get(component=place.project, state="current")
    set_tolerance(board, place.project, "time", stage=stage, plus=1)
    set_tolerance(board, place.project, "time", plus=10)
    slip(place, 3)
    assert (exception(place).stage, exception(place).decided_at_component) == (stage, place.project)


def test_cost_and_risk_are_computed_and_the_rest_is_measured(place, board, manager):
    assert forecast_of(place.project, "cost") is None
    update_task(SYSTEM, Task.objects.get(component=place.project, name="A"), cost=Decimal(1200))
    Component.objects.filter(pk=place.project.pk).update(budget=Decimal(1000))
    set_tolerance(board, place.project, "cost", plus=100)
    raise_record(manager, place.project, "risk", title="X", probability=0.5, cost_likely=Decimal(1000))
    raise_record(
        manager, place.project, "risk", title="Y", sign="opportunity", probability=0.5, cost_likely=Decimal(200)
    )
    assert (forecast_of(place.project, "cost"), forecast_of(place.project, "risk")) == (1200.0, 400.0)
    set_tolerance(board, place.project, "risk", plus=300)
    set_tolerance(board, place.project, "quality", target=0.5, plus=0.1)
    assert [each.status for each in standings(place.project)] == ["red", "none", "red"]
    with pytest.raises(Refused, match="computed"):
        measure(manager, place.project, "cost", 5.0, source="Guess")
    with pytest.raises(Refused, match="comes from"):
        measure(manager, place.project, "quality", 5.0, source=" ")
    measure(manager, place.project, "quality", 0.55, source="Test report")
    assert [each.status for each in standings(place.project)] == ["red", "green", "red"]
    run_pending()
    rows = ToleranceException.objects.order_by("dimension")
    assert list(rows.values_list("dimension", flat=True)) == ["cost", "risk"]
    assert "R-1 X: €\N{NO-BREAK SPACE}500." in rows[1].cause
    update_record(manager, Record.objects.get(title="X"), status="closed")
    run_pending()
    assert rows.get(dimension="risk").state == "withdrawn"


def test_an_exception_is_completed_sent_and_decided_by_somebody_else(place, board, manager):
    set_tolerance(board, place.project, "time", plus=1)
    slip(place, 3)
    row = exception(place)
    with pytest.raises(NotAllowed):
        send_exception(acting(holder("Member", place.project, "team_member")), row)
    with pytest.raises(Refused, match="drafted"):
        decide_exception(board, row, decision="wait", rationale="Later")
    row = edit_exception(manager, row, recommendation="Two shifts", version=row.version)
    row = send_exception(manager, row)
    with pytest.raises(Refused):
        edit_exception(manager, row, what="Nothing")
    with pytest.raises(NotAllowed):
        decide_exception(manager, row, decision="wait", rationale="Later")
    project_board = acting(holder("Project Board", place.project, "project_board"))
    with pytest.raises(NotAllowed):
        decide_exception(project_board, row, decision="wait", rationale="Later")
    for values in ({"decision": "moon", "rationale": "X"}, {"decision": "wait", "rationale": " "},
                   {"decision": "adjust", "rationale": "X"}, {"decision": "adjust", "rationale": "X", "plus": 2.0}):  # fmt: skip
        with pytest.raises(Refused):
            decide_exception(board, row, **values)
    row = decide_exception(board, row, decision="adjust", rationale="The market waits.", plus=5.0)
    assert Tolerance.objects.get(component=place.project).plus == 5.0
    logged = Record.objects.get(kind="decision")
    assert (logged.details["decision"], logged.details["decider"]) == ("Adjust the tolerance", "Chair")
    with pytest.raises(Refused, match="decided"):
        decide_exception(board, row, decision="wait", rationale="Again")
    run_pending()
    assert ToleranceException.objects.count() == 1


def test_the_sender_does_not_decide_even_with_both_roles(place):
    both = acting(holder("Both", place.portfolio, "portfolio_manager"))
    holder("Chair", place.portfolio, "portfolio_board")
    from headway.app.actions.memberships import grant_role

    grant_role(SYSTEM, place.portfolio, both.person, "portfolio_board")
    set_tolerance(both, place.project, "time", plus=1)
    slip(place, 3)
    row = send_exception(both, exception(place))
    with pytest.raises(NotAllowed, match="yourself"):
        decide_exception(both, row, decision="wait", rationale="Mine")


@pytest.mark.parametrize(("decision", "stage"), [("wait", "active"), ("plan", "active"), ("close", "closed")])
def test_an_answer_is_not_asked_for_again_until_it_gets_worse(place, board, manager, decision, stage):
    set_tolerance(board, place.project, "time", plus=1)
    slip(place, 3)
    decide_exception(board, send_exception(manager, exception(place)), decision=decision, rationale="So be it.")
    assert Component.objects.get(pk=place.project.pk).stage == stage
    check_tolerances(SYSTEM, [Component.objects.select_related("rollup").get(pk=place.project.pk)])
    assert ToleranceException.objects.count() == 1
    slip(place, 6)
    assert ToleranceException.objects.count() == 2


@pytest.mark.parametrize(
    "values",
    [{"dimension": "weather"}, {"plus": -1.0}, {"plus": float("nan")}, {"warn": 2.0}, {"target": float("inf")}],
)
def test_tolerances_that_make_no_sense(place, board, values):
    with pytest.raises(Refused):
        set_tolerance(board, place.project, **({"dimension": "time", "plus": 1.0} | values))


def test_only_boards_set_tolerances(place, manager):
    with pytest.raises(NotAllowed):
        set_tolerance(manager, place.project, "time", plus=100)


def test_nothing_measured_breaks_nothing(place, board):
    Rollup.objects.filter(component=place.project).update(finish_variance_days=None)
    set_tolerance(board, place.project, "time", plus=1)
    set_tolerance(board, place.project, "cost", plus=1)
    assert check_tolerances(SYSTEM, [place.project]) == 0


def test_lessons_of_a_report_enter_the_register_once_it_is_decided(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place, 3)
    row = edit_exception(manager, exception(place), lessons=" Order steel before the permit. ")
    slip(place, 4)
    row = exception(place)
    assert row.lessons == "Order steel before the permit.", "a draft that keeps up keeps what was written"
    send_exception(manager, row)
    assert not Record.objects.filter(kind="lesson").exists()
    decide_exception(board, row, decision="wait", rationale="Soon better")
    lesson = Record.objects.get(kind="lesson")
    assert (lesson.component, lesson.title, lesson.status) == (place.project, "Exception: time", "noted")
    assert lesson.details == {"happened": row.what, "learned": "Order steel before the permit."}
    assert lesson.raised_by == lesson.owner == manager.person
    assert Event.objects.get(verb="record.raised", object_id=lesson.pk).cause.verb == "exception.decided"


def test_a_report_without_lessons_enters_none(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place, 3)
    row = send_exception(manager, exception(place))
    decide_exception(board, row, decision="wait", rationale="Soon better")
    assert not Record.objects.filter(kind="lesson").exists()


def test_reports_of_before_name_no_plan_that_waits(place, board):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place, 3)
    typed = "The yard is closed in May."
    old = f"“Secret “wing”” waits for it with “Weld”.\n“Other” waits for it with “Paint”.\n{typed}"
    ToleranceException.objects.update(consequence=old)
    import_module("headway.app.migrations.0045_exception_lessons").name_no_plans(apps, None)
    assert exception(place).consequence == f"Another plan waits for its tasks.\n{typed}"
