"""Small random cases with every rule in them, the answer by trying everything, and readers of published knapsacks."""

import itertools

import numpy as np

from headway.engine.selection import Balance, Candidates, Limits, Synergy, check_selection
from headway.engine.selection.starts import start_columns


def random_case(seed):
    """Four or five rows over three to four periods; each rule comes in about half of the cases."""
    rng = np.random.default_rng(seed)
    some = lambda: rng.random() < 0.5  # noqa: E731
    n, periods, skills = int(rng.integers(4, 6)), int(rng.integers(3, 5)), int(rng.integers(1, 3))
    project = np.arange(n)
    if some():
        project[1] = 0
    duration = rng.integers(1, 4, n)
    running = np.arange(3) < duration[:, None]
    names = sorted(set(project.tolist()))
    pick = lambda k: tuple(int(each) for each in rng.choice(names, k, replace=False))  # noqa: E731
    saved = lambda: tuple(rng.integers(-4, 4, 3).tolist())  # noqa: E731
    joint = lambda: tuple(Synergy(pick(2), worth, saved()) for worth in (3.0, 0.0, -2.0))  # noqa: E731
    ongoing = (rng.random(n) < 0.3) if some() else np.zeros(n, bool)
    candidates = Candidates(
        value=rng.integers(-3, 30, (n, periods) if some() else n),
        cost=rng.integers(1, 9, (n, 3)) * running,
        income=rng.integers(0, 4, (n, 3)),
        demand=rng.integers(0, 4, (n, skills, 3)) * running[:, None],
        duration=duration,
        earliest=rng.integers(0, 2, n),
        latest=np.where(rng.random(n) < 0.3, 1, -1),
        project=project,
        category=rng.integers(0, 2, n),
        contribution=rng.integers(0, 4, (n, 2)),
        risk=rng.integers(0, 5, n),
        mandatory=(rng.random(n) < 0.2) if some() else None,
        forbidden=(rng.random(n) < 0.15) if some() else None,
        ongoing=ongoing,
        stop_cost=rng.integers(0, 5, n),
        stop_loss=rng.integers(0, 5, n),
        prerequisites=[pick(2)] if some() else None,
        exclusions=(pick(2),) if some() else (),
        synergies=(*joint(), Synergy(pick(2), 7.0), Synergy(pick(3), -6.0)) if some() else (),
        discount=0.08,
    )
    if len(candidates.prerequisites) and some():
        candidates = candidates.replace(after_finish=[True])
    limits = Limits(
        budgets=rng.integers(4, 14, periods) if some() else None,
        capacities=rng.integers(2, 7, (skills, periods)) if some() else None,
        periods=periods,
        carry_over=float(rng.choice([0.0, 0.5, 1.0])),
        carry_cap=float(rng.choice([3.0, np.inf])),
        income_share=float(rng.choice([0.0, 0.5])),
        total_cost=float(rng.integers(15, 40)) if some() else None,
        risk=float(rng.integers(4, 14)) if some() else None,
        count_low=int(rng.integers(0, 3)),
        count_high=int(rng.integers(2, 6)) if some() else None,
        coverage=rng.integers(0, 4, 2) if some() else None,
        balance=(Balance(0, 0.2, 0.8, of=rng.choice(["spend", "count"])),) if some() else (),
        finish_within=bool(some()),
    )
    return candidates, limits


def assignments(candidates, limits):
    """Yield every way to give each project one of its starts, or none."""
    columns = start_columns(candidates, limits)
    ways = []
    for project in np.unique(candidates.project):
        at = np.flatnonzero(columns.project == project)
        ways.append([None, *((int(columns.row[i]), int(columns.start[i])) for i in at)])
    for choice in itertools.product(*ways):
        chosen, start = np.zeros(len(candidates), bool), np.full(len(candidates), -1, np.int32)
        for each in choice:
            if each is not None:
                chosen[each[0]], start[each[0]] = True, each[1]
        yield chosen, start


def best_by_trying(candidates, limits):
    """Return the value of the best selection that keeps all limits; None where there is none."""
    best = None
    for chosen, start in assignments(candidates, limits):
        facts = check_selection(candidates, limits, chosen, start)
        if not facts.violations and (best is None or facts.value > best):
            best = facts.value
    return best


def knapsack(value, weights, room):
    """Write a knapsack with several limits as a selection of one period."""
    return Candidates(value=value, demand=np.asarray(weights).T[:, :, None]), Limits(
        capacities=np.asarray(room)[:, None]
    )
