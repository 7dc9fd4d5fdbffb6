"""A report drafts itself from what happened, is corrected, sent and frozen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import trash_component
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.plans import install_plan, set_status_date
from headway.app.actions.purge import purge_component
from headway.app.actions.report_content import hash_of_report
from headway.app.actions.report_files import MOST_BYTES, attach_to_report, detach_from_report
from headway.app.actions.report_readers import add_addendum, mark_report_read, return_report
from headway.app.actions.reports import draft_report, edit_report, redraft_report, send_report
from headway.app.actions.tasks import create_task, update_task
from headway.app.actions.trash import restore_item
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Event, Report, ScheduleSnapshot, SupportRequest, Task
from headway.app.rules import NotAllowed

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 1, 4, 7, tzinfo=UTC)
JANUARY_5 = 29_460_960  # Monday 5 January 2026, 08:00
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Stand the world's clock at the Sunday before; tests move it."""
    hands = [MONDAY - DAY]
    monkeypatch.setattr("django.utils.timezone.now", lambda: hands[0])
    return hands


@pytest.fixture
def place(clock):
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    at.manager = holder("Maja Manager", at.project, "project_manager")
    at.lead = holder("Tobias Lead", at.program, "program_manager")
    return at


@pytest.fixture
def who(place):
    return acting(place.manager)


def task(place, name):
    return Task.objects.get(component=place.project, name=name)


def texts(report, section):
    return [line["text"] for line in report.content[section] if line["origin"] != "dropped"]


def sent(who, place, when=MONDAY):
    return send_report(who, draft_report(who, place.project, now=when), now=when)


def test_the_first_draft_says_what_is_planned(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    assert (report.kind, report.state, str(report.day)) == ("daily", "draft", "2027-01-04")
    assert report.due_at == MONDAY.replace(hour=9)
    assert "The finish is forecast for 9 Jan 2026." in texts(report, "going")
    assert texts(report, "slipped")[0] == "A should have finished on 7 Jan 2026 and has not begun."
    assert draft_report(who, place.project, now=MONDAY).pk == report.pk
    assert Event.objects.filter(verb="report.drafted").count() == 1


def test_what_moved_is_said_with_its_cause(place, who, clock):
    sent(who, place)
    clock[0] = MONDAY + timedelta(hours=3)
    update_task(who, task(place, "A"), duration_minutes=5 * 480)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY + DAY)
    moved = [line for line in report.content["going"] if line["key"].startswith("moved")]
    assert [line["text"] for line in moved] == [
        "Milestone C moved from 9 to 13 Jan 2026 because A was extended by 2 days; 2 more tasks moved with it."
    ]
    assert moved[0]["task"] == task(place, "C").pk
    assert "The finish moved from 9 Jan 2026 to 13 Jan 2026." in texts(report, "going")
    assert report.facts["moved_days"] == 2
    assert "The plan was changed once." in texts(report, "going")


def test_progress_and_what_is_done(place, who):
    sent(who, place)
    update_task(who, task(place, "A"), actual_start=JANUARY_5, percent_complete=100)
    update_task(who, task(place, "B"), percent_complete=30)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY + DAY)
    assert texts(report, "done") == ["A is done."]
    assert texts(report, "started") == ["B was started, 30 % is done."]
    assert texts(report, "slipped") == [
        "B should have finished on 9 Jan 2026 and is at 30 %.",
        "Milestone C should have finished on 9 Jan 2026 and has not begun.",
    ]


def test_next_steps_are_milestones_and_critical_starts(place, who):
    early = datetime(2026, 1, 5, 7, tzinfo=UTC)
    report = draft_report(who, place.project, now=early)
    assert texts(report, "next") == [
        "A starts on 5 Jan 2026; it is critical.",
        "B starts on 8 Jan 2026; it is critical.",
        "Milestone C on 9 Jan 2026.",
    ]
    assert texts(report, "slipped") == []


