"""Working time against counting minute by minute."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.engine.calendars import compile_calendars
from headway.engine.plan import MISSING, Calendar, CalendarException, WorkWeek

EPOCH = datetime(1970, 1, 1)
DAY = ((480, 720), (780, 1020))
STANDARD = Calendar(week=(DAY,) * 5 + ((), ()))
MONDAY = (datetime(2026, 1, 5) - EPOCH).days


def at(text: str) -> int:
    return int((datetime.fromisoformat(text) - EPOCH).total_seconds() // 60)


def text(minute: int) -> str:
    return (EPOCH + timedelta(minutes=int(minute))).strftime("%Y-%m-%d %H:%M")


def compiled(*calendars: Calendar, days: int = 60):
    return compile_calendars(calendars, MONDAY - 30, MONDAY + days)


@pytest.mark.parametrize(
    ("start", "minutes", "finish"),
    [
        ("2026-01-08 08:00", 3 * 480, "2026-01-12 17:00"),
        ("2026-01-05 08:00", 0, "2026-01-05 08:00"),
        ("2026-01-05 10:00", 240, "2026-01-05 15:00"),
        ("2026-01-10 03:00", 60, "2026-01-12 09:00"),
        ("2026-01-12 17:00", -480, "2026-01-12 08:00"),
        ("2026-01-12 08:00", -480, "2026-01-09 08:00"),
        ("2026-01-05 08:00", 480 * 5 * 52 * 20, "2045-12-08 17:00"),
    ],
)
def test_add(start: str, minutes: int, finish: str) -> None:
    assert text(compiled(STANDARD).add(0, [at(start)], [minutes])[0]) == finish


def test_next_and_previous_working() -> None:
    calendars = compiled(STANDARD)
    moments = [at(x) for x in ("2026-01-09 17:00", "2026-01-10 12:00", "2026-01-12 08:00", "2026-01-12 10:00")]
    assert [text(x) for x in calendars.next_working(0, moments)] == [
        "2026-01-12 08:00", "2026-01-12 08:00", "2026-01-12 08:00", "2026-01-12 10:00",
    ]  # fmt: skip
    assert [text(x) for x in calendars.previous_working(0, moments)] == [
        "2026-01-09 17:00", "2026-01-09 17:00", "2026-01-09 17:00", "2026-01-12 10:00",
    ]  # fmt: skip


def test_working_between_and_nonworking() -> None:
    calendars = compiled(STANDARD)
    friday, tuesday = at("2026-01-09 12:00"), at("2026-01-13 09:00")
    assert calendars.working_between(0, [friday, tuesday, MISSING], [tuesday, friday, friday]).tolist() == [
        240 + 480 + 60, -(240 + 480 + 60), MISSING,
    ]  # fmt: skip
    assert [(text(a), text(b)) for a, b in calendars.nonworking(0, friday, tuesday)] == [
        ("2026-01-09 12:00", "2026-01-09 13:00"), ("2026-01-09 17:00", "2026-01-12 08:00"),
        ("2026-01-12 12:00", "2026-01-12 13:00"), ("2026-01-12 17:00", "2026-01-13 08:00"),
    ]  # fmt: skip
    assert calendars.nonworking(calendars.always, friday, tuesday).tolist() == []


def test_rows_of_several_calendars_do_not_mix() -> None:
    always = Calendar(week=(((0, 1440),),) * 7)
    half = Calendar(week=(((480, 720),),) * 5 + ((), ()))
    calendars = compiled(STANDARD, always, half)
    start = at("2026-01-05 08:00")
    found = calendars.add([0, 1, 2, calendars.always], [start] * 4, [960] * 4)
    assert [text(x) for x in found] == [
        "2026-01-06 17:00", "2026-01-06 00:00", "2026-01-08 12:00", "2026-01-06 00:00",
    ]  # fmt: skip


def test_shorter_exception_wins_whatever_the_order() -> None:
    long = CalendarException(MONDAY, MONDAY + 4)
    short = CalendarException(MONDAY + 2, MONDAY + 2, ((600, 660),))
    for exceptions in ((long, short), (short, long)):
        calendars = compiled(Calendar(week=STANDARD.week, exceptions=exceptions))
        assert calendars.working_between(0, [MONDAY * 1440], [(MONDAY + 7) * 1440]).tolist() == [60]


def test_exception_of_the_child_beats_the_holiday_of_the_parent() -> None:
    parent = Calendar(week=STANDARD.week, exceptions=(CalendarException(MONDAY, MONDAY),))
    child = Calendar(parent=0, exceptions=(CalendarException(MONDAY, MONDAY, ((540, 600),)),))
    calendars = compiled(parent, child, Calendar(parent=0))
    week = [MONDAY * 1440] * 3, [(MONDAY + 7) * 1440] * 3
    assert calendars.working_between([0, 1, 2], *week).tolist() == [4 * 480, 4 * 480 + 60, 4 * 480]


def test_idle_calendar_is_told_and_gives_no_date() -> None:
    calendars = compiled(Calendar(week=((),) * 7), STANDARD)
    assert calendars.idle().tolist() == [True, False]
    assert calendars.add(0, [MONDAY * 1440], [10]).tolist() == [MISSING]


def test_overlapping_and_overnight_shifts_count_once() -> None:
    calendar = Calendar(week=(((1320, 1800), (1380, 1500)), ((0, 120),), (), (), (), (), ()))
    assert compiled(calendar).working_between(0, [MONDAY * 1440], [(MONDAY + 7) * 1440]).tolist() == [480]


shifts = st.lists(st.tuples(st.integers(0, 1430), st.integers(1, 700)), max_size=3).map(
    lambda pairs: tuple((start, start + length) for start, length in pairs)
)
weeks = st.tuples(*[st.none() | shifts] * 7)
exceptions = st.lists(
    st.builds(
        lambda d, n, s: CalendarException(MONDAY + d, MONDAY + d + n, s), st.integers(-5, 25), st.integers(0, 6), shifts
    ),
    max_size=4,
)
work_weeks = st.lists(
    st.builds(lambda d, n, w: WorkWeek(MONDAY + d, MONDAY + d + n, w), st.integers(-5, 25), st.integers(0, 9), weeks),
    max_size=2,
)
parents = st.builds(Calendar, week=weeks, exceptions=exceptions.map(tuple), work_weeks=work_weeks.map(tuple))
children = st.builds(
    Calendar,
    week=weeks,
    exceptions=exceptions.map(tuple),
    work_weeks=work_weeks.map(tuple),
    parent=st.sampled_from([-1, 0]),
)


def minutes_worked(calendars: tuple[Calendar, ...], row: int, first: int, last: int) -> np.ndarray:
    """Mark every worked minute of some days, day by day, in the plainest way."""
    marks = np.zeros((last - first + 2) * 1440, bool)
    for day in range(first - 1, last):
        for start, end in hours(calendars, row, day):
            a, b = (day - first) * 1440 + start, (day - first) * 1440 + end
            marks[max(a, 0) : max(b, 0)] = True
    return marks[: (last - first) * 1440]


def hours(calendars: tuple[Calendar, ...], row: int, day: int):
    chain = []
    while row >= 0:
        chain.append(calendars[row])
        row = calendars[row].parent
    for calendar in chain:
        covering = [e for e in calendar.exceptions if e.first_day <= day <= e.last_day]
        if covering:
            shortest = min(e.last_day - e.first_day for e in covering)
            return [e for e in covering if e.last_day - e.first_day == shortest][-1].shifts
    for calendar in chain:
        for week in reversed(calendar.work_weeks):
            if week.first_day <= day <= week.last_day and week.week[(day + 3) % 7] is not None:
                return week.week[(day + 3) % 7]
        if calendar.week[(day + 3) % 7] is not None:
            return calendar.week[(day + 3) % 7]
    return ()


@settings(max_examples=60, deadline=None)
@given(parents, children, st.lists(st.integers(0, 30 * 1440 - 1), min_size=1, max_size=8), st.data())
def test_like_counting_minutes(parent: Calendar, child: Calendar, offsets: list[int], data) -> None:
    calendars = (parent, child)
    first, last = MONDAY, MONDAY + 30
    tables = compile_calendars(calendars, first, last)
    base = first * 1440
    for row in (0, 1):
        marks = minutes_worked(calendars, row, first, last)
        total = np.concatenate(([0], np.cumsum(marks)))
        moments = np.array(offsets)
        assert (tables.worked(row, base + moments) == total[moments]).all()
        gaps = tables.nonworking(row, base, last * 1440)
        assert int((gaps[:, 1] - gaps[:, 0]).sum()) == int((~marks).sum())
        worked_minutes = np.flatnonzero(marks)
        for moment in moments:
            left = len(worked_minutes) - total[moment]
            if left:
                amount = data.draw(st.integers(1, int(left)))
                expected = worked_minutes[total[moment] + amount - 1] + 1
                assert tables.add(row, [base + moment], [amount])[0] == base + expected


@pytest.mark.parametrize("row", [-1, 2])
def test_a_row_without_a_calendar_is_refused(row: int) -> None:
    tables = compiled(STANDARD)
    instants, message = [at("2026-01-05 08:00")], f"There is no calendar in row {row}; the rows go from 0 to 1"
    for ask in (
        lambda: tables.add([row], instants, [60]),
        lambda: tables.next_working(row, instants),
        lambda: tables.previous_working(row, instants),
        lambda: tables.worked(row, instants),
        lambda: tables.working_between(row, instants, instants),
        lambda: tables.nonworking(row, instants[0], instants[0] + 60),
    ):
        with pytest.raises(ValueError, match=message):
            ask()
