"""One step on along what limits a late date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.network.layout import (  # fmt: skip
    BEGIN,
    END,
    FF,
    FIXED,
    FREE,
    FS,
    HAMMOCK,
    INTO_SUMMARY,
    OUT_OF_SUMMARY,
    PINNED,
    REMAINS,
    SF,
    SHARED,
    SS,
    STARTED,
    WAITS,
)
from headway.engine.plan import MISSING, Constraint
from headway.engine.reading.early import Found, Place, pauses
from headway.engine.reading.explanation import Cause, Step
from headway.engine.reading.moments import earliest_after, worked
from headway.engine.reading.trace import begin_for, begun_starts

if TYPE_CHECKING:
    from headway.engine.reading.explanation import Date
    from headway.engine.reading.late import Late
    from headway.engine.reading.paths import Side
    from headway.engine.reading.trace import Trace

BY_START = (Constraint.SNLT, Constraint.MSO, Constraint.START_ON)
BY_FINISH = (Constraint.FNLT, Constraint.MFO, Constraint.FINISH_ON)


def late_step(traced: Trace, late: Late, place: Place) -> Found:
    """Find what limits a late date.

    Parameters
    ----------
    traced : Trace
        A schedule seen from inside.
    late : Late
        Its backward pass.
    place : Place
        With ``of`` "late_start" or "late_finish".

    Returns
    -------
    Step
    Place or None
        Where the chain goes on; None at a root.
    """
    node = place.node
    flags, row = int(traced.nodes.flags[node]), int(traced.nodes.row[node])
    date = int((late.start if place.of == "late_start" else late.finish)[node])
    if flags & HAMMOCK and not flags & (FIXED | STARTED):
        return _span(traced, late, place, date)
    if flags & PINNED and not place.under_way:
        if flags & FIXED or int(traced.nodes.late_finish[node]) >= int(traced.finish[node]):
            return _pinned(traced, node, place.of, date), None
        return _before_exact_date(traced, late, place, date)
    if flags & (STARTED | REMAINS) == STARTED and place.of == "late_start":
        return _under_way(traced, late, place)
    on: Side = "start" if place.of == "late_start" else "finish"
    if not flags & (BEGIN | END):
        on = _side(traced, late, node)
        other: Date = "late_start" if on == "start" else "late_finish"
        if place.of != other and (traced.nodes.duration[node] or flags & STARTED):
            origin = int((late.start if on == "start" else late.finish)[node])
            return Step(row, place.of, date, "duration", origin=origin, asked=origin), Place(node, other)
    return _limit(traced, late, place, date, on)


def _span(traced: Trace, late: Late, place: Place, date: int) -> Found:
    """Explain a late date of what spans others by the first late start, or the last late finish, of these."""
    node, edges = place.node, traced.edges
    row, own = int(traced.nodes.row[node]), np.arange(int(edges.first[node]), int(edges.first[node + 1]))
    from_finish = (edges.kind[own] == FS) | (edges.kind[own] == FF)
    origin = np.where(from_finish, late.finish[edges.source[own]], late.start[edges.source[own]]).astype(np.int32)
    asked = earliest_after(traced.calendars, edges.calendar[own], origin, edges.lag[own])
    starts, ends = edges.kind[own] <= SS, (edges.kind[own] == FF) | (edges.kind[own] == SF)
    on: Side = "start" if place.of == "late_start" and starts.any() else "finish"
    if on == "start" and ends.any() and asked[starts].min() > asked[ends].max():
        on = "finish"  # it can start no later than it finishes
    chosen = np.flatnonzero(starts if on == "start" else ends)
    if not len(chosen):
        return _end(traced, late, place, date, date), None
    at = int(chosen[asked[chosen].argmin() if on == "start" else asked[chosen].argmax()])
    end: Date = "late_finish" if from_finish[at] else "late_start"
    source, link = int(edges.source[own[at]]), int(edges.link[own[at]])
    other = int(traced.nodes.row[source])
    step = Step(row, place.of, date, "span", other, end, int(origin[at]), link, int(asked[at]), on)
    return step, Place(source, end)


def _limit(traced: Trace, late: Late, place: Place, date: int, on: Side) -> Found:
    """Explain a late date by the earliest limit on one end of the node: its own, one of its edges, or the project's."""
    node, flags = place.node, int(traced.nodes.flags[place.node])
    row, finish = int(traced.nodes.row[node]), int(traced.finish[node])
    most = int((late.by_start if on == "start" else late.by_finish)[node])
    own = int((traced.nodes.late_start if on == "start" else traced.nodes.late_finish)[node])
    if flags & FIXED and not flags & (BEGIN | END) and most < finish <= date:
        # What follows makes a task set by hand no later than it is.
        return Step(row, place.of, date, "manual-date", origin=date, asked=date), None
    if own == most != FREE:
        cause, other_row = _own(traced, row, on, most)
        return Step(row, place.of, date, cause, other_row, origin=most, asked=most, on=on), None
    edge = _edge(traced, late, node, on, most)
    if edge >= 0:
        return _link(traced, late, place, edge, on)
    return _end(traced, late, place, date, most), None


def _pinned(traced: Trace, node: int, of: Date, date: int) -> Step:
    row, tasks = int(traced.nodes.row[node]), traced.compiled.plan.tasks
    cause: Cause = "constraint"
    if int(traced.nodes.flags[node]) & FIXED:
        cause = "actual-date"
    elif tasks.manual[row]:
        cause = "manual-date"
    origin = date if cause == "actual-date" else int(tasks.constraint_date[row])
    return Step(row, of, date, cause, origin=date if origin == MISSING else origin, asked=date)


