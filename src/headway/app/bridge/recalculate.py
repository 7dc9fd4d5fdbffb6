"""Calculate stored plans anew: schedule, write what moved, roll up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from headway.app.bridge.document_of_rows import SCHEDULED
from headway.app.bridge.joined import joined_groups, live
from headway.app.bridge.plan_keys import key_of
from headway.app.bridge.plan_of_rows import JoinedPlan, joined_plan
from headway.app.bridge.rollup import ancestors_of, roll_up
from headway.app.bridge.rollup_plan import write_plan_rollups
from headway.app.bridge.scheduling import schedule_plan
from headway.app.models import Component, Rollup, Task
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.bridge.plan_keys import Key
    from headway.engine.network.result import Schedule

Computed = tuple[Any, ...]
"""The schedule columns of a task, as SCHEDULED; the driver is the last."""
ROWS_AT_A_TIME = 2_000
"""Rows that are written in one transaction where others must be let in between."""
TRIES = 3
"""Beginnings that edits may undo before nobody is let in any more."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """What one plan's recalculation did."""

    component: int
    moved: int
    """Tasks whose start or finish changed."""
    finish_before: int | None
    finish_after: int | None
    ok: bool
    tied: tuple[int, ...]
    """All plans that were calculated together, this one too."""


@dataclass(frozen=True, slots=True)
class Calculated:
    """Plans that links tie together, as they were read and what the scheduler made of them."""

    key: Key
    joined: JoinedPlan
    schedule: Schedule


def recalculate(component_ids: Iterable[int]) -> list[Recalculation]:
    """Calculate these plans and all that links tie to them; write only rows that changed, then all that is above.

    Each group of tied plans is calculated before its components are locked, in the order of their ids: where the
    scheduler is still being compiled that can take a minute, and on SQLite nobody else could write meanwhile. What
    was changed in between is calculated again under the lock.
    """
    done: list[Recalculation] = []
    for group in joined_groups(component_ids):
        ahead = calculated(components_of(live(group)))
        written = write_in_parts(live(group), ahead)
        if written is None:
            with transaction.atomic():
                written = write_group(live(group), ahead)
        done += written
    roll_up(ancestors_of(each.component for each in done))
    return done


def components_of(ids: list[int], *, locked: bool = False) -> list[Component]:
    rows = Component.objects.select_for_update(no_key=True) if locked else Component.objects.all()
    return list(rows.filter(pk__in=ids).order_by("pk"))


def calculated(components: list[Component]) -> Calculated | None:
    if not components:
        return None
    key = key_of(components)
    joined = joined_plan(components)
    return Calculated(key, joined, schedule_plan(joined.plan, joined.options))


def waits(tasks: int) -> bool:
    """Return whether plans that have so many tasks together are too large for an edit to store all that it moves."""
    return tasks > settings.HEADWAY_DATES_AT_ONCE


def write_group(ids: list[int], ahead: Calculated | None) -> list[Recalculation]:
    components = components_of(ids, locked=True)
    now = ahead if ahead is not None and ahead.key == key_of(components) else calculated(components)
    if now is None:
        return []
    different = differences(now)
    store_schedule(different)
    return finished(ids, now, moved_of(different))


def write_in_parts(ids: list[int], ahead: Calculated | None) -> list[Recalculation] | None:
    """Write large plans some rows at a time, so that others write in between, and note how far it is.

    An edit in between makes the rest out of date: then all is calculated again, and what is different by now is
    written. None, and nothing promised, for plans that are small, within a transaction, or that somebody edits all
    the time: those are written at once.
    """
    moved = set[int]()
    for _ in range(TRIES):
        if ahead is None or not waits(len(ahead.joined.task_ids)) or connection.in_atomic_block:
            return None
        rows = list(differences(ahead).items())
        for first in range(0, len(rows), ROWS_AT_A_TIME):
            with transaction.atomic():
                if key_of(components_of(ids, locked=True)) != ahead.key:
                    break
                part = dict(rows[first : first + ROWS_AT_A_TIME])
                store_schedule(part)
                note_waiting(ids, len(rows), first + len(part))
            moved |= moved_of(part)
        else:
            with transaction.atomic():
                if key_of(components_of(ids, locked=True)) == ahead.key:
                    return finished(ids, ahead, moved)
        ahead = calculated(components_of(live(ids)))
    return None


def note_waiting(ids: Iterable[int], waiting: int, stored: int = 0) -> None:
    """Note of how many tasks of these plans the dates are to be stored, and of how many they are."""
    Rollup.objects.filter(component__in=list(ids)).update(dates_waiting=waiting, dates_stored=stored)


def moved_of(different: Mapping[int, tuple[Computed, Computed]]) -> set[int]:
    """Return the tasks that start or finish at another time."""
    return {pk for pk, (new, old) in different.items() if new[:2] != old[:2]}


def finished(ids: list[int], now: Calculated, moved: set[int]) -> list[Recalculation]:
    """Write what is computed for each plan as a whole, once its rows are written; return what was done to each."""
    joined, schedule = now.joined, now.schedule
    finishes = write_plan_rollups(joined, schedule)
    note_waiting(ids, 0)
    owner = joined.plan.tasks.project
    return [
        Recalculation(component.pk, len(moved.intersection(joined.task_ids[owner == row].tolist())), *finishes[row],
                      schedule.ok, tuple(ids))
        for row, component in enumerate(joined.components)
    ]  # fmt: skip


def computed_rows(joined: JoinedPlan, schedule: Schedule, rows: Any = None) -> list[Computed]:
    """Return the schedule columns of all rows, or of some, as the tables keep them, in the order of SCHEDULED."""
    rows = slice(None) if rows is None else rows
    minutes = (
        schedule.start, schedule.finish, schedule.early_start, schedule.early_finish, schedule.late_start,
        schedule.late_finish, schedule.total_float, schedule.free_float,
    )  # fmt: skip
    columns = [optional(column[rows]) for column in minutes]
    columns.append(schedule.critical[rows].tolist())
    drivers = schedule.driver[rows]
    known = np.append(joined.link_ids, 0)[drivers]  # -1 takes the appended zero
    columns.append([int(pk) or None for pk in known.tolist()])
    return list(zip(*columns, strict=True))


def optional(column: Any) -> list[int | None]:
    """Return a column of minutes with None for MISSING."""
    values: list[int | None] = column.tolist()
    for row in np.flatnonzero(column == MISSING).tolist():
        values[row] = None
    return values


def differences(now: Calculated) -> dict[int, tuple[Computed, Computed]]:
    """Return the tasks whose schedule columns are not as the tables have them, as they are now and there."""
    rows = zip(now.joined.task_ids.tolist(), computed_rows(now.joined, now.schedule), now.joined.stored, strict=True)
    return {pk: (new, old) for pk, new, old in rows if new != old}


def store_schedule(changed: dict[int, tuple[Computed, Computed]]) -> None:
    """Write the schedule columns of some tasks, given as they are now and as they were.

    A driver that stays is left out: to write it would cost as much as all the rest, for its index and its reference.
    """
    quote = connection.ops.quote_name
    table = quote(Task._meta.db_table)  # noqa: SLF001 - Django's documented way
    for columns in (SCHEDULED, SCHEDULED[:-1]):
        driven = columns is SCHEDULED
        rows = [(*new[: len(columns)], pk) for pk, (new, old) in changed.items() if (new[-1] != old[-1]) is driven]
        sets = ", ".join(f"{quote(name)} = %s" for name in columns)
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", rows)  # noqa: S608 - names of ours
