"""Why MPXJ's dates may differ from ours: every known reason, with the test by which a difference is recognized.

A reason explains a task only where no task before it (after it, for late dates) differs already; all other differences
must follow from one that is explained. The words say who is right, and how that is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from differential_compare import Case

from headway.engine.plan import MISSING, Constraint, LagKind, LinkType


@dataclass(frozen=True)
class Cause:
    """A reason for differences that begin at one task."""

    name: str
    modes: tuple[str, ...]
    groups: tuple[str, ...]
    reason: str
    explains: Callable[[Case, int], bool]


def _lag_elsewhere(case: Case, row: int) -> bool:
    """Tell whether a lag behind the task counts on another calendar than the task's own."""
    links, own = case.plan.links, case.calendar
    for after, link in case.outgoing[row]:
        if links.lag[link] == 0:
            continue
        where = {
            "predecessor": own[row], "successor": own[after], "project": case.plan.projects[0].calendar, "24h": 3,
        }[case.options.lag_calendar]  # fmt: skip
        if links.lag_kind[link] != LagKind.WORKING or where != own[row]:
            return True
    return False


def _lead(case: Case, row: int) -> bool:
    return any(case.plan.links.lag[link] < 0 for _, link in case.outgoing[row])


def _before_project(case: Case, row: int) -> bool:
    early = case.theirs["early_start"][row] < case.plan.projects[0].start
    return bool(early and case.plan.tasks.constraint[row] == Constraint.FNET)


def _above_total(case: Case, row: int) -> bool:
    room = max(0, int(case.ours.total_float[row]))
    return int(case.ours.free_float[row]) == room < int(case.theirs["free_float"][row])


def _pause(case: Case, row: int) -> bool:
    """Tell whether a successor ends, or is an event, on another calendar, which pauses where this task may work."""
    kinds = (LinkType.FF, LinkType.SF)
    ends = any(
        (case.plan.links.type[link] in kinds or case.plan.tasks.duration[after] == 0)
        and case.calendar[after] != case.calendar[row]
        for after, link in case.outgoing[row]
    )
    return ends or _lag_elsewhere(case, row)


def _other_instant(case: Case, row: int) -> bool:
    """Tell whether a predecessor has another instant there, without working time between the two."""
    return any(
        case.theirs[name][before] != getattr(case.ours, name)[before]
        for before, _ in case.incoming[row]
        if case.calendar[before] != case.calendar[row]
        for name in ("early_start", "early_finish")
    )


def _midnight(case: Case, row: int) -> bool:
    """Tell whether a lag is taken back from a midnight."""
    links = case.plan.links
    return any(links.lag[link] > 0 and case.ours.late_start[after] % 1440 == 0 for after, link in case.outgoing[row])


def _same_day(case: Case, row: int) -> bool:
    date, early = int(case.plan.tasks.constraint_date[row]), int(case.ours.early_start[row])
    return bool(
        case.plan.tasks.constraint[row] == Constraint.SNET and case.theirs["early_start"][row] == date and early > date
    )


def _fits(case: Case, row: int, begin: str, end: str) -> bool:
    """Tell whether the peer's two dates have the duration, or what remains of it, between them."""
    first, last = (case.theirs[name][[row]].astype(np.int32) for name in (begin, end))
    if MISSING in (first[0], last[0]):
        return False
    left = case.plan.tasks.remaining[row]
    expected = int(case.plan.tasks.duration[row] if left == MISSING else left)
    return int(case.calendars.working_between(case.calendar[[row]], first, last)[0]) == expected


def _early_unfit(case: Case, row: int) -> bool:
    return not _fits(case, row, "early_start", "early_finish")


def _late_unfit(case: Case, row: int) -> bool:
    return not _fits(case, row, "late_start", "late_finish")


def _other_late_instant(case: Case, row: int) -> bool:
    """Tell whether a successor has another late instant there, without working time of its own between the two."""
    return any(
        case.theirs[name][after] != getattr(case.ours, name)[after]
        for after, _ in case.outgoing[row]
        if case.calendar[after] != case.calendar[row]
        for name in ("late_start", "late_finish")
    )


def _other_end(case: Case, row: int) -> bool:
    """Tell whether nothing follows, and the last finish of the project stands at the beginning of the next shift."""
    return case.is_open(row) and any(
        case.theirs["early_finish"][last] != case.ours.early_finish[last] for last in case.last
    )


def _as_late_as_finished(case: Case, row: int) -> bool:
    """Tell whether a task as late as possible has successors, and all of them are finished."""
    late = case.plan.tasks.constraint[row] == Constraint.ALAP
    return bool(late and case.outgoing[row] and case.is_open(row))


def _before_finished(case: Case, row: int) -> bool:
    """Tell whether a successor is finished."""
    return any(case.plan.tasks.actual_finish[after] != MISSING for after, _ in case.outgoing[row])


