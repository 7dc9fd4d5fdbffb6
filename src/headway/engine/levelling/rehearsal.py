"""Small problems that call every kernel of levelling once, so that all of them get compiled."""

from __future__ import annotations

import numpy as np

from headway.engine.levelling.problem import Problem
from headway.engine.levelling.search import solve


def rehearse_levelling() -> None:
    """Run every kernel once."""
    one = np.ones(3, np.int32)
    solve(Problem(one[:1], one, one.reshape(3, 1), 0 * one[:1], one[:1]), iterations=4)
