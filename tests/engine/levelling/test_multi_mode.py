"""Several modes, stocks and projects: optimal where that is known, checked everywhere, repeatable."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.levelling.small_problems import optimum, random_problem
from headway.engine.levelling.check import breaches, delays, makespan
from headway.engine.levelling.modes import useful_modes, with_modes
from headway.engine.levelling.multi_mode import solve_modes
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.search import Solution
from headway.formats.psplib.multi_project import read_multi_project
from truth_files import truth


def random_ways(seed: int, count: int = 4) -> Problem:
    """Make a problem with up to three modes an activity and two stocks that some choices overdraw."""
    rng, one = np.random.default_rng(seed), random_problem(seed, count=count)
    modes = rng.integers(1, 4, count)
    first = np.concatenate(([0], np.cumsum(modes)))
    usage = rng.integers(0, 4, (first[-1], 2))
    least = np.minimum.reduceat(usage, first[:-1]).sum(0)
    return Problem(
        one.capacity, rng.integers(0, 5, first[-1]), rng.integers(0, one.capacity + 1, (first[-1], 2)), one.predecessor,
        one.successor, first_mode=first, stock=least + rng.integers(0, 5, 2), usage=usage,
    )  # fmt: skip


def best_of_all(problem: Problem) -> int | None:
    """Return the shortest makespan over all modes and lists; None where the stocks allow nothing."""
    found = []
    for chosen in product(*(range(problem.first_mode[k], problem.first_mode[k + 1]) for k in range(len(problem)))):
        way = list(chosen)
        if (problem.usage[way].sum(0) <= problem.stock).all():
            found.append(optimum(Problem(problem.capacity, problem.duration[way], problem.demand[way],
                                         problem.predecessor, problem.successor)))  # fmt: skip
    return min(found, default=None)


def checked(problem: Problem, **options) -> Solution:
    found = solve_modes(problem, **options)
    assert found.ok
    assert breaches(problem, found.start, found.mode) == []
    return found


@pytest.mark.parametrize("seed", range(25))
def test_small_problems_are_solved_as_by_trying_everything(seed: int) -> None:
    problem, wanted = random_ways(seed), best_of_all(random_ways(seed))
    if wanted is None:
        assert [each.id for each in solve_modes(problem, iterations=2000).diagnostics] == ["stocks-too-small"]
    else:
        found = checked(problem, iterations=3000, seed=seed, members=20)
        assert found.makespan == makespan(problem, found.start, found.mode) == wanted >= found.bound


@pytest.mark.parametrize("seed", range(25))
def test_modes_that_are_left_out_are_not_missed(seed: int) -> None:
    problem = random_ways(seed)
    assert best_of_all(with_modes(problem, useful_modes(problem))) == best_of_all(problem)


def test_modes_that_others_beat_are_left_out() -> None:
    problem = Problem([2], [3, 3, 4, 2], [[1], [2], [1], [2]], first_mode=[0, 4])
    assert useful_modes(problem).tolist() == [0, 3]


@pytest.mark.truth
@pytest.mark.parametrize(("name", "delay", "length"), [("A-1", 1, 23), ("A-2", 2, 41), ("A-3", 0, 50)])
def test_published_programs_reach_the_proven_optimum(name: str, delay: int, length: int) -> None:
    """Proved by an exact solver: METHODS, portfolio benchmarks."""
    folder = truth("mista2013")
    text = (folder / f"{name}.txt").read_text()
    problem = read_multi_project(text, lambda other: (folder / other).read_text("latin-1"))
    found = checked(problem, iterations=30_000)
    assert delays(problem, found.start, found.mode) == (delay, length)
    assert found.makespan == delay


def test_projects_wait_for_their_release() -> None:
    two = Problem([1], [3, 4], [[1], [1]], project=[0, 1], critical=[3, 4], begin=[0, 2], release=[0, 2])
    found = checked(two, iterations=2000, members=4)
    assert found.start.tolist() == [0, 3]
    assert found.makespan == 1


def test_equal_seeds_give_equal_schedules() -> None:
    problem = random_ways(3, count=12)
    one, other = (checked(problem, iterations=1500, seed=5, members=10) for _ in range(2))
    assert (one.start == other.start).all()
    assert (one.mode == other.mode).all()


def test_the_search_stops_when_told() -> None:
    problem = replace(random_ways(7, count=14), stock=np.array([99, 99]))
    seen: list[int] = []
    found = solve_modes(problem, iterations=10**6, progress=lambda at: seen.append(at.iterations) or len(seen) < 2)
    assert found.cancelled or found.optimal
    assert len(seen) <= 2


def test_a_stock_that_can_never_do_is_named() -> None:
    problem = Problem([1], [1, 1], [[0], [0]], stock=[3], usage=[[2], [2]])
    found = solve_modes(problem, iterations=100)
    assert [(each.id, each.resources) for each in found.diagnostics] == [("stocks-too-small", (0,))]
    assert not found.ok


@pytest.mark.parametrize("length", [7, 60_000, 1_000_000])
def test_long_projects_are_late_and_not_out_of_stock(length: int) -> None:
    two = Problem([1], [length, length], [[1], [1]], project=[0, 1], critical=[length, length])
    found = checked(two, iterations=20, members=2)
    assert (found.makespan, makespan(two, found.start)) == (length, 2 * length)
    seen: list[int] = []
    solve_modes(two, iterations=20, members=2, progress=lambda at: bool(seen.append(at.best)) or True)
    assert seen == [length]


def test_one_period_less_delay_is_worth_any_makespan() -> None:
    """Whoever gets the only unit of the stock ends sooner: 30,000 of delay and 60,000 long, or 30,001 and 30,002."""
    two = Problem(
        [1], [60_000, 30_000, 1, 30_002], [[0]] * 4, first_mode=[0, 2, 4], stock=[1], usage=[[0], [1], [1], [0]],
        project=[0, 1], critical=[30_000, 1],
    )  # fmt: skip
    found = checked(two, iterations=200, members=4)
    assert delays(two, found.start, found.mode) == (30_000, 60_000)
