"""Least and greatest distances: what others have proven, what trying everything finds, what cannot be."""

import csv
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from engine.levelling.small_problems import optimum, random_problem
from headway.engine.levelling.check import breaches, makespan
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.search import Progress
from headway.engine.levelling.time_lags import solve_time_lags
from headway.formats.psplib.time_lags import read_time_lags
from truth_files import truth

PROVEN = Path(__file__).with_name("rcpsp_max_j10.csv")
"""What CP-SAT (OR-Tools 9.15) has proven of each instance of Schwindt's set j10; nothing where no schedule exists."""


def test_all_of_a_published_set_are_decided_as_others_have() -> None:
    with PROVEN.open(newline="") as lines:
        proven = {row["file"]: row["ub"] for row in csv.DictReader(lines)}
    found = {}
    with zipfile.ZipFile(truth("rcpsp", "rcpsp_max_j10.zip")) as opened:
        for name in opened.namelist():
            problem = read_time_lags(opened.read(name).decode("latin-1"))
            one = solve_time_lags(problem, iterations=5000)
            found[name] = str(one.makespan) if one.ok else ""
            if one.ok:
                assert one.optimal
                assert breaches(problem, one.start) == []
                assert makespan(problem, one.start) == one.makespan
            else:
                assert {each.id for each in one.diagnostics} <= {"no-schedule", "demand-beyond-capacity"}
    assert found == proven
    assert sum(bool(each) for each in found.values()) == 187


def random_windows(seed: int) -> Problem:
    """Make a problem of four activities with distances of both kinds and release dates."""
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in product(range(4), repeat=2) if pair[0] != pair[1] and rng.random() < 0.4]
    forward = np.array([a < b for a, b in pairs], bool)
    capacity = rng.integers(1, 4, 2)
    return Problem(
        capacity=capacity, duration=rng.integers(0, 4, 4), demand=rng.integers(0, capacity + 1, (4, 2)),
        predecessor=np.array([a for a, _ in pairs], int), successor=np.array([b for _, b in pairs], int),
        lag=np.where(forward, rng.integers(-1, 4, len(pairs)), rng.integers(-9, -2, len(pairs))),
        from_start=~forward | (rng.random(len(pairs)) < 0.5), release=rng.integers(0, 3, 4) * (rng.random(4) < 0.3),
    )  # fmt: skip


def shortest_of_all(problem: Problem, last: int = 13) -> int | None:
    """Try all starts up to a period; None where none of them is a schedule."""
    starts = np.array(list(product(range(last + 1), repeat=len(problem))))
    good = (starts >= problem.release).all(1)
    for link in range(len(problem.lag)):
        before, after = problem.predecessor[link], problem.successor[link]
        since = starts[:, before] + (0 if problem.from_start[link] else problem.duration[before])
        good &= starts[:, after] >= since + problem.lag[link]
    for period in range(last + 4):
        working = (starts <= period) & (period < starts + problem.duration)
        good &= (working @ problem.demand <= problem.capacity).all(1)
    ends = (starts + problem.duration).max(1)[good]
    return int(ends.min()) if len(ends) else None


@pytest.mark.parametrize("seed", range(60))
def test_small_problems_beside_trying_everything(seed: int) -> None:
    problem = random_windows(seed)
    best, found = shortest_of_all(problem), solve_time_lags(problem)
    if best is None:
        assert [each.id for each in found.diagnostics] == ["no-schedule"]
        return
    assert (found.makespan, found.optimal) == (best, True)
    assert breaches(problem, found.start) == []


def test_the_small_problems_are_of_both_kinds() -> None:
    assert 5 < sum(solve_time_lags(random_windows(seed)).ok for seed in range(60)) < 55


@pytest.mark.parametrize("seed", range(20))
def test_plain_links_are_a_special_case(seed: int) -> None:
    problem = random_problem(seed)
    found = solve_time_lags(problem)
    assert (found.makespan, found.optimal) == (optimum(problem), True)


def test_distances_that_contradict_name_their_circle() -> None:
    problem = Problem(
        capacity=[1], duration=[1, 1, 1], demand=[[0], [0], [0]],
        predecessor=[0, 1, 1], successor=[1, 0, 2], lag=[5, -4, 0], from_start=[True, True, False],
    )  # fmt: skip
    found = solve_time_lags(problem)
    assert not found.ok
    assert [(each.id, each.tasks) for each in found.diagnostics] == [("no-schedule", (0, 1))]


def test_resources_can_make_distances_impossible() -> None:
    two = Problem(
        capacity=[1], duration=[3, 3], demand=[[1], [1]],
        predecessor=[0, 1], successor=[1, 0], lag=[-2, -2], from_start=[True, True],
    )  # fmt: skip
    assert [each.id for each in solve_time_lags(two).diagnostics] == ["no-schedule"]
    wide = Problem(
        capacity=[1], duration=[3, 3], demand=[[1], [1]],
        predecessor=[0, 1], successor=[1, 0], lag=[-3, -2], from_start=[True, True],
    )  # fmt: skip
    assert solve_time_lags(wide).start.tolist() == [3, 0]


def test_an_early_end_is_told() -> None:
    problem = random_problem(3, count=12)
    first = solve_time_lags(problem, iterations=1)
    assert [each.id for each in first.diagnostics] == ["nothing-found"]
    asked: list[Progress] = []
    stopped = solve_time_lags(problem, progress=lambda at: bool(asked.append(at)))
    assert len(asked) == 1
    assert stopped.bound <= stopped.makespan


def test_nothing_to_do_and_too_much() -> None:
    empty = Problem(capacity=[1], duration=[], demand=np.zeros((0, 1)))
    assert (solve_time_lags(empty).makespan, solve_time_lags(empty).optimal) == (0, True)
    over = Problem(capacity=[1], duration=[1], demand=[[2]])
    assert [each.id for each in solve_time_lags(over).diagnostics] == ["demand-beyond-capacity"]
    with pytest.raises(ValueError, match="one mode"):
        solve_time_lags(Problem(capacity=[1], duration=[1, 2], demand=[[1], [1]], first_mode=[0, 2]))
