"""Arbitrary plans for tests: sensible ones, and ones with chosen kinds of nonsense in them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from engine.networks import ALWAYS, CALENDARS, START
from headway.engine.network import MSPROJECT, P6, ScheduleOptions
from headway.engine.plan import (
    MISSING,
    Assignments,
    Calendar,
    CalendarException,
    Links,
    Plan,
    Project,
    Tasks,
    WorkWeek,
)

LOWEST, HIGHEST = -(2**31), 2**31 - 1
EDGES = (LOWEST, LOWEST + 1, -25567 * 1440 - 1, -25567 * 1440, -1, 0, 1, 84006 * 1440 - 1, 84006 * 1440, HIGHEST)
FAR_DATES = (-25567 * 1440, -20000 * 1440, 0, 60000 * 1440, 84006 * 1440 - 1)
BEYOND = (float("nan"), float("inf"), float("-inf"), 1e30, -1e30, 0.5)

near = st.integers(-20 * 1440, 60 * 1440).map(lambda minutes: START + minutes)
dates = st.one_of(near, near, near, st.sampled_from(FAR_DATES))
durations = st.sampled_from((0, 0, 1, 30, 480, 500, 1440, 4800)) | st.integers(0, 20_000)


@st.composite
def weeks(draw: Any, *, wild: bool) -> tuple[tuple[tuple[int, int], ...] | None, ...]:
    minute = st.integers(-3000, 5000) if wild else st.integers(0, 1800)
    day = st.none() | st.lists(st.tuples(minute, minute), max_size=3).map(tuple)
    return tuple(draw(st.lists(day, min_size=7, max_size=7)))


@st.composite
def calendars(draw: Any, *, wild: bool) -> tuple[Calendar, ...]:
    days = st.integers(20_440, 20_540) | st.sampled_from((-(2**31), -40_000, 0, 90_000, 2**31))
    made = []
    for row in range(draw(st.integers(0 if wild else 1, 3))):
        special = []
        for _ in range(draw(st.integers(0, 2))):
            first = draw(days)
            shifts = draw(weeks(wild=wild))[0] or ()
            special.append(CalendarException(first, draw(days) if wild else first + draw(st.integers(0, 9)), shifts))
        ranges = [WorkWeek(draw(days), draw(days), draw(weeks(wild=wild))) for _ in range(draw(st.integers(0, 1)))]
        parent = draw(st.integers(-2, 3)) if wild else draw(st.integers(-1, row - 1))
        made.append(Calendar(draw(weeks(wild=wild)), tuple(special), tuple(ranges), parent))
    return tuple(made)


@st.composite
def wild_plans(draw: Any, *, most: int = 7) -> Plan:
    """Draw a plan; each kind of nonsense is in some of them only, or few plans would ever reach the passes."""
    nonsense = draw(st.sets(st.sampled_from(("values", "rows", "links", "calendars", "numbers", "cycles")), max_size=2))
    nonsense = nonsense if draw(st.booleans()) else set()
    own = draw(calendars(wild="calendars" in nonsense)) if draw(st.booleans()) or "calendars" in nonsense else CALENDARS
    own = own if own and ("calendars" in nonsense or draw(st.booleans())) else (*own, ALWAYS)
    n = draw(st.integers(0, most))
    projects = draw(_projects(len(own), wild="values" in nonsense))
    return Plan(
        own,
        draw(_tasks(n, len(own), len(projects), nonsense)),
        draw(_links(n, nonsense)),
        projects,
        draw(_assignments(n, len(own), nonsense)),
    )


@st.composite
def _projects(draw: Any, calendar_count: int, *, wild: bool) -> tuple[Project, ...]:
    some = st.just(MISSING) | dates | st.sampled_from(EDGES if wild else (MISSING,))
    first = st.sampled_from((*EDGES, 2**40, -(2**40))) | near if wild else near
    rows = st.integers(-1, calendar_count) if wild else st.integers(0, calendar_count - 1)
    return tuple(
        Project(draw(first), draw(rows), draw(some), draw(some), draw(some))
        for _ in range(draw(st.integers(0 if wild else 1, 2)))
    )


@st.composite
def _tasks(draw: Any, n: int, calendar_count: int, project_count: int, nonsense: set[str]) -> Tasks:
    wild = "values" in nonsense

    def column(values: Any, often: Any = None) -> Any:
        """Mostly one value, where ``often`` is given: plans in which everything is special hide each other's rules."""
        if often is not None and not draw(st.booleans()):
            return np.full(n, often)
        each = values if often is None else st.just(often) | values
        drawn = draw(st.lists(each, min_size=n, max_size=n))
        if "numbers" in nonsense and n and draw(st.integers(0, 9)) == 0:
            drawn[draw(st.integers(0, n - 1))] = draw(st.sampled_from(BEYOND))
        return np.array(drawn) if drawn else np.empty(0, np.int64)

    def chosen(usual: Any) -> Any:
        return usual | st.sampled_from(EDGES) if wild else usual

    rows = st.integers(-2, n + 1)
    parents = [draw(st.integers(-1, row - 1)) for row in range(n)] if draw(st.booleans()) else [-1] * n
    return Tasks(
        uid=column(chosen(st.integers(0, 99))),
        duration=column(chosen(durations)),
        kind=column(chosen(st.integers(0, 5)), 0),
        parent=column(rows, -1) if "rows" in nonsense else np.array(parents, np.int32),
        calendar=column(rows if "rows" in nonsense else st.integers(-1, calendar_count - 1), -1),
        float_calendar=column(st.integers(-1, calendar_count - 1), -1),
        elapsed=column(st.booleans(), False),
        constraint=column(chosen(st.integers(0, 9)), 0),
        constraint_date=column(chosen(dates)),
        deadline=column(chosen(dates), MISSING),
        actual_start=column(chosen(dates), MISSING),
        actual_finish=column(chosen(dates), MISSING),
        remaining=column(chosen(durations), MISSING),
        percent=column(st.floats(width=32) if wild else st.floats(0, 100, width=32), 0.0),
        stop=column(chosen(dates), MISSING),
        resume=column(chosen(dates), MISSING),
        manual=column(st.booleans(), False),
        manual_start=column(chosen(st.just(MISSING) | dates)),
        manual_finish=column(chosen(st.just(MISSING) | dates)),
        active=column(st.booleans(), True),
        leveling_delay=column(chosen(st.integers(0, 9000)), 0),
        project=column(rows, 0) if "rows" in nonsense else column(st.integers(0, max(0, project_count - 1)), 0),
    )


