"""CPU seconds of 10,000 runs of a simulation, beside its bars, two other ways to do it, and the limits of the machine.

Beside ours, in the same run: NumPy over columns of runs, one task after the other, as anybody would write it; and the
Monte-Carlo engine of ``trueppm-scheduler`` (``pip install trueppm-scheduler``), where it is installed. Both get networks
of finish-to-start links on one calendar and durations with a beta distribution, which is what the latter draws.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from network_bandwidth import measured_bandwidth
from network_plans import generated
from simulation_peers import numpy_seconds, plain_plan, trueppm_seconds

from headway.engine.plan import Plan
from headway.engine.simulation import Durations, Shape, SimulationOptions, Uncertainty, three_points
from headway.engine.simulation.compile import compile_simulation
from headway.engine.simulation.kernels_random import philox
from headway.engine.simulation.kernels_tables import looked_up
from headway.engine.simulation.rehearsal import rehearse_simulation
from headway.engine.simulation.simulator import run_simulation

RUNS = 10_000
RESULTS = Path(__file__).resolve().parent / "results" / "simulation.json"
BARS = {
    (1_000, 1, False): 0.02, (10_000, 1, False): 0.15, (10_000, 3, False): 0.45, (10_000, 1, True): 0.6,
    (10_000, 3, True): 1.8,
}  # fmt: skip
"""Tasks, calendars, whether criticality is measured: CPU seconds. Three calendars may take three times as long as one."""
FASTER = {"NumPy": 15, "trueppm-scheduler": 10}


def best(work: Callable[[], object], repeats: int = 7) -> float:
    """Return the shortest CPU time of a few."""
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def uncertain(plan: Plan, shape: Shape) -> Uncertainty:
    """Give every task with a duration a spread of its own, from 70 to 160 percent."""
    rng = np.random.default_rng(3)
    rows = np.flatnonzero(plan.tasks.duration > 0)
    likely = plan.tasks.duration[rows].astype(float)
    low, high = likely * rng.uniform(0.7, 0.95, len(rows)), likely * rng.uniform(1.1, 1.6, len(rows))
    return Uncertainty(spreads=three_points(shape, low, likely, high), durations=Durations(rows, np.arange(len(rows))))


def own_seconds(plan: Plan, shape: Shape, *, sensitivity: bool) -> tuple[float, float]:
    """Return CPU seconds of the runs, and of making them ready."""
    uncertainty = uncertain(plan, shape)
    simulation = compile_simulation(plan, uncertainty)
    options = SimulationOptions(runs=RUNS, sensitivity=sensitivity)
    run_simulation(simulation, options.replace(runs=100))
    ready = best(lambda: compile_simulation(plan, uncertainty), 3)
    return best(lambda: run_simulation(simulation, options)), ready


def random_numbers() -> tuple[float, float]:
    """Return nanoseconds for one random number, and for looking one duration up."""
    size, times = 65_536, 30
    four, key = np.empty((4, size), np.uint32), np.uint64(1)
    table = np.random.default_rng(1).integers(0, 1 << 31, 256).astype(np.int32)
    place, out = np.empty(size, np.float32), np.empty(size, np.float32)
    one = np.float32(1)

    def numbers() -> None:
        for k in range(times):
            philox(four, 0, k, 1, key)

    def lookups() -> None:
        for _ in range(times):
            looked_up(four[0], table, one, one, one, place, place.view(np.int32), out)

    numbers()
    lookups()
    return best(numbers) / (4 * size * times) * 1e9, best(lookups) / (size * times) * 1e9


def show_own(report: dict[str, object]) -> bool:
    """Print our times beside their bars; False where one is missed."""
    print(f"{'tasks':>7} {'calendars':>9} {'measures':<22} {'seconds':>8} {'bar':>6}  {'to make ready':>13}")
    kept, rows = True, []
    for (tasks, calendars, sensitivity), bar in BARS.items():
        seconds, ready = own_seconds(generated(tasks, calendars), Shape.TRIANGULAR, sensitivity=sensitivity)
        what = "dates and criticality" if sensitivity else "dates"
        print(f"{tasks:>7} {calendars:>9} {what:<22} {seconds:8.3f} {bar:6.2f}  {ready:13.3f}", flush=True)
        rows.append({"tasks": tasks, "calendars": calendars, "what": what, "seconds": seconds, "bar": bar})
        kept &= seconds <= bar
    report["own"] = rows
    return kept


def show_others(report: dict[str, object]) -> bool:
    """Print the times of others; False where we are not so much faster as promised."""
    kept, rows = True, []
    print(f"\n{'tasks':>7} {'other':<20} {'its seconds':>11} {'ours':>8} {'faster':>7} {'bar':>5}")
    for tasks, numpy_runs, peer_runs in ((1_000, RUNS, RUNS), (10_000, 2_000, 1_000)):
        plan = plain_plan(tasks)
        uncertainty = uncertain(plan, Shape.PERT_MOMENTS)
        ours, _ = own_seconds(plan, Shape.PERT_MOMENTS, sensitivity=False)
        counted = {"NumPy": numpy_runs, "trueppm-scheduler": peer_runs}
        others = {
            "NumPy": numpy_seconds(plan, uncertainty, numpy_runs),
            "trueppm-scheduler": trueppm_seconds(plan, uncertainty, peer_runs),
        }
        for name, seconds in others.items():
            if isinstance(seconds, str):
                print(f"{tasks:>7} {name:<20} {seconds}")
                rows.append({"tasks": tasks, "other": name, "skipped": seconds})
                continue
            scaled = seconds * RUNS / counted[name]
            ratio = scaled / ours
            print(f"{tasks:>7} {name:<20} {scaled:11.2f} {ours:8.3f} {ratio:7.1f} {FASTER[name]:5}", flush=True)
            rows.append({"tasks": tasks, "other": name, "seconds": scaled, "ours": ours, "times": ratio})
            kept &= ratio >= FASTER[name]
    print("Others run fewer times on the larger network; their seconds are scaled to 10,000 runs.")
    report["others"] = rows
    return kept


def main() -> int:
    """Print everything; 1 where a bar is missed."""
    rehearse_simulation()
    report: dict[str, object] = {"runs": RUNS, "machine": platform.processor() or platform.machine()}
    kept = show_own(report)
    kept &= show_others(report)
    drawn, found = random_numbers()
    bandwidth = measured_bandwidth()
    print(f"\nRandom number {drawn:.2f} ns, duration from its table {found:.2f} ns, of one core.")
    print(f"Both for 10,000 runs of 10,000 tasks: {(drawn + found) / 10:.3f} s.")
    print(f"Memory: {bandwidth / 1e9:.1f} GB/s; moving every date of such a simulation once: {4e8 / bandwidth:.3f} s.")
    report.update(random_ns=drawn, table_ns=found, bandwidth=bandwidth)
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
