"""Random plans for the differential test: one feature at a time, then all of them; the seed decides everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from headway.engine.calendars import CompiledCalendars, compile_calendars
from headway.engine.network import MSPROJECT, P6, ScheduleOptions, schedule
from headway.engine.plan import (
    MISSING,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Links,
    LinkType,
    Plan,
    Project,
    TaskKind,
    Tasks,
)

START = 20_458 * 1440 + 480
"""Monday, 2026-01-05T08:00."""
DAY = ((480, 720), (780, 1020))
STANDARD = Calendar(week=(DAY,) * 5 + ((), ()), name="standard")
SIX_DAYS = Calendar(
    week=(DAY,) * 6 + ((),),
    exceptions=(
        CalendarException(20_461, 20_462),
        CalendarException(20_470, 20_470),
        CalendarException(20_485, 20_489),
    ),
    name="six days",
)
HALF_DAYS = Calendar(
    week=(((540, 780),),) * 5 + ((), ()),
    exceptions=(CalendarException(20_463, 20_463, DAY), CalendarException(20_472, 20_473)),
    name="half days",
)
ALWAYS = Calendar(week=(((0, 1440),),) * 7, name="24 hours")
CALENDARS = (STANDARD, SIX_DAYS, HALF_DAYS, ALWAYS)
DURATIONS = (240, 480, 480, 960, 1440, 2400, 4800, 750)
"""Working minutes that tasks last."""


@dataclass(frozen=True)
class Features:
    """What the plans of one set may contain."""

    name: str
    types: tuple[str, ...] = ("FS",)
    lags: tuple[int, ...] = (0,)
    lag_kinds: tuple[LagKind, ...] = (LagKind.WORKING,)
    calendars: int = 1
    """How many of ``CALENDARS``."""
    constraints: tuple[Constraint, ...] = ()
    deadlines: bool = False
    milestones: tuple[TaskKind, ...] = ()
    spanning: tuple[TaskKind, ...] = ()
    progress: str = ""
    """``in order``: work goes as planned; ``any order``: some of it starts before it may."""
    summaries: bool = False
    summary_links: bool = False
    manual: bool = False
    ladders: bool = False
    """Several links between the same two tasks."""
    must_finish: bool = False
    options: ScheduleOptions = field(default_factory=lambda: MSPROJECT)


ALL_TYPES = ("FS", "FS", "SS", "FF", "SF")
TYPES = ("FS", "FS", "SS", "FF")
"""Without start-finish links, which MPXJ lets reach before the project: those differ often enough in their own sets."""
POSITIVE = (0, 0, 60, 240, 480, 960, 1500)
MIXED = (0, 0, 240, 960, -240, -480, -1440)
LATE = (Constraint.SNLT, Constraint.FNLT)
EARLY = (Constraint.SNET, Constraint.FNET)
MUST = (Constraint.MSO, Constraint.MFO)
MICROSOFT = (
    Features("finish-start links"),
    Features("all link types", types=ALL_TYPES),
    Features("lags", types=("FS", "SS"), lags=POSITIVE),
    Features("lags, all types", types=ALL_TYPES, lags=POSITIVE),
    Features("leads", types=ALL_TYPES, lags=MIXED),
    Features("elapsed lags", lags=POSITIVE, lag_kinds=(LagKind.WORKING, LagKind.ELAPSED)),
    Features("percent lags", types=("FS", "SS"), lags=(0, 2000, 5000, 10000), lag_kinds=(LagKind.PERCENT,)),
    Features("calendars", calendars=4),
    Features("calendars, all types", types=TYPES, calendars=4),
    Features("calendars, lags", types=TYPES, lags=POSITIVE, calendars=4),
    Features("milestones", types=TYPES, milestones=(TaskKind.MILESTONE,)),
    Features("no earlier than", types=TYPES, constraints=EARLY),
    Features("no later than", constraints=LATE),
    Features("must", constraints=MUST),
    Features("as late as possible", constraints=(Constraint.ALAP,)),
    Features("deadlines", types=TYPES, deadlines=True),
    Features("progress", progress="in order"),
    Features("progress, out of order", types=TYPES, progress="any order"),
    Features("summaries", types=TYPES, summaries=True),
    Features("summary links", summaries=True, summary_links=True),
    Features("manual tasks", manual=True),
    Features(
        "all together", types=TYPES, lags=POSITIVE, calendars=4, constraints=(*EARLY, *LATE, *MUST, Constraint.ALAP),
        deadlines=True, milestones=(TaskKind.MILESTONE,), progress="any order", summaries=True, manual=True,
        lag_kinds=(LagKind.WORKING, LagKind.WORKING, LagKind.ELAPSED),
    ),
)  # fmt: skip
PRIMAVERA = (
    Features("finish-start links", options=P6),
    Features("all link types", types=ALL_TYPES, options=P6),
    Features("several links a pair", types=ALL_TYPES, lags=POSITIVE, ladders=True, options=P6),
    Features("lags, all types", types=ALL_TYPES, lags=POSITIVE, options=P6),
    Features("leads", types=ALL_TYPES, lags=MIXED, options=P6),
    Features("calendars", calendars=4, options=P6),
    Features("calendars, all types", types=ALL_TYPES, calendars=4, options=P6),
    Features("lag calendar: predecessor", lags=POSITIVE, calendars=4, options=P6),
    Features("lag calendar: successor", lags=POSITIVE, calendars=4, options=P6.replace(lag_calendar="successor")),
    Features("lag calendar: 24 hours", lags=POSITIVE, calendars=4, options=P6.replace(lag_calendar="24h")),
    Features("lag calendar: project", lags=POSITIVE, calendars=4, options=P6.replace(lag_calendar="project")),
    Features("float: start", types=ALL_TYPES, calendars=4, options=P6.replace(float_rule="start")),
    Features("float: smallest", types=ALL_TYPES, calendars=4, options=P6.replace(float_rule="smallest")),
    Features(
        "milestones", milestones=(TaskKind.MILESTONE, TaskKind.FINISH_MILESTONE), options=P6,
    ),
    Features("no earlier than", types=ALL_TYPES, constraints=EARLY, options=P6),
    Features("no later than", types=ALL_TYPES, constraints=LATE, options=P6),
    Features("start on, finish on", constraints=(Constraint.START_ON, Constraint.FINISH_ON), options=P6),
    Features("mandatory", constraints=MUST, options=P6),
    Features("as late as possible", constraints=(Constraint.ALAP,), options=P6),
    Features("must finish by", types=ALL_TYPES, must_finish=True, options=P6),
    Features("progress", progress="in order", options=P6),
    Features("progress, out of order", progress="any order", options=P6),
    Features("progress, with lags", types=TYPES, lags=POSITIVE, progress="in order", options=P6),
    Features("progress, out of order, with lags", types=TYPES, lags=MIXED, progress="any order", options=P6),
    Features("WBS", types=ALL_TYPES, summaries=True, options=P6),
    Features("level of effort", types=ALL_TYPES, spanning=(TaskKind.LEVEL_OF_EFFORT,), options=P6),
    Features("WBS summary activities", summaries=True, spanning=(TaskKind.WBS_SUMMARY,), options=P6),
    Features(
        "spanning, with lags", types=ALL_TYPES, lags=POSITIVE, summaries=True,
        spanning=(TaskKind.LEVEL_OF_EFFORT, TaskKind.WBS_SUMMARY), options=P6,
    ),
    Features(
        "all together", types=ALL_TYPES, lags=MIXED, calendars=4, progress="any order", summaries=True, ladders=True,
        constraints=(*EARLY, *LATE, *MUST, Constraint.START_ON, Constraint.FINISH_ON, Constraint.ALAP), options=P6,
        milestones=(TaskKind.MILESTONE, TaskKind.FINISH_MILESTONE), must_finish=True,
    ),
)  # fmt: skip


def random_plan(features: Features, seed: int, most: int = 60) -> Plan:
    """Return a plan of 5 to ``most`` tasks; links go from lower to higher rows, so there is no cycle."""
    dice = np.random.default_rng(seed)
    count = int(dice.integers(5, most + 1))
    parent = outline(dice, count) if features.summaries else np.full(count, -1, np.int32)
    summary = np.zeros(count, bool)
    summary[parent[parent >= 0]] = True
    columns: dict[str, Any] = {"parent": parent}
    duration = dice.choice(DURATIONS, count)
    kind = np.where(summary, TaskKind.SUMMARY, TaskKind.TASK).astype(np.int8)
    if features.milestones:
        on = ~summary & (dice.random(count) < 0.2)
        kind[on] = dice.choice([int(each) for each in features.milestones], on.sum())
        duration[on] = 0
    if features.spanning:
        on = ~summary & (dice.random(count) < 0.2)
        kind[on] = dice.choice([int(each) for each in features.spanning], on.sum())
    columns |= {"kind": kind, "calendar": np.where(summary, -1, dice.integers(0, features.calendars, count))}
    rows = ~summary
    # A WBS summary has no links, and the peer gives it dates only below a summary, where something else is too.
    whole = kind == TaskKind.WBS_SUMMARY
    others = np.bincount(parent[(parent >= 0) & ~whole], minlength=count)
    alone = whole & ((parent < 0) | (others[parent] == 0))
    kind[alone] = TaskKind.TASK
    made = links(dice, features, parent, summary | (whole & ~alone))
    if features.spanning:
        # The peer often gives up where one level of effort follows another.
        spans = np.isin(kind, features.spanning)
        kept = ~(spans[made.predecessor] & spans[made.successor])
        made = Links(*(getattr(made, name)[kept] for name in Links.__slots__))
    if features.constraints:
        on = rows & (dice.random(count) < 0.2)
        columns["constraint"] = np.where(on, dice.choice([int(each) for each in features.constraints], count), 0)
        if features.options.mode == "p6":
            # The peer never comes back from a start-finish link out of a task that is as late as possible.
            stuck = np.isin(np.arange(count), made.predecessor[made.type == LinkType.SF])
            columns["constraint"][stuck & (columns["constraint"] == Constraint.ALAP)] = Constraint.ASAP
        columns["constraint_date"] = np.where(on & (columns["constraint"] > 1), shift_times(dice, count), MISSING)
    if features.deadlines:
        columns["deadline"] = np.where(rows & (dice.random(count) < 0.2), shift_times(dice, count, end=True), MISSING)
    if features.manual:
        on = rows & (dice.random(count) < 0.15)
        begin = shift_times(dice, count)
        columns |= {"manual": on, "manual_start": np.where(on, begin, MISSING)}
        calendars = compiled()
        end = calendars.add(
            np.maximum(columns["calendar"], 0).astype(np.int32), begin.astype(np.int32), duration.astype(np.int32)
        )
        columns["manual_finish"] = np.where(on, end, MISSING)
    plan = Plan(
        CALENDARS,
        Tasks(uid=np.arange(1, count + 1), duration=duration, **columns),
        made,
        (Project(start=START, must_finish=START + 1440 * 120 if features.must_finish else MISSING),),
    )
    return progressed(dice, plan, features) if features.progress else plan


def compiled() -> CompiledCalendars:
    return compile_calendars(CALENDARS, START // 1440 - 400, START // 1440 + 6000)


def shift_times(dice: np.random.Generator, count: int, *, end: bool = False) -> np.ndarray:
    """Return instants at the beginning or the end of the standard shift, on working days of the first ten weeks."""
    days = dice.integers(0, 10, count) * 7 + dice.integers(0, 5, count)
    return (START // 1440 + days) * 1440 + (1020 if end else 480)


def outline(dice: np.random.Generator, count: int) -> np.ndarray:
    """Return parents of rows in the order of the outline; no summary is empty."""
    parent = np.full(count, -1, np.int32)
    open_: list[int] = []
    for row in range(count):
        parent[row] = open_[-1] if open_ else -1
        if len(open_) < 3 and row + 2 < count and dice.random() < 0.15:
            open_.append(row)
        elif open_ and dice.random() < 0.2:
            open_.pop()
    return parent


def links(dice: np.random.Generator, features: Features, parent: np.ndarray, summary: np.ndarray) -> Links:
    count = len(parent)
    last = np.arange(count)
    for row in range(count - 1, -1, -1):
        if parent[row] >= 0:
            last[parent[row]] = max(last[parent[row]], last[row])
    able = np.ones(count, bool) if features.summary_links else ~summary
    pairs: list[tuple[int, int]] = []
    for after in range(count):
        before = np.flatnonzero(able & (last < after))
        if able[after] and len(before):
            wanted = min(int(dice.integers(0, 4)), len(before))
            near = before[-8:] if dice.random() < 0.7 else before
            chosen = (
                dice.choice(near, wanted)
                if features.ladders
                else dice.choice(near, min(wanted, len(near)), replace=False)
            )
            pairs += [(int(each), after) for each in chosen]
    m = len(pairs)
    lag = dice.choice(features.lags, m)
    types = np.array([int(LinkType[name]) for name in dice.choice(features.types, m)], np.int8)
    return Links(
        np.array([a for a, _ in pairs], np.int32),
        np.array([b for _, b in pairs], np.int32),
        type=types,
        lag=lag,
        lag_kind=dice.choice([int(each) for each in features.lag_kinds], m).astype(np.int8),
    )


def progressed(dice: np.random.Generator, plan: Plan, features: Features) -> Plan:
    """Let the plan run to a status date: what lies before it is done, what lies across it is under way.

    Out of order, some tasks that were to come later have begun too. Actual dates are working instants, the percentage
    is what was done by the status date.
    """
    result = schedule(plan, features.options)
    tasks, calendars = plan.tasks, compiled()
    row = np.where(tasks.calendar >= 0, tasks.calendar, 0).astype(np.int32)
    leaf = tasks.kind != TaskKind.SUMMARY
    status = int(START // 1440 + 7 * dice.integers(1, 5) + dice.integers(0, 5)) * 1440 + 480
    start, finish = result.start.copy(), result.finish.copy()
    early = leaf & (tasks.duration > 0) & (start >= status) & (dice.random(len(tasks)) < 0.08)
    if features.progress == "any order":
        begin = (START // 1440 + dice.integers(0, max(1, status // 1440 - START // 1440), len(tasks))) * 1440
        moved = calendars.next_working(row, begin.astype(np.int32))
        start = np.where(early & (moved < status), moved, start).astype(np.int32)
        finish = np.where(early, calendars.add(row, start, tasks.duration), finish).astype(np.int32)
        finish = np.where(early, np.maximum(finish, status + 1), finish)
    free = leaf & ~tasks.manual & (tasks.constraint != Constraint.ALAP)
    done = free & (finish <= status)
    begun = free & ~done & (start < status) & (tasks.duration > 0)
    spent = np.minimum(calendars.working_between(row, start, np.full(len(tasks), status, np.int32)), tasks.duration)
    spent = np.where(tasks.duration > 30, np.clip(spent // 30 * 30, 0, tasks.duration - 30), 0)
    begun &= spent > 0
    percent = np.where(done, 100, np.where(begun, 100 * spent / np.maximum(tasks.duration, 1), 0))
    microsoft = features.options.mode == "msproject"
    going_on = calendars.next_working(row, calendars.add(row, start, spent.astype(np.int32)))
    changed = {
        "percent": percent.astype(np.float32),
        "actual_start": np.where(done | begun, start, MISSING),
        "actual_finish": np.where(done, finish, MISSING),
        "stop": np.where(begun & microsoft, going_on - 1, MISSING),
        "resume": np.where(begun & microsoft, going_on, MISSING),
        "remaining": np.where(done, 0, np.where(begun, tasks.duration - spent, tasks.duration)),
    }
    columns = {name: getattr(tasks, name) for name in Tasks.__dataclass_fields__} | changed
    project = plan.projects[0]
    return plan.replace(
        tasks=Tasks(**columns),
        projects=(Project(start=project.start, status_date=status, must_finish=project.must_finish),),
    )
