"""A small selection that calls the kernel once, so that it gets compiled."""

from __future__ import annotations

import numpy as np

from headway.engine.selection.anneal import Annealing
from headway.engine.selection.candidates import Candidates
from headway.engine.selection.highs import Prices
from headway.engine.selection.limits import Limits
from headway.engine.selection.model import build_model


def rehearse_selection() -> None:
    """Run the kernel once."""
    model = build_model(Candidates(value=np.ones(2), cost=np.ones((2, 1))), Limits(budgets=np.ones(1)))
    nothing, zero = np.zeros(len(model.objective)), np.zeros(len(model.rows))
    prices = Prices(1.0, zero, nothing, np.ones(len(model.objective)), 0.0)
    Annealing(model, prices, nothing).walk(nothing, 0.0, 1e-5)
