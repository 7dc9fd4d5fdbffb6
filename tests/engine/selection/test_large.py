"""The way of large cases, walked by small ones beside complete enumeration, and by one that is large."""

import importlib

import numpy as np
import pytest
from selection_cases import best_by_trying, random_case

from factories.cases import cases
from headway.engine.selection import Candidates, Limits, Synergy, check_selection, frontier, select
from headway.engine.selection.anneal import Annealing
from headway.engine.selection.highs import LoadedModel
from headway.engine.selection.improve import keeps
from headway.engine.selection.model import build_model
from headway.engine.selection.part import part_of
from headway.engine.selection.pool import Pool
from headway.engine.selection.search import MANY, Search
from headway.engine.selection.select import columns_of
from headway.engine.selection.table import shed


def large_case(seed=0, projects=120, periods=8):
    rng = np.random.default_rng(seed)
    duration = rng.integers(1, 5, projects)
    running = np.arange(4) < duration[:, None]
    cost = np.round(rng.uniform(20, 90, (projects, 4))) * running
    demand = np.round(rng.uniform(0, 3, (projects, 3, 4)), 1) * running[:, None]
    candidates = Candidates(
        value=np.round(cost.sum(axis=1) * rng.uniform(0.8, 2.2, projects)), cost=cost, demand=demand, duration=duration,
        discount=0.02, prerequisites=[(0, 1), (2, 3)], after_finish=[True, False],
        mandatory=np.arange(projects) == 7,
    )  # fmt: skip
    limits = Limits(budgets=np.full(periods, 600.0), capacities=np.full((3, periods), 20.0), carry_over=1.0)
    return candidates, limits


@pytest.mark.parametrize("seed", range(cases(25)))
def test_small_cases_by_the_way_of_large_ones(seed, monkeypatch):
    monkeypatch.setattr(importlib.import_module("headway.engine.selection.search"), "MANY", 0)
    candidates, limits = random_case(seed)
    best = best_by_trying(candidates, limits)
    first = select(candidates, limits, gap=1e-9)
    if best is None:
        assert first.status == "least-violation"
        return
    assert (first.status, first.value) == ("optimal", pytest.approx(best, abs=1e-6))
    tight = limits.replace(budgets=None if limits.budgets is None else limits.budgets * 0.8)
    wanted = best_by_trying(candidates, tight)
    again = select(candidates, tight, gap=1e-9, start=first)
    assert again.value == pytest.approx(wanted, abs=1e-6) if wanted is not None else not again.ok


def test_a_large_case_within_its_gap_and_time():
    candidates, limits = large_case()
    assert int(build_model(candidates, limits).integer.sum()) > MANY / 2
    found = select(candidates, limits, gap=0.02, seconds=20)
    assert found.ok
    assert check_selection(candidates, limits, found.chosen, found.start).violations == ()
    assert found.gap <= 0.02 or found.status == "feasible"
    assert found.bound >= found.value


def test_a_walk_keeps_every_row_and_comes_near_the_relaxation():
    candidates, limits = large_case(1)
    model = build_model(candidates, limits)
    prices = LoadedModel(model).prices()
    begin = shed(model, np.where(model.integer & (prices.x > 0.5), 1.0, 0.0))
    assert keeps(model, begin)
    best = float(begin @ model.objective)
    found, _ = Annealing(model, prices, begin).walk(begin, best, 10.0)
    assert keeps(model, found)
    assert best < found @ model.objective <= prices.objective
    assert prices.objective - found @ model.objective < 0.02 * prices.objective
    again, _ = Annealing(model, prices, begin).walk(begin, best, 10.0)
    assert (again == found).all()


def test_a_walk_that_finds_nothing_better_says_so():
    candidates, limits = large_case(1)
    model = build_model(candidates, limits)
    prices = LoadedModel(model).prices()
    nothing = np.zeros(len(model.objective))
    annealing = Annealing(model, prices, nothing)
    assert annealing.walk(nothing, prices.objective + 1.0, 0.02)[0] is None
    assert annealing.walk(nothing, 0.0, 0.0) == (None, 0.0)


