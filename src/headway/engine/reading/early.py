"""One step back along what decides an early date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from headway.engine.network.layout import (
    BEGIN,
    DELAYED,
    END,
    EXPECTED,
    FF,
    FIXED,
    FREE,
    HAMMOCK,
    INTO_SUMMARY,
    LATE,
    REMAINS,
    SF,
    SHARED,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING, Constraint
from headway.engine.reading.explanation import Cause, Pause, Step
from headway.engine.reading.moments import latest_before, shift_start, worked
from headway.engine.reading.paths import driving_before
from headway.engine.reading.trace import begun_starts

if TYPE_CHECKING:
    from headway.engine.reading.explanation import Date
    from headway.engine.reading.paths import Side
    from headway.engine.reading.trace import Trace

FROM_START = (Constraint.SNET, Constraint.MSO, Constraint.START_ON)
FROM_FINISH = (Constraint.FNET, Constraint.MFO, Constraint.FINISH_ON)


class Place(NamedTuple):
    """Where a chain goes on: a date of a node."""

    node: int
    of: Date
    bare: bool = False
    """Without the leveling delay."""
    under_way: bool = False
    """The part of started work that is still to do."""


Found = tuple[Step, Place | None]


def early_step(traced: Trace, place: Place) -> Found:
    """Find what decides an early date.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    place : Place
        With ``of`` "start" or "finish".

    Returns
    -------
    Step
    Place or None
        Where the chain goes on; None at a root.
    """
    node = place.node
    side: Literal["start", "finish"] = "start" if place.of == "start" else "finish"
    flags, row = int(traced.nodes.flags[node]), int(traced.nodes.row[node])
    if flags & FIXED or (flags & STARTED and side == "start" and not place.under_way):
        return _given(traced, node, side), None
    if flags & END:
        return _of_children(traced, node, side)
    instant = int((traced.start if side == "start" else traced.finish)[node])
    resume = int(traced.nodes.resume[node])
    if flags & EXPECTED and side == "finish" and traced.nodes.duration[node] and _as_expected(traced, node):
        expected = int(traced.nodes.expected_finish[node])
        calendar, over = carried(traced, node, expected, instant)
        step = Step(row, side, instant, "expected-finish", -1, None, expected, -1, expected, side, calendar, over)
        return step, None
    if flags & STARTED and _goes_on_by_itself(traced, node, resume):
        cause: Cause = "data-date" if resume == _data_date(traced, node) else "remaining-work"
        return Step(row, side, instant, cause, origin=resume, asked=resume), None
    return _placed(traced, place, side, instant)


def _as_expected(traced: Trace, node: int) -> bool:
    """Tell whether work ends at its expected finish: a link or a delay may have moved it on, a constraint back."""
    ends = np.array([traced.finish[node], traced.nodes.expected_finish[node]], np.int32)
    reached, expected = worked(traced.calendars, int(traced.nodes.calendar[node]), ends)
    return bool(reached == expected)


def _goes_on_by_itself(traced: Trace, node: int, resume: int) -> bool:
    """Tell whether no link decides where the rest of started work begins, or up to where something reaches."""
    flags = int(traced.nodes.flags[node])
    if flags & HAMMOCK:
        return int(traced.end[node]) <= resume
    return not flags & WAITS or _goes_on_at(traced, node, resume)


def _goes_on_at(traced: Trace, node: int, resume: int) -> bool:
    """Tell whether the resume date, and no link, decides where the rest of started work begins."""
    decides = bool(traced.start_decides[node] | traced.capped[node])
    return decides and resume >= int(traced.begin[node])


def _placed(traced: Trace, place: Place, side: Side, instant: int) -> Found:
    """Explain a date that follows from demands on the node."""
    node, row = place.node, int(traced.nodes.row[place.node])
    flags = int(traced.nodes.flags[node])
    work = int(traced.nodes.duration[node]) > 0 or bool(flags & SHARED)
    spans = bool(flags & HAMMOCK)
    delayed = bool(flags & DELAYED) and not flags & STARTED and not spans
    if delayed and not place.bare and (side == "start" or not work):
        early = bare_start(traced, node)
        asked = early + int(traced.nodes.delay[node])
        if instant < asked:
            # The constraint holds whatever leveling asks for.
            return _cap(traced, node, side, instant), None
        calendar, over = carried(traced, node, asked, instant)
        step = Step(row, side, instant, "leveling-delay", origin=early, asked=asked, calendar=calendar, pauses=over)
        return step, Place(node, side, bare=True)
    capped = bool(traced.capped[node])
    from_start = bool(traced.start_decides[node]) or (capped and side == "start")
    if spans:
        from_start = side == "start" or int(traced.end[node]) == MISSING
    if side == "finish" and work and not spans and not flags & STARTED and (from_start or delayed or capped):
        start = int(traced.start[node])
        return Step(row, side, instant, "duration", origin=start, asked=start), Place(node, "start")
    if place.bare:
        instant = bare_start(traced, node)
    if capped:
        return _cap(traced, node, side, instant), None
    return _demand(traced, node, side, "start" if from_start else "finish", instant)


def bare_start(traced: Trace, node: int) -> int:
    """Return where a task would start without its leveling delay.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    node : int
        Node of the task.

    Returns
    -------
    int
        Minutes since 1970.
    """
    nodes, parts = traced.nodes, traced.parts
    if traced.capped[node]:
        begin = min(int(nodes.cap_start[node]), _begin_for(traced, node, int(nodes.cap_finish[node])))
    elif traced.start_decides[node]:
        begin = int(traced.begin[node])
    else:
        begin = _begin_for(traced, node, int(traced.end[node]))
    if nodes.flags[node] & SHARED:
        rows = parts.calendar[parts.first[node] : parts.first[node + 1]]
        return int(shift_start(traced.calendars, rows, np.full(len(rows), begin, np.int32)).min())
    if not nodes.duration[node]:
        return begin
    return int(shift_start(traced.calendars, int(nodes.calendar[node]), np.array([begin], np.int32))[0])


def _begin_for(traced: Trace, node: int, finish: int) -> int:
    """Return the latest instant from which a task ends by a given finish; FREE for FREE."""
    nodes, parts, ends = traced.nodes, traced.parts, np.array([finish], np.int32)
    if finish == FREE:
        return finish
    if nodes.flags[node] & SHARED:
        own = slice(int(parts.first[node]), int(parts.first[node + 1]))
        ends = np.full(own.stop - own.start, finish, np.int32)
        return int(latest_before(traced.calendars, parts.calendar[own], ends, parts.duration[own]).min())
    row, work = int(nodes.calendar[node]), int(nodes.duration[node])
    return int(latest_before(traced.calendars, row, ends, work)[0]) if work else finish


def carried(traced: Trace, node: int, asked: int, instant: int) -> tuple[int, tuple[Pause, ...]]:
    """Tell how the calendar of a node carried a demand on.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    node : int
        Node of the task.
    asked, instant : int
        Minutes since 1970.

    Returns
    -------
    int
        Row of the calendar; -1 where nothing was carried.
    tuple of Pause
    """
    if asked in {instant, MISSING}:
        return -1, ()
    row = int(traced.nodes.calendar[node])
    return row, pauses(traced, row, min(asked, instant), max(asked, instant))


def pauses(traced: Trace, row: int, begin: int, end: int) -> tuple[Pause, ...]:
    """List the time without work between two instants on one calendar.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    row : int
        Row of the calendar.
    begin, end : int
        Minutes since 1970.

    Returns
    -------
    tuple of Pause
    """
    if end <= begin:
        return ()
    return tuple(Pause(row, a, b) for a, b in traced.calendars.nonworking(row, begin, end).tolist())


def _given(traced: Trace, node: int, side: Side) -> Step:
    """Explain dates that are not computed."""
    tasks, row = traced.compiled.plan.tasks, int(traced.nodes.row[node])
    dates = begun_starts(traced.nodes, traced.start) if side == "start" else traced.finish
    instant, flags = int(dates[node]), int(traced.nodes.flags[node])
    typed = tasks.manual[row] and tasks.manual_start[row] != MISSING and tasks.manual_finish[row] != MISSING
    cause: Cause = "manual-date" if flags & (BEGIN | END) or (typed and not flags & STARTED) else "actual-date"
    return Step(row, side, instant, cause, origin=instant, asked=instant)


def _of_children(traced: Trace, node: int, side: Side) -> Found:
    """Explain the gate at the end of a summary by the child that comes first, or last."""
    row = int(traced.nodes.row[node])
    instant = int((traced.start if side == "start" else traced.finish)[node])
    for _, source, end in driving_before(traced, node, side):
        other = int(traced.nodes.row[source])
        return Step(row, side, instant, "child", other, end, instant, asked=instant), Place(source, end)
    return Step(row, side, instant, "project-start", origin=instant, asked=instant), None


def _data_date(traced: Trace, node: int) -> int:
    return int(traced.compiled.plan.projects[int(traced.nodes.project[node])].status_date)


def _cap(traced: Trace, node: int, side: Side, instant: int) -> Step:
    """Explain a date that a constraint pulls before what the links ask for."""
    row, tasks = int(traced.nodes.row[node]), traced.compiled.plan.tasks
    by_start = int(traced.nodes.cap_start[node]) <= int(traced.nodes.cap_finish[node])
    date = int(min(traced.nodes.cap_start[node], traced.nodes.cap_finish[node]))
    typed = bool(tasks.manual[row]) and date in (int(tasks.manual_start[row]), int(tasks.manual_finish[row]))
    cause: Cause = "manual-date" if typed else "constraint"
    on: Side = "start" if by_start else "finish"
    return Step(row, side, instant, cause, origin=date, asked=date, on=on)


def _demand(traced: Trace, node: int, side: Side, on: Side, instant: int) -> Found:
    """Explain a date by the latest demand on one end of the node: its floor, or one of its edges."""
    row = int(traced.nodes.row[node])
    floor = int((traced.nodes.floor_start if on == "start" else traced.nodes.floor_finish)[node])
    most = int((traced.begin if on == "start" else traced.end)[node])
    reached = instant if on == side else int((traced.start if on == "start" else traced.finish)[node])
    edge = -1 if floor >= most else _edge(traced, node, on)
    if edge < 0:
        return _floor(traced, node, side, on, instant, max(floor, MISSING + 1), reached)
    source, kind = int(traced.edges.source[edge]), int(traced.edges.kind[edge])
    asked, other = int(traced.asked[edge]), int(traced.nodes.row[source])
    end: Side = "finish" if kind in (0, FF) else "start"
    origin = int((traced.finish if end == "finish" else traced.start)[source])
    calendar, over = carried(traced, node, asked, reached)
    if kind == INTO_SUMMARY:
        step = Step(row, side, instant, "summary", other, "start", origin, -1, asked, on, calendar, over)
        return step, Place(source, "start")
    if traced.edges.lag[edge] > 0:
        over = (*pauses(traced, int(traced.edges.calendar[edge]), origin, asked), *over)
    link = int(traced.edges.link[edge])
    cause: Cause = "span" if int(traced.nodes.flags[node]) & HAMMOCK else "link"
    step = Step(row, side, instant, cause, other, end, origin, link, asked, on, calendar, over)
    return step, Place(source, end, under_way=bool(int(traced.nodes.flags[source]) & REMAINS))


def _edge(traced: Trace, node: int, on: Side) -> int:
    """Choose among the driving edges of one end: the scheduler's own driver, else the one that asks for most."""
    own = np.arange(traced.edges.first[node], traced.edges.first[node + 1])
    kind = traced.edges.kind[own]
    on_finish = (kind == FF) | (kind == SF)
    chosen = own[traced.drives[own] & (on_finish == (on == "finish"))]
    if not len(chosen):
        return -1
    driver = int(traced.schedule.driver[traced.nodes.row[node]])
    if driver >= 0 and driver in traced.edges.link[chosen]:
        return int(chosen[traced.edges.link[chosen] == driver][0])
    return int(chosen[np.argmax(traced.asked[chosen])])


