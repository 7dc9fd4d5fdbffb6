"""The end-stage report: drafted from data, completed by words, frozen with the evidence of the gate."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.change_requests import add_item, propose_request, reject_request, start_request
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.gate_decisions import decide_gate
from headway.app.actions.gates import apply_life_cycle, evidence_holds, judge_criterion, say_of_stage, submit_gate
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record, trash_record, update_record
from headway.app.actions.reports import draft_report, send_report
from headway.app.actions.tasks import create_task, update_task
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.end_stage import begun_at, end_stage_of
from headway.app.models import Component, Event, Gate, Record, Stage, Task
from headway.app.reports.certificate import values_of
from headway.app.rules import NotAllowed
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
DAY = 480
FRIDAY = 29_466_300
"""The end of Friday 9 January 2026, when the plan was to end."""
LATE_TUESDAY = FRIDAY + 4 * 1440


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    set_baseline(SYSTEM, at.project)
    run_pending()
    return at


@pytest.fixture
def manager(place):
    return acting(holder("Petra Manager", place.project, "project_manager"))


@pytest.fixture
def board(place):
    return acting(holder("Chair", place.portfolio, "portfolio_board"))


@pytest.fixture
def gate(place, manager):
    apply_life_cycle(manager, place.project, "predictive")
    return Gate.objects.filter(component=place.project).first()


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def submitted(gate, manager):
    for row in gate.criteria.filter(rule="", answer=""):
        judge_criterion(manager, row, answer="met")
    return submit_gate(manager, gate)


def figures(gate):
    return {each["dimension"]: each for each in end_stage_of(Gate.objects.get(pk=gate.pk))["lines"]}


def test_the_dates_of_these_tests_are_what_they_say(place):
    assert task(place, "C").finish == FRIDAY


def test_planned_actual_and_forecast_of_every_tolerance(place, manager, board, gate):
    Component.objects.filter(pk=place.project.pk).update(budget=Decimal(5000))
    set_tolerance(board, place.project, "time", plus=5)
    set_tolerance(board, place.project, "scope", target=100, minus=10)
    set_tolerance(board, place.project, "risk", plus=1000)
    update_task(SYSTEM, task(place, "A"), actual_start=task(place, "A").start, actual_finish=task(place, "A").finish + 1440,
                percent_complete=100, cost=Decimal(3000), actual_cost=Decimal(3500))  # fmt: skip
    update_task(SYSTEM, task(place, "B"), cost=Decimal(1000))
    measure(manager, place.project, "scope", 95.0, source="One story is cut")
    threat = raise_record(manager, place.project, "risk", title="Frost", probability=0.5, cost_likely=Decimal(800))
    raise_record(manager, place.project, "risk", title="Rain", probability=0.5, cost_likely=Decimal(400))
    update_record(manager, threat, status="happened")
    run_pending()
    found = figures(gate)
    time, cost, scope, risk = (found[name] for name in ("time", "cost", "scope", "risk"))
    assert (time["planned"], time["actual"], time["forecast"], time["status"]) == (0, 1, 1, "green")
    assert (cost["planned"], cost["actual"], cost["forecast"], cost["status"]) == (5000, 3500, 4000, "none")
    assert (scope["planned"], scope["actual"], scope["forecast"], scope["noted"]["why"]) == (
        100,
        60,
        95,
        "One story is cut",
    )
    assert (risk["planned"], risk["actual"], risk["forecast"]) == (0, 800, 200)


def test_without_figures_nothing_is_invented(place, manager):
    bare = acting(holder("Op Manager", place.operation, "project_manager"))
    apply_life_cycle(bare, place.operation, "predictive")
    report = end_stage_of(Gate.objects.filter(component=place.operation).first())
    assert (report["lines"], report["deliverables"], report["register"], report["lessons"]) == ([], [], [], [])


def test_deliverables_are_what_was_due_or_met_and_what_comes_next(place, manager, gate):
    for number in range(7):
        create_task(SYSTEM, place.project, name=f"Later {number}", kind="milestone", constraint="SNET",
                    constraint_date=FRIDAY + 9_000_000 + number)  # fmt: skip
    run_pending()
    report = end_stage_of(gate)
    found = {each["name"]: each for each in report["deliverables"]}
    assert list(found) == ["C", "Later 0", "Later 1", "Later 2", "Later 3", "Later 4"]
    assert (found["C"]["state"], found["C"]["planned"], found["C"]["days"]) == ("overdue", FRIDAY, 0)
    update_task(SYSTEM, task(place, "C"), actual_start=LATE_TUESDAY, actual_finish=LATE_TUESDAY, percent_complete=100)
    assert "C" not in [each["name"] for each in end_stage_of(gate)["deliverables"]], "met before the stage began"


def test_a_milestone_met_late_tells_by_how_much(place, manager, gate, monkeypatch):
    update_task(SYSTEM, task(place, "C"), actual_start=LATE_TUESDAY, actual_finish=LATE_TUESDAY, percent_complete=100)
    long_ago = timezone.now() - timedelta(days=4000)
    monkeypatch.setattr("headway.app.bridge.end_stage.begun_at", lambda _: long_ago)
    found = end_stage_of(gate)["deliverables"][0]
    assert (found["name"], found["state"], found["actual"], found["days"]) == ("C", "met", LATE_TUESDAY, 2)


def test_the_register_changes_exceptions_and_lessons_of_the_stage_only(place, manager, board, gate):
    before = raise_record(manager, place.project, "issue", title="Older")
    lesson = raise_record(manager, place.project, "lesson", title="Old lesson")
    for row in (before, lesson):
        Record.objects.filter(pk=row.pk).update(raised_at=timezone.now() - timedelta(days=30))
    update_record(manager, before, status="closed")
    raise_record(manager, place.project, "issue", title="New")
    gone = raise_record(manager, place.project, "issue", title="Gone")
    trash_record(acting(holder("Keeper", place.program, "program_manager")), gone)
    raise_record(manager, place.project, "lesson", title="Ask the harbor first",
                 details={"learned": "The quay is booked", "advice": "Book a year ahead"})  # fmt: skip
    set_tolerance(board, place.project, "quality", target=100, minus=1)
    measure(manager, place.project, "quality", 50.0, source="Test")
    run_pending()
    row = start_request(manager, place.project, name="Longer")
    row = add_item(
        manager, row, {"op": "update_task", "task": task(place, "A").pk, "values": {"duration_minutes": 9 * DAY}}
    )
    reject_request(
        acting(holder("Lead", place.program, "program_manager")), propose_request(manager, row), rationale="No."
    )
    report = end_stage_of(gate)
    lines = {each["kind"]: (each["raised"], each["closed"], each["open"]) for each in report["register"]}
    assert (lines["issue"], lines["lesson"]) == ((1, 1, 1), (1, 0, 2))
    assert report["changes"] == {"raised": 1, "approved": 0, "rejected": 1, "pending": 0}
    assert [(each["dimension"], each["state"]) for each in report["exceptions"]] == [("quality", "Drafted")]
    assert [(each["title"], each["learned"], each["advice"]) for each in report["lessons"]] == [
        ("Ask the harbor first", "The quay is booked", "Book a year ahead")
    ]
    assert report["told"]["going"], "the drafted report tells how it went"


def test_a_stage_begins_with_the_decision_before_it(place, manager, board, gate):
    assert begun_at(gate) == Event.objects.get(verb="life_cycle.applied").at
    gate = decide_gate(board, submitted(gate, manager), decision="go", rationale="Fine.")
    second = Gate.objects.get(component=place.project, stage__state=Stage.State.CURRENT)
    assert begun_at(second) == gate.decided_at


def test_words_are_added_until_it_is_frozen(place, manager, board, gate):
    with pytest.raises(NotAllowed):
        say_of_stage(acting(holder("Member", place.project, "team_member")), gate, statement="X")
    gate = say_of_stage(manager, gate, statement="The quay was the bottleneck.", version=gate.version)
    with pytest.raises(Stale):
        say_of_stage(manager, gate, statement="X", version=gate.version - 1)
    assert Event.objects.get(verb="gate.reported").after == {"statement": "The quay was the bottleneck."}
    report = draft_report(manager, place.project, kind="end_stage")
    sent = send_report(manager, report)
    gate = submitted(gate, manager)
    frozen = gate.evidence["end_stage"]
    assert (frozen["statement"], frozen["stage"]) == ("The quay was the bottleneck.", gate.stage.name)
    assert frozen["reports"] == [{"id": sent.pk, "title": str(sent), "sha256": sent.content_hash}]
    with pytest.raises(Refused, match="with the board"):
        say_of_stage(manager, gate, statement="Later")
    raise_record(manager, place.project, "lesson", title="Too late")
    assert Gate.objects.get(pk=gate.pk).evidence["end_stage"]["lessons"] == []
    assert evidence_holds(gate) is True
    gate = decide_gate(board, gate, decision="go", rationale="Fine.")
    said = values_of(board.person, gate)
    assert said["statement"] == "The quay was the bottleneck."
    assert said["stage_figures"] == [["Time", "0", "–", "0", "working days"]]  # noqa: RUF001 - as it is printed


def test_the_pages_show_it_live_and_then_frozen(place, manager, board, gate, client):
    set_tolerance(board, place.project, "cost", target=5000, plus=100)
    raise_record(manager, place.project, "lesson", title="Ask the harbor first")
    client.force_login(manager.person)
    url = f"/g/{gate.pk}/end-stage/"
    assert "End-stage report" in client.get(f"/g/{gate.pk}/").text
    page = client.get(url).text
    for words in ("Ask the harbor first", "Planned, actual, forecast", "What figures do not tell", "Drafted from data"):
        assert words in page
    page = client.post(f"{url}say/", {"statement": "All went <b>well</b>.", "version": gate.version}, follow=True).text
    assert "All went &lt;b&gt;well&lt;/b&gt;." in page
    submitted(gate, manager)
    client.force_login(board.person)
    page = client.get(url).text
    assert "Frozen with the evidence, unaltered" in page
    assert "What figures do not tell" not in page
    gate = decide_gate(board, Gate.objects.get(pk=gate.pk), decision="go", rationale="Fine.")
    assert client.get(f"/g/{gate.pk}/certificate.pdf").content.startswith(b"%PDF-")
    evidence = {name: value for name, value in gate.evidence.items() if name != "end_stage"}
    Gate.objects.filter(pk=gate.pk).update(evidence=evidence)
    assert "submitted before end-stage reports" in client.get(url).text
    client.force_login(holder("Far Away", place.elsewhere, "project_manager"))
    assert client.get(url).status_code == client.post(f"{url}say/").status_code == 404