def test_a_crossing_moves_only_what_is_in_question():
    candidates, limits = large_case(1)
    model = build_model(candidates, limits)
    prices = LoadedModel(model).prices()
    begin = shed(model, np.where(model.integer & (prices.x > 0.5), 1.0, 0.0))
    annealing = Annealing(model, prices, begin)
    pool = [x for _ in range(4) if (x := annealing.walk(begin, -np.inf, 10.0)[0]) is not None]
    starts = len(model.columns.row)
    had = np.array([x[:starts] > 0.5 for x in pool])
    project = model.columns.project
    settled = np.unique(project[had.all(axis=0)])
    for _ in range(6):
        found, seconds = annealing.cross(pool, 10.0)
        assert keeps(model, found)
        assert seconds > 0
        # What all of them chose stays; what is new comes in where it still fits, of projects that nobody had.
        assert (found[:starts][had.all(axis=0)] == 1.0).all()
        new = np.setdiff1d(project[found[:starts] > 0.5], project[had.any(axis=0) | (prices.x[:starts] > 1e-6)])
        for each in np.flatnonzero(found[:starts] > 0.5)[np.isin(project[found[:starts] > 0.5], new)]:
            assert model.objective[each] > 0
        assert not np.isin(new, settled).any()
    best = max(float(model.objective @ x) for x in pool)
    crossed = max(float(model.objective @ annealing.cross(pool, 10.0)[0]) for _ in range(20))
    assert crossed >= best
    assert annealing.cross(pool, 0.0) == (None, 0.0)
    assert annealing.cross([pool[0]] * 2, 10.0)[0] is None or keeps(model, annealing.cross([pool[0]] * 2, 10.0)[0])


def test_a_pool_keeps_the_best_and_each_value_once():
    pool = Pool(np.array([1.0, 2.0, 4.0]), most=2)
    assert (pool.best, pool.value, pool.near(7.0, 0.5)) == (None, -np.inf, False)
    pool.add(None)
    low, middle, high = np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), np.array([0, 0, 1.0])
    for each in (middle, middle.copy(), low, high):
        pool.add(each)
    assert [each.tolist() for each in pool.found] == [middle.tolist(), high.tolist()]
    assert (pool.best == high).all()
    assert [each.tolist() for each in pool.first(5)] == [high.tolist(), middle.tolist()]
    assert len(pool.first(1)) == 1
    assert pool.near(4.3, 0.1)
    assert not pool.near(4.5, 0.1)


@pytest.mark.parametrize("carry_over", [0.0, 0.5, 1.0])
def test_a_walk_knows_synergies_and_money_that_is_carried_over(carry_over):
    candidates, limits = large_case(5)
    candidates = candidates.replace(synergies=(Synergy((10, 11), 400.0), Synergy((12, 13), -400.0)))
    limits = limits.replace(carry_over=carry_over)
    model = build_model(candidates, limits)
    prices = LoadedModel(model).prices()
    begin = np.round(prices.x) * model.integer
    annealing = Annealing(model, prices, np.zeros(len(begin)))
    found = next(x for _ in range(8) if (x := annealing.walk(begin, 0.0, 10.0)[0]) is not None)
    assert keeps(model, found)
    chosen = np.unique(model.columns.project[np.flatnonzero(found[: len(model.columns.row)])])
    y = found[len(model.columns.row) :][:2]
    assert y.tolist() == [float(np.isin([10, 11], chosen).all()), float(np.isin([12, 13], chosen).all())]


def test_a_part_has_the_optimum_of_the_whole_when_all_is_free():
    candidates, limits = random_case(3)
    model = build_model(candidates, limits)
    whole = LoadedModel(model).solve(gap=0.0, seconds=10)
    part = part_of(model, np.zeros(len(model.objective)), np.ones(len(model.objective), bool))
    again = LoadedModel(part).solve(gap=0.0, seconds=10)
    assert again.x @ part.objective == pytest.approx(whole.x @ model.objective)


def test_the_relaxation_has_its_time_in_every_run():
    candidates, limits = large_case(2)
    search = Search(candidates, limits)
    for _ in range(4):
        search.loaded.solve(gap=0.5, seconds=5)
        before = float(search.loaded.solver.getRunTime())
        assert not isinstance(search.loaded.prices(max(before / 2, 1.0)), str)
    assert search.loaded.prices(0.0) == "nothing"


def test_a_moved_budget_is_kept():
    candidates, limits = large_case(3)
    first = select(candidates, limits, gap=0.02, seconds=10)
    moved = limits.replace(budgets=np.where(np.arange(8) == 2, 300.0, 600.0))
    x = columns_of(build_model(candidates, moved), first)
    assert shed(build_model(candidates, moved), x) is not None
    again = select(candidates, moved, gap=0.02, seconds=10, start=first)
    assert again.ok
    assert check_selection(candidates, moved, again.chosen, again.start).violations == ()


def test_points_of_a_large_case():
    candidates, limits = large_case(4, projects=150)
    found = frontier(candidates, limits, points=6, gap=0.05, seconds=30)
    assert 4 <= len(found.selections) <= 6
    assert (np.diff(found.amount) > 0).all()
    assert (np.diff(found.value) > 0).all()
    for each in found.selections:
        assert check_selection(candidates, limits, each.chosen, each.start).violations == ()
        assert each.bound >= each.value
