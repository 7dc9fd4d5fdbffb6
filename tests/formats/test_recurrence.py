"""Recurring calendar exceptions, against days counted by hand in a calendar of 2026."""

from datetime import date

import pytest

from headway.formats.recurrence import Recurrence, days

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


def january(*numbers):
    return [date(2026, 1, number) for number in numbers]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Recurrence(*JANUARY, "daily", every=10), january(1, 11, 21, 31)),
        (Recurrence(*JANUARY, "weekly", weekdays=frozenset({0, 4})), january(2, 5, 9, 12, 16, 19, 23, 26, 30)),
        (Recurrence(*JANUARY, "weekly", every=2, weekdays=frozenset({4})), january(2, 16, 30)),
        (Recurrence(*JANUARY, "weekly", every=2, weekdays=frozenset({6})), january(11, 25)),
        (Recurrence(*JANUARY, "weekly", weekdays=frozenset({4}), occurrences=2), january(2, 9)),
        (Recurrence(date(2026, 1, 31), date(2026, 5, 31), "monthly-day", day=31),
         [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]),
        (Recurrence(date(2026, 1, 1), date(2026, 6, 30), "monthly-day", every=3, day=15), [date(2026, 1, 15), date(2026, 4, 15)]),
        (Recurrence(date(2026, 1, 1), date(2026, 3, 31), "monthly-position", weekdays=frozenset({0}), position=1),
         [date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2)]),
        (Recurrence(date(2026, 1, 1), date(2026, 3, 31), "monthly-position", weekdays=frozenset({4}), position=5),
         [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)]),
        (Recurrence(date(2026, 1, 1), date(2026, 3, 31), "monthly-position", day_kind="weekday", position=5),
         [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31)]),
        (Recurrence(date(2026, 1, 1), date(2026, 3, 31), "monthly-position", day_kind="weekend-day", position=1),
         [date(2026, 1, 3), date(2026, 2, 1), date(2026, 3, 1)]),
        (Recurrence(date(2026, 1, 1), date(2026, 2, 28), "monthly-position", day_kind="day", position=4),
         [date(2026, 1, 4), date(2026, 2, 4)]),
        (Recurrence(date(2024, 1, 1), date(2027, 12, 31), "yearly-day", day=29, month=2),
         [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)]),
        (Recurrence(date(2026, 1, 1), date(2028, 12, 31), "yearly-position", weekdays=frozenset({3}), position=4, month=11),
         [date(2026, 11, 26), date(2027, 11, 25), date(2028, 11, 23)]),
    ],
)  # fmt: skip
def test_days(rule, expected):
    assert days(rule, limit=100) == (expected, False)


def test_the_limit_cuts_and_says_so():
    found, cut = days(Recurrence(date(2026, 1, 1), date(2049, 12, 31), "daily"), limit=31)
    assert (found[-1], len(found), cut) == (date(2026, 1, 31), 31, True)


def test_nothing_between_end_and_start():
    assert days(Recurrence(date(2026, 2, 1), date(2026, 1, 1), "yearly-day"), limit=9) == ([], False)
