"""The first page of each role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, person, tree
from factories.plans import small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.dependencies import link_tasks
from headway.app.actions.events import record
from headway.app.actions.memberships import grant_role
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.records import raise_record
from headway.app.actions.sprints import plan_sprint, start_sprint
from headway.app.actions.tasks import update_task
from headway.app.actions.workflows import set_workflow
from headway.app.models import ChangeSet, Membership, Record, Rollup, Sprint, Task
from headway.app.queries.clock import today_minutes
from headway.app.ui.first_page import FIRST_PAGE, PANELS

pytestmark = pytest.mark.django_db
ROLES = Membership.Role.values
MOST_QUERIES = 25


@pytest.fixture
def place():
    at = tree()
    for component in (at.project, at.sibling, at.elsewhere):
        install_plan(SYSTEM, component, small_plan())
    return at


def test_every_role_has_panels_and_every_panel_a_role():
    assert set(FIRST_PAGE) == set(ROLES)
    assert {name for names in FIRST_PAGE.values() for name in names} == set(PANELS)


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_of_a_role(place, client, role):
    someone = holder("Some One", place.program, role)
    client.force_login(someone)
    arrived = client.get("/")
    first = {"portfolio_manager": f"/c/{place.program.pk}/", "team_member": "/work/"}
    assert arrived.headers["Location"] == first.get(role, "/today/")
    with CaptureQueriesContext(connection) as spent:
        page = client.get("/today/")
    assert page.status_code == 200
    assert len(spent) <= MOST_QUERIES, [each["sql"][:150] for each in spent.captured_queries]
    assert page.text.count('<section class="panel"') == len(FIRST_PAGE[role])
    assert "Elsewhere" not in page.text


def test_operators_and_people_without_roles_find_their_way(place, client):
    client.force_login(person("Operator", is_superuser=True))
    assert client.get("/today/").headers["Location"] == "/"
    client.force_login(person("No Body"))
    assert client.get("/today/").status_code == 200
    assert "Today" in client.get("/").text


def test_several_roles_are_a_click_apart(place, client):
    someone = holder("Some One", place.program, "pmo")
    grant_role(SYSTEM, place.project, someone, "team_member")
    client.force_login(someone)
    assert "Plans that need attention" in client.get("/today/").text
    assert "Waiting for others" in client.get("/today/?as=team_member").text
    assert "Plans that need attention" in client.get("/today/?as=portfolio_manager").text


def test_my_work_is_mine(place, client):
    someone = holder("Some One", place.program, "team_member")
    client.force_login(someone)
    task = Task.objects.get(component=place.project, name="B")
    other = Task.objects.get(component=place.elsewhere, name="B")
    for each in (task, other):
        update_task(SYSTEM, each, owner=someone)
    now = today_minutes()
    Task.objects.filter(name__in=["A", "B"]).update(start=now + 480, finish=now + 1000)
    page = client.get("/today/").text
    assert page.count(f'href="/t/{task.pk}/"') == 2, "it runs this week, and waits for A"
    assert f"/t/{other.pk}/" not in page
    Task.objects.filter(pk=task.pk).update(start=now - 3000, finish=now - 1000)
    assert "Overdue <span" in client.get("/today/").text
    update_task(acting(someone), Task.objects.get(pk=task.pk), percent_complete=100)
    assert f"/t/{task.pk}/" not in client.get("/today/").text


def test_the_program_manager_sees_exceptions_and_hand_offs(place, client):
    client.force_login(holder("Some One", place.program, "program_manager"))
    Rollup.objects.filter(component=place.project).update(health="red", reasons=[{"id": "x", "text": "Why it is red"}])
    giver, taker = (
        Task.objects.get(component=place.project, name="C"),
        Task.objects.get(component=place.sibling, name="A"),
    )
    link_tasks(SYSTEM, giver, taker)
    Task.objects.filter(pk=taker.pk).update(total_float_minutes=-480)
    page = client.get("/today/").text
    assert "Why it is red" in page
    assert "Endangers" in page
    assert "Project gives Sibling" in page
    Rollup.objects.filter(component=place.project).update(health="green")
    Task.objects.filter(pk=taker.pk).update(total_float_minutes=480 * 50)
    page = client.get("/today/").text
    assert "Every project is on track." in page
    assert "No hand-off between projects" in page


def test_the_pmo_sees_plans_without_baseline_and_roles_that_end(place, client):
    client.force_login(holder("Some One", place.program, "pmo"))
    soon = timezone.localdate() + timedelta(days=3)
    grant_role(SYSTEM, place.project, person("Short Time"), "team_member", ends_on=soon)
    page = client.get("/today/").text
    assert "no baseline" in page
    line = page.split("Short Time</a>")[1].split("</li>")[0]
    assert ("<small>Project</small>" in line, f'datetime="{soon:%Y-%m-%d}"' in line) == (True, True)


def titles(page):
    """The panels in their order, those with lines."""
    sections = page.split('<section class="panel"')[1:]
    return [each.split("<h2")[1].split(">")[1].split("<")[0].strip() for each in sections if "<li>" in each]


def test_what_comes_later_than_promised_stands_first_for_the_product_manager(place, client):
    client.force_login(holder("Some One", place.program, "product_manager"))
    set_baseline(SYSTEM, place.project)
    assert "Every milestone ahead keeps its promised day." in client.get("/today/").text
    milestone = Task.objects.get(component=place.project, name="C")
    Task.objects.filter(pk=milestone.pk).update(finish=milestone.finish + 1440)
    page = client.get("/today/").text
    assert titles(page)[0] == "Later than promised"
    assert f'<a href="/t/{milestone.pk}/">C</a><small>Project · promised for 09 Jan 2026</small>' in page


def test_the_change_manager_sees_changes_decisions_and_what_users_would_feel(place, client):
    client.force_login(holder("Some One", place.program, "change_manager"))
    lead = acting(holder("Lead", place.program, "program_manager"))
    assert titles(client.get("/today/").text).count("Changes asked for and decided") == 0
    row = {"kind": "request", "component": place.project, "author": lead.person, "request": {"items": []}}
    ChangeSet.objects.create(name="More tests", state="proposed", report={"impact": {"days": 2, "moved": 3}}, **row)
    ChangeSet.objects.create(name="Not yet asked", state="draft", **row)
    ChangeSet.objects.create(name="Long ago", state="merged", decided_at=timezone.now() - timedelta(days=40), **row)
    raise_record(lead, place.project, "risk", title="Slow", probability=0.5, details={"impact_quality": "high"})
    raise_record(lead, place.project, "risk", title="Dear", probability=0.5, details={"impact_cost": "high"})
    decision = raise_record(lead, place.project, "decision", title="So be it")
    Record.objects.filter(pk=decision.pk).update(closed_at=timezone.now())
    page = client.get("/today/").text
    assert titles(page)[:2] == ["Changes asked for and decided", "Decided lately"]
    assert "Project · waits for approval · +2 days, 3 tasks move" in page
    assert ["So be it" in page, "Slow" in page] == [True, True]
    assert [word for word in ("Not yet asked", "Long ago", "Dear") if word in page] == []


def test_the_scrum_master_sees_boards_with_their_limits_and_what_is_blocked(place, client):
    client.force_login(holder("Some One", place.project, "scrum_master"))
    page = client.get("/today/").text
    assert "To do 3 · In progress 0 · Review 0" in page
    assert titles(page)[0] == "Boards"
    lead = acting(holder("Lead", place.project, "project_manager"))
    set_workflow(lead, place.project, [
        {"name": "Open", "kind": "todo"}, {"name": "Doing", "kind": "doing", "limit": 1}, {"name": "Done", "kind": "done"},
    ])  # fmt: skip
    tasks = list(Task.objects.filter(component=place.project, name__in=["A", "B"]).values_list("pk", flat=True))
    started = [{"op": "card", "tasks": tasks[:1], "column": "doing"}]
    edit_plan(lead, place.project, [*started, {"op": "block", "tasks": tasks[:1], "reason": "The crane is away"}])
    page = client.get("/today/").text
    assert (f'<a href="/c/{place.project.pk}/board/">Project</a><small>Open 2 · Doing 1 of 1</small>' in page,
            "over its limit" in page, "Project · The crane is away" in page) == (True, False, True)  # fmt: skip
    edit_plan(lead, place.project, [{"op": "card", "tasks": tasks[1:], "column": "doing"}])
    page = client.get("/today/").text
    assert ("Open 1 · Doing 2 of 1" in page, "over its limit" in page) == (True, True)


def test_what_starts_is_told_with_the_day_of_its_start(place, client):
    client.force_login(holder("Some One", place.project, "scrum_master"))
    now = today_minutes()
    Task.objects.filter(component=place.project, name="A").update(critical=True, start=now, finish=now + 30 * 1440)
    line = client.get("/today/").text.split("Critical starts")[1].split(">A</a>")[1].split("</li>")[0]
    assert f'datetime="{timezone.localdate():%Y-%m-%d}"' in line


def test_an_opportunity_is_never_red(place, client):
    client.force_login(holder("Some One", place.project, "project_manager"))
    lead = acting(holder("Lead", place.project, "project_manager"))
    for sign in ("threat", "opportunity"):
        raise_record(lead, place.project, "risk", title=f"A {sign}", sign=sign, probability=0.9,
                     details={"impact_cost": "very high"})  # fmt: skip
    listed = client.get("/today/").text.split("Threats and opportunities")[1].split("</ul>")[0].split("</li>")
    marks = {name: mark for each in listed for name in ("threat", "opportunity") for mark in ("red", "green")
             if f"A {name}" in each and f'class="rag {mark}"' in each}  # fmt: skip
    assert marks == {"threat": "red", "opportunity": "green"}


def test_a_recalculation_that_moved_nothing_is_not_told(place, client):
    client.force_login(holder("Some One", place.project, "project_manager"))
    for moved in (0, 2):
        record(SYSTEM, place.project, "schedule.recalculated", place.project, summary=f"{moved} of them moved",
               before={"finish": 1}, after={"finish": 1, "moved": moved})  # fmt: skip
    moves = client.get("/today/").text.split("Moved since yesterday")[1].split("</section>")[0]
    assert ("2 of them moved" in moves, "0 of them moved" in moves) == (True, False)


def test_the_scrum_master_sees_each_running_sprint_and_what_stands_in_its_way(place, client):
    client.force_login(holder("Some One", place.program, "scrum_master"))
    assert "No sprint is running on your boards." in client.get("/today/").text
    today = timezone.localdate()
    for component in (place.project, place.elsewhere):
        sprint = plan_sprint(SYSTEM, component, start=today, finish=today + timedelta(days=9))
        tasks = list(component.tasks.exclude(kind="summary").values_list("pk", flat=True))
        edit_plan(SYSTEM, component, [{"op": "sprint", "tasks": tasks, "sprint": sprint.pk}])
        start_sprint(SYSTEM, sprint)
    update_task(SYSTEM, Task.objects.get(component=place.project, name="A"), percent_complete=100)
    page = client.get("/today/").text
    assert page.count("Sprint 1</a>") == 1
    left = sum((today + timedelta(days=number)).weekday() < 5 for number in range(10))
    assert f"3 done · {left} working days left</small>" in page
    raise_record(SYSTEM, place.project, "issue", title="No test data", details={"type": "impediment"})
    raise_record(SYSTEM, place.project, "issue", title="A defect", details={"type": "problem"})
    assert f"1 of 3 done · {left} working days left · impediments open: 1" in client.get("/today/").text
    Sprint.objects.update(start=today - timedelta(days=40), finish=today - timedelta(days=14))
    assert "ended 10 working days ago" in client.get("/today/").text
