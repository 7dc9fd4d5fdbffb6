"""Burn-down, pace, velocity and the bootstrap of a backlog, against answers worked out by hand."""

from fractions import Fraction
from itertools import product

import pytest

from headway.engine.measures.sprints import (
    MOST_SPRINTS,
    Stay,
    ceil_tasks,
    ideal_by_day,
    left_at_pace,
    remaining_by_day,
    sprints_needed,
    velocity,
)


def test_work_burns_down_when_a_task_is_done_and_follows_what_comes_and_goes():
    stays = [Stay(8, 0, None, 2), Stay(5, 0, 3), Stay(3, 2), Stay(4, 0, None, 0), Stay(2, 1, 3, 2)]
    # Day 1: 8 + 5 + 2; day 2: the 8 and the 2 are done, 3 came; day 3: the 5 left; day 4: as before.
    assert remaining_by_day(stays, [1, 2, 3, 4]) == [15, 8, 3, 3]
    assert remaining_by_day([], [1, 2]) == [0, 0]


def test_the_ideal_line_ends_at_nothing_on_the_last_day():
    assert ideal_by_day(40, 4) == [30, 20, 10, 0]
    assert ideal_by_day(40, 0) == []


def test_what_is_left_at_the_pace_so_far():
    # 5 of 14 in 5 days is 1 a day: of the 9 others, 3 more days do 3.
    assert left_at_pace(5, 9, 5, 3) == 6
    assert left_at_pace(10, 2, 5, 5) == 0
    assert left_at_pace(0, 7, 3, 4) == 7
    assert left_at_pace(2, 3, 4, -1) == 3
    assert left_at_pace(0, 7, 0, 4) is None
    assert [ceil_tasks(each) for each in (2.0000000001, 2.2, 0)] == [2, 3, 0]


def test_velocity_is_the_mean_of_the_last_three():
    assert velocity([100, 30, 20, 10]) == 20
    assert velocity([30]) == 30
    assert velocity([]) is None


def exact(backlog, velocities, chance):
    """The fewest sprints by counting every way in which past sprints can follow each other."""
    for count in range(1, 9):
        ways = [sum(way) >= backlog for way in product(velocities, repeat=count)]
        if Fraction(sum(ways), len(ways)) >= Fraction(chance).limit_denominator(100):
            return count
    raise AssertionError


def test_the_bootstrap_meets_what_counting_every_way_gives():
    # Of the nine ways to draw two of 10, 20, 30, six reach 40: two sprints with a chance of 6/9, three with 26/27.
    assert sprints_needed(40, [10, 20, 30], chances=(0.5, 0.6, 0.8, 0.95)) == {0.5: 2, 0.6: 2, 0.8: 3, 0.95: 3}
    for backlog, velocities in ((100, [10, 40, 25]), (37, [5, 9, 14, 8]), (60, [0, 20, 35])):
        found = sprints_needed(backlog, velocities, chances=(0.2, 0.5, 0.8))
        assert found == {chance: exact(backlog, velocities, chance) for chance in (0.2, 0.5, 0.8)}


def test_the_same_sprints_give_the_same_forecast_and_equal_ones_no_range():
    assert sprints_needed(95, [20, 20, 20]) == {0.2: 5, 0.5: 5, 0.8: 5}
    assert sprints_needed(10**6, [7000, 3000, 9000]) == sprints_needed(10**6, [7000, 3000, 9000])
    assert sprints_needed(0, [5]) == {0.2: 0, 0.5: 0, 0.8: 0}


def test_sprints_that_did_nothing_forecast_nothing():
    assert sprints_needed(10, [0, 0, 0]) is None
    assert sprints_needed(10 * MOST_SPRINTS, [1, 1, 1]) is None
    for wrong in ([], [3, -1]):
        with pytest.raises(ValueError, match="velocities"):
            sprints_needed(10, wrong)
