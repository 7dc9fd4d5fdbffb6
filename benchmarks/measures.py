"""How long the measures of 10,000 projects take: earned value, earned schedule, appraisal, benefits."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np

from headway.engine.measures.appraisal import benefit_cost_ratio, mirr, npv, payback, profitability_index
from headway.engine.measures.benefits import benefit_profiles
from headway.engine.measures.earned_schedule import earned_schedule
from headway.engine.measures.earned_value import earned_value
from headway.engine.measures.rates import internal_rates

N, PERIODS, YEARS = 10_000, 36, 10
BAR = 0.050


def best_of(act: Callable[[], object], times: int = 7) -> float:
    """Return the shortest of several runs, in seconds."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest


def main() -> int:
    """Time each; 1 if one of them is over the bar."""
    rng = np.random.default_rng(1)
    pv = np.cumsum(rng.uniform(0, 10, (N, PERIODS)), axis=1)
    ev, ac = pv[:, 11] * rng.uniform(0.6, 1.1, N), pv[:, 11] * rng.uniform(0.8, 1.3, N)
    flows = np.column_stack([-rng.uniform(50, 100, N), rng.uniform(0, 30, (N, YEARS))])
    start = rng.uniform(0, 5, N)
    acts: dict[str, Callable[[], object]] = {
        "earned value": lambda: earned_value(pv[:, -1], pv[:, 11], ev, ac),
        f"earned schedule, {PERIODS} periods, nine forecasts": lambda: earned_schedule(pv, ev, np.full(N, 12.0), ac),
        f"internal rates, {YEARS} years": lambda: internal_rates(flows),
        "NPV, MIRR, PI, both paybacks": lambda: (
            npv(flows, 0.05), mirr(flows, 0.05, 0.05), profitability_index(flows, 0.05), payback(flows), payback(flows, 0.05),
        ),
        "benefit-cost ratio": lambda: benefit_cost_ratio(flows[:, 1:], -flows[:, :1], 0.05),
        "benefit profiles": lambda: benefit_profiles(flows[:, 1], start, 20, ramps=[[0.2, 0.5, 0.8]]),
    }  # fmt: skip
    slow = 0
    for name, act in acts.items():
        seconds = best_of(act)
        slow += seconds > BAR
        print(f"{name:52} {seconds * 1000:7.1f} ms")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
