"""The table of upper bounds beside the independent check: both keep the same selections, of all that there are."""

import numpy as np
import pytest
from selection_cases import assignments, random_case

from headway.engine.selection import check_selection
from headway.engine.selection.anneal import Annealing
from headway.engine.selection.highs import LoadedModel
from headway.engine.selection.model import build_model
from headway.engine.selection.table import bounds_of


@pytest.mark.parametrize("endless", [False, True])
@pytest.mark.parametrize("carry_over", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(15))
def test_the_table_keeps_what_the_check_keeps(seed, carry_over, endless):
    candidates, limits = random_case(seed)
    candidates = candidates.replace(synergies=())
    budgets = np.random.default_rng(seed).integers(2, 9, limits.periods).astype(float)
    if endless:
        budgets[1] = np.inf
    limits = limits.replace(budgets=budgets, carry_over=carry_over, carry_cap=np.inf)
    model = build_model(candidates, limits)
    starts = len(model.columns.row)
    table = bounds_of(model, np.zeros(len(model.objective)), starts)
    assert np.abs(table.entry).max(axis=1) == pytest.approx(1.0)
    answers = set()
    for chosen, start in assignments(candidates, limits):
        x = chosen[model.columns.row] & (start[model.columns.row] == model.columns.start)
        kept = bool((table.entry @ x <= table.limit + 1e-7).all())
        good = not check_selection(candidates, limits, chosen, start).violations
        # What an endless budget hands on is left out of the table: there it may only be stricter.
        assert kept == good or (endless and carry_over and good)
        answers.add(kept)
    assert False in answers


@pytest.mark.parametrize("seed", range(15))
def test_a_walk_leaves_out_nothing_that_still_fits(seed):
    candidates, limits = random_case(seed)
    model = build_model(candidates.replace(synergies=()), limits)
    prices = LoadedModel(model).prices()
    if isinstance(prices, str):
        assert prices == "infeasible"
        return
    nothing = np.zeros(len(model.objective))
    starts = len(model.columns.row)
    found, _ = Annealing(model, prices, nothing).walk(nothing, -np.inf, 1e-4)
    if found is None:
        return
    table = bounds_of(model, nothing, starts)
    left = table.limit - table.entry @ found[:starts]
    chosen = model.columns.project[found[:starts] > 0.5]
    others = ~np.isin(model.columns.project, chosen) & (model.objective[:starts] > 0)
    assert not (others & (table.entry <= left[:, None] + 1e-12).all(axis=0)).any()