def _floor(traced: Trace, node: int, side: Side, on: Side, instant: int, floor: int, reached: int) -> Found:
    cause, other = floor_cause(traced, node, on, floor)
    calendar, over = carried(traced, node, floor, reached)
    row = int(traced.nodes.row[node])
    step = Step(row, side, instant, cause, other, None, floor, -1, floor, on, calendar, over)
    return step, Place(node, "late_start") if cause == "as-late-as-possible" else None


def floor_cause(traced: Trace, node: int, on: Side, floor: int) -> tuple[Cause, int]:
    """Tell where the floor of a node comes from.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    node : int
        Node of the task or gate.
    on : {"start", "finish"}
        End that the floor bears on.
    floor : int
        Minutes since 1970.

    Returns
    -------
    str
        Cause.
    int
        Row of the summary that it comes from; -1 for the task itself.
    """
    plan, row = traced.compiled.plan, int(traced.nodes.row[node])
    tasks, project = plan.tasks, plan.projects[int(traced.nodes.project[node])]
    kinds = FROM_START if on == "start" else FROM_FINISH
    cause: Cause = "earlier-work" if floor < project.start else "project-start"
    if int(tasks.constraint_date[row]) == floor and int(tasks.constraint[row]) in kinds:
        cause = "constraint"
    elif tasks.manual[row] and floor in {int(tasks.manual_start[row]), int(tasks.manual_finish[row])}:
        cause = "manual-date"
    elif _is_late(traced, node, floor):
        cause = "as-late-as-possible"
    elif floor == project.status_date != project.start:
        cause = "data-date"
    elif floor != project.start:
        return _summary_floor(traced, row, floor) or (cause, -1)
    return cause, -1


def _is_late(traced: Trace, node: int, floor: int) -> bool:
    """Tell whether a floor is the late start of something that Microsoft Project places as late as possible."""
    late = bool(int(traced.nodes.flags[node]) & LATE) and traced.compiled.options.mode == "msproject"
    given = traced.compiled.nodes
    return late and given is not None and floor > int(given.floor_start[node])


def _summary_floor(traced: Trace, row: int, floor: int) -> tuple[Cause, int] | None:
    """Find the summary that holds back what is below it."""
    tasks = traced.compiled.plan.tasks
    above = int(traced.outline.parent[row])
    while above >= 0:
        if int(tasks.constraint_date[above]) == floor and int(tasks.constraint[above]) in FROM_START:
            return "constraint", above
        if tasks.manual[above] and int(tasks.manual_start[above]) == floor:
            return "manual-date", above
        above = int(traced.outline.parent[above])
    return None