def test_people_correct_add_and_drop_lines_and_a_new_draft_keeps_that(place, who, clock):
    clock[0] = MONDAY
    report = draft_report(who, place.project, now=MONDAY)
    going = report.content["going"]
    lines = {
        "going": [{"key": going[0]["key"], "text": "It goes well."}, {"text": "The crane has come."}],
        "needs": [{"text": "A second crane for two days", "request": True}],
    }
    report = edit_report(who, report, version=report.version, lines=lines, notes="Frost in the morning", hours="37.5")
    assert [line["origin"] for line in report.content["going"]][:2] == ["corrected", "added"]
    assert texts(report, "going") == ["It goes well.", "The crane has come."]
    update_task(who, task(place, "A"), percent_complete=10)
    recalculate([place.project.pk])
    again = redraft_report(who, report, now=MONDAY + timedelta(hours=1))
    assert texts(again, "going") == ["It goes well.", "The plan was changed once.",
                                     "The crane has come."]  # fmt: skip
    assert [(line["text"], line["request"]) for line in again.content["needs"] if line["origin"] == "added"] == [
        ("A second crane for two days", True)
    ]
    assert (again.notes, str(again.hours)) == ("Frost in the morning", "37.50")


def test_a_stale_edit_is_refused_and_long_lines_too(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    edit_report(who, report, version=report.version, notes="First")
    with pytest.raises(Stale):
        edit_report(who, report, version=report.version, notes="Second")
    for lines in ({"going": [{"text": "x" * 1001}]}, {"going": [{"text": "a"}] * 61}, {"going": [{"text": "\x00"}]}):
        with pytest.raises(Refused):
            edit_report(who, report, lines=lines)
    with pytest.raises(Refused):
        edit_report(who, report, statuses={"time": {"typed": "purple"}})
    with pytest.raises(Refused):
        edit_report(who, report, state="sent")


def test_sending_freezes_hashes_and_asks_for_support(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    lines = {"needs": [{"text": "A second crane", "request": True}, {"text": "Good weather"}]}
    report = send_report(who, edit_report(who, report, lines=lines), now=MONDAY)
    report.refresh_from_db()
    assert (report.state, report.on_time, report.sent_by) == ("sent", True, place.manager)
    event = Event.objects.get(verb="report.sent")
    assert event.after["sha256"] == report.content_hash == hash_of_report(report, [])
    request = SupportRequest.objects.get()
    assert (request.text, request.asked_of, request.report) == ("A second crane", place.lead, report)
    # Two working days later at the same time.
    assert request.due_at == MONDAY + 2 * DAY
    assert ScheduleSnapshot.objects.filter(component=place.project).count() == 1
    for act in (edit_report, redraft_report, send_report):
        with pytest.raises(Refused):
            act(who, report)
    for _ in range(2):
        place.highlight = draft_report(who, place.project, kind="highlight", now=MONDAY)
    send_report(who, place.highlight, now=MONDAY)
    with pytest.raises(Refused, match="sent already"):
        draft_report(who, place.project, kind="highlight", now=MONDAY)


def test_the_database_itself_refuses_changes_of_what_was_sent(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    attach_to_report(who, report, name="a.png", data=b"\x89PNG\r\n\x1a\n123")
    report = send_report(who, report, now=MONDAY)
    addendum = add_addendum(who, report, text="One thing more")
    rows = Report.objects.filter(pk=report.pk)
    for change in (
        lambda: rows.update(notes="Rewritten"),
        lambda: rows.update(state="draft"),
        lambda: rows._raw_delete("default"),
        lambda: type(addendum).objects.update(text="Other"),
        lambda: report.attachments.update(sha256="0"),
        lambda: report.attachments.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert Report.objects.get(pk=report.pk).notes == ""


def test_an_override_needs_a_reason_and_is_told_everywhere(place, who):
    set_baseline(SYSTEM, place.project)
    update_task(SYSTEM, task(place, "A"), duration_minutes=20 * 480)
    set_status_date(SYSTEM, place.project, JANUARY_5)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY)
    assert report.statuses["time"]["computed"] == "red"
    report = edit_report(who, report, statuses={"time": {"typed": "green"}})
    with pytest.raises(Refused, match="something else than what was computed: Time"):
        send_report(who, report, now=MONDAY)
    report = edit_report(who, report, statuses={"time": {"typed": "green", "reason": "Float was agreed on Friday"}})
    report = send_report(who, report, now=MONDAY)
    after = Event.objects.get(verb="report.sent").after
    assert (after["overridden"], after["contradicted"], after["statuses"]["time"]) == (["time"], ["time"], "green")
    assert report.statuses["time"] == {"computed": "red", "typed": "green", "reason": "Float was agreed on Friday",
                                       "why": "Finish 17 days after the baseline"}  # fmt: skip


def test_a_status_that_turns_worse_before_sending_needs_a_reason_too(place, who):
    set_baseline(SYSTEM, place.project)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY)
    report = edit_report(who, report, statuses={"time": {"typed": "amber", "reason": "Frost"}})
    report = edit_report(who, report, statuses={"time": {"typed": "green"}})
    assert report.statuses["time"]["typed"] == ""
    report = edit_report(who, report, statuses={"quality": {"typed": "green"}})
    update_task(SYSTEM, task(place, "A"), duration_minutes=20 * 480)
    recalculate([place.project.pk])
    report = send_report(who, report, now=MONDAY)
    # What nothing measures can be said without a reason; what was left as computed is what is true at sending.
    assert (report.statuses["quality"]["typed"], report.statuses["time"]["computed"]) == ("green", "red")


def test_confidence_has_its_reasons(place, who):
    set_baseline(SYSTEM, place.project)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY)
    assert report.confidence["level"] == "low"
    assert "3 of 3 critical tasks overdue" in report.confidence["reasons"]


def test_readers_mark_read_send_back_and_get_an_addendum(place, who):
    report = sent(who, place)
    lead = acting(place.lead)
    mark_report_read(lead, report)
    mark_report_read(lead, report)
    return_report(lead, report, comment="Which crane?")
    with pytest.raises(Refused):
        return_report(lead, report, comment=" ")
    with pytest.raises(NotAllowed):
        add_addendum(acting(holder("Guest", place.project, "stakeholder")), report, text="No")
    add_addendum(who, report, text="The tower crane.")
    assert list(report.reviews.values_list("act", flat=True)) == ["read", "returned"]
    verbs = Event.objects.filter(verb__startswith="report.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["report.drafted", "report.sent", "report.read", "report.returned", "report.added_to"]


def test_files_are_photos_or_pdf_and_not_too_large(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    row = attach_to_report(who, report, name="C:\\site\\photo.jpg", data=b"\xff\xd8\xff\xe0rest")
    assert (row.name, row.content_type) == ("photo.jpg", "image/jpeg")
    for name, data in (("a.html", b"<script>"), ("a.svg", b"<svg"), ("big.pdf", b"%PDF-" + b"x" * MOST_BYTES)):
        with pytest.raises(Refused):
            attach_to_report(who, report, name=name, data=data)
    item = detach_from_report(who, row)
    assert report.attachments.count() == 0
    restore_item(who, item)
    assert bytes(report.attachments.get().data) == b"\xff\xd8\xff\xe0rest"
    item = detach_from_report(who, row)
    send_report(who, report, now=MONDAY)
    with pytest.raises(Refused):
        restore_item(who, item)


def test_what_was_sent_outlives_the_trash(place, who):
    sent = send_report(who, draft_report(who, place.project, now=MONDAY), now=MONDAY)
    trash_component(SYSTEM, place.project)
    purge_component(SYSTEM, place.project)
    assert list(Report.objects.all()) == [sent]
    assert Event.objects.get(verb="component.purged").before["tasks"] > 0


def test_a_weekly_report_rolls_up_what_people_wrote(place, who):
    for day, text in ((0, "The crane has come."), (1, "The crane has gone.")):
        when = MONDAY + day * DAY
        report = draft_report(who, place.project, now=when)
        send_report(who, edit_report(who, report, lines={"going": [{"text": text}]}), now=when)
    weekly = draft_report(who, place.project, kind="weekly", now=MONDAY + 4 * DAY)
    said = [(line["text"], line["source"]) for line in weekly.content["going"] if "source" in line]
    assert said == [("The crane has come.", "Daily report of 4 Jan"), ("The crane has gone.", "Daily report of 5 Jan")]


def test_a_program_drafts_from_its_projects(place, who):
    report = draft_report(who, place.project, now=MONDAY)
    report = edit_report(who, report, lines={"needs": [{"text": "A second crane", "request": True}]})
    send_report(who, report, now=MONDAY)
    lead = acting(place.lead)
    draft = draft_report(lead, place.program, kind="highlight", now=MONDAY + DAY)
    assert list(draft.content) == ["going", "done", "slipped", "next", "changes", "issues", "needs", "lessons"]
    assert draft.confidence["reasons"] == ["No agreed finish to measure the float against", "0 of 1 part off track"]
    assert texts(draft, "needs")[0] == "Project: A second crane (asked on 4 Jan, not answered yet)"


def test_a_hand_off_from_a_plan_that_nobody_here_sees_is_not_named(place, who):
    from headway.app.actions.dependencies import link_tasks

    install_plan(SYSTEM, place.elsewhere, small_plan())
    Task.objects.filter(component=place.elsewhere).update(name="Secret task")
    giver = Task.objects.get(component=place.elsewhere, uid=3)
    link_tasks(SYSTEM, giver, task(place, "B"))
    recalculate([place.project.pk])
    sent(who, place)
    update_task(SYSTEM, giver, duration_minutes=6 * 480)
    recalculate([place.elsewhere.pk])
    report = draft_report(who, place.project, now=MONDAY + DAY)
    moved = next(line["text"] for line in report.content["going"] if line["key"].startswith("moved"))
    assert moved == ("Milestone C moved from 13 to 19 Jan 2026 because a hand-off from another plan moved; "
                     "1 more task moved with it.")  # fmt: skip
    assert "Secret" not in str(report.content)
    assert [line["text"] for line in report.content["needs"] if line["key"].startswith("handoff")] == [
        "B waits for a hand-off from another plan, now on 15 Jan 2026; it has no float left."
    ]


def test_a_component_without_a_plan_says_so(place):
    report = draft_report(SYSTEM, place.sibling, now=MONDAY)
    assert texts(report, "going") == ["Nothing is planned yet."]
    assert report.confidence == {"level": "none", "reasons": ["There is no plan to rely on."]}
    assert {each["computed"] for each in report.statuses.values()} == {"none"}


def test_a_new_task_is_not_invented_away(place, who):
    set_baseline(SYSTEM, place.project)
    create_task(SYSTEM, place.project, name="Extra", duration_minutes=480)
    recalculate([place.project.pk])
    report = draft_report(who, place.project, now=MONDAY)
    assert "1 task is not in the baseline" in report.statuses["scope"]["why"] or (
        report.statuses["scope"]["computed"] == "none"
    )


def test_a_highlight_report_tells_how_the_forecast_stands_against_its_tolerance(place, who):
    from headway.app.actions.tolerances import measure, set_tolerance

    board = acting(holder("Board", place.project, "project_board"))
    set_tolerance(board, place.project, dimension="quality", target=2, plus=1)
    measure(who, place.project, dimension="quality", value=5, source="Inspection")
    highlight = draft_report(who, place.project, kind="highlight", now=MONDAY)
    assert "Quality: 5 forecast, target 2, tolerance +1: out of tolerance." in texts(highlight, "going")
    assert highlight.statuses["quality"]["computed"] == "red"
