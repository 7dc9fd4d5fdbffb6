"""The one call of the scheduler. Where it was never compiled, another process interprets it, so that nobody waits."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

from headway.engine.warm import interprets, is_warm, warming

if TYPE_CHECKING:
    from headway.engine.network.options import ScheduleOptions
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Plan

INTERPRETER = """
import pickle, sys
from headway.engine.network import schedule
pickle.dump(schedule(*pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
"""


def compiles_meanwhile() -> bool:
    """Return whether the scheduler is still being compiled by a process of its own, which this starts where needed."""
    return not is_warm() and not interprets() and warming().poll() is None


def schedule_plan(plan: Plan, options: ScheduleOptions) -> Schedule:
    """Call the scheduler; its compiled kernels load only where something is calculated."""
    if compiles_meanwhile():
        return interpreted(plan, options)
    from headway.engine.network import schedule  # noqa: PLC0415 - numba loads only where something is calculated

    return schedule(plan, options)


def interpreted(plan: Plan, options: ScheduleOptions) -> Schedule:
    """Schedule by ordinary Python; a process of its own, because in this one kernels are either compiled or not."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", INTERPRETER],
        input=pickle.dumps((plan, options)),
        stdout=subprocess.PIPE,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        check=True,
    )
    answer: Schedule = pickle.loads(done.stdout)  # noqa: S301 - from our own process
    return answer
