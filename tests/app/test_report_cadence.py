"""When reports fall due: working days, local mornings, clock changes, holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from factories.people import SYSTEM, tree
from headway.app.actions.calendars import create_calendar
from headway.app.actions.components import update_component
from headway.app.models import Calendar
from headway.app.queries.working_days import working_days
from headway.app.rules.cadence import Due, Rhythm, around, belongs_to, due_days, instant

OSLO = ZoneInfo("Europe/Oslo")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def weekdays(day):
    return day.weekday() < 5


def rhythm(cadence, **values):
    return Rhythm(cadence, values.get("minute", 540), values.get("weekday", 4), values.get("month_day", 1),
                  values.get("anchor", date(2020, 1, 1)))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "minute", "zone", "utc"),
    [
        (date(2026, 1, 15), 540, OSLO, "2026-01-15T08:00"),
        (date(2026, 7, 15), 540, OSLO, "2026-07-15T07:00"),
        # 29 March 2026 has 23 hours in Oslo: 02:00 to 03:00 is not there.
        (date(2026, 3, 29), 119, OSLO, "2026-03-29T00:59"),
        (date(2026, 3, 29), 120, OSLO, "2026-03-29T01:00"),
        (date(2026, 3, 29), 150, OSLO, "2026-03-29T01:00"),
        (date(2026, 3, 29), 180, OSLO, "2026-03-29T01:00"),
        (date(2026, 3, 29), 540, OSLO, "2026-03-29T07:00"),
        # 25 October 2026 has 25 hours: 02:30 comes twice, the first one counts.
        (date(2026, 10, 25), 150, OSLO, "2026-10-25T00:30"),
        (date(2026, 10, 25), 180, OSLO, "2026-10-25T02:00"),
        (date(2026, 3, 8), 150, NEW_YORK, "2026-03-08T07:00"),
        # Lord Howe Island changes by half an hour.
        (date(2026, 10, 4), 135, LORD_HOWE, "2026-10-03T15:30"),
    ],
)
def test_a_local_time_is_one_instant(day, minute, zone, utc):
    assert instant(day, minute, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_days_of_23_and_25_hours_keep_the_local_morning():
    def between(day):
        return instant(day + timedelta(days=1), 540, OSLO) - instant(day, 540, OSLO)

    assert between(date(2026, 3, 28)) == timedelta(hours=23)
    assert between(date(2026, 10, 24)) == timedelta(hours=25)
    assert between(date(2026, 6, 1)) == timedelta(hours=24)


def days(of, first, last, works=weekdays):
    return [f"{day:%m-%d}" for day in due_days(of, date.fromisoformat(first), date.fromisoformat(last), works)]


def test_days_of_each_cadence():
    assert days(rhythm("daily"), "2026-11-20", "2026-11-24") == ["11-20", "11-23", "11-24"]
    assert days(rhythm("weekly"), "2026-11-01", "2026-11-30") == ["11-06", "11-13", "11-20", "11-27"]
    two = rhythm("two_weekly", anchor=date(2026, 11, 2))
    assert days(two, "2026-11-01", "2026-12-06") == ["11-06", "11-20", "12-04"]
    # 1 November 2026 is a Sunday, as 31 January and 28 February 2027: the report waits for Monday. A month's 31st is its last day.
    assert days(rhythm("monthly"), "2026-11-01", "2026-12-31") == ["11-02", "12-01"]
    assert days(rhythm("monthly", month_day=31), "2027-02-01", "2027-04-30") == ["02-01", "03-01", "03-31", "04-30"]
    assert days(rhythm("monthly", month_day=31), "2027-02-01", "2027-02-28", lambda _: True) == ["02-28"]
    assert days(rhythm("none"), "2026-11-01", "2026-12-31") == []
    assert days(rhythm("daily", anchor=date(2026, 11, 24)), "2026-11-20", "2026-11-25") == ["11-24", "11-25"]


def test_a_weekly_report_waits_for_the_end_of_a_holiday():
    def works(day):
        return weekdays(day) and not date(2026, 12, 24) <= day <= date(2027, 1, 1)

    assert days(rhythm("weekly"), "2026-12-14", "2027-01-08", works) == ["12-18", "01-04", "01-08"]


def test_the_last_and_the_next_due_time():
    friday = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    last, following = around(rhythm("daily"), friday, OSLO, weekdays)
    assert (last.at, following.at) == (friday, datetime(2026, 11, 23, 8, tzinfo=UTC))
    last, following = around(rhythm("daily"), friday - timedelta(minutes=1), OSLO, weekdays)
    assert (last.day, following.day) == (date(2026, 11, 19), date(2026, 11, 20))
    assert around(rhythm("none"), friday, OSLO, weekdays) == (None, None)
    # The same instant is another day in Auckland: its Saturday morning.
    last, _ = around(rhythm("daily"), friday + timedelta(hours=13), ZoneInfo("Pacific/Auckland"), weekdays)
    assert last.day == date(2026, 11, 20)


def test_a_late_report_belongs_to_the_nearer_due_time():
    last, following = Due(date(2026, 11, 19), datetime(2026, 11, 19, 8, tzinfo=UTC)), Due(
        date(2026, 11, 20), datetime(2026, 11, 20, 8, tzinfo=UTC)
    )  # fmt: skip
    afternoon, night = datetime(2026, 11, 19, 15, tzinfo=UTC), datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert belongs_to(last, following, afternoon, last_is_sent=False) == last
    assert belongs_to(last, following, afternoon, last_is_sent=True) == following
    assert belongs_to(last, following, night, last_is_sent=False) == following
    assert belongs_to(None, None, night, last_is_sent=False) is None
    assert belongs_to(last, None, night, last_is_sent=False) == last


@pytest.mark.django_db
def test_a_component_works_as_its_calendar_says():
    at = tree()
    office = [[[480, 960]]] * 5 + [[], []]
    company = create_calendar(SYSTEM, at.portfolio, name="Company", week=office)
    Calendar.objects.filter(pk=company.pk).update(
        exceptions=[
            {"first": "2026-12-24", "last": "2026-12-31", "shifts": [], "name": "Christmas"},
            {"first": "2026-12-29", "last": "2026-12-29", "shifts": [[480, 720]], "name": "Stock-taking"},
        ]
    )
    site = create_calendar(SYSTEM, at.project, name="Site", parent=company)
    Calendar.objects.filter(pk=site.pk).update(
        week=[None] * 5 + [[[480, 720]], None],
        exceptions=[{"first": "2026-12-30", "last": "2026-12-30", "shifts": [[480, 720]], "name": "Inspection"}],
    )
    update_component(SYSTEM, at.project, calendar=site)
    at.project.refresh_from_db()
    works = working_days(at.project)
    december = [day for day in range(21, 32) if works(date(2026, 12, day))]
    assert december == [21, 22, 23, 29, 30]
    assert works(date(2026, 12, 19))  # a Saturday of the site
    assert not works(date(2026, 12, 20))
    assert not working_days(at.sibling)(date(2026, 12, 19))


@pytest.mark.django_db
def test_who_works_every_day_reports_on_weekdays():
    at = tree()
    always = create_calendar(SYSTEM, at.operation, name="Always", week=[[[0, 1440]]] * 7)
    update_component(SYSTEM, at.operation, calendar=always)
    at.operation.refresh_from_db()
    works = working_days(at.operation)
    assert [day for day in range(16, 23) if works(date(2026, 11, day))] == [16, 17, 18, 19, 20]
