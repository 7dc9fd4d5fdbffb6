"""Plans of files levelled: their length without levelling, as their program left it, and as levelled here.

    python benchmarks/levelling_plans.py FILES [--seconds S] [--days D]

FILES are plans of any format that Headway reads, and schedule JSON (.json, .json.gz). Each is levelled for S seconds of
processor time; with D it fails where one ends later than D days after its start. Every result is checked by code that
shares nothing with the levelling: links and constraints by ``conflicts``, people by ``overloads_of``. Only what needs
more than there ever is may stay overloaded.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from headway.engine.levelling.level import level
from headway.engine.levelling.levelled import Levelled
from headway.engine.levelling.overloads import overloads_of
from headway.engine.levelling.plan_options import LevelOptions
from headway.engine.network.conflicts import conflicts
from headway.engine.network.options import ScheduleOptions
from headway.engine.plan import MISSING, Plan
from headway.formats.limits import Limits
from headway.formats.needs_of import needs_of
from headway.formats.plan_of import minute_of, options_of, to_plan
from headway.formats.reading import read_file

DAY = 1440


def broken(plan: Plan, found: Levelled, rules: ScheduleOptions) -> set[str]:
    """Name what the levelled dates break and those before did not."""
    after = {each.id for each in conflicts(found.plan, found.after, rules)}
    return after - {each.id for each in conflicts(plan, found.before, rules)}


def days(plan: Plan, finish: int) -> float:
    return (finish - min(project.start for project in plan.projects)) / DAY


def levelled(path: Path, seconds: float) -> float:
    """Level one file; returns its length in days."""
    document = read_file(path, limits=Limits())
    plan, rules = to_plan(document), options_of(document)
    resources, needs = needs_of(document)
    level(plan, resources, needs, rules=rules)
    began = time.process_time()
    first = level(plan, resources, needs, rules=rules)
    instant = time.process_time() - began
    found = level(plan, resources, needs, LevelOptions(iterations=10**9), rules,
                  lambda _: time.process_time() - began < seconds)  # fmt: skip
    assert found.ok
    assert not broken(plan, found, rules)
    left = overloads_of(found.plan, found.after, resources, needs, rules)
    assert len(left) == len(found.overloads)
    reasons = {reason for each in found.overloads for reason in each.reasons}
    assert reasons <= {"demand-beyond-capacity"}, reasons
    stored = [minute_of(task.stored.finish) for task in document.tasks if task.stored.finish]
    ends = [int(each.project_finish.max()) for each in (found.before, first.after, found.after)]
    before, at_once, after = (days(plan, end) for end in ends)
    print(f"{path.name:28} without levelling {before:6.1f} d, as stored {days(plan, max(stored, default=MISSING)):6.1f} d; "
          f"levelled at once {at_once:6.1f} d in {instant:.3f} s, in {seconds:.0f} s {after:6.1f} d "
          f"({found.iterations:,} tried)", flush=True)  # fmt: skip
    return after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--days", type=float, default=float("inf"))
    given = parser.parse_args()
    return int(max(levelled(path, given.seconds) for path in given.files) > given.days)


if __name__ == "__main__":
    sys.exit(main())
