"""What is computed of sprints: the burn-down, what the pace leaves, velocity, and when the backlog is done."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from factories.people import SYSTEM, tree
from factories.plans import small_plan
from headway.app.actions.events import as_of
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.plans import install_plan
from headway.app.actions.sprints import close_sprint, plan_sprint, start_sprint
from headway.app.bridge.sprint_forecast import forecast_of
from headway.app.bridge.sprints import account_of, days_of
from headway.app.models import Sprint, Task
from headway.app.queries.clock import now_minutes
from headway.app.queries.sprints import days_left

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
HOUR = 60


def noon(day):
    return datetime.combine(day, time(12), UTC)


@pytest.fixture
def place():
    at = tree()
    install_plan(SYSTEM, at.project, small_plan())
    rows = [Task(component=at.project, uid=100 + number, position=100 + number, name=f"T{number}", duration_minutes=4 * HOUR)
            for number in range(10)]  # fmt: skip
    Task.objects.bulk_create(rows)
    Task.objects.exclude(name__startswith="T").update(active=False)
    return at


def put(place, sprint, numbers):
    tasks = list(Task.objects.filter(name__in=[f"T{number}" for number in numbers]).values_list("pk", flat=True))
    edit_plan(SYSTEM, place.project, [{"op": "sprint", "tasks": tasks, "sprint": sprint and sprint.pk}])


def done(number, day):
    Task.objects.filter(name=f"T{number}").update(actual_finish=now_minutes(noon(day)), percent_complete=100)


def run(place, monday, numbers):
    """Start a sprint of two weeks with some tasks."""
    with as_of(noon(monday)):
        sprint = plan_sprint(SYSTEM, place.project, start=monday, finish=monday + timedelta(days=11))
        put(place, sprint, numbers)
        return start_sprint(SYSTEM, sprint)


def test_the_burn_down_follows_what_is_done_added_and_removed_each_working_day(place):
    sprint = run(place, MONDAY, range(6))
    done(0, MONDAY)
    done(1, MONDAY + timedelta(days=5))  # a Saturday: told on Monday
    with as_of(noon(MONDAY + timedelta(days=2))):
        put(place, sprint, [6])
    with as_of(noon(MONDAY + timedelta(days=3))):
        put(place, None, [5])
    account = account_of(sprint, noon(MONDAY + timedelta(days=7)))
    assert [day.weekday() for day in account.days] == [0, 1, 2, 3, 4] * 2
    hours = [None if each is None else each / HOUR for each in account.remaining]
    assert hours == [20, 20, 24, 20, 20, 16, None, None, None, None]
    assert [round(each / HOUR, 1) for each in account.ideal] == [21.6, 19.2, 16.8, 14.4, 12, 9.6, 7.2, 4.8, 2.4, 0]
    assert (account.committed.tasks, account.added.tasks, account.removed.tasks) == (6, 1, 1)
    assert (account.done.tasks, account.left.tasks, account.days_left) == (2, 4, 5)


def test_a_pace_is_told_from_the_third_day_and_says_how_many_will_be_left(place):
    sprint = run(place, MONDAY, range(8))
    done(0, MONDAY)
    assert account_of(sprint, noon(MONDAY + timedelta(days=1))).at_pace is None
    # One of eight in three days; seven more days do 2 1/3 of the seven that are left.
    assert account_of(sprint, noon(MONDAY + timedelta(days=2))).at_pace == 5
    for number in range(1, 5):
        done(number, MONDAY + timedelta(days=3))
    assert account_of(sprint, noon(MONDAY + timedelta(days=3))).at_pace == 0


def test_a_sprint_over_its_end_goes_on_and_one_of_a_weekend_counts_all_days(place):
    sprint = run(place, MONDAY, range(2))
    over = days_of(sprint, MONDAY + timedelta(days=14))
    account = account_of(sprint, noon(over[-1]))
    assert (over[-1], account.days_left) == (MONDAY + timedelta(days=14), -1)
    assert (len(account.days), account.remaining[-1]) == (11, 8 * HOUR)
    assert [round(each) for each in account.ideal[-3:]] == [48, 0, 0], "the line ends on the last planned day"
    weekend = Sprint(component=place.project, start=MONDAY + timedelta(days=5), finish=MONDAY + timedelta(days=6))
    assert len(days_of(weekend, MONDAY)) == 2


def test_days_that_are_left_are_those_on_which_it_is_worked():
    def works(day):
        return day.weekday() < 5

    sprint = Sprint(start=MONDAY, finish=MONDAY + timedelta(days=11))
    left = [days_left(sprint, MONDAY + timedelta(days=number), works) for number in (0, 4, 5, 6, 11, 12, 13, 14)]
    assert left == [10, 6, 5, 5, 1, 0, 0, -1]
    weekend = Sprint(start=MONDAY + timedelta(days=5), finish=MONDAY + timedelta(days=6))
    assert days_left(weekend, MONDAY + timedelta(days=5), works) == 2


def close_three(place):
    for number, tasks in enumerate(([0, 1], [2], [3, 4, 5])):
        monday = MONDAY + timedelta(days=14 * number)
        sprint = run(place, monday, tasks)
        for task in tasks:
            done(task, monday + timedelta(days=1))
        with as_of(noon(monday + timedelta(days=11))):
            close_sprint(SYSTEM, sprint)
    return list(Sprint.objects.all())


def test_a_forecast_needs_three_closed_sprints(place):
    few = forecast_of(place.project, [])
    assert (few.tasks, few.minutes, few.velocity, few.dates) == (10, 40 * HOUR, None, None)
    assert few.why_not == "A forecast needs three closed sprints; there are none."
    sprints = close_three(place)
    assert forecast_of(place.project, sprints[:2]).why_not == "A forecast needs three closed sprints; there are 2."
    assert forecast_of(place.project, sprints[:1]).velocity == 8 * HOUR


def test_the_backlog_is_forecast_as_a_range_by_the_velocity_of_past_sprints(place):
    sprints = close_three(place)
    found = forecast_of(place.project, sprints)
    assert (found.velocity, found.minutes, found.tasks) == (8 * HOUR, 16 * HOUR, 4)
    # Draws of 2, 1 and 3 tasks: two reach 4 in 6 of 9 ways, three in 26 of 27.
    assert found.sprints == (2, 2, 3)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert found.dates == tuple(yesterday + timedelta(days=12 * count) for count in (2, 2, 3))


def test_what_a_running_sprint_holds_is_taken_as_done_at_its_end(place):
    close_three(place)
    start = timezone.localdate()
    sprint = plan_sprint(SYSTEM, place.project, start=start, finish=start + timedelta(days=13))
    put(place, sprint, [6, 7])
    start_sprint(SYSTEM, sprint)
    found = forecast_of(place.project, list(Sprint.objects.all()))
    assert (found.tasks, found.sprints) == (2, (1, 1, 2))
    assert found.dates == tuple(sprint.finish + timedelta(days=12 * count) for count in (1, 1, 2))


def test_sprints_that_did_nothing_give_no_forecast(place):
    for number in range(3):
        monday = MONDAY + timedelta(days=14 * number)
        sprint = run(place, monday, [0])
        with as_of(noon(monday + timedelta(days=11))):
            close_sprint(SYSTEM, sprint)
    found = forecast_of(place.project, list(Sprint.objects.all()))
    assert (found.velocity, found.dates) == (0, None)
    assert found.why_not.startswith("At the pace of the last sprints")