def _open_as_late(case: Case, row: int) -> bool:
    """Tell whether a task as late as possible has nothing behind it but an imposed finish of the project."""
    imposed = case.plan.projects[int(case.plan.tasks.project[row])].must_finish
    return bool(case.plan.tasks.constraint[row] == Constraint.ALAP and case.is_open(row) and imposed != MISSING)


def _lag_ends_in_pause(case: Case, row: int) -> bool:
    """Tell whether both dates are the same moment of another calendar, on which a lag to this task counts."""
    links = case.plan.links
    days = [
        tuple(np.array([date[row]], np.int32) for date in (getattr(case.ours, name), case.theirs[name]))
        for name in ("early_start", "early_finish")
    ]
    return any(
        links.lag[link] != 0
        and case.calendar[before] != case.calendar[row]
        and any(case.calendars.working_between(case.calendar[[before]], *pair)[0] == 0 for pair in days)
        for before, link in case.incoming[row]
    )


def _finish_lag_by_clock(case: Case, row: int) -> bool:
    links = case.plan.links
    return any(
        links.type[k] in (LinkType.FF, LinkType.SF) and links.lag[k] != 0 and links.lag_kind[k] == LagKind.ELAPSED
        for _, k in case.incoming[row]
    )


def _successor_started(case: Case, row: int) -> bool:
    tasks = case.plan.tasks
    return any(
        tasks.actual_start[after] != MISSING and tasks.actual_finish[after] == MISSING
        for after, _ in case.outgoing[row]
    )


def _by_hand(case: Case, row: int) -> bool:
    manual = case.plan.tasks.manual
    return bool(manual[row] or any(manual[after] for after, _ in case.outgoing[row]))


def _lag_behind_finished(case: Case, row: int) -> bool:
    links = case.plan.links
    return any(
        links.type[link] == LinkType.FF and links.lag[link] > 0 and case.plan.tasks.actual_finish[before] != MISSING
        for before, link in case.incoming[row]
    )


def _lead_under_way(case: Case, row: int) -> bool:
    """Tell whether a lead ties two tasks that are both under way."""
    tasks, links = case.plan.tasks, case.plan.links
    return tasks.actual_start[row] != MISSING and any(
        links.lag[link] < 0 and tasks.actual_start[after] != MISSING for after, link in case.outgoing[row]
    )


def _other_early_instant(case: Case, row: int) -> bool:
    """Tell whether a successor starts at another instant there, without working time of its own between the two."""
    return any(
        case.theirs["early_start"][after] != case.ours.early_start[after]
        for after, _ in case.outgoing[row]
        if case.calendar[after] != case.calendar[row]
    )


def _as_late_without_float(case: Case, row: int) -> bool:
    late = case.plan.tasks.constraint[row] == Constraint.ALAP
    return bool(late and case.theirs["total_float"][row] == 0)


def _late_chain(case: Case, row: int) -> bool:
    return bool(case.plan.tasks.constraint[row] == Constraint.ALAP and case.incoming[row])


