"""A plan as a grid shows it, at one revision: rows that never change, so that two revisions can be compared."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.bridge.lags import lag_text
from headway.app.bridge.lengths import length_text
from headway.app.bridge.live_part import AT, Row
from headway.app.bridge.nonworking import around, days_off_between
from headway.app.bridge.people_on_rows import contours_on, names_on, shares_on
from headway.app.bridge.schedule_columns import KINDS
from headway.app.queries.workflow import state_of
from headway.engine.plan import MISSING, LinkType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from headway.app.bridge.live_part import LivePart
    from headway.app.queries.workflow import Workflow

COLUMNS = (
    "start", "finish", "total_float", "free_float", "critical",
    "id", "parent", "level", "kind", "wbs", "name", "baseline_start", "baseline_finish", "deadline", "percent",
    "duration", "resources", "health", "version", "uid", "code", "duration_text", "manual", "active", "constraint",
    "constraint_date", "actual_start", "actual_finish", "physical_percent", "calendar", "priority", "work", "cost",
    "fixed_cost", "actual_cost", "noted", "board_column", "board_rank", "blocked_since", "blocked_reason",
    "actual_work", "owner", "custom", "task_type", "effort_driven", "sprint", "resource_work",
    "estimate", "contours",
)  # fmt: skip
"""Names as clients know them, computed ones first; ``parent`` is an id here and becomes an index when it is sent."""
COMPUTED = 5
"""How many are computed."""
LINK_COLUMNS = ("id", "from", "to", "type", "lag", "critical")
PARENT, PERCENT, DURATION, RESOURCES = (COLUMNS.index(name) for name in ("parent", "percent", "duration", "resources"))
ALWAYS = frozenset({"id", "parent", "version"})
"""Columns of every difference, whatever it is."""
RARE = ("estimate", "contours")
"""Left out of a whole plan where no row has one."""
DAY = 1440
LINK_TYPES = {kind.name: int(kind) for kind in LinkType}
START, FINISH, TOTAL_FLOAT, FREE_FLOAT, CRITICAL, DRIVER = 0, 1, 6, 7, 8, 9
"""Places in the computed columns."""


@dataclass(frozen=True, slots=True)
class Sheet:
    component: int
    revision: int
    rows: dict[int, Row]
    """By task, in the order of the outline; values as COLUMNS."""
    links: dict[int, Row]
    """By id; values as LINK_COLUMNS, ends as ids of tasks."""
    nonworking: list[int]
    status_date: int | None
    workflow: Workflow
    outside: tuple[Row, ...] | None = None
    """Of a branch: its links from and to other plans."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What may be different from the sheet before."""

    tasks: AbstractSet[int] = frozenset()
    """In any value."""
    rescheduled: AbstractSet[int] = frozenset()
    """In what is computed."""
    links: AbstractSet[int] = frozenset()
    people: AbstractSet[int] = frozenset()
    """Tasks of which others work on, or with other units."""


NOTHING = Touched()


def sheet_of(part: LivePart, dates: tuple[Any, Any], before: Sheet | None, touched: Touched) -> Sheet:
    """Return the sheet of a plan in memory; what nothing touched is taken from the one before."""
    component, rows = part.component, part.rows
    ids = list(rows)
    kinds, percents, durations = rolled_up(part, dates)
    known = before.rows if before else {}
    names = names_on(part, [pk for pk in ids if pk not in known or pk in touched.people])
    workers = part.workers()
    result: dict[int, Row] = dict(known) if before and ids == list(known) else dict.fromkeys(ids, ())
    for index, pk in enumerate(ids):
        old = known.get(pk)
        if old is None or pk in touched.tasks or old[PERCENT] != percents[index] or old[DURATION] != durations[index]:
            people = names[pk] if old is None or pk in names else old[RESOURCES]
            shares = shares_on(part, pk, workers)
            old = shown(part, rows[pk], kinds[index], percents[index], durations[index], people, shares)
        elif pk in touched.rescheduled:
            old = computed_of(part.computed[pk]) + old[COMPUTED:]
        result[pk] = old
    return Sheet(component.pk, component.revision, result, shown_links(part, before, touched),
                 free_days(part, dates), component.status_date, part.workflow)  # fmt: skip


