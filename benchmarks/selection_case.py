"""A made-up portfolio of any size: candidates over quarters that compete for money and for skills."""

from __future__ import annotations

import numpy as np

from headway.engine.selection.candidates import Candidates, Synergy
from headway.engine.selection.limits import Balance, Limits


def made_up(projects: int = 300, periods: int = 12, skills: int = 10, seed: int = 6) -> tuple[Candidates, Limits]:
    """Draw candidates of one to six quarters; budgets pay for about a third of them, two skills are short, the others seldom."""
    rng = np.random.default_rng(seed)
    duration = rng.integers(1, 7, projects)
    effort = rng.lognormal(0.0, 0.6, projects)
    running = np.arange(6) < duration[:, None]
    cost = np.round(effort[:, None] * rng.uniform(60, 140, (projects, 6)) * running)
    needs = rng.random((projects, skills)) < 0.25
    demand = np.round(
        effort[:, None, None] * needs[..., None] * rng.uniform(0.5, 3.0, (projects, skills, 6)) * running[:, None], 1
    )
    value = np.round(cost.sum(axis=1) * rng.uniform(0.8, 2.4, projects))
    earliest = np.where(rng.random(projects) < 0.3, rng.integers(0, 5, projects), 0)
    first = rng.permutation(projects)[:60]
    pairs = np.column_stack([first[:30], first[30:]])
    contribution = rng.choice([0, 0, 3, 9], (projects, 4))
    third = cost.sum() / periods / 3
    tight = demand.sum(axis=(0, 2)) / periods / np.where(np.arange(skills) < 2, 2.8, 1.4)
    candidates = Candidates(
        value=value, cost=cost, demand=demand, duration=duration, earliest=earliest, category=rng.integers(0, 3, projects),
        contribution=contribution, risk=np.round(cost.sum(axis=1) * rng.uniform(0.05, 0.4, projects)), prerequisites=pairs,
        after_finish=np.arange(30) % 2 == 0, exclusions=((0, 1, 2), (3, 4)), discount=0.02,
        mandatory=np.isin(np.arange(projects), [5, 6, 7]),
        synergies=(Synergy((10, 11), 60.0), Synergy((12, 13, 14), 120.0), Synergy((15, 16), -80.0)),
    )  # fmt: skip
    limits = Limits(
        budgets=np.round(third * rng.uniform(0.85, 1.15, periods)),
        capacities=np.round(tight[:, None] * rng.uniform(0.9, 1.1, (skills, periods)), 1),
        carry_over=1.0, balance=(Balance(0, 0.2, 0.5), Balance(2, 0.15, 1.0)),
        coverage=0.2 * contribution.sum(axis=0),
    )  # fmt: skip
    return candidates, limits
