"""What an exception report says of the simulation: how sure the finish and the cost are, and which limit holds the P80."""

import pytest

from factories.people import SYSTEM
from headway.app.actions.confidence_ranges import Range, set_range
from headway.app.actions.exceptions import edit_exception, send_exception
from headway.app.actions.records import raise_record
from headway.app.actions.tasks import update_task
from headway.app.actions.tolerances import set_tolerance
from headway.app.bridge.confidence.kept import simulate_component
from headway.app.models import Component, Confidence, Task, ToleranceException
from headway.app.worker.confidence import simulate_wanted
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
CHANCE = "80 of 100 runs end by "


@pytest.fixture
def late(place, board):
    """Three days late; four more, from Wednesday to Tuesday, come in every third run."""
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    raise_record(SYSTEM, place.project, "risk", title="Late permit", probability=0.33, days_likely=4)
    set_tolerance(board, place.project, "time", plus=2)
    task = Task.objects.get(component=place.project, name="A")
    update_task(SYSTEM, task, duration_minutes=6 * 480)
    run_pending()
    return Component.objects.get(pk=place.project.pk)


def exception(component):
    return ToleranceException.objects.get(component=component, state__in=ToleranceException.OPEN)


def simulate():
    Confidence.objects.exclude(wanted_at=None).update(wanted_at="2020-01-01T00:00:00Z")
    simulate_wanted()


def test_a_draft_asks_for_a_simulation_and_says_what_it_says(late):
    assert CHANCE not in exception(late).consequence, "nothing is said before there is an answer"
    assert Confidence.objects.get(component=late).wanted_at is not None
    simulate()
    row = exception(late)
    assert row.consequence.split("\n")[0] == (
        "80 of 100 runs end by 20 Jan 2026 (P80 finish); the agreed 9 Jan 2026 holds in 0 % of them."
    )
    notes = {option["title"]: option["note"] for option in row.options}
    assert notes["Adjust the tolerance"].endswith("The P80 finish would need 7 working days.")
    assert notes["Wait"].endswith("the agreed date holds in 0 % of the runs.")


def test_what_was_simulated_before_the_breach_is_in_the_draft_at_once(place, board):
    set_range(SYSTEM, place.portfolio, "duration_range", Range(100, 100), reason="One thing varies")
    raise_record(SYSTEM, place.project, "risk", title="Late permit", probability=0.33, days_likely=4)
    Task.objects.filter(component=place.project, name="B").update(cost=8000)
    run_pending()
    simulate_component(place.project)
    set_tolerance(board, place.project, "cost", plus=500, target=7000)
    run_pending()
    lines = exception(place.project).consequence.split("\n")
    assert lines[0].startswith(CHANCE)
    assert lines[1].startswith("80 of 100 runs cost at most €\N{NO-BREAK SPACE}8,000 (P80 cost); no budget is given.")


def test_what_is_of_an_earlier_plan_is_not_said(late):
    simulate()
    update_task(SYSTEM, Task.objects.get(component=late, name="A"), duration_minutes=7 * 480)
    run_pending()
    assert CHANCE not in exception(late).consequence
    simulate()
    assert "by 21 Jan 2026" in exception(late).consequence


def test_a_text_that_somebody_wrote_and_a_report_that_was_sent_stay(late, manager):
    row = edit_exception(manager, exception(late), consequence="The yard waits.")
    simulate()
    assert exception(late).consequence == "The yard waits."
    assert "P80" in str(exception(late).options)
    row = send_exception(manager, exception(late))
    frozen = row.options
    raise_record(SYSTEM, late, "risk", title="More", probability=0.5, days_likely=9)
    run_pending()
    simulate()
    assert exception(late).options == frozen
