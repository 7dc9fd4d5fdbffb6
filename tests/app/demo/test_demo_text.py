"""The little language of the plans, and the calendars."""

from datetime import date

import pytest

from headway.app.demo import calendars, plan_text, tree
from headway.app.demo.plan_text import After, parse_after, parse_line, repeated
from headway.app.demo.resources import CREWS

MONDAY = date(2026, 11, 23)


def test_a_line_says_name_duration_links_people_and_story() -> None:
    line = parse_line("fat = Factory test | 5d | made SS+3d, ^ | test*2, supplier | slip=20d cost=85k   # It failed.", uid=7, level=2, recurring=False)  # fmt: skip
    assert (line.uid, line.key, line.name, line.level, line.duration) == (7, "fat", "Factory test", 2, "5d")
    assert line.after == [After("made", "SS", "+3d"), After("^")]
    assert line.who == [("test", 2.0), ("supplier", 1.0)]
    assert line.flags == {"slip": "20d", "cost": "85k"}
    assert line.note == "It failed."


def test_what_a_task_follows() -> None:
    assert parse_after("") == [After("^")]
    assert parse_after("-") == []
    assert parse_after("a-2d, b FF+25%, c+3ed") == [
        After("a", "FS", "-2d"),
        After("b", "FF", "+25%"),
        After("c", "FS", "+3ed"),
    ]
    with pytest.raises(ValueError, match="nothing that a task can follow"):
        parse_after("a then b")


def test_repetitions_are_written_out_with_item_number_and_the_one_before() -> None:
    rows = ["Work", "  @each North, South", "    Part {}", "      t{#} = Dig {} | 1d | t{<}", "After | 1d"]
    assert list(repeated(rows, MONDAY)) == [
        (1, "Work", False),
        (2, "Part North", False),
        (3, "t1 = Dig North | 1d | t0", False),
        (2, "Part South", False),
        (3, "t2 = Dig South | 1d | t1", False),
        (1, "After | 1d", False),
    ]


def test_weeks_are_repeated_with_name_and_offset() -> None:
    rows = ["@weeks -4 4 4", "  Round, {week} | 1d | - | | snet=w{w}"]
    assert list(repeated(rows, MONDAY)) == [
        (1, "Round, week 44 of 2026 | 1d | - | | snet=w-4", True),
        (1, "Round, week 48 of 2026 | 1d | - | | snet=w+0", True),
        (1, "Round, week 52 of 2026 | 1d | - | | snet=w+4", True),
    ]


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1818, date(1818, 3, 22)),
        (1943, date(1943, 4, 25)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_as_published(year: int, sunday: date) -> None:
    assert calendars.easter(year) == sunday


def test_working_days_skip_weekends_holidays_and_the_winter() -> None:
    office, construction, _, offshore = calendars.calendars(2026, 2027)
    assert calendars.working_days(office, date(2026, 12, 21), date(2026, 12, 28)) == 4
    assert calendars.working_days(construction, date(2026, 11, 23), date(2026, 11, 30)) == 6
    assert calendars.step(office, date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert calendars.step(office, date(2026, 12, 28), -1) == date(2026, 12, 24)
    assert calendars.step(offshore, date(2026, 10, 31), 1) == date(2027, 4, 1)


@pytest.mark.parametrize("key", tree.PLANS)
def test_every_plan_refers_to_tasks_and_crews_that_exist(key: str) -> None:
    lines = plan_text.read_plan(key, MONDAY).lines
    keys = [line.key for line in lines if line.key]
    assert len(keys) == len(set(keys))
    # "p0" is what the first item of a repetition waits for: nothing.
    wanted = {after.key for line in lines for after in line.after} - set(keys) - {"^"}
    assert {key for key in wanted if not key.endswith("0")} == set()
    assert {code for line in lines for code, _ in line.who} - set(CREWS) == set()
    known = {
        "slip", "early", "wait", "new", "pct", "unreported", "cost", "cal", "alap", "deadline", "snet", "snlt", "fnet", "fnlt",
        "mso", "mfo",
    }  # fmt: skip
    assert {flag for line in lines for flag in line.flags} - known == set()


def test_hand_offs_join_tasks_that_exist_in_the_order_of_calculation() -> None:
    keys = {key: {line.key for line in plan_text.read_plan(key, MONDAY).lines} for key in tree.PLANS}
    for hand_off in tree.HAND_OFFS:
        assert hand_off.before in keys[hand_off.source], hand_off
        assert hand_off.after in keys[hand_off.target], hand_off
        assert tree.PLANS.index(hand_off.source) < tree.PLANS.index(hand_off.target)