BOTH = ("msproject", "p6")
EARLY, LATE, TOTAL, FREE = "early", "late", "total_float", "free_float"
CAUSES = (
    Cause(
        "before the project", BOTH, (EARLY,),
        "MPXJ lets a finish-no-earlier-than date pull work before the start of the project; in the products nothing does"
        " (Microsoft's knowledge base, Q103971: what would is ignored, and the task begins with the project).",
        _before_project,
    ),
    Cause(
        "free float above total float", ("msproject",), (FREE,),
        "In 1,670 stored tasks of real plans Microsoft Project's free slack never exceeds total slack, and is 0 where"
        " that is negative; MPXJ takes the gap to the successor alone.",
        _above_total,
    ),
    Cause(
        "lag on another calendar", BOTH, (FREE,),
        "MPXJ subtracts the minutes of the lag from a gap that it counted on the task's own calendar; where the lag"
        " counts on another one, or by the clock, the difference is no room that the task has.",
        _lag_elsewhere,
    ),
    Cause(
        "lead and free float", BOTH, (FREE,),
        "MPXJ takes a lead for none; a task whose successor may overlap it has that much more room.",
        _lead,
    ),
    Cause(
        "pause of another calendar", BOTH, (LATE, FREE),
        "A task that must end before one on another calendar ends, or before an event or a lag on it, may work on through"
        " that calendar's pause without moving anything; MPXJ stops it at the end of the other's shift (then its late finish can lie"
        " before its early one without a cause).",
        _pause,
    ),
    Cause(
        "same day", ("p6",), (EARLY,),
        "MPXJ lets a start-no-earlier-than date pull a task before its predecessors where both fall on one day.",
        _same_day,
    ),
    Cause(
        "lag from midnight", BOTH, (LATE,),
        "Taking a lag back from midnight of a day off, MPXJ forgets it.",
        _midnight,
    ),
    Cause(
        "end or beginning of a shift", BOTH, (EARLY,),
        "MPXJ keeps a finish at the beginning of the next shift where a link put it there; a successor on a longer"
        " calendar then waits through the pause. Ours ends with the shift in which the work ends; P6 cannot schedule a"
        " finish at the beginning of a day either (Primavera's support, solution prim15994).",
        _other_instant,
    ),
    Cause(
        "end or beginning of a shift", BOTH, (LATE,),
        "MPXJ keeps a late start at the end of the last shift where a link put it there; a predecessor on a longer"
        " calendar then loses the pause. Ours begins with the shift in which the work begins.",
        _other_late_instant,
    ),
    Cause(
        "end or beginning of a shift", ("p6",), (LATE, FREE),
        "Where that finish is the project's last one, MPXJ's project ends after the pause, and with it the late dates and"
        " the free float of what nothing follows.",
        _other_end,
    ),
    Cause(
        "end or beginning of a shift", ("p6",), (FREE,),
        "Where a start stays at the end of the shift before, MPXJ leaves what comes before no room up to the next one.",
        _other_early_instant,
    ),
    Cause(
        "lag behind finished work", ("p6",), (EARLY,),
        "MPXJ counts the lag of a finish-finish link from finished work from the data date, twice, or not at all; ours"
        " counts from the actual finish.",
        _lag_behind_finished,
    ),
    Cause(
        "lead under way", ("p6",), (LATE,),
        "Between two tasks that are under way MPXJ keeps a lead for early dates and forgets it for late ones.",
        _lead_under_way,
    ),
    Cause(
        "finished successors", ("p6",), (EARLY,),
        "MPXJ holds a task as late as possible before successors that are finished, at dates after the data date; what is"
        " finished binds nothing here.",
        _as_late_as_finished,
    ),
    Cause(
        "finished successors", ("p6",), (LATE, FREE),
        "MPXJ limits late dates and free float by successors that are finished; what is finished binds nothing here.",
        _before_finished,
    ),
    Cause(
        "imposed finish", ("p6",), (EARLY,),
        "Nothing follows a task as late as possible: MPXJ moves it to the imposed finish of the project; here it has its"
        " free float, which ends with the project.",
        _open_as_late,
    ),
    Cause(
        "end or beginning of a shift", ("p6",), (EARLY,),
        "A lead or lag that ends with one shift or begins the next is one moment of its calendar; a task on a longer one"
        " can tell them apart. Ours takes the earlier one, MPXJ the later.",
        _lag_ends_in_pause,
    ),
    Cause(
        "elapsed lag to a finish", ("msproject",), (EARLY,),
        "MPXJ adds the lag of a finish-finish link to the start that would meet the finish without it: by the clock that"
        " is another finish.",
        _finish_lag_by_clock,
    ),
    Cause(
        "dates that do not fit", BOTH, (EARLY,),
        "MPXJ's early start and early finish do not have the (remaining) duration between them.",
        _early_unfit,
    ),
    Cause(
        "dates that do not fit", BOTH, (LATE,),
        "MPXJ's late start and late finish do not have the (remaining) duration between them.",
        _late_unfit,
    ),
    Cause(
        "tasks set by hand", ("msproject",), (LATE,),
        "What is set by hand does not slip: predecessors are limited by its start, not by a late start that it cannot"
        " use. So stored in real plans; MPXJ differs.",
        _by_hand,
    ),
    Cause(
        "resume date", ("msproject",), (LATE,),
        "What precedes started work has until its remaining part goes on, which is the resume date that Microsoft"
        " Project stores; MPXJ takes late finish less remaining duration.",
        _successor_started,
    ),
    Cause(
        "as late as possible, and too late", ("msproject",), (TOTAL,),
        "A task as late as possible that cannot keep its late dates has as much negative float; MPXJ gives it none.",
        _as_late_without_float,
    ),
    Cause(
        "late chain", ("msproject",), (EARLY,),
        "Early dates of a task as late as possible behind another such task: MPXJ lets the first one's late dates push"
        " them, ours stay at the network's earliest.",
        _late_chain,
    ),
)  # fmt: skip


def explain(case: Case) -> None:
    """Fill ``case.cause`` for every difference."""
    for row in np.flatnonzero(case.leaf):
        for group in (EARLY, LATE, TOTAL, FREE):
            if case.apart(int(row), group):
                _trace(case, int(row), group, set())


def _trace(case: Case, row: int, group: str, path: set[tuple[int, str]]) -> str | None:
    key = (row, group)
    if key in case.cause:
        return case.cause[key]
    sources = [each for each in case.sources(row, group) if each != key and each not in path]
    found = next((cause for each in sources if (cause := _trace(case, *each, path | {key}))), None)
    if found is None:
        mode = case.options.mode
        found = next((c.name for c in CAUSES if mode in c.modes and group in c.groups and c.explains(case, row)), None)
    if found is not None or not path:
        case.cause[key] = found
    return found