@st.composite
def _links(draw: Any, n: int, nonsense: set[str]) -> Links:
    wild = "links" in nonsense
    if n < 2 and not wild:
        return Links()
    m = draw(st.integers(0, 2 * n + 2))
    row = st.integers(-1, n) if wild else st.integers(0, n - 1)
    pairs = [sorted((draw(row), draw(row))) for _ in range(m)]
    if "cycles" not in nonsense and not wild:
        pairs = [(a, b) for a, b in pairs if a != b]
    elif draw(st.booleans()):
        pairs = [pair[::-1] for pair in pairs]
    m = len(pairs)
    lag = st.integers(-3000, 9000) | st.sampled_from((0, 0, 10_000, *(EDGES if wild else ())))

    def column(values: Any) -> Any:
        return np.array(draw(st.lists(values, min_size=m, max_size=m)), np.int64)

    return Links(
        np.array([a for a, _ in pairs], np.int64),
        np.array([b for _, b in pairs], np.int64),
        type=column(st.integers(-1, 4) if wild else st.integers(0, 3)),
        lag=column(lag),
        lag_kind=column(st.integers(-1, 4) if wild else st.integers(0, 3)),
    )


@st.composite
def _assignments(draw: Any, n: int, calendar_count: int, nonsense: set[str]) -> Assignments:
    if not n or not draw(st.booleans()):
        return Assignments()
    k = draw(st.integers(0, 3))
    task = st.integers(-1, n) if "rows" in nonsense else st.integers(0, n - 1)
    own = st.integers(-2, calendar_count) if "rows" in nonsense else st.integers(-1, calendar_count - 1)
    return Assignments(
        np.array(draw(st.lists(task, min_size=k, max_size=k)), np.int64),
        calendar=np.array(draw(st.lists(own, min_size=k, max_size=k)), np.int64),
        duration=np.array(draw(st.lists(durations, min_size=k, max_size=k)), np.int64),
    )


@st.composite
def any_options(draw: Any) -> ScheduleOptions:
    preset = draw(st.sampled_from((MSPROJECT, P6)))
    if draw(st.booleans()):
        return preset
    return preset.replace(
        honor_constraints=draw(st.booleans()),
        lag_calendar=draw(st.sampled_from(("predecessor", "successor", "24h", "project"))),
        float_rule=draw(st.sampled_from(("finish", "start", "smallest"))),
        progress=draw(st.sampled_from(("retained", "override", "actual"))),
        schedule_from=draw(st.sampled_from(("start", "finish"))),
        critical_float_minutes=draw(st.sampled_from((0, 0, 480, -480, LOWEST, HIGHEST))),
        multiple_critical_paths=draw(st.booleans()),
        float_per_project=draw(st.booleans()),
    )
