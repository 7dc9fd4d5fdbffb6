"""Missing reports are chased, requests and directions too; nobody is told twice."""

from datetime import UTC, date, datetime, timedelta

import pytest

from factories.people import SYSTEM, acting, holder, person, tree
from headway.app.actions.components import create_component, update_component
from headway.app.actions.directions import (
    acknowledge_direction,
    comply_with_direction,
    explain_direction,
    set_direction,
    withdraw_direction,
)
from headway.app.actions.errors import Refused
from headway.app.actions.report_cadence import set_report_cadence, set_time_zone
from headway.app.actions.report_chase import chase_directions, chase_reports, chase_support
from headway.app.actions.reports import draft_report, send_report
from headway.app.actions.support import (
    acknowledge_support,
    answer_support,
    close_support,
    request_support,
    return_support,
)
from headway.app.bridge.reports.due import timetable, timetables
from headway.app.models import Direction, DirectionAddress, Event, Notification, Report, SupportRequest
from headway.app.queries.pages.inbox import entries
from headway.app.rules import NotAllowed, visible
from headway.app.worker.chase import chase
from headway.app.worker.follow import run_pending

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2027, 1, 3, 12, tzinfo=UTC)
MONDAY = datetime(2027, 1, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    hands = [SUNDAY - timedelta(days=7)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: hands[0])
    return hands


@pytest.fixture
def place(clock):
    """One project reports daily in Oslo; everything else does not."""
    at = tree()
    at.manager = holder("Maja Manager", at.project, "project_manager")
    at.lead = holder("Tobias Lead", at.program, "program_manager")
    set_time_zone(acting(at.manager), at.manager, "Europe/Oslo")
    set_report_cadence(SYSTEM, at.project, cadence="daily")
    for other in (at.sibling, at.operation, at.elsewhere):
        set_report_cadence(SYSTEM, other, cadence="none")
    return at


def test_a_missing_report_is_chased_once_a_level(place, clock):
    due = MONDAY + 8 * HOUR  # nine in Oslo
    times = timetable(place.project, due)
    assert (times.last.at, times.last.day, times.last_is_sent) == (due, date(2027, 1, 4), False)
    assert times.reporter == place.manager
    for at, levels in ((due - HOUR, 0), (due, 1), (due + HOUR, 1), (due + 4 * HOUR, 2), (due + 5 * HOUR, 2)):
        clock[0] = at
        chase_reports(SYSTEM, at)
        assert Event.objects.filter(verb="report.overdue", after__day="2027-01-04").count() == levels
    # The Friday before was missing too: it was told of until Monday's report fell due.
    events = Event.objects.filter(verb="report.overdue")
    assert [event.after["day"] for event in events.order_by("pk")] == ["2027-01-01", "2027-01-04", "2027-01-04"]
    assert {event.after["person"] for event in events} == {place.manager.pk}


def told(who):
    rows = Notification.objects.filter(person=who, last_event__verb="report.overdue").order_by("pk")
    return [each.title for each in entries(who, rows)]


def test_what_stays_away_for_hours_goes_up_to_the_program_manager(place, clock, client):
    boss = holder("Ida Boss", place.portfolio, "portfolio_manager")
    due = MONDAY + 8 * HOUR
    for hours, expected in ((0, (1, 0)), (4, (2, 1)), (5, (2, 1))):
        clock[0] = due + hours * HOUR
        chase_reports(SYSTEM, clock[0])
        run_pending()
        clock[0] += timedelta(minutes=11)  # what comes later is a line of its own
        assert (len(told(place.manager)), len(told(place.lead))) == expected
    assert told(place.lead) == ["The daily report of “Project” for 4 Jan 2027 is still missing after four hours"]
    assert told(boss) == [], "one level, the nearest"
    client.force_login(place.lead)
    line = Notification.objects.get(person=place.lead)
    assert client.get(f"/inbox/{line.pk}/").url == f"/c/{place.project.pk}/reports/"
    panel = next(each for each in client.get("/today/").context["panels"] if each.title == "Reports missing")
    assert [each.title for each in panel.lines] == ["Project"]


def test_what_the_program_manager_owes_goes_up_past_them(place, clock):
    boss = holder("Ida Boss", place.portfolio, "portfolio_manager")
    set_report_cadence(SYSTEM, place.project, cadence="none")
    set_report_cadence(SYSTEM, place.program, cadence="daily")
    set_time_zone(acting(place.lead), place.lead, "Europe/Oslo")
    clock[0] = MONDAY + 12 * HOUR
    chase_reports(SYSTEM, clock[0])
    run_pending()
    assert (len(told(place.lead)), len(told(boss)), len(told(place.manager))) == (1, 1, 0)


def test_a_sent_report_is_not_chased_and_the_next_is_drafted_ahead(place, clock):
    who = acting(place.manager)
    clock[0] = MONDAY + 7 * HOUR
    report = send_report(who, draft_report(who, place.project))
    assert (report.on_time, str(report.day)) == (True, "2027-01-04")
    clock[0] = MONDAY + 9 * HOUR
    assert chase_reports(SYSTEM, clock[0]) == {"drafted": 0, "reminded": 0}
    clock[0] = MONDAY + 30 * HOUR
    assert chase_reports(SYSTEM, clock[0]) == {"drafted": 1, "reminded": 0}
    assert chase_reports(SYSTEM, clock[0]) == {"drafted": 0, "reminded": 0}
    draft = Report.objects.get(state="draft")
    assert (str(draft.day), draft.due_at) == ("2027-01-05", MONDAY + 32 * HOUR)


def test_a_late_report_stands_for_its_own_day(place, clock):
    who = acting(place.manager)
    clock[0] = MONDAY + 15 * HOUR
    late = send_report(who, draft_report(who, place.project))
    assert (str(late.day), late.on_time) == ("2027-01-04", False)
    assert timetable(place.project, clock[0]).missing is None
    early = send_report(who, draft_report(who, place.project))
    assert (str(early.day), early.on_time) == ("2027-01-05", True)
    with pytest.raises(Refused):
        draft_report(who, place.project)


def test_what_is_on_hold_owes_no_report(place):
    update_component(SYSTEM, place.project, stage="on_hold")
    place.project.refresh_from_db()
    assert timetable(place.project, MONDAY + 9 * HOUR).last is None
    assert timetable(place.project, MONDAY).passed(date(2026, 12, 1), MONDAY) == []


def test_a_new_project_owes_nothing_of_the_days_before(place, clock):
    clock[0] = MONDAY + 9 * HOUR
    fresh = create_component(SYSTEM, kind="project", name="Fresh", parent=place.program)
    assert timetable(fresh, clock[0]).last is None
    later = MONDAY + timedelta(days=2, hours=9)
    assert timetable(fresh, later).passed(date(2026, 12, 1), later) == [date(2027, 1, 5), date(2027, 1, 6)]


def test_time_zones_are_known_and_ones_own(place):
    with pytest.raises(Refused):
        set_time_zone(acting(place.manager), place.manager, "Mars/Base")
    with pytest.raises(NotAllowed):
        set_time_zone(acting(place.lead), place.manager, "Asia/Tokyo")
    for values in (
        {"cadence": "hourly"},
        {"cadence": "daily", "due_minute": 1440},
        {"cadence": "monthly", "month_day": 0},
    ):
        with pytest.raises(Refused):
            set_report_cadence(SYSTEM, place.project, **values)


def test_a_request_goes_its_way(place, clock):
    who, lead = acting(place.manager), acting(place.lead)
    row = request_support(who, place.project, text="A second crane")
    assert (row.asked_of, row.state) == (place.lead, "open")
    with pytest.raises(Refused):
        request_support(who, place.project, text=" ")
    with pytest.raises(Refused):
        request_support(who, place.project, text="Late", due_at=clock[0])
    with pytest.raises(Refused):
        close_support(who, row, satisfaction=5)
    row = acknowledge_support(lead, row)
    row = answer_support(lead, row, answer="From Thursday")
    row = return_support(who, row, comment="Thursday is too late")
    assert row.state == "returned"
    row = answer_support(lead, row, answer="From Tuesday then")
    for wrong in (0, 6):
        with pytest.raises(Refused):
            close_support(who, row, satisfaction=wrong)
    row = close_support(who, row, satisfaction=4, comment="Thanks")
    assert (row.state, row.satisfaction, row.answered_by) == ("closed", 4, place.lead)
    with pytest.raises(Refused):
        answer_support(lead, row, answer="Again")
    verbs = Event.objects.filter(verb__startswith="support.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["support.requested", "support.acknowledged", "support.answered", "support.returned",
                           "support.answered", "support.closed"]  # fmt: skip


def test_nobody_answers_their_own_request(place):
    row = request_support(acting(place.lead), place.project, text="For myself")
    with pytest.raises(NotAllowed, match="yourself"):
        answer_support(acting(place.lead), row, answer="Yes")


def test_a_request_that_waits_too_long_is_told_once_a_day(place, clock):
    row = request_support(acting(place.manager), place.project, text="A crane")
    assert chase_support(SYSTEM, row.due_at - HOUR) == 0
    for at, expected in ((row.due_at, 1), (row.due_at + HOUR, 0), (row.due_at + 24 * HOUR, 1)):
        clock[0] = at
        assert chase_support(SYSTEM, at) == expected


@pytest.fixture
def pmo(place):
    return acting(holder("Petra PMO", place.portfolio, "pmo"))


def test_a_direction_is_frozen_with_whom_it_is_addressed_to(place, pmo):
    direction = set_direction(pmo, place.portfolio, title="Baselines", text="Set one", chosen={"kinds": ["project"]})
    assert {row.component for row in direction.addresses.all()} == {place.project, place.sibling, place.elsewhere}
    create_component(SYSTEM, kind="project", name="Later", parent=place.program)
    assert chase_directions(SYSTEM, SUNDAY) == {"joined": 0, "reminded": 0}
    assert direction.addresses.count() == 3
    for chosen in ({"kinds": ["team"]}, {"moods": ["good"]}):
        with pytest.raises(Refused):
            set_direction(pmo, place.portfolio, title="T", text="D", chosen=chosen)
    with pytest.raises(Refused, match="No component"):
        set_direction(pmo, place.portfolio, title="T", text="D", chosen={"stages": ["closed"]})
    with pytest.raises(Refused, match="passed"):
        set_direction(pmo, place.portfolio, title="T", text="D", due_on=date(2020, 1, 1))


def test_new_components_join_where_that_is_wanted(place, pmo):
    direction = set_direction(pmo, place.program, title="Open", text="D", joins_new=True)
    later = create_component(SYSTEM, kind="project", name="Later", parent=place.program)
    assert chase_directions(SYSTEM, SUNDAY)["joined"] == 1
    assert direction.addresses.filter(component=later).exists()
    withdraw_direction(pmo, direction)
    create_component(SYSTEM, kind="project", name="Latest", parent=place.program)
    assert chase_directions(SYSTEM, SUNDAY)["joined"] == 0


def test_each_addressee_acknowledges_then_complies_or_explains(place, pmo, clock):
    due = (clock[0] + timedelta(days=3)).date()
    direction = set_direction(pmo, place.program, title="Safety", text="Brief every crew", due_on=due)
    own, other = (direction.addresses.get(component=each) for each in (place.project, place.sibling))
    manager = acting(place.manager)
    assert acknowledge_direction(manager, own).state == "acknowledged"
    with pytest.raises(NotAllowed):
        acknowledge_direction(manager, other)
    with pytest.raises(Refused):
        explain_direction(manager, own, answer="  ")
    clock[0] += timedelta(days=4)
    assert chase_directions(SYSTEM, clock[0]) == {"joined": 0, "reminded": 2}
    assert chase_directions(SYSTEM, clock[0]) == {"joined": 0, "reminded": 0}
    own = comply_with_direction(manager, own, answer="Done on Friday")
    explain_direction(acting(place.lead), other, answer="No crew yet")
    assert (own.state, own.answered_by) == ("complied", place.manager)
    clock[0] += timedelta(days=1)
    assert chase_directions(SYSTEM, clock[0]) == {"joined": 0, "reminded": 0}
    withdraw_direction(pmo, direction)
    with pytest.raises(Refused):
        comply_with_direction(manager, own)


def test_who_sees_what(place, pmo):
    """An addressee sees the direction and its own row only; a stranger sees nothing; drafts are for those who write."""
    direction = set_direction(pmo, place.portfolio, title="All", text="D")
    assert list(visible(place.manager, Direction)) == [direction]
    assert list(visible(place.manager, DirectionAddress).values_list("component", flat=True)) == [place.project.pk]
    assert visible(person("Nobody"), Direction).count() == 0
    report = draft_report(acting(place.manager), place.project)
    request_support(acting(place.manager), place.project, text="Help")
    guest, stranger = holder("Guest", place.project, "stakeholder"), holder("Far", place.elsewhere, "project_manager")
    assert [visible(each, Report).count() for each in (place.manager, guest, stranger)] == [1, 0, 0]
    send_report(acting(place.manager), report)
    assert [visible(each, Report).count() for each in (place.manager, guest, stranger)] == [1, 1, 0]
    assert [visible(each, SupportRequest).count() for each in (guest, stranger)] == [1, 0]


def test_many_timetables_cost_what_one_does(place, django_assert_max_num_queries):
    few = [place.project, place.sibling, place.operation, place.elsewhere, place.program]
    with django_assert_max_num_queries(8):
        assert len(timetables(few, MONDAY)) == 5


def test_the_job_does_all_of_it(place, pmo, clock):
    clock[0] = MONDAY + 9 * HOUR
    assert chase(clock[0]) == {
        "reports": {"drafted": 0, "reminded": 1}, "requests": 0, "directions": {"joined": 0, "reminded": 0},
            "hand-offs": 0, "actions": 0, "conditions": 0,
    }  # fmt: skip
