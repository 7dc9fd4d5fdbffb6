"""Schedules as files: what is in them is what the page shows, for whoever may see it, whatever people typed."""

import csv
import io
import re
import time
from datetime import datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from factories.people import SYSTEM, holder, person, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import create_component, update_component
from headway.app.actions.fields import define_field, delete_field
from headway.app.actions.plans import install_plan
from headway.app.bridge.grid_columns import instant
from headway.app.models import Assignment, Component, Confidence, Dependency, Resource, Task
from headway.app.reports import take_away
from headway.formats import read
from headway.formats.document import AssignmentDoc, LinkDoc, ResourceDoc, TaskDoc

pytestmark = pytest.mark.django_db
SUFFIXES = ("pdf", "png", "xlsx", "csv", "xml", "xer")


@pytest.fixture
def at():
    return tree()


@pytest.fixture
def reader(client, at):
    client.force_login(holder("Rita Reader", at.portfolio, "stakeholder"))
    return client


def installed(component, document=None):
    install_plan(SYSTEM, component, document or rich_plan())
    return component


def rich_plan():
    """The small plan with progress, a deadline, lags, a resource and notes."""
    plan = small_plan()
    plan.status_date = plan.start.replace(day=7)
    plan.tasks[1].percent_complete, plan.tasks[1].deadline = 50.0, plan.start.replace(day=6)
    plan.tasks[2].notes = "Mind the gap"
    plan.links[1] = LinkDoc(3, 4, "FS", 480.0)
    plan.tasks.append(TaskDoc(uid=9, name="Own", level=1, duration_minutes=480, constraint="SNET",
                              constraint_date=plan.start.replace(day=20)))  # fmt: skip
    plan.links.append(LinkDoc(2, 9, "SS", 50.0, "percent"))
    plan.resources = [ResourceDoc(uid=1, name="Rosa", email="rosa@example.org")]
    plan.assignments = [AssignmentDoc(uid=1, task=9, resource=1, work_minutes=480)]
    return plan


def body(answer):
    assert answer.status_code == 200, answer.headers.get("Location")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def fetch(client, component, suffix, **asked):
    return client.get(f"/c/{component.pk}/take-away/schedule.{suffix}", asked)


