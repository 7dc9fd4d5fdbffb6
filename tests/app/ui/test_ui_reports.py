"""Pages of reports, support and directions: plain forms, exceptions, refusals in words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from parsed_html import parse

from factories.people import SYSTEM, acting, holder
from headway.app.actions.directions import set_direction
from headway.app.actions.report_cadence import set_report_cadence
from headway.app.actions.reports import draft_report, edit_report, send_report
from headway.app.actions.support import request_support
from headway.app.bridge.recalculate import recalculate
from headway.app.models import DirectionAddress, Report, ReportCadence, SupportRequest
from headway.app.ui.first_page import panels_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(place):
    recalculate([place.project.pk])
    place.maja = holder("Maja Ekdahl", place.project, "project_manager")
    place.tobias = holder("Tobias Lead", place.program, "program_manager")
    return place.project


@pytest.fixture
def draft(place, project, client):
    client.force_login(place.maja)
    client.post(f"/c/{project.pk}/reports/draft/")
    return Report.objects.get()


def form_of(report, **changes):
    """What the browser sends when nothing is touched."""
    data = {"version": report.version, "act": "save", "notes": report.notes, "hours": "", "weather": ""}
    for section, lines in report.content.items():
        data[f"keep-{section}"] = [line["key"] for line in lines]
        data[f"add-{section}"] = ""
        data |= {f"text-{section}-{line['key']}": line["text"] for line in lines}
    data |= {f"typed-{name}": "" for name in report.statuses}
    return data | changes


def test_an_untouched_form_changes_nothing(draft, client):
    before = draft.content
    assert client.post(f"/reports/{draft.pk}/save/", form_of(draft), follow=True).status_code == 200
    draft.refresh_from_db()
    assert (draft.content, draft.version) == (before, 1)


def test_the_draft_is_corrected_and_sent_without_script(place, draft, client):
    first = draft.content["going"][0]["key"]
    data = form_of(draft, act="send", hours="37,5", **{
        f"text-going-{first}": "All is well.", "add-needs": "A crane\r\nA second crane", "ask-new": "on",
        "typed-quality": "green", "reason-quality": "Inspected",
    })  # fmt: skip
    page = client.post(f"/reports/{draft.pk}/save/", data, follow=True)
    assert "is sent" in page.text
    assert "corrected; drafted was" in page.text
    draft.refresh_from_db()
    assert (draft.state, str(draft.hours), draft.statuses["quality"]["typed"]) == ("sent", "37.50", "green")
    assert list(SupportRequest.objects.values_list("text", "asked_of")) == [
        ("A crane", place.tobias.pk), ("A second crane", place.tobias.pk),
    ]  # fmt: skip


def test_an_override_without_a_reason_stays_a_draft_and_says_why(draft, client):
    computed = draft.statuses["time"]["computed"]
    typed = "red" if computed != "red" else "green"
    page = client.post(f"/reports/{draft.pk}/save/", form_of(draft, act="send", **{"typed-time": typed}))
    assert page.status_code == 422
    assert "something else than what was computed: Time" in page.text
    draft.refresh_from_db()
    assert (draft.state, draft.statuses["time"]["typed"]) == ("draft", typed)


def test_a_stale_form_keeps_what_was_typed(place, draft, client):
    edit_report(acting(place.maja), draft, notes="Someone else was here")
    data = form_of(draft, **{"add-going": "My words"})
    page = client.post(f"/reports/{draft.pk}/save/", data)
    assert page.status_code == 409
    assert "My words" in page.text
    assert "Somebody else changed this draft" in page.text
    assert "My words" not in str(Report.objects.get().content)


def test_a_photo_is_handed_out_as_a_download(draft, client):
    png = b"\x89PNG\r\n\x1a\n123"
    data = form_of(draft, file=SimpleUploadedFile("site.png", png))
    client.post(f"/reports/{draft.pk}/save/", data)
    row = draft.attachments.get()
    answer = client.get(f"/reports/{draft.pk}/files/{row.pk}/")
    assert answer.content == png
    assert answer.headers["Content-Disposition"].startswith("attachment")
    draft.refresh_from_db()
    bad = client.post(
        f"/reports/{draft.pk}/save/", form_of(draft, file=SimpleUploadedFile("a.html", b"<b>")), follow=True
    )
    assert "no photo and no PDF" in bad.text
    client.post(f"/reports/{draft.pk}/files/{row.pk}/remove/")
    assert draft.attachments.count() == 0


def test_the_program_manager_reads_by_exception(place, project, client):
    who = acting(place.maja)
    report = draft_report(who, project)
    computed = report.statuses["time"]["computed"]
    typed = "green" if computed in {"red", "amber"} else "red"
    lines = {"needs": [{"text": "A second crane", "request": True}]}
    report = edit_report(
        who, report, lines=lines, statuses={"time": {"typed": typed, "reason": "Agreed with the yard"}}
    )
    send_report(who, report)
    client.force_login(place.tobias)
    page = client.get(f"/c/{place.program.pk}/reports/")
    assert f"Time: said {typed}, computed {computed}" in page.text
    assert "A second crane" in page.text
    shown = client.get(f"/reports/{report.pk}/")
    assert "Said otherwise because: Agreed with the yard" in shown.text
    assert "Marked as read." in client.post(f"/reports/{report.pk}/read/", follow=True).text
    assert "Sent back." in client.post(f"/reports/{report.pk}/return/", {"comment": "Which yard?"}, follow=True).text
    assert "sent back, not answered yet" in client.get(f"/c/{place.program.pk}/reports/").text
    request = SupportRequest.objects.get()
    client.post(f"/support/{request.pk}/", {"act": "answer", "answer": "From Tuesday", "version": request.version})
    client.force_login(place.maja)
    client.post(f"/reports/{report.pk}/add/", {"text": "The shipyard at Torsnes."})
    assert "From Tuesday" in client.get(f"/c/{project.pk}/reports/").text
    request.refresh_from_db()
    closing = {"act": "close", "satisfaction": "5", "version": request.version}
    client.post(f"/support/{request.pk}/", closing)
    request.refresh_from_db()
    assert (request.state, request.satisfaction) == ("closed", 5)
    client.force_login(place.tobias)
    assert "sent back, not answered yet" not in client.get(f"/c/{place.program.pk}/reports/").text


def test_nobody_reviews_their_own_report(place, project, client):
    report = send_report(acting(place.tobias), draft_report(acting(place.tobias), place.program, kind="weekly"))
    client.force_login(place.tobias)
    assert "Your answer" not in client.get(f"/reports/{report.pk}/").text
    assert client.post(f"/reports/{report.pk}/return/", {"comment": "Mine"}).status_code == 403


def test_discipline_and_missing_reports(place, project, client):
    set_report_cadence(SYSTEM, project, cadence="daily", since=timezone.localdate() - timedelta(days=30))
    client.force_login(holder("Petra PMO", place.portfolio, "pmo"))
    assert "missing since" in client.get(f"/c/{place.portfolio.pk}/reports/").text
    page = client.get(f"/c/{place.portfolio.pk}/reports/discipline/")
    assert "0\N{NO-BREAK SPACE}%" in page.text


def test_cadence_and_time_zone_by_form(place, project, client):
    client.force_login(place.maja)
    values = {"cadence": "weekly", "due": "10:30", "weekday": "1", "month_day": "1"}
    assert "fall due as you said" in client.post(f"/c/{project.pk}/reports/cadence/", values, follow=True).text
    assert ReportCadence.objects.get().due_minute == 630
    client.post(f"/c/{project.pk}/reports/cadence/", values | {"due": "late"})
    assert ReportCadence.objects.get().due_minute == 630
    assert (
        "Asia/Tokyo"
        in client.post(f"/c/{project.pk}/reports/time-zone/", {"time_zone": "Asia/Tokyo"}, follow=True).text
    )
    wrong = client.post(f"/c/{project.pk}/reports/time-zone/", {"time_zone": "Mars"}, follow=True)
    assert "no time zone called" in wrong.text


def test_directions_are_set_and_answered_by_form(place, project, client):
    client.force_login(holder("Petra PMO", place.program, "pmo"))
    bad = client.post(f"/c/{place.program.pk}/directions/", {"title": "Brief the crews", "text": ""})
    assert (bad.status_code, "Brief the crews" in bad.text) == (422, True)
    values = {"title": "Brief the crews", "text": "Before work begins", "kinds": ["project"]}
    page = client.post(f"/c/{place.program.pk}/directions/", values, follow=True)
    assert "2 to answer" in page.text
    row = DirectionAddress.objects.get(component=project)
    client.force_login(place.maja)
    assert "Brief the crews" in client.get(f"/c/{project.pk}/reports/").text
    page = client.post(
        f"/addressed/{row.pk}/", {"act": "explain", "answer": "No crew yet", "version": row.version}, follow=True
    )
    assert "No crew yet" in page.text
    assert "Sibling" not in page.text
    row.refresh_from_db()
    assert row.state == "explained"


def test_the_first_pages_show_what_waits(place, project):
    draft = draft_report(acting(place.maja), project)
    Report.objects.filter(pk=draft.pk).update(due_at=timezone.now() + timedelta(hours=1))
    request_support(acting(place.maja), project, text="A crane")
    set_direction(acting(holder("Petra PMO", place.portfolio, "pmo")), place.portfolio, title="Baselines", text="Set")
    mine = {panel.title: [line.title for line in panel.lines] for panel in panels_of(place.maja, "project_manager")}
    assert mine["Reports to send"] == ["Project"]
    assert mine["Directions to answer"] == ["Baselines"]
    asked = {panel.title: [line.title for line in panel.lines] for panel in panels_of(place.tobias, "program_manager")}
    assert asked["Support asked of you"] == ["A crane"]


def test_a_request_has_one_color_wherever_it_is_shown(place, project, client):
    """Amber while it waits, red once it is late; on its page, on that of the reports and on *Today*."""
    row = request_support(acting(place.maja), project, text="A crane")
    client.force_login(place.tobias)
    for hours, level in ((1, "amber"), (-1, "red")):
        SupportRequest.objects.filter(pk=row.pk).update(due_at=timezone.now() + timedelta(hours=hours))
        today = next(
            each for each in panels_of(place.tobias, "program_manager") if each.title == "Support asked of you"
        )
        assert [line.health for line in today.lines] == [level]
        for address in (f"/support/{row.pk}/", f"/c/{project.pk}/reports/"):
            line = next(each for each in parse(client.get(address)).every("li") if "A crane" in each.words())
            assert line.every("span")[0].attributes["class"] == f"rag {level}", address