def rolled_up(part: LivePart, dates: tuple[Any, Any]) -> tuple[list[int], list[float], list[int]]:
    """Return kind, percentage and duration of each row; summaries add up what is below them."""
    rows = list(part.rows.values())
    place = {pk: index for index, pk in enumerate(part.rows)}
    parent = np.array([place.get(row[AT["parent_id"]], -1) for row in rows], np.int64)
    level = np.array([row[AT["level"]] for row in rows], np.int64)
    minutes = [row[AT["duration_minutes"]] for row in rows]
    percent = [100.0 if row[AT["actual_finish"]] is not None else row[AT["percent_complete"]] for row in rows]
    summary = np.zeros(len(rows), bool)
    summary[parent[parent >= 0]] = True
    work = np.where(summary, 0.0, np.array(minutes, float))
    earned = work * np.array(percent, float)
    for depth in range(int(level.max(initial=1)), 1, -1):
        here = np.flatnonzero((level == depth) & (parent >= 0))
        work += np.bincount(parent[here], work[here], len(rows))
        earned += np.bincount(parent[here], earned[here], len(rows))
    kinds = [KINDS[row[AT["kind"]]] for row in rows]
    for index in np.flatnonzero(summary).tolist():
        kinds[index] = KINDS["summary"]
        percent[index] = round(float(earned[index] / work[index]), 1) if work[index] else 0.0
    spans = [index for index, row in enumerate(rows) if kinds[index] == KINDS["summary"] or row[AT["duration_elapsed"]]]
    for index, span in zip(spans, working_spans(part, dates, spans), strict=True):
        minutes[index] = span
    return kinds, percent, minutes


