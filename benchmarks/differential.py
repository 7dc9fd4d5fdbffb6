"""Random plans, scheduled by us and by MPXJ's two schedulers: which dates agree, and why others do not.

    python benchmarks/differential.py [--networks 2000] [--show N]

Every set of features is tried alone before all come together. Dates count as equal where no working time of the task's
calendar lies between them, floats within a minute. Every difference has to follow from one that
``differential_causes.py`` explains. Needs Java.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from differential_causes import CAUSES, explain
from differential_compare import GROUPS, Case
from differential_networks import MICROSOFT, PRIMAVERA, Features, random_plan
from differential_peer import DATES, Peer, PeerError
from rich.console import Console
from rich.table import Table

from headway.engine.network import schedule
from headway.engine.plan import MISSING

BAR = 0.999
"""Share of the dates that have to agree or to be explained."""


@dataclass
class Score:
    """What came out for one set of features."""

    features: Features
    networks: int = 0
    tasks: int = 0
    values: int = 0
    agree: int = 0
    dates: int = 0
    dates_agree: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    """Explained values of each cause."""
    unexplained: list[tuple[int, int, str]] = field(default_factory=list)
    """Seed, row and field."""
    failed: Counter[str] = field(default_factory=Counter)
    """Plans for which the peer gives no dates, by its own words."""


def run(features: Features, networks: int, peer: Peer, most: int = 60) -> Score:
    score = Score(features)
    for seed in range(networks):
        plan = random_plan(features, seed, most)
        ours = schedule(plan, features.options)
        if not ours.ok:
            raise RuntimeError(f"{features.name}, seed {seed}: {ours.diagnostics}")
        try:
            case = Case(plan, features.options, ours, peer.schedule(plan, features.options))
        except PeerError as error:
            score.failed[str(error)] += 1
            continue
        explain(case)
        count(score, case, seed)
    return score


def count(score: Score, case: Case, seed: int) -> None:
    score.networks += 1
    score.tasks += int(case.leaf.sum())
    for name, differs in case.differs.items():
        apart, compared = int(differs.sum()), int(case.compared[name].sum())
        score.values += compared
        score.agree += compared - apart
        if name in DATES:
            score.dates += compared
            score.dates_agree += compared - apart
        for row in np.flatnonzero(differs):
            cause = case.cause[int(row), GROUPS[name]]
            if cause is None:
                score.unexplained.append((seed, int(row), name))
            else:
                score.causes[cause] += 1


def shown(minute: int) -> str:
    return "none" if minute == MISSING else f"{datetime(1970, 1, 1) + timedelta(minutes=int(minute)):%a %Y-%m-%d %H:%M}"


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"


def table_of(scores: list[Score]) -> Table:
    table = Table(title="Random networks: Headway beside MPXJ", caption="cause: explained values (dates and floats)")
    for heading in ("rules", "features", "networks", "tasks", "dates agree", "all values", "unexplained", "causes"):
        table.add_column(heading, justify="left" if heading in {"rules", "features", "causes"} else "right")
    for score in scores:
        causes = ", ".join(f"{name}: {number}" for name, number in score.causes.most_common())
        failed = sum(score.failed.values())
        table.add_row(
            score.features.options.mode, score.features.name, f"{score.networks}" + (f" (-{failed})" if failed else ""),
            f"{score.tasks:,}", share(score.dates_agree, score.dates), share(score.agree, score.values),
            f"{len(score.unexplained)}", causes,
        )  # fmt: skip
    total = Counter[str]()
    for score in scores:
        total += score.causes
    table.add_section()
    table.add_row(
        "", "together", f"{sum(s.networks for s in scores):,}", f"{sum(s.tasks for s in scores):,}",
        share(sum(s.dates_agree for s in scores), sum(s.dates for s in scores)),
        share(sum(s.agree for s in scores), sum(s.values for s in scores)),
        f"{sum(len(s.unexplained) for s in scores)}", f"{sum(total.values()):,} values",
    )  # fmt: skip
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=int, default=2000, help="how many in all")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N unexplained values of each set")
    arguments = parser.parse_args()
    console, peer = Console(width=160), Peer()
    sets = (*MICROSOFT, *PRIMAVERA)
    each = -(-arguments.networks // len(sets))
    scores = []
    for features in sets:
        score = run(features, each, peer)
        scores.append(score)
        for seed, row, name in score.unexplained[: arguments.show]:
            console.print(f"{features.options.mode}, {features.name}: seed {seed}, row {row}, {name}")
        for words, times in score.failed.items():
            console.print(f"{features.options.mode}, {features.name}: {times} plans without dates by MPXJ: {words}")
    console.print(table_of(scores))
    for cause in CAUSES:
        console.print(f"[bold]{cause.name}[/bold]: {cause.reason}")
    values = sum(score.values for score in scores)
    unexplained = sum(len(score.unexplained) for score in scores)
    console.print(f"{share(values - unexplained, values)} of all values agree or are explained.")
    return 0 if unexplained <= (1 - BAR) * values else 1


if __name__ == "__main__":
    sys.exit(main())
