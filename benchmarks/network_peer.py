"""MPXJ's scheduler for Microsoft Project over the same networks.

Java runs with its optimizing compiler and is warmed up on smaller networks first. Its time is the CPU time of the one
thread that schedules: garbage collection and compilation, which run beside it, are not counted, nor is building the
project. Slack is worked out when it is asked for; what asking costs from Python is measured and taken off.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from differential_peer import Peer
from network_plans import generated

from headway.engine.network import MSPROJECT, compile_plan, schedule
from headway.formats.errors import FormatError
from headway.formats.mpxj.java import java_version, jvm_library, require_java

WARM_UP = (2_000, 2_000, 5_000)
HEAP = "-Xmx6g"


@dataclass(frozen=True)
class PeerTime:
    tasks: int
    seconds: float
    """Dates and slack."""
    dates_agree: float
    """Share of early and late dates that agree with ours."""
    java: str


def start_java() -> Peer:
    """Start Java as it comes; raises FormatError where it is missing."""
    home = require_java()
    import jpype
    import mpxj  # noqa: F401 - puts its jars on the class path

    if not jpype.isJVMStarted():
        jpype.startJVM(HEAP, "-Xss64m", jvmpath=str(jvm_library(home)), convertStrings=False)
    return Peer()


def seconds(peer: Peer, tasks: int, calendar_count: int) -> PeerTime:
    plan = generated(tasks, calendar_count)
    file, rows = peer.project(plan, MSPROJECT)
    scheduler = peer.java("org.mpxj.cpm.MicrosoftScheduler")()
    start = peer.at(plan.projects[0].start)
    began = time.thread_time()
    scheduler.schedule(file, start)
    dates = time.thread_time() - began
    asked = []
    for _ in range(3):
        began = time.thread_time()
        for row in rows:
            row.getTotalSlack()
            row.getFreeSlack()
        asked.append(time.thread_time() - began)
    slack = max(0.0, asked[0] - min(asked[1:]))
    return PeerTime(tasks, dates + slack, agreement(peer, plan, rows), java_version() or "")


def agreement(peer: Peer, plan, rows) -> float:
    """Count dates as equal where no working time of the task's calendar lies between them."""
    ours, theirs = schedule(plan, MSPROJECT), peer.answers(rows)
    clock = compile_plan(plan, MSPROJECT).calendars
    apart = [
        clock.working_between(plan.tasks.calendar, getattr(ours, name), theirs[name])
        for name in ("early_start", "early_finish", "late_start", "late_finish")
    ]
    return float(np.mean(np.array(apart) == 0))


def peer_time(tasks: int, calendar_count: int) -> PeerTime | str:
    """Return the time of a warm Java, or why there is none."""
    try:
        peer = start_java()
    except FormatError as error:
        return f"skipped: {error}"
    for size in WARM_UP:
        seconds(peer, size, calendar_count)
    return min((seconds(peer, tasks, calendar_count) for _ in range(2)), key=lambda each: each.seconds)
