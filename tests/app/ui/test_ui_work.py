"""My work, the week of time, the pages of the board: what people find there and what their reports do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import big_plan, small_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.time_entries import report_time
from headway.app.bridge.cell_hours import hours_text, worked_minutes
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.bridge.live_plans import shelf
from headway.app.models import Assignment, Comment, Component, Person, Resource, Task, TimeEntry
from headway.app.queries.clock import DAY, today_minutes
from headway.app.queries.workflow import workflow_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _empty():
    shelf.clear()


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.sibling):
        install_plan(SYSTEM, component, small_plan())
    at.member = holder("Member", at.program, "team_member")
    Task.objects.filter(component__in=[at.project, at.sibling], name__in=["A", "B"]).update(owner=at.member)
    at.task = Task.objects.get(component=at.project, name="A")
    return at


@pytest.fixture
def member(place, client):
    client.force_login(place.member)
    return client


def group(page, key):
    return page.split(f'id="group-{key}"')[1].split("</section>")[0]


def act(client, task, name, **values):
    return client.post(f"/work/{task.pk}/", {"act": name, **values}, headers=HTMX)


# ---------------------------------------------------------------------- tasks


def test_own_tasks_of_all_projects_stand_where_their_dates_say(place, member):
    today = today_minutes()
    dates = {("Project", "A"): -9, ("Project", "B"): 0, ("Sibling", "A"): 40, ("Sibling", "B"): 60}
    for (component, name), days in dates.items():
        start = today + days * DAY
        Task.objects.filter(component__name=component, name=name).update(start=start, finish=start + DAY)
    page = member.get("/work/").text
    rows = {key: group(page, key).count("<li class=") for key in ("overdue", "today", "week", "ready", "later")}
    assert rows == {"overdue": 1, "today": 1, "week": 0, "ready": 0, "later": 2}
    assert "waits for others" in group(page, "today")
    folded = [group(page, key).split("<details")[0].count('name="hours"') for key in ("today", "later")]
    assert folded == [1, 0], "what is far away is reported on only by whoever unfolds it"
    Task.objects.filter(component=place.sibling, name="A").update(percent_complete=100)
    assert "everything before it is done" in group(member.get("/work/").text, "ready")


def test_nobody_elses_tasks_are_there(place, client):
    client.force_login(holder("Other", place.program, "team_member"))
    assert "No task is yours" in client.get("/work/").text
    assert client.get("/work/").text.count('<li class="work"') == 0


def test_start_progress_done(place, member):
    row = act(member, place.task, "start")
    assert (row.status_code, "Started." in row.text, "Start</button>" in row.text) == (200, True, False)
    task = Task.objects.get(pk=place.task.pk)
    assert (task.actual_start is not None, task.board_column) == (True, "in-progress")
    act(member, place.task, "progress", percent="40", remaining="2d")
    task.refresh_from_db()
    assert (task.percent_complete, task.remaining_minutes) == (40, 960)
    assert "Done." in act(member, place.task, "done").text
    task.refresh_from_db()
    assert (task.percent_complete, task.actual_finish is not None, task.board_column) == (100, True, "done")


@pytest.mark.parametrize(("language", "hours"), [("de-DE,en;q=0.5", 1250), ("en-US", 1.25)])
def test_what_is_left_is_read_as_the_reader_writes_numbers(place, member, language, hours):
    member.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    act(member, place.task, "progress", remaining="1.250h")
    assert Task.objects.get(pk=place.task.pk).remaining_minutes == hours * 60


def test_percent_alone_begins_a_task_and_a_hundred_ends_it(place, member):
    act(member, place.task, "progress", percent="25")
    task = Task.objects.get(pk=place.task.pk)
    assert (task.percent_complete, task.actual_start is not None) == (25, True)
    act(member, place.task, "progress", percent="100")
    task.refresh_from_db()
    assert task.actual_finish is not None


def test_blocked_note_and_time_in_the_row(place, member):
    assert "Say what it is waiting for." in act(member, place.task, "block", reason=" ").text
    assert "■ Blocked since" in act(member, place.task, "block", reason="No crane").text
    assert "■ Blocked" not in act(member, place.task, "unblock").text
    act(member, place.task, "note", note="Half of the cables are in")
    assert Comment.objects.get().object_id == place.task.pk
    row = act(member, place.task, "time", hours="1:30")
    assert 'value="1.5"' in row.text
    assert TimeEntry.objects.get().minutes == 90
    wrong = act(member, place.task, "time", hours="soon")
    assert "is not a duration" in wrong.text
    assert TimeEntry.objects.get().minutes == 90


def test_without_a_script_the_page_comes_back(place, member):
    answer = member.post(f"/work/{place.task.pk}/", {"act": "block", "reason": ""}, follow=True)
    assert answer.redirect_chain == [("/work/", 302)]
    assert "Say what it is waiting for." in answer.text


def test_tasks_of_others_are_not_reported_on(place, member):
    other = Task.objects.get(component=place.project, name="C")
    for name in ("start", "done", "block", "time"):
        assert act(member, other, name, reason="x", hours="1").status_code == 403
    assert not TimeEntry.objects.exists()
    assert Task.objects.get(pk=other.pk).actual_start is None


def test_the_page_costs_the_same_with_many_tasks(place, member):
    def spent():
        with CaptureQueriesContext(connection) as queries:
            member.get("/work/")
        return len(queries)

    few = spent()
    install_plan(SYSTEM, place.operation, big_plan(120))
    Task.objects.filter(component=place.operation).update(owner=place.member)
    Component.objects.filter(pk=place.operation.pk).update(parent=place.program)
    assert spent() <= few <= 25


# ---------------------------------------------------------------------- time


def test_the_week_shows_what_was_reported_and_what_runs(place, member):
    today = timezone.localdate()
    report_time(acting(place.member), place.task, today, 90)
    page = member.get("/work/week/").text
    assert page.count("<tr data-task=") == 1
    assert f'data-day="{today}" data-minutes="90" data-version="1" value="1.5"' in page
    before = member.get(f"/work/week/?week={today - timedelta(days=7)}").text
    assert 'value="1.5"' not in before
    for odd in ("nonsense", "0001-01-01", "9999-12-31"):
        assert f'data-day="{today}"' in member.get(f"/work/week/?week={odd}").text


def cell(place, day, hours, version):
    return {"task": place.task.pk, "day": str(day), "hours": hours, "version": version}


def test_a_cell_is_saved_told_and_kept_from_two_windows(place, member):
    today = timezone.localdate()
    saved = member.post("/work/time/", cell(place, today, "1,5", 0))
    assert saved.json() == {"minutes": 90, "hours": "1.5", "version": 1}
    stale = member.post("/work/time/", cell(place, today, "2", 0))
    assert (stale.status_code, stale.json()["hours"], stale.json()["version"]) == (409, "1.5", 1)
    assert member.post("/work/time/", cell(place, today, "", 1)).json() == {"minutes": 0, "hours": "", "version": 0}
    for day, hours in ((today, "25"), (today + timedelta(days=1), "1"), ("someday", "1"), (today, "x")):
        wrong = member.post("/work/time/", cell(place, day, hours, 0))
        assert (wrong.status_code, bool(wrong.json()["error"])) == (422, True)
    assert not TimeEntry.objects.exists()


def test_people_of_one_name_are_two_lines(place, client):
    other = holder("Second", place.project, "team_member")
    Person.objects.filter(pk=other.pk).update(name="Member")
    other.refresh_from_db()
    Task.objects.filter(pk=place.task.pk).update(owner=None)
    resources = [Resource.objects.create(component=place.project, uid=uid, name="R", person=each)
                 for uid, each in enumerate((place.member, other), 1)]  # fmt: skip
    for uid, resource in enumerate(resources, 1):
        Assignment.objects.create(component=place.project, uid=uid, task=place.task, resource=resource)
    for who in (place.member, other):
        report_time(acting(who), place.task, timezone.localdate(), 60)
    client.force_login(holder("Manager", place.project, "project_manager"))
    lines = client.get(f"/c/{place.project.pk}/time/").text.count("<td>Member</td>")
    assert lines == 4, "two of hours, and the week of each"


def test_who_manages_reads_all_time_and_others_their_own(place, client):
    report_time(acting(place.member), place.task, timezone.localdate(), 90)
    for role, seen in (("project_manager", True), ("program_manager", True), ("stakeholder", False), ("pmo", False)):
        client.force_login(holder(role, place.program, role))
        for component in (place.project, place.program):
            assert ("<td>Member</td>" in client.get(f"/c/{component.pk}/time/").text) is seen, role
    client.force_login(place.member)
    assert "<td>Member</td>" in client.get(f"/c/{place.project.pk}/time/").text


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 0), ("2", 120), ("1.5", 90), ("1,5", 90), ("1:30", 90), ("90m", 90), ("1d", 480)]
)
def test_hours_as_people_type_them(place, text, minutes):
    assert worked_minutes(text, place.project) == minutes


def test_hours_that_nobody_can_read(place):
    for text in ("soon", "1:75", "--"):
        with pytest.raises(Unreadable):
            worked_minutes(text, place.project)
    assert [hours_text(minutes) for minutes in (0, 60, 90, 100)] == ["", "1", "1.5", "1.67"]


# ---------------------------------------------------------------------- board


def test_the_board_is_a_part_of_a_plan_and_its_columns_of_everything(place, client):
    client.force_login(holder("Manager", place.project, "project_manager"))
    page = client.get(f"/c/{place.project.pk}/board/").text
    assert f'data-url="/api/v1/plans/{place.project.pk}"' in page
    assert "data-shape-url" in page
    client.force_login(holder("Reader", place.program, "stakeholder"))
    assert "data-shape-url" not in client.get(f"/c/{place.project.pk}/board/").text
    assert client.get(f"/c/{place.program.pk}/board/").headers["Location"] == f"/c/{place.program.pk}/board/columns/"
    table = client.get(f"/c/{place.project.pk}/board/columns/").text.split("<table")[1].split("</table>")[0]
    assert ("In progress" in table, "<input" in table) == (True, False)


def form(component, names, **more):
    lines = [("", name, "doing", "") for name in names]
    lines[0], lines[-1] = ("", names[0], "todo", ""), ("", names[-1], "done", "")
    sent = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": 0, "version": component.version, **more}
    for at, (key, name, kind, limit) in enumerate(lines):
        sent |= {f"form-{at}-{field}": value for field, value in
                 (("place", len(lines) - at if name == "Last but first" else at + 1), ("key", key), ("name", name),
                  ("kind", kind), ("limit", limit))}  # fmt: skip
    return sent


def test_columns_are_shaped_and_inherited_again(place, client):
    client.force_login(holder("Scrum", place.project, "scrum_master"))
    address = f"/c/{place.project.pk}/board/columns/"
    component = Component.objects.get(pk=place.project.pk)
    client.post(address, form(component, ["Ideas", "", "Build", "Shipped"], refuses="1"))
    workflow = workflow_of(place.project)
    assert ([each.name for each in workflow.columns], workflow.refuses) == (["Ideas", "Build", "Shipped"], True)
    stale = client.post(address, form(component, ["A", "B", "C"]), follow=True)
    assert "changed by someone else" in stale.text
    wrong = client.post(address, form(component, ["A", "B", "C"]) | {"form-0-limit": "0"})
    assert wrong.status_code == 422
    refused = client.post(address, form(component, ["A", "a", "C"]) | {"version": ""}, follow=True)
    assert "Two columns have the same name." in refused.text
    client.post(address, {"inherit": "1"})
    assert [each.name for each in workflow_of(place.project).columns] == ["To do", "In progress", "Review", "Done"]


def test_readers_do_not_shape_the_board(place, client):
    client.force_login(holder("Reader", place.project, "stakeholder"))
    component = Component.objects.get(pk=place.project.pk)
    assert client.post(f"/c/{component.pk}/board/columns/", form(component, ["A", "B", "C"])).status_code == 403
