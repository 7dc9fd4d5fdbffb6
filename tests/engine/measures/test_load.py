"""Work over time against brute force over every minute, and against weeks counted by hand."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.engine.calendars import compile_calendars
from headway.engine.effort import CONTOUR_SHARES, CONTOUR_TENTHS
from headway.engine.measures.load import beyond_capacity, gathered, phased_work
from headway.engine.plan import Calendar

HOUR, DAY = 60, 1440
OFFICE = Calendar(week=(((480, 720), (780, 1020)),) * 5 + ((), ()))
MONDAY = 4 * DAY
"""1970-01-05."""
ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-5, 45), st.integers(0, 14), st.sampled_from([0.0, 30.0, 480.0])),
    max_size=10,
)


def office(first=0, last=40):
    clock = compile_calendars((OFFICE,), first, last)
    return lambda rows, a, b: clock.working_between(np.zeros(len(rows), int), a, b)


def even_minutes(_rows, a, b):
    """Every second minute of the clock is working time."""
    return (np.asarray(b) + 1) // 2 - (np.asarray(a) + 1) // 2


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, st.lists(st.integers(0, 50), min_size=2, max_size=6, unique=True).map(sorted))
def test_work_lies_where_every_minute_says(rows, edges):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    owner, start, length, work = (np.array(column) for column in columns)
    finish = start + length
    found = np.zeros((4, len(edges) - 1))
    phased = gathered(phased_work(work, start, finish, edges, even_minutes), owner.astype(int))
    found[phased.row, phased.period] = phased.minutes
    expected = np.zeros_like(found)
    for who, begin, end, amount in zip(owner, start, finish, work, strict=True):
        minutes = [minute for minute in range(begin, end) if minute % 2 == 0] or list(range(begin, end))
        for minute in minutes:
            period = np.searchsorted(edges, minute, side="right") - 1
            if 0 <= period < len(edges) - 1:
                expected[int(who), period] += amount / len(minutes)
    assert found == pytest.approx(expected)


def test_a_week_of_two_tasks_at_once_is_too_much_by_the_day():
    """Monday to Friday full time, Thursday and Friday once more: 40 of 40 hours and 16 more, all of it on two days."""
    start, finish = MONDAY + 8 * HOUR, MONDAY + 4 * DAY + 17 * HOUR
    edges = MONDAY + DAY * np.arange(8)
    phased = phased_work([40 * HOUR, 16 * HOUR], [start, start + 3 * DAY], [finish, finish], edges, office())
    whole = gathered(phased, [0, 0])
    assert (whole.minutes / HOUR).tolist() == pytest.approx([8, 8, 8, 16, 16])
    assert (beyond_capacity(whole, [1], edges, office()) / HOUR).tolist() == pytest.approx([0, 0, 0, 8, 8])
    assert beyond_capacity(whole, [2], edges, office()).tolist() == [0] * 5


def test_work_outside_of_working_time_counts_by_the_clock_and_is_all_too_much():
    saturday = MONDAY + 5 * DAY
    edges = [saturday, saturday + DAY, saturday + 2 * DAY]
    phased = phased_work([600], [saturday + 18 * HOUR], [saturday + 28 * HOUR], edges, office())
    assert phased.minutes.tolist() == pytest.approx([360, 240])
    assert beyond_capacity(phased, [1], edges, office()).tolist() == pytest.approx([360, 240])


def test_half_a_person_can_do_half():
    edges = [MONDAY, MONDAY + DAY]
    phased = phased_work([4 * HOUR + 30], [MONDAY], [MONDAY + DAY], edges, office())
    assert beyond_capacity(phased, [0.5], edges, office()).tolist() == pytest.approx([30])


def test_nobody_and_no_time_is_no_load():
    assert gathered(phased_work([], [], [], [0, DAY], office()), []).minutes.tolist() == []
    assert phased_work([60, 0], [DAY, 0], [DAY, DAY], [0, 2 * DAY], office()).row.tolist() == []


def test_without_a_period_there_is_nothing_to_count():
    with pytest.raises(ValueError, match="two edges"):
        phased_work([1], [0], [1], [0], office())


@pytest.mark.parametrize("name", CONTOUR_TENTHS)
def test_a_contour_gives_each_tenth_of_the_working_time_its_share(name):
    """Ten working days from Monday, over a weekend: each day is a tenth. 80 hours at the peak rate are 80 times the mean."""
    tenths = CONTOUR_TENTHS[name]
    assert sum(tenths) / 1000 == CONTOUR_SHARES[name]
    edges, days = MONDAY + DAY * np.arange(13), [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    ends = [MONDAY + 8 * HOUR], [MONDAY + 11 * DAY + 17 * HOUR]
    phased = phased_work([80 * CONTOUR_SHARES[name] * HOUR], *ends, edges, office(), [name])
    assert phased.period.tolist() == days
    assert (phased.minutes / HOUR).tolist() == pytest.approx([8 * tenth / 100 for tenth in tenths])


def test_contours_and_even_work_lie_side_by_side_and_lose_nothing():
    """Five days, two tenths a day: bell. The second has no contour, the third one drawn by hand, which is kept even."""
    start, finish = [MONDAY + 8 * HOUR] * 3, [MONDAY + 4 * DAY + 17 * HOUR] * 3
    phased = phased_work(
        [50 * HOUR] * 3, start, finish, MONDAY + DAY * np.arange(6), office(), ["bell", "flat", "contoured"]
    )
    hours = (phased.minutes / HOUR).reshape(3, 5)
    assert hours[0] == pytest.approx([3, 12, 20, 12, 3])
    assert hours[1:] == pytest.approx(np.full((2, 5), 10))
    cut = phased_work([50 * HOUR], start[:1], finish[:1], [MONDAY + DAY, MONDAY + 2 * DAY], office(), ["bell"])
    assert cut.minutes / HOUR == pytest.approx([12])


def test_a_contour_outside_of_working_hours_goes_by_the_clock():
    saturday = MONDAY + 5 * DAY
    edges = saturday + HOUR * np.arange(11)
    phased = phased_work([500], [saturday], [saturday + 10 * HOUR], edges, office(), ["back_loaded"])
    assert phased.minutes == pytest.approx(np.array(CONTOUR_TENTHS["back_loaded"]) * 500 / 600)