def _before_exact_date(traced: Trace, late: Late, place: Place, date: int) -> Found:
    """Explain the late dates of work whose deadline lies before its exact date: nothing else limits them."""
    node, row, flags = place.node, int(traced.nodes.row[place.node]), int(traced.nodes.flags[place.node])
    if flags & STARTED and place.of == "late_start":
        return _under_way(traced, late, place)
    if traced.nodes.duration[node] and place.of == "late_start":
        origin = int(late.finish[node])
        return Step(row, place.of, date, "duration", origin=origin, asked=origin), Place(node, "late_finish")
    most = int(traced.nodes.late_finish[node])
    cause, other = _own(traced, row, "finish", most)
    return Step(row, place.of, date, cause, other, origin=most, asked=most, on="finish"), None


def _under_way(traced: Trace, late: Late, place: Place) -> Found:
    """Explain the late start of work that has begun, or by when its remaining part has to go on."""
    node, row = place.node, int(traced.nodes.row[place.node])
    date = int(late.start[node])
    if not place.under_way and traced.compiled.options.mode != "p6":
        return Step(row, place.of, date, "actual-date", origin=date, asked=date), None
    # P6's late start of started work is that of its remaining part.
    if not place.under_way or int(traced.nodes.flags[node]) & WAITS:
        origin = int(late.finish[node])
        return Step(row, place.of, date, "duration", origin=origin, asked=origin), Place(node, "late_finish")
    resume = int(traced.nodes.going_on[node])
    return Step(row, place.of, date, "remaining-work", origin=resume, asked=resume), None


def _side(traced: Trace, late: Late, node: int) -> Side:
    """Tell which end limits a task."""
    by_start, by_finish = int(late.by_start[node]), int(late.by_finish[node])
    duration, flags = int(traced.nodes.duration[node]), int(traced.nodes.flags[node])
    if by_start == FREE or flags & FIXED or flags & (STARTED | REMAINS) == STARTED:
        return "finish"
    if duration == 0:
        return "start" if by_start < by_finish else "finish"
    if flags & SHARED:
        chosen = np.zeros(len(traced.nodes.row), bool)
        chosen[node] = True
        begins = begin_for(traced.calendars, traced.parts, len(chosen), late.by_finish, chosen)
        return "start" if by_start < begins[node] else "finish"
    a, b = worked(traced.calendars, int(traced.nodes.calendar[node]), np.array([by_start, by_finish], np.int32))
    return "start" if a < b - duration else "finish"


def _own(traced: Trace, row: int, on: Side, most: int) -> tuple[Cause, int]:
    """Tell where the limit of a task itself comes from."""
    tasks = traced.compiled.plan.tasks
    if on == "finish" and int(tasks.deadline[row]) == most:
        return "deadline", -1
    above = row
    while above >= 0:
        kinds = BY_START if on == "start" else BY_FINISH
        if int(tasks.constraint_date[above]) == most and int(tasks.constraint[above]) in kinds:
            return "constraint", -1 if above == row else above
        above = int(traced.outline.parent[above])
    return "constraint", -1


def _edge(traced: Trace, late: Late, node: int, on: Side, most: int) -> int:
    for edge in late.outgoing[late.first[node] : late.first[node + 1]].tolist():
        to_finish = int(traced.edges.kind[edge]) in {FS, FF, OUT_OF_SUMMARY}
        if to_finish == (on == "finish") and int(late.allowed[edge]) == most:
            return int(edge)
    return -1


def _link(traced: Trace, late: Late, place: Place, edge: int, on: Side) -> Found:
    node, target, kind = place.node, int(traced.target[edge]), int(traced.edges.kind[edge])
    row, other = int(traced.nodes.row[node]), int(traced.nodes.row[target])
    date = int((late.start if place.of == "late_start" else late.finish)[node])
    of: Date = "late_start" if kind in {FS, SS, INTO_SUMMARY} else "late_finish"
    origin = int((late.start if of == "late_start" else late.finish)[target])
    flags, asked = int(traced.nodes.flags[target]), int(late.allowed[edge])
    if kind == INTO_SUMMARY and flags & (FIXED | STARTED):
        origin = int(begun_starts(traced.nodes, traced.start)[target])
        step = Step(row, place.of, date, "child", other, "start", origin, asked=asked, on=on)
        return step, Place(target, "start")
    if kind >= INTO_SUMMARY:
        cause: Cause = "child" if kind == INTO_SUMMARY else "summary"
        return Step(row, place.of, date, cause, other, of, origin, asked=asked, on=on), Place(target, of)
    going_on = bool(flags & STARTED) and of == "late_start"
    if going_on and not flags & WAITS:
        origin = int(traced.nodes.going_on[target])
    over = pauses(traced, int(traced.edges.calendar[edge]), asked, origin) if traced.edges.lag[edge] > 0 else ()
    over = (*pauses(traced, int(traced.nodes.calendar[node]), date, asked), *over)
    carried = int(traced.nodes.calendar[node]) if asked != date and on == place.of[5:] else -1
    link = int(traced.edges.link[edge])
    step = Step(row, place.of, date, "link", other, of, origin, link, asked, on, carried, over)
    return step, Place(target, of, under_way=going_on)


def _end(traced: Trace, late: Late, place: Place, date: int, most: int) -> Step:
    """Explain the late date of something that nothing limits but the end of its project."""
    node = place.node
    row, project = int(traced.nodes.row[node]), traced.compiled.plan.projects[int(traced.nodes.project[node])]
    if most == FREE:
        return Step(row, place.of, date, "unlimited", origin=date, asked=date)
    cause: Cause = "project-finish"
    if most < int(late.cap[node]):
        cause = "open-end"
    elif most == project.must_finish:
        cause = "must-finish"
    return Step(row, place.of, date, cause, origin=most, asked=most, on="finish")
