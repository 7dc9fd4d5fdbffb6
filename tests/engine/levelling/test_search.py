"""Short schedules for limited resources: optimal where that is known, checked everywhere, repeatable."""

import csv
import zipfile
from functools import cache

import numpy as np
import pytest

from engine.levelling.small_problems import optimum, random_problem, with_dates
from headway.engine.levelling.check import breaches, makespan
from headway.engine.levelling.problem import Problem
from headway.engine.levelling.search import Progress, Solution, solve
from headway.formats.psplib.projects import read_project
from truth_files import truth


def checked(problem: Problem, **options) -> Solution:
    found = solve(problem, **options)
    assert found.ok
    assert breaches(problem, found.start) == []
    assert makespan(problem, found.start) == found.makespan >= found.bound
    return found


@cache
def best_known() -> dict[str, int]:
    with truth("rcpsp", "best_known.csv").open(newline="") as lines:
        return {row["file"]: int(row["ub"]) for row in csv.DictReader(lines)}


def published(archive: str, name: str) -> Problem:
    with zipfile.ZipFile(truth("rcpsp", archive)) as opened:
        return read_project(opened.read(name).decode("latin-1"))


@pytest.mark.parametrize("seed", range(40))
def test_small_problems_are_solved_as_by_trying_everything(seed: int) -> None:
    problem = random_problem(seed)
    assert checked(problem, iterations=2000, seed=seed, members=20).makespan == optimum(problem)


@pytest.mark.parametrize("seed", range(25))
def test_release_dates_and_lags_are_kept_and_the_optimum_is_found(seed: int) -> None:
    problem = with_dates(random_problem(seed), seed)
    assert checked(problem, iterations=2000, seed=seed, members=20).makespan == optimum(problem)


@pytest.mark.parametrize("column", [{"lag": [-1]}, {"from_start": [True]}])
def test_links_of_other_kinds_are_refused(column: dict[str, list[int]]) -> None:
    with pytest.raises(ValueError, match="without negative lag"):
        solve(Problem([1], [1, 1], [[1], [1]], [0], [1], **column))


@pytest.mark.parametrize("resources", [1, 3, 9])
def test_any_number_of_resources_and_units_fits(resources: int) -> None:
    for seed in range(5):
        small = random_problem(seed, count=5, resources=resources)
        large = Problem(
            small.capacity * 100_003, small.duration, small.demand * 100_003, small.predecessor, small.successor
        )
        assert checked(large, iterations=500, members=10).makespan == optimum(small)


@pytest.mark.truth
@pytest.mark.parametrize("name", ["j301_1.sm", "j3013_4.sm", "j3029_7.sm", "j3045_1.sm", "j3048_10.sm"])
def test_published_optima_are_found(name: str) -> None:
    problem = published("j30.zip", name)
    assert checked(problem, iterations=60_000).makespan == best_known()[name]


@pytest.mark.truth
def test_large_published_problems_come_close_to_the_best_known() -> None:
    problem = published("j120_odd.zip", "j12053_4.sm")
    assert checked(problem, iterations=1).makespan <= 1.15 * best_known()["j12053_4.sm"]
    assert checked(problem, iterations=8_000, members=60).makespan <= 1.03 * best_known()["j12053_4.sm"]


def test_equal_seeds_give_equal_schedules_in_any_batches() -> None:
    problem = random_problem(3, count=40, resources=3, most=9)
    one = checked(problem, iterations=1200, seed=7, members=20)
    other = checked(problem, iterations=1200, seed=7, members=20, progress=lambda _: True)
    assert (one.start == other.start).all()
    assert one.iterations == other.iterations


def test_the_search_tells_how_far_it_is_and_stops_when_told() -> None:
    problem = random_problem(4, count=60, resources=4, most=9)
    seen: list[Progress] = []

    def going(progress: Progress) -> bool:
        seen.append(progress)
        return len(seen) < 3

    found = checked(problem, iterations=10**6, progress=going)
    assert not found.optimal  # the bound is out of reach here: it was told to stop
    assert found.cancelled
    assert [each.iterations for each in seen] == sorted(each.iterations for each in seen)
    assert [each.best for each in seen] == sorted((each.best for each in seen), reverse=True)


def test_nothing_to_do_is_done_at_once() -> None:
    empty = Problem(np.empty(0), np.empty(0), np.empty((0, 0)), first_mode=np.zeros(1))
    assert checked(empty).makespan == 0
    idle = Problem([0], [0, 0], [[0], [0]], [0], [1])
    assert checked(idle).makespan == 0


@pytest.mark.parametrize(
    ("columns", "name", "rows"),
    [
        ({"capacity": [1]}, "demand-beyond-capacity", (1,)),
        ({"capacity": [0]}, "demand-beyond-capacity", (0, 1)),
        ({"capacity": [np.nan]}, "no-capacity", ()),
        ({"duration": [2, np.nan]}, "no-duration", (1,)),
        ({"duration": [-1, 1]}, "no-duration", (0,)),
        ({"demand": [[1], [np.nan]]}, "no-demand", (1,)),
        ({"duration": [2**31, 2**31]}, "date-out-of-range", (0, 1)),
        ({"predecessor": [0, 1], "successor": [1, 0]}, "cycle", (0, 1)),
        ({"predecessor": [0], "successor": [7]}, "dangling-task", ()),
        ({"release": [np.nan, 0]}, "no-release", (0,)),
        ({"project": [0, 5]}, "project-missing", (1,)),
    ],
)
def test_bad_input_is_named_with_its_rows(columns, name, rows) -> None:
    found = solve(Problem(**({"capacity": [3], "duration": [2, 2], "demand": [[1], [2]]} | columns)))
    assert not found.ok
    assert [(each.id, each.tasks) for each in found.diagnostics] == [(name, rows)]
    assert found.start.size == 0


def test_nan_of_a_capacity_names_the_resource() -> None:
    found = solve(Problem([1, np.nan], [2], [[1, 0]]))
    assert [(each.id, each.resources) for each in found.diagnostics] == [("no-capacity", (1,))]
