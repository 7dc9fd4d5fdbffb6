"""The check finds whatever a solution breaks, and nothing in a sound one."""

import numpy as np
import pytest

from headway.engine.levelling.check import breaches, delays, makespan
from headway.engine.levelling.problem import Problem


def problem(**columns) -> Problem:
    given = {
        "capacity": [2], "duration": [3, 2, 2], "demand": [[1], [2], [1]], "predecessor": [0], "successor": [1],
    } | columns  # fmt: skip
    return Problem(**given)


def test_a_sound_solution_breaks_nothing() -> None:
    assert breaches(problem(), np.array([0, 3, 0])) == []
    assert makespan(problem(), np.array([0, 3, 0])) == 5


@pytest.mark.parametrize(
    ("start", "word"),
    [([0, 2, 5], "link 0 from 0 to 1"), ([0, 3, 4], "resource 0 is overloaded in period 4"),
     ([-1, 3, 0], "before its release"), ([0, 3], "3 activities")],
)  # fmt: skip
def test_what_a_solution_breaks_is_named(start, word) -> None:
    assert any(word in each for each in breaches(problem(), np.array(start)))


def test_lags_count_from_the_end_they_name() -> None:
    lagged = problem(capacity=[9], lag=[2])
    assert breaches(lagged, np.array([0, 4, 0])) == ["link 0 from 0 to 1 is broken"]
    assert breaches(lagged, np.array([0, 5, 0])) == []
    from_start = problem(capacity=[9], lag=[1], from_start=[True])
    assert breaches(from_start, np.array([0, 1, 0])) == []
    greatest = problem(capacity=[9], predecessor=[1], successor=[0], lag=[-4], from_start=[True])
    assert breaches(greatest, np.array([0, 4, 0])) == []
    assert breaches(greatest, np.array([0, 5, 0])) == ["link 0 from 1 to 0 is broken"]


def test_stocks_and_modes() -> None:
    ways = Problem(
        capacity=[1], duration=[3, 1, 2], demand=[[1], [1], [1]], first_mode=[0, 2, 3], stock=[4], usage=[[0], [3], [2]]
    )
    assert breaches(ways, np.array([0, 3]), np.array([0, 2])) == []
    assert breaches(ways, np.array([0, 1]), np.array([1, 2])) == ["stock 0 is used up"]
    assert breaches(ways, np.array([0, 1]), np.array([2, 2])) == ["activity 0 is done in mode 2, which is not its own"]


def test_delays_of_projects_count_from_their_critical_paths() -> None:
    two = Problem(
        capacity=[1], duration=[3, 4], demand=[[1], [1]], project=[0, 1], critical=[3, 4], begin=[0, 2], release=[0, 2]
    )
    assert delays(two, np.array([0, 3])) == (1, 7)
    assert breaches(two, np.array([0, 1])) != []