def working_spans(part: LivePart, dates: tuple[Any, Any], rows: list[int]) -> list[int]:
    """Return the working time of the plan's calendar between the dates of some rows; 0 without dates."""
    start, finish = (each[rows] for each in dates)
    given = np.concatenate((start, finish))
    given = given[given != MISSING]
    if not len(given):
        return [0] * len(rows)
    clock, row = part.clock(int(given.min()) // DAY - 1, int(given.max()) // DAY + 2)
    spans = clock.working_between(row, start, finish)
    found: list[int] = np.where(spans == MISSING, 0, spans).tolist()
    return found


def free_days(part: LivePart, dates: tuple[Any, Any]) -> list[int]:
    """Return the days off around the plan's dates."""
    given = np.concatenate(dates)
    given = given[given != MISSING]
    if not len(given):
        return []
    days = around(int(given.min()), int(given.max()))
    if part.days_off is None or part.days_off[0] != days:
        part.days_off = (days, days_off_between(*part.clock(*days), *days))
    return part.days_off[1]


def shown(
    part: LivePart, row: Row, kind: int, percent: float, duration: int, people: str, shares: list[int] | None
) -> Row:  # fmt: skip
    """Return the values of one row."""
    at, pk = AT, row[0]
    baseline = part.baseline.rows.get(pk, (None, None, None))
    minutes = duration if kind == KINDS["summary"] else row[at["duration_minutes"]]
    text = length_text(minutes, row[at["duration_unit"]], part.component, elapsed=row[at["duration_elapsed"]],
                       estimated=row[at["duration_estimated"]])  # fmt: skip
    return (
        *computed_of(part.computed[pk]),
        pk, row[at["parent_id"]], row[at["level"]], kind, row[at["wbs"]], row[at["name"]], baseline[0], baseline[1],
        row[at["deadline"]], percent, duration, people, "", row[at["version"]], row[at["uid"]], row[at["code"]], text,
        int(row[at["manual"]]), int(row[at["active"]]), row[at["constraint"]],
        row[at["constraint_date"]], row[at["actual_start"]], row[at["actual_finish"]], row[at["physical_percent"]],
        row[at["calendar_id"]], row[at["priority"]], row[at["work_minutes"]], money(row[at["cost"]]),
        money(row[at["fixed_cost"]]), money(row[at["actual_cost"]]), int(row[at["noted"]]),
        place_of(part, row), row[at["board_rank"]], row[at["blocked_since"]], row[at["blocked_reason"]],
        worked(row), part.owner_of(row), row[at["custom"]] or None,
        row[at["task_type"]], int(row[at["effort_driven"]]), row[at["sprint_id"]], shares,
        estimate_of(part, row) if kind == KINDS["task"] else None, contours_on(part, pk),
    )  # fmt: skip


def estimate_of(part: LivePart, row: Row) -> list[Any] | None:
    """Return both ends of the three-point estimate of a row, as minutes and as text; None without one."""
    ends = row[AT["duration_low_minutes"]], row[AT["duration_high_minutes"]]
    if ends == (None, None):
        return None
    unit, elapsed = row[AT["duration_unit"]], row[AT["duration_elapsed"]]
    texts = ("" if each is None else length_text(each, unit, part.component, elapsed=elapsed) for each in ends)
    return [*ends, *texts]


def computed_of(computed: Row) -> Row:
    """Return the values that the schedule gives a row."""
    return (computed[START], computed[FINISH], computed[TOTAL_FLOAT], computed[FREE_FLOAT], int(computed[CRITICAL]))


def place_of(part: LivePart, row: Row) -> str:
    """Return the key of the column of the board in which the row's card stands."""
    state = state_of(row[AT["percent_complete"]], row[AT["actual_start"]], row[AT["actual_finish"]])
    return part.workflow.place(row[AT["board_column"]], state).key


def worked(row: Row) -> int | None:
    """Return the actual work: what the plan was given of it, and what time entries add up to."""
    given, booked = row[AT["actual_work_minutes"]], row[AT["booked_minutes"]]
    return given if given is None and not booked else (given or 0) + booked


def money(value: Any) -> str | None:
    return None if value is None else str(value)


def shown_links(part: LivePart, before: Sheet | None, touched: Touched) -> dict[int, Row]:
    """Return the links within the plan; critical is one that drives a critical task from a critical one."""
    known = before.links if before else {}
    tasks = touched.tasks | touched.rescheduled
    result = {}
    for pk, tie in part.ties.items():
        old = known.get(pk)
        if old is None or pk in touched.links or tie[1] in tasks or tie[2] in tasks:
            _, one, other, kind, lag, lag_kind, unit = tie
            drives = part.computed[other][DRIVER] == pk
            critical = int(part.computed[one][CRITICAL] and part.computed[other][CRITICAL] and drives)
            if old is not None and pk not in touched.links:
                row = old if old[-1] == critical else (*old[:-1], critical)
            else:
                text = lag_text(lag, lag_kind, unit, part.component) if lag else ""
                row = (pk, one, other, LINK_TYPES[kind], text, critical)
            old = old if old == row else row
        result[pk] = old
    return result


# ---------------------------------------------------------------------- as columns


def task_columns(
    sheet: Sheet, wanted: Iterable[int] | None = None, before: Sheet | None = None
) -> dict[str, list[Any]]:
    """Return rows as columns: all, or those of some tasks with their index as ``row``.

    Given a sheet before that has all of them, columns in which none is different are left out.
    """
    place = {pk: index for index, pk in enumerate(sheet.rows)}
    ids = list(sheet.rows) if wanted is None else sorted(wanted, key=place.__getitem__)
    values = dict(zip(COLUMNS, zip(*(sheet.rows[pk] for pk in ids), strict=True), strict=bool(ids)))
    if before is not None and ids and before.rows.keys() >= set(ids):
        known = zip(COLUMNS, zip(*(before.rows[pk] for pk in ids), strict=True), strict=True)
        values = {name: values[name] for name, old in known if name in ALWAYS or old != values[name]}
    columns = {name: list(column) for name, column in values.items()} or {name: [] for name in COLUMNS}
    for name in RARE if wanted is None else ():
        if not any(columns[name]):
            del columns[name]
    columns["parent"] = [place.get(pk, -1) for pk in columns["parent"]]
    return columns if wanted is None else {"row": [place[pk] for pk in ids], **columns}


def link_columns(sheet: Sheet, wanted: Iterable[int] | None = None) -> dict[str, list[Any]]:
    """Return links as columns: all, or some."""
    place = {pk: index for index, pk in enumerate(sheet.rows)}
    rows = [sheet.links[pk] for pk in (sheet.links if wanted is None else sorted(wanted))]
    columns = {name: [row[index] for row in rows] for index, name in enumerate(LINK_COLUMNS)}
    for name in ("from", "to"):
        columns[name] = [place[pk] for pk in columns[name]]
    return columns


# ---------------------------------------------------------------------- what is different


@dataclass(frozen=True, slots=True)
class Difference:
    tasks: list[int]
    """New ones, those with other values, and those that stand elsewhere."""
    links: list[int]
    removed_tasks: list[int]
    removed_links: list[int]


def difference(before: Sheet, after: Sheet) -> Difference:
    """Return what to send to a client that holds the sheet before."""
    tasks = {pk for pk, row in after.rows.items() if (old := before.rows.get(pk)) is not row and old != row}
    tasks |= displaced(before, after)
    links = [pk for pk, row in after.links.items() if (old := before.links.get(pk)) is not row and old != row]
    gone = [pk for pk in before.rows if pk not in after.rows]
    return Difference(list(tasks), links, gone, [pk for pk in before.links if pk not in after.links])


def displaced(before: Sheet, after: Sheet) -> set[int]:
    """Return the fewest tasks that have to be moved to turn the one order into the other."""
    was = [pk for pk in before.rows if pk in after.rows]
    now = [pk for pk in after.rows if pk in before.rows]
    if was == now:
        return set()
    place = {pk: index for index, pk in enumerate(was)}
    # The longest run of rows that keep their order: each pile's top with the row below it.
    tops: list[int] = []
    piles: list[int] = []
    below: dict[int, int | None] = {}
    for pk in now:
        pile = bisect_left(tops, place[pk])
        below[pk] = piles[pile - 1] if pile else None
        if pile == len(tops):
            tops.append(place[pk])
            piles.append(pk)
        else:
            tops[pile], piles[pile] = place[pk], pk
    kept, last = set(), piles[-1] if piles else None
    while last is not None:
        kept.add(last)
        last = below[last]
    return set(now) - kept