def text_of(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def grid(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_grid_as_csv_says_what_the_schedule_says(reader, at):
    project = installed(at.project)
    set_baseline(SYSTEM, project)
    lines = grid(body(fetch(reader, project, "csv")))
    assert lines[0][:7] == ["#", "WBS", "Name", "Kind", "Duration (days)", "Start", "Finish"]
    by_name = {line[2]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    payload = reader.get(f"/api/v1/components/{project.pk}/schedule").json()["tasks"]
    assert list(by_name) == payload["name"] == ["Phase", "A", "B", "C", "Own"]
    assert by_name["B"]["Start"] == "2026-01-08 08:00"
    assert by_name["B"]["Finish"] == "2026-01-09 17:00"
    assert by_name["A"]["Done"] == "50"
    assert [float(by_name[name]["Done"]) for name in by_name] == payload["percent"]
    assert (by_name["C"]["Predecessors"], by_name["Own"]["Predecessors"]) == ("3FS+1d", "2SS+50%")
    assert (by_name["Own"]["Resources"], by_name["C"]["Kind"]) == ("Rosa", "Milestone")
    assert by_name["B"]["Slip (calendar days)"] == "0"


def test_chosen_columns_and_levels(reader, at):
    project = installed(at.project)
    lines = grid(body(fetch(reader, project, "csv", columns=["start", "wbs", "nonsense"], level="1")))
    assert lines[0] == ["WBS", "Name", "Start"]
    assert [line[1] for line in lines[1:]] == ["Phase", "C", "Own"]


def test_custom_fields_go_along_as_what_they_are(reader, at):
    project = installed(at.project)
    fields = [
        define_field(SYSTEM, component, name=name, kind=kind, choices=choices)
        for component, name, kind, choices in (
            (at.portfolio, "Zone", "text", ()), (project, "Fee", "number", ()), (project, "Permit until", "date", ()),
            (project, "Gate", "choice", ["Open", "Shut"]), (at.sibling, "Not of here", "text", ()),
        )
    ]  # fmt: skip
    zone, fee, until, gate, _ = (field.pk for field in fields)
    task = Task.objects.get(component=project, name="A")
    task.custom = {str(zone): "=1+1", str(fee): 12.5, str(until): task.start, str(gate): "Shut"}
    task.save()
    lines = grid(body(fetch(reader, project, "csv")))
    assert lines[0][-4:] == ["Zone", "Fee", "Permit until", "Gate"], "after the others, those from above first"
    by_name = {line[2]: line[-4:] for line in lines[1:]}
    assert by_name["A"] == ["'=1+1", "12.5", "2026-01-05 08:00", "Shut"]
    assert by_name["B"] == [""] * 4
    book = fetch(reader, project, "xlsx", columns=[f"custom_{fee}", f"custom_{until}"])
    sheet = load_workbook(io.BytesIO(body(book))).active
    assert [cell.value for cell in sheet[3]][1:] == [12.5, datetime(2026, 1, 5, 8, 0)]
    printed = text_of(body(fetch(reader, project, "pdf", columns=["start", f"custom_{gate}"])))
    assert "Shut" in printed
    assert "Gate" in printed
    page = reader.get(f"/c/{project.pk}/take-away/").content.decode()
    assert f'value="custom_{zone}"' in page
    assert "Not of here" not in page
    delete_field(SYSTEM, fields[0])
    assert "Zone" not in grid(body(fetch(reader, project, "csv")))[0]


def test_the_grid_as_workbook(reader, at):
    project = installed(at.project)
    sheet = load_workbook(io.BytesIO(body(fetch(reader, project, "xlsx", columns=["start", "percent"])))).active
    assert [cell.value for cell in sheet[1]] == ["Name", "Start", "Done"]
    assert [sheet.row_dimensions[line].outlineLevel for line in range(2, 7)] == [0, 1, 1, 0, 0]
    assert sheet["B3"].value.isoformat() == "2026-01-05T08:00:00"
    assert sheet["C3"].value == 0.5


@pytest.mark.parametrize("suffix", ["xml", "xer"])
def test_a_written_plan_is_the_same_plan(reader, at, suffix, tmp_path):
    reader.force_login(holder("Petra Planner", at.project, "project_manager"))
    plan = rich_plan()
    if suffix == "xer":  # P6 moves what is not done behind the data date
        plan.status_date, plan.tasks[1].percent_complete = None, 0.0
    project = installed(at.project, plan)
    update_component(SYSTEM, project, name="План =1")
    set_baseline(SYSTEM, project)
    file = tmp_path / f"plan.{suffix}"
    file.write_bytes(body(fetch(reader, project, suffix)))
    again = read(file)
    dates = [
        (task.name, task.stored.start, task.stored.finish)
        for task in again.tasks
        if task.level and task.kind != "summary"
    ]
    rows = Task.objects.filter(component=project).exclude(name="Phase").order_by("position")
    stored = [(row.name, instant(row.start), instant(row.finish)) for row in rows]
    assert sorted(dates) == sorted(stored)  # XER groups by WBS
    assert [each.name for each in again.resources] == ["Rosa"]
    install_plan(SYSTEM, at.sibling, again)
    redone = Task.objects.filter(component=at.sibling, name__in=[row.name for row in rows])
    assert {(row.name, row.start, row.finish) for row in redone} == {(row.name, row.start, row.finish) for row in rows}
    assert (
        Dependency.objects.filter(component=at.sibling).count() == Dependency.objects.filter(component=project).count()
    )
    assert Resource.objects.get(component=at.sibling).email == "rosa@example.org"


@pytest.mark.parametrize("suffix", ["xml", "xer"])
def test_addresses_and_rates_of_people_are_for_who_plans(reader, at, suffix):
    installed(at.project)
    Resource.objects.filter(component=at.project).update(standard_rate="98765.43")
    Assignment.objects.filter(component=at.project).update(cost="7896541.23")
    secrets = ("rosa@example.org", "98765.43", "7896541")
    told = body(fetch(reader, at.project, suffix)).decode("utf-8", "replace")
    assert "Rosa" in told
    assert not [each for each in secrets if each in told]
    reader.force_login(holder("Petra Planner", at.project, "project_manager"))
    told = body(fetch(reader, at.project, suffix)).decode("utf-8", "replace")
    assert [each for each in secrets if each in told] == list(secrets)


def test_pdf_has_grid_title_block_and_legend(reader, at):
    project = installed(at.project)
    set_baseline(SYSTEM, project)
    data = body(fetch(reader, project, "pdf", paper="a4"))
    document = PdfReader(io.BytesIO(data))
    said = text_of(data)
    assert len(document.pages) == 1
    assert [round(float(size)) for size in document.pages[0].mediabox[2:]] == [842, 595]
    assert document.metadata.title == "Schedule of Project"
    for words in ("Phase", "2026-01-08", "50 %", "Portfolio / Program", "by Rita Reader", "1 of 1", "Data date",
                  "2026-01-07", "Baseline", "Deadline, red if missed", "Milestone", "January"):  # fmt: skip
        assert words in said, words


def test_long_schedules_go_on_many_pages_with_the_same_head(reader, at):
    project = installed(at.project, big_plan(200))
    data = body(fetch(reader, project, "pdf", paper="a4", wide="2", columns=["finish"]))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    assert len(pages) == 2 * -(-200 // 27)
    for number, said in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in said
        assert "Name" in said
        assert "Finish" in said
        assert "2026" in said
    names = re.findall(r"^(?:Task|Phase) \d+ ", "\n".join(pages[::2]), re.MULTILINE)
    assert len(names) == len(set(names)) == 200
    one = body(fetch(reader, project, "pdf", paper="a0", fit="page"))
    assert len(PdfReader(io.BytesIO(one)).pages) == 1


def test_the_picture_is_one_with_all_rows_or_the_first_page(reader, at):
    project = installed(at.project, big_plan(100))
    few = size_of(body(fetch(reader, project, "png", paper="a4")))
    assert few[0] == 1684
    assert few[1] > 100 * 30
    install_plan(SYSTEM, at.sibling, big_plan(900))
    assert size_of(body(fetch(reader, at.sibling, "png", paper="a4"))) == (1684, 1191)


def size_of(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def test_an_empty_plan_and_one_without_dates(reader, at):
    for suffix in SUFFIXES:
        assert len(body(fetch(reader, at.project, suffix))) > 40
    assert "There is nothing in this schedule yet." in text_of(body(fetch(reader, at.project, "pdf")))
    installed(at.sibling)
    Task.objects.filter(component=at.sibling).update(start=None, finish=None, deadline=None)
    for suffix in SUFFIXES:
        assert len(body(fetch(reader, at.sibling, suffix))) > 40


def test_hostile_names_harm_nothing(reader, at):
    project = installed(at.project)
    names = ['=1+1"><script>', "</text></svg>", '#let x = read("/etc/passwd")', "日本語 \U0001d11e عربى", "a" * 1000]
    for row, name in zip(Task.objects.filter(component=project), names, strict=True):
        Task.objects.filter(pk=row.pk).update(name=name)
    Component.objects.filter(pk=project.pk).update(name='../“a”\r\nX: y/\\:*?"<>|', code="</svg>")
    for suffix in SUFFIXES:
        answer = fetch(reader, project, suffix)
        assert body(answer)
        assert "X: y" not in answer.headers
        assert "/" not in answer.headers["Content-Disposition"].replace("utf-8''", "").replace("%2F", "")
    said = text_of(body(fetch(reader, project, "pdf")))
    assert '=1+1"><script>' in said
    assert "</text></svg>" in said
    assert grid(body(fetch(reader, project, "csv")))[1][2].startswith("'=1+1")


def test_what_does_not_fit_on_paper_says_what_would(reader, at, monkeypatch):
    project = installed(at.project, big_plan(60))
    monkeypatch.setattr(take_away, "MOST_ROWS", 20)
    answer = fetch(reader, project, "pdf")
    assert answer.headers["Location"] == f"/c/{project.pk}/take-away/"
    page = reader.get(answer.headers["Location"]).content.decode()
    assert "60 rows are too many to draw while you wait; 20 are not." in page
    assert "1 level: 3 rows" in page
    assert body(fetch(reader, project, "pdf", level="1"))[:5] == b"%PDF-"


def test_when_others_print_the_page_says_so(reader, at, monkeypatch):
    project = installed(at.project)
    monkeypatch.setattr(take_away, "PATIENCE", 0)
    taken = [take_away.at_once.acquire(blocking=False) for _ in range(2)]
    try:
        assert taken == [True, True]
        answer = reader.get(f"/c/{project.pk}/take-away/schedule.pdf", follow=True)
        assert "Others are printing at this moment." in answer.content.decode()
    finally:
        for _ in taken:
            take_away.at_once.release()
    assert body(fetch(reader, project, "pdf"))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_nobody_else_gets_anything(client, at, suffix):
    project = installed(at.project)
    assert fetch(client, project, suffix).status_code == 302
    client.force_login(person("Nobody"))
    assert fetch(client, project, suffix).status_code == 404
    client.force_login(holder("Chief", at.portfolio, "portfolio_manager"))
    assert fetch(client, at.program, suffix).status_code == (404 if suffix in {"xml", "xer"} else 200)
    answer = fetch(client, project, suffix)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith(
        f'attachment; filename="Project r{project_revision(project)}.'
    )


def project_revision(project):
    return Component.objects.values_list("revision", flat=True).get(pk=project.pk)


def files_offered(page):
    """Formats for which the page has a button or a link."""
    found = re.findall(r'name="as" value="(\w+)"|take-away/schedule\.(\w+)"', page)
    return {button or link for button, link in found}


def test_the_page_offers_all_of_them(reader, at):
    project = installed(at.project)
    page = reader.get(f"/c/{project.pk}/take-away/").content.decode()
    assert files_offered(page) == set(SUFFIXES)
    assert f'href="/c/{project.pk}/take-away/"' in reader.get(f"/c/{project.pk}/schedule/").content.decode()
    of_program = reader.get(f"/c/{at.program.pk}/take-away/").content.decode()
    assert files_offered(of_program) == {"pdf", "png", "xlsx", "csv"}
    assert ("In your calendar" in of_program, "Back to the roadmap" in of_program) == (True, True)


@pytest.mark.slow
def test_ten_thousand_tasks_leave_in_seconds(reader, at):
    project = installed(at.project, big_plan(10_000))
    for suffix in ("xlsx", "csv", "xml", "xer"):
        began = time.perf_counter()
        assert len(body(fetch(reader, project, suffix))) > 100_000
        assert time.perf_counter() - began < 30, suffix
    assert fetch(reader, project, "pdf").headers["Location"] == f"/c/{project.pk}/take-away/"
    assert body(fetch(reader, project, "pdf", level="1"))[:5] == b"%PDF-"


def test_what_is_empty_has_an_empty_schedule_and_roadmap(reader, at):
    bare = create_component(SYSTEM, kind="program", name="Bare", parent=at.portfolio)
    for address in (f"components/{at.project.pk}/schedule", f"components/{bare.pk}/roadmap"):
        assert reader.get(f"/api/v1/{address}").json()["tasks"]["start"] == []


def test_streams_are_not_packed_piece_by_piece(client, at):
    """Chromium reads only the first of several packed pieces; the journey in the browser saw it."""
    project = installed(at.project)
    client.force_login(holder("Chief", at.portfolio, "portfolio_manager"))
    for suffix in ("csv", "xml", "xer"):
        address = f"/c/{project.pk}/take-away/schedule.{suffix}"
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "identity"
        assert body(answer) == body(client.get(address))


def test_only_who_takes_what_the_simulation_says_asks_for_it(reader, at):
    installed(at.project)
    for address in (".pdf", ".png", ".xlsx?columns=finish", ".csv?columns=name&columns=duration"):
        assert reader.get(f"/c/{at.project.pk}/take-away/schedule{address}").status_code == 200
        assert not Confidence.objects.filter(component=at.project).exists()
    reader.get(f"/c/{at.project.pk}/take-away/schedule.csv?columns=p80")
    assert Confidence.objects.get(component=at.project).wanted_at is not None
