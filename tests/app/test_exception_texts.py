"""What an exception report says by itself: causes, consequences and options with figures, and nothing hidden."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from factories.people import SYSTEM, acting, holder
from headway.app.actions.baselines import set_baseline
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.errors import Refused
from headway.app.actions.exceptions import decide_exception, edit_exception, send_exception
from headway.app.actions.records import raise_record
from headway.app.actions.tasks import create_task, update_task
from headway.app.actions.tolerances import set_tolerance
from headway.app.models import Agreement, Component, PlanSnapshot, Task, ToleranceException
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db


def slip(component, days, *, by=SYSTEM, name="A"):
    task = Task.objects.get(component=component, name=name)
    update_task(by, task, duration_minutes=(3 + days) * 480)
    run_pending()


def exception(component):
    return ToleranceException.objects.get(component=component, state__in=ToleranceException.OPEN)


def test_the_cause_is_the_change_that_moved_the_last_finish(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3, by=manager)
    lines = exception(place.project).cause.split("\n")
    assert lines[0] == "“C” finishes 3 days after the baseline: on 14 Jan 2026 instead of 9 Jan 2026."
    assert lines[1].startswith("Because: A was extended by 3 days (")
    assert lines[2] == "On the way: A → B → C."
    assert lines[3].startswith("Last change: ")
    assert "Petra Manager" not in exception(place.project).cause, "names stay in the log, where they can be taken out"


def test_what_is_not_in_the_baseline_and_finishes_last_is_said_so(place, board):
    set_tolerance(board, place.project, "time", plus=2)
    create_task(SYSTEM, place.project, name="Repaint", duration_minutes=20 * 480)
    run_pending()
    assert (
        exception(place.project)
        .cause.split("\n")[0]
        .startswith("“Repaint” is not in the baseline and finishes last, on ")
    )


def test_without_what_a_baseline_froze_the_longer_tasks_on_the_way_are_named(place, board):
    PlanSnapshot.objects.all().delete()
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 1, name="A")
    task = Task.objects.get(component=place.project, name="B")
    was = task.duration_minutes // 480
    update_task(SYSTEM, task, duration_minutes=(was + 4) * 480)
    run_pending()
    assert f"Because: B takes {was + 4} days instead of {was} days" in exception(place.project).cause


def test_a_program_names_the_plans_that_are_late(place, board):
    set_tolerance(board, place.program, "time", plus=1)
    slip(place.project, 3)
    assert "“Project” finishes 3 days after its baseline." in exception(place.program).cause.split("\n")


def test_cost_names_what_got_dearer_and_a_program_counts_all_risks_below(place, board, manager):
    task = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, task, cost=Decimal(1000))
    set_baseline(SYSTEM, place.project)
    Component.objects.filter(pk=place.project.pk).update(budget=Decimal(1000))
    set_tolerance(board, Component.objects.get(pk=place.project.pk), "cost", plus=100)
    task.refresh_from_db()
    update_task(SYSTEM, task, cost=Decimal(1200))
    set_tolerance(board, place.program, "risk", plus=10)
    raise_record(manager, place.project, "risk", title="Flood", probability=0.5, cost_likely=Decimal(1000))
    run_pending()
    assert "“A” costs €\N{NO-BREAK SPACE}1,200 instead of €\N{NO-BREAK SPACE}1,000." in exception(
        place.project
    ).cause.split("\n")
    assert "R-1 Flood: €\N{NO-BREAK SPACE}500." in exception(place.program).cause.split("\n")


def test_options_are_computed(place, board):
    set_tolerance(board, place.project, "time", plus=2)
    set_tolerance(board, place.project, "risk", plus=100)
    slip(place.project, 3)
    adjust, plan, wait, close = exception(place.project).options
    assert adjust["note"] == "Tolerate at least 3 working days instead of 2 working days."
    assert adjust["effects"] == {"time": "watched, at its new limit", "risk": "stays within"}
    assert plan["note"].startswith("Plan anew: win back 1 working day to keep the present tolerance")
    assert wait["effects"]["time"] == "stays outside"
    assert close["note"] == "Stop the work. What was spent is spent."


def test_a_limit_that_is_asked_for_holds_the_forecast(place, board, manager):
    """A quarter of a day is shown as 0.3: the figure that a board reads and types has to be enough."""
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3.28125)
    row = exception(place.project)
    assert (row.forecast, row.options[0]["note"]) == (
        3.28125, "Tolerate at least 3.3 working days instead of 2 working days.",
    )  # fmt: skip
    row = send_exception(manager, row)
    with pytest.raises(Refused, match=r"outside") as refused:
        decide_exception(board, row, decision="adjust", rationale="So.", plus=3.2)
    assert refused.value.detail == "At least 3.3 working days are needed."
    decide_exception(board, row, decision="adjust", rationale="So.", plus=3.3)


def test_a_plan_that_waits_for_it_is_not_named_to_those_who_do_not_see_it(place, board):
    giver = Task.objects.get(component=place.project, name="C")
    link_tasks(SYSTEM, giver, create_task(SYSTEM, place.elsewhere, name="Takes it over"))
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    text = exception(place.project).consequence
    assert text == "Another plan waits for “C”, now forecast for 14 Jan 2026."


def test_a_broken_promise_is_counted_in_working_days_as_the_page_of_hand_offs_does(place, board):
    giver = Task.objects.get(component=place.project, name="C")
    link = link_tasks(SYSTEM, giver, create_task(SYSTEM, place.elsewhere, name="Takes it over"))
    Agreement.objects.filter(dependency=link).update(state="accepted", promised_on=date(2026, 1, 7))
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    assert exception(place.project).consequence == (
        "Another plan waits for “C”, now forecast for 14 Jan 2026 and promised for 7 Jan 2026: 5 working days late."
    )


def test_a_draft_keeps_up_but_for_what_somebody_wrote(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    edit_exception(manager, exception(place.project), cause="The yard is closed.")
    slip(place.project, 5)
    row = exception(place.project)
    assert row.cause == "The yard is closed."
    assert row.what.startswith("The forecast of time of “Project” is 5 working days")
    assert row.options[0]["note"].startswith("Tolerate at least 5 ")
    set_tolerance(board, place.project, "time", plus=4)
    run_pending()
    assert exception(place.project).options[0]["note"].endswith("instead of 4 working days.")


def test_who_does_not_see_the_level_above_is_not_told_its_name(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    row = send_exception(manager, exception(place.project))
    assert row.decided_at_component == place.program
    with pytest.raises(NotAllowed) as refused:
        decide_exception(
            acting(holder("Own Board", place.project, "project_board")), row, decision="wait", rationale="So"
        )
    assert "Here that is Chair" in str(refused.value)
    assert place.program.name not in str(refused.value)
    client = Client()
    client.force_login(manager.person)
    page = client.get(f"/x/{row.pk}/").content.decode()
    assert "The board above this project decides: Chair." in page
    assert f"“{place.program.name}”" not in page


def test_a_text_that_somebody_else_changed_meanwhile_stays_in_the_form(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    row = exception(place.project)
    client = Client()
    client.force_login(manager.person)
    texts = {"what": row.what, "cause": row.cause, "consequence": row.consequence, "version": row.version}
    client.post(f"/x/{row.pk}/save/", texts | {"recommendation": "Two shifts."})
    page = client.post(
        f"/x/{row.pk}/save/", texts | {"recommendation": "Three cranes.", "act": "send"}
    ).content.decode()
    assert ">Three cranes.</textarea>" in page
    assert "Saved meanwhile: Two shifts." in page
    row.refresh_from_db()
    assert (row.state, row.recommendation) == ("draft", "Two shifts.")


def test_an_answer_that_cannot_be_taken_stays_in_the_form(place, board, manager):
    set_tolerance(board, place.project, "time", plus=2)
    slip(place.project, 3)
    row = send_exception(manager, exception(place.project))
    client = Client()
    client.force_login(board.person)
    page = client.post(f"/x/{row.pk}/decide/", {"decision": "adjust", "rationale": "It waits.", "plus": "2"})
    text = page.content.decode()
    assert 'value="adjust" required checked' in text
    assert ">It waits.</textarea>" in text
    assert 'name="plus" value="2"' in text
    row.refresh_from_db()
    assert row.state == "sent"
