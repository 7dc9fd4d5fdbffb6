"""What moved since a day, a report or a baseline: which tasks, by how much, because of whose change, along which way."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from factories.people import SYSTEM, acting, holder, tree
from factories.plans import MONDAY, big_plan, small_plan
from headway.app.actions.baselines import set_baseline
from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.actions.events import as_of
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plan_snapshots import keep_plans, thin_out
from headway.app.actions.plans import install_plan
from headway.app.actions.reports import draft_report, send_report
from headway.app.actions.tasks import delete_task, update_task
from headway.app.bridge.moved.differences import differences
from headway.app.bridge.recalculate import recalculate
from headway.app.bridge.reports.snapshot import take
from headway.app.models import Baseline, BaselineTask, Dependency, PlanSnapshot, Task
from headway.app.worker.nightly import keep_changed_plans
from headway.formats.document import BaselineDoc

DAY = 1440
YESTERDAY = timedelta(days=1)


def at(day: int, hour: int = 8) -> int:
    """Return a minute of January 2026."""
    return int((datetime(2026, 1, day, hour) - datetime(1970, 1, 1)).total_seconds()) // 60


@pytest.fixture
def place(db):
    place = tree()
    install_plan(SYSTEM, place.project, small_plan())
    install_plan(SYSTEM, place.sibling, small_plan("Other"))
    place.maja = holder("Maja", place.project, "project_manager")
    return place


def night(days_ago: int = 1) -> date:
    """Keep the plans as at the end of a day; return the day."""
    day = timezone.localdate() - timedelta(days=days_ago)
    midnight = timezone.make_aware(datetime.combine(day + YESTERDAY, datetime.min.time()))
    keep_plans(day, midnight)
    return day


def task(component, name):
    return Task.objects.get(component=component, name=name)


def ask(person, component, **asked):
    client = Client()
    client.force_login(person)
    return client.get(f"/api/v1/plans/{component.pk}/moved", asked)


def moved(place, **asked):
    answer = ask(place.maja, place.project, **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def slip(place, name="A", days=3):
    """Let a task take longer, as Maja."""
    row = task(place.project, name)
    edit = {"op": "set", "tasks": [row.pk], "values": {"duration_minutes": row.duration_minutes + days * 480}}
    edit_plan(acting(place.maja), place.project, [edit])


def test_a_slip_of_three_days_moves_exactly_these_tasks_and_names_that_change(place):
    day = night()
    slip(place)
    told = moved(place, since=day.isoformat())
    assert {each["name"]: (each["start_days"], each["finish_days"]) for each in told["moved"]} == {
        "A": (0.0, 3.0), "B": (3.0, 3.0), "C": (3.0, 3.0),
    }  # fmt: skip
    a = task(place.project, "A")
    for each in told["moved"]:
        (cause,) = each["causes"]
        assert (cause["text"], cause["task"], cause["who"]) == ("A was extended by 3 days", a.pk, "Maja")
        assert cause["event"] is not None
        assert each["proved"] is True
    ways = {each["name"]: [step["name"] for step in each["path"]] for each in told["moved"]}
    assert ways == {"A": [], "B": ["A", "B"], "C": ["A", "B", "C"]}
    b = next(each for each in told["moved"] if each["name"] == "B")
    assert (b["start_before"], b["finish_before"]) == (at(8), at(9, 17))
    assert (b["start_after"], b["finish_after"]) == (at(13), at(14, 17))
    assert told["finish"] == {"before": at(9, 17), "after": at(14, 17), "days": 3.0}
    assert told["counts"] == {"moved": 3, "later": 3, "earlier": 0, "added": 0, "removed": 0, "duration": 1, "cost": 0}


def test_the_outlines_are_the_earlier_dates_of_all_that_stands_elsewhere_summaries_too(place):
    night()
    slip(place)
    ghosts = moved(place)["ghosts"]
    names = dict(Task.objects.filter(pk__in=ghosts["id"]).values_list("pk", "name"))
    dates = {names[pk]: pair for pk, *pair in zip(ghosts["id"], ghosts["start"], ghosts["finish"], strict=True)}
    assert dates == {"Phase": [at(5), at(9, 17)], "A": [at(5), at(7, 17)], "B": [at(8), at(9, 17)],
                     "C": [at(9, 17), at(9, 17)]}  # fmt: skip


def test_the_farthest_comes_first_and_each_has_its_own_cause(place):
    other = task(place.project, "C")
    night()
    slip(place, "A", 1)
    slip(place, "B", 4)
    told = moved(place)
    assert [each["name"] for each in told["moved"]] == ["B", "C", "A"]
    causes = {each["name"]: [cause["text"] for cause in each["causes"]] for each in told["moved"]}
    assert causes["A"] == ["A was extended by 1 day"]
    assert causes["C"] == ["A was extended by 1 day", "B was extended by 4 days"]
    assert told["moved"][1]["task"] == other.pk


def test_earlier_is_negative(place):
    night()
    slip(place, "A", -1)
    told = moved(place)
    assert {each["finish_days"] for each in told["moved"]} == {-1.0}
    assert (told["finish"]["days"], told["counts"]["earlier"]) == (-1.0, 3)


def test_a_link_that_went_and_one_that_came_are_causes_with_their_author(place):
    extra = [
        {"op": "insert", "after": task(place.project, "B").pk, "rows": [{"cells": {"name": "D", "duration": "4d"}}]}
    ]
    edit_plan(acting(place.maja), place.project, extra)
    night()
    dependency = Dependency.objects.get(predecessor=task(place.project, "A"), successor=task(place.project, "B"))
    unlink_tasks(acting(place.maja), dependency)
    link_tasks(acting(place.maja), task(place.project, "D"), task(place.project, "B"))
    recalculate([place.project.pk])
    b = next(each for each in moved(place)["moved"] if each["name"] == "B")
    (cause,) = b["causes"]
    assert (cause["text"], cause["who"]) == ("the link D → B (finish-to-start) was added", "Maja")
    assert (cause["task"], b["proved"]) == (b["task"], True)


def test_what_came_and_went_is_listed_apart(place):
    night()
    edit_plan(acting(place.maja), place.project,
              [{"op": "insert", "rows": [{"cells": {"name": "New", "duration": "1d"}}]}])  # fmt: skip
    delete_task(acting(place.maja), task(place.project, "C"))
    recalculate([place.project.pk])
    told = moved(place)
    assert [each["name"] for each in told["added"]] == ["New"]
    assert [each["name"] for each in told["removed"]] == ["C"]
    assert told["totals"]["tasks"] == {"before": 3, "after": 3}


def test_nothing_moved_is_an_answer(place):
    night()
    told = moved(place)
    assert (told["moved"], told["ghosts"]["id"], told["finish"]["days"]) == ([], [], 0.0)


def test_a_change_of_another_plan_is_told_without_naming_what_the_reader_may_not_see(place):
    link_tasks(SYSTEM, task(place.sibling, "B"), task(place.project, "A"))
    recalculate([place.project.pk])
    Task.objects.filter(component=place.sibling).update(name="Secret")
    night()
    row = Task.objects.filter(component=place.sibling, kind="task").order_by("position").last()
    update_task(SYSTEM, row, duration_minutes=row.duration_minutes + 960)
    recalculate([place.sibling.pk])
    answer = ask(place.maja, place.project)
    assert b"Secret" not in answer.content
    told = answer.json()
    assert {each["name"] for each in told["moved"]} == {"A", "B", "C"}
    (cause,) = told["moved"][0]["causes"]
    assert (cause["text"], cause["task"]) == ("a hand-off from another plan moved", None)


# ------------------------------------------------------------------ which state is compared


def test_a_day_without_a_change_is_the_day_before(place):
    night(5)
    slip(place)
    told = moved(place, since=(timezone.localdate() - timedelta(days=3)).isoformat())
    assert told["counts"]["moved"] == 3
    assert told["since"]["notes"] == []


def test_it_is_said_which_day_is_really_compared(place):
    with as_of(timezone.now() - timedelta(days=10)):
        slip(place)
    day = night(1)
    long_ago = day - timedelta(days=30)
    since = moved(place, since=long_ago.isoformat())["since"]
    assert since["day"] == long_ago.isoformat()
    assert f"Of the end of {long_ago.day} {long_ago:%B %Y} nothing was kept." in since["notes"][0]


def test_the_last_report_and_a_day_that_only_a_report_kept(place):
    sent = send_report(SYSTEM, draft_report(SYSTEM, place.project, kind="daily"))
    slip(place)
    told = moved(place, since="report")
    assert told["counts"]["moved"] == 3
    assert told["since"]["name"] == "the last daily report"
    assert datetime.fromisoformat(told["since"]["at"]) == sent.sent_at


def test_a_state_that_kept_dates_alone_says_nothing_of_durations_and_costs(place):
    Task.objects.filter(name="A").update(cost=100)
    new = {task.id: task for task in take(place.project).tasks}
    old = {pk: msgspec.structs.replace(task, duration=None, cost=None) for pk, task in new.items()}
    found = differences(place.project, old, new)
    assert (found.changed, found.totals["duration"], found.totals["cost"]) == ([], (None, 5 * 480), (None, 100))


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("yesterday", "Nothing was kept of this plan on any day yet."),
        ("report", "No report of this plan was sent yet."),
        ("baseline-987654", "This plan has no such baseline."),
        ("2999-01-01", "That day is not over yet."),
        ("2026-02-31", "2026-02-31 is no day."),
        ("1066-10-14", "That day is too long ago."),
    ],
)
def test_what_cannot_be_compared_is_said_with_what_to_do(place, asked, title):
    answer = ask(place.maja, place.project, since=asked)
    assert (answer.status_code, answer.json()["error"]["title"]) == (422, title)
    assert answer.json()["error"]["remedy"]


def test_a_baseline_of_another_plan_is_none_of_this_one(place):
    other = set_baseline(SYSTEM, place.elsewhere if place.elsewhere.tasks.exists() else place.sibling)
    assert ask(place.maja, place.project, since=f"baseline-{other.pk}").status_code == 422


def test_words_that_mean_nothing_are_refused(place):
    assert ask(place.maja, place.project, since="tomorrow").status_code == 422
    assert ask(place.maja, place.program).status_code in {404, 422}


# ------------------------------------------------------------------ baselines


def test_two_baselines_are_compared_and_one_with_today(place):
    Task.objects.filter(component=place.project, name="A").update(cost=Decimal(100))
    first = set_baseline(acting(place.maja), place.project, name="Contract")
    slip(place)
    Task.objects.filter(component=place.project, name="A").update(cost=Decimal(150))
    second = set_baseline(acting(place.maja), place.project, name="Agreed")
    slip(place, "B", 1)
    between = moved(place, since=f"baseline-{first.pk}", until=f"baseline-{second.pk}")
    assert between["finish"]["days"] == 3.0
    assert between["totals"]["duration"] == {"before": 5 * 480, "after": 8 * 480}
    assert between["totals"]["cost"] == {"before": "100.00", "after": "150.00"}
    (changed,) = between["changed"]
    assert (changed["name"], changed["duration_before"], changed["duration_after"]) == ("A", 1440, 2880)
    assert (changed["cost_before"], changed["cost_after"]) == ("100.00", "150.00")
    assert {each["causes"][0]["text"] for each in between["moved"]} == {"A was extended by 3 days"}
    today = moved(place, since=f"baseline-{second.pk}")
    assert {each["name"]: each["finish_days"] for each in today["moved"]} == {"B": 1.0, "C": 1.0}
    assert {each["causes"][0]["text"] for each in today["moved"]} == {"B was extended by 1 day"}


def test_a_deleted_task_is_still_in_the_baseline_that_was_set_before(place):
    first = set_baseline(acting(place.maja), place.project, name="Contract")
    delete_task(acting(place.maja), task(place.project, "C"))
    told = moved(place, since=f"baseline-{first.pk}")
    assert [each["name"] for each in told["removed"]] == ["C"]


def test_a_baseline_of_a_file_tells_dates_and_what_drives_them(place):
    document = small_plan("Filed")
    for row, days in zip(document.tasks[1:3], ((0, 3), (3, 5)), strict=True):
        row.baselines = [BaselineDoc(0, MONDAY + timedelta(days=days[0]),
                                     MONDAY + timedelta(days=days[1] - 1, hours=9), 480)]  # fmt: skip
    install_plan(SYSTEM, place.elsewhere, document)
    place.project = place.elsewhere
    place.maja = holder("Maja E", place.elsewhere, "project_manager")
    filed = Baseline.objects.get(component=place.elsewhere)
    slip(place)
    told = moved(place, since=f"baseline-{filed.pk}")
    assert told["since"]["notes"][0].startswith("This baseline came with a file")
    b = next(each for each in told["moved"] if each["name"] == "B")
    assert (b["finish_days"], b["proved"]) == (3.0, False)
    assert [step["name"] for step in b["path"]] == ["A", "B"]
    assert (b["causes"][0]["task"], b["causes"][0]["who"]) == (task(place.project, "A").pk, "Maja E")


# ------------------------------------------------------------------ what is kept


def test_a_night_keeps_only_what_changed(place):
    due = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    assert keep_changed_plans(due)["kept"] == 2
    assert keep_changed_plans(due + YESTERDAY)["kept"] == 0
    slip(place)
    assert keep_changed_plans(due + 2 * YESTERDAY)["kept"] == 1
    days = PlanSnapshot.objects.filter(component=place.project).order_by("day").values_list("day", flat=True)
    assert list(days) == [due.date() - YESTERDAY, due.date() + YESTERDAY]


def test_a_plan_that_another_one_moved_is_kept_too(place):
    link_tasks(SYSTEM, task(place.sibling, "B"), task(place.project, "A"))
    recalculate([place.project.pk])
    night(2)
    row = task(place.sibling, "A")
    edit_plan(SYSTEM, place.sibling, [{"op": "set", "tasks": [row.pk], "values": {"duration_minutes": 5 * 480}}])
    assert keep_plans(timezone.localdate() - YESTERDAY, timezone.now()) == 2


def test_what_is_old_is_thinned_out_to_one_a_week_and_then_goes(place):
    today = date(2026, 11, 28)
    for back in range(500):
        PlanSnapshot.objects.create(component=place.project, day=today - timedelta(days=back), revision=1,
                                    taken_at=timezone.now(), payload=b"")  # fmt: skip
    set_baseline(SYSTEM, place.project)
    thin_out(today)
    kept = list(PlanSnapshot.objects.filter(baseline=None).order_by("-day").values_list("day", flat=True))
    assert kept[:36] == [today - timedelta(days=back) for back in range(36)]
    assert all(day.weekday() == 6 for day in kept[37:])
    assert kept[-1] >= today - timedelta(days=400)
    assert PlanSnapshot.objects.filter(day=None).count() == 1


def test_many_tasks_cost_as_many_queries_as_a_few(place, django_assert_max_num_queries):
    install_plan(SYSTEM, place.elsewhere, big_plan(2000, baseline=False))
    night()
    row = Task.objects.filter(component=place.elsewhere, kind="task").order_by("position").first()
    edit_plan(SYSTEM, place.elsewhere, [{"op": "set", "tasks": [row.pk], "values": {"duration_minutes": 9 * 480}}])
    client = Client()
    client.force_login(holder("Elsa", place.elsewhere, "project_manager"))
    with django_assert_max_num_queries(25):
        told = client.get(f"/api/v1/plans/{place.elsewhere.pk}/moved").json()
    assert told["counts"]["moved"] > 500
    assert len(told["moved"]) == 200
    paths = [each["path"] for each in told["moved"]]
    assert max(map(len, paths)) == 12
    assert any(path[-2]["name"].endswith(" more") for path in paths if len(path) == 12)
    assert {each["causes"][0]["text"] for each in told["moved"]} == {
        f"{row.name} was extended by {9 - row.duration_minutes // 480} days"
    }
    assert BaselineTask.objects.filter(component=place.elsewhere).count() == 0
