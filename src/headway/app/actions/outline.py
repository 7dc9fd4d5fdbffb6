"""The outline of a plan: rows are added, moved, indented, copied and deleted, many at a time, in a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.plan_draft import Link
from headway.app.actions.task_fields import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.actions.plan_draft import Draft

DEEPEST = 100
COPIED = (
    "name", "code", "kind", "manual", "manual_start", "manual_finish", "active", "duration_minutes", "duration_elapsed",
    "duration_unit", "duration_estimated", "duration_low_minutes", "duration_high_minutes", "calendar", "constraint",
    "constraint_date", "deadline", "expected_finish", "leveling_delay_minutes", "priority", "work_minutes", "cost",
    "fixed_cost", "owner", "notes", "task_type", "effort_driven", "activity_type", "ignore_resource_calendar",
    "gap_minutes", "custom",
)  # fmt: skip
"""What a copy takes over: the plan, not what has been done."""


@dataclass(frozen=True, slots=True)
class Place:
    """Behind or before a row as its sibling, or as the last child of one; the end of the plan without any."""

    after: int | None = None
    before: int | None = None
    parent: int | None = None

    @property
    def row(self) -> int | None:
        return self.after or self.before or self.parent


def tops_of(draft: Draft, tasks: Iterable[int]) -> list[int]:
    """Return the rows in the order of the outline, without those that stand below others of them."""
    wanted = set(tasks)
    for task in wanted:
        draft.require_here(task)
    parents = draft.parents()
    found, inside = [], set[int]()
    for task in draft.order:
        if parents[task] in inside:
            inside.add(task)
        elif task in wanted:
            inside.add(task)
            found.append(task)
    return found


def branches(draft: Draft, tops: Iterable[int]) -> list[int]:
    """Return these rows and everything below them, in the order of the outline."""
    wanted, parents = set(tops), draft.parents()
    found = []
    for task in draft.order:
        if task in wanted or parents[task] in wanted:
            wanted.add(task)
            found.append(task)
    return found


def spot(draft: Draft, order: Sequence[int], place: Place) -> tuple[int, int, int | None]:
    """Return where rows go in an order, at which level, and what they are below."""
    row = place.row
    if row is None:
        return len(order), 1, None
    draft.require_here(row)
    if row not in order:
        raise Refused("into-itself", f"“{draft.name(row)}” cannot be moved below itself.", "", "Choose another place.")
    at, level = order.index(row), draft.level[row]
    if place.after is None and place.before is not None:
        return at, level, draft.parents()[row]
    end = at + 1
    while end < len(order) and draft.level[order[end]] > level:
        end += 1
    return (end, level, draft.parents()[row]) if place.after is not None else (end, level + 1, row)


def insert(draft: Draft, place: Place, rows: Sequence[tuple[dict[str, Any], int]]) -> list[int]:
    """Add rows of cleaned values, each at a level below that of the place; return their ids for the time being."""
    at, level, parent = spot(draft, draft.order, place)
    draft.rights.require_edit(parent)
    made = []
    for values, deeper in rows:
        made.append(draft.add(values, level=min(level + max(0, deeper), DEEPEST)))
        draft.rights.adopt(made[-1], parent)
    lay_between(draft, at, made)
    return made


def lay_between(draft: Draft, at: int, rows: Sequence[int]) -> None:
    """Lay new rows into the outline, where what comes behind them stands no deeper than the first of them."""
    parents, above = draft.parents(), list[int]()
    before = draft.order[at - 1] if at else None
    while before is not None:
        above.insert(0, before)
        before = parents[before]
    for task in rows:
        draft.level[task] = max(1, min(draft.level[task], len(above) + 1))
        del above[draft.level[task] - 1 :]
        parents[task] = above[-1] if above else None
        above.append(task)
    draft.order[at:at] = rows
    draft.reordered = True


def move(draft: Draft, tasks: Iterable[int], place: Place) -> None:
    """Put rows, with all that is below them, somewhere else."""
    tops = tops_of(draft, tasks)
    for top in tops:
        draft.rights.require_edit(top)
    going = branches(draft, tops)
    moving = set(going)
    rest = [task for task in draft.order if task not in moving]
    at, level, parent = spot(draft, rest, place)
    draft.rights.require_edit(parent)
    chosen, shift = set(tops), 0
    for task in going:
        if task in chosen:
            shift = level - draft.level[task]
        draft.level[task] += shift
    if going and max(draft.level[task] for task in going) > DEEPEST:
        raise Refused("too-deep", f"An outline has at most {DEEPEST} levels.")
    draft.put_in_order([*rest[:at], *going, *rest[at:]])
    draft.moved.update(tops)


def indent(draft: Draft, tasks: Iterable[int]) -> None:
    """Put rows below the ones above them."""
    shift(draft, tasks, 1)


def outdent(draft: Draft, tasks: Iterable[int]) -> None:
    """Put rows one level up; younger siblings become their children, as they stand behind them."""
    shift(draft, tasks, -1)


def shift(draft: Draft, tasks: Iterable[int], by: int) -> None:
    tops = tops_of(draft, tasks)
    place = {task: index for index, task in enumerate(draft.order)}
    done = []
    for top in tops:
        at, level = place[top], draft.level[top]
        above = draft.level[draft.order[at - 1]] if at else 0
        if (by > 0 and (level > above or level >= DEEPEST)) or (by < 0 and level == 1):
            continue
        draft.rights.require_edit(top)
        draft.rights.require_edit(holder_of(draft, at, level + by))
        end = at
        while end < len(draft.order) and (end == at or draft.level[draft.order[end]] > level):
            end += 1
        for task in draft.order[at:end]:
            draft.level[task] += by
        done.append(top)
    if not done:
        what = "There is no row above that it could stand below." if by > 0 else "It stands at the top already."
        raise Refused("no-way", what, ", ".join(draft.name(top) for top in tops[:3]))
    before = draft.parents()
    draft.put_in_order(draft.order)
    after = draft.parents()
    draft.moved.update(done, (task for task in after if before[task] != after[task]))


def holder_of(draft: Draft, at: int, level: int) -> int | None:
    """Return the row that one at this place and level stands below."""
    for index in range(at - 1, -1, -1):
        if draft.level[draft.order[index]] < level:
            return draft.order[index]
    return None


def duplicate(draft: Draft, tasks: Iterable[int]) -> list[int]:
    """Copy branches right behind themselves, with the links inside them; return the copies."""
    tops = tops_of(draft, tasks)
    parents = draft.parents()
    for top in tops:
        draft.rights.require_edit(parents[top])
    rows = branches(draft, tops)
    draft.read_notes(rows)
    twin: dict[int, int] = {}
    for task in rows:
        copied = COPIED if draft.rights.money else [name for name in COPIED if name not in MONEY]
        values = {name: draft.value(task, name) for name in copied}
        values |= draft.own_people(task)
        twin[task] = draft.add(values, level=draft.level[task], copy_of=draft.copies.get(task, task))
    order: list[int] = []
    waiting: list[int] = []
    depth, chosen = 0, set(tops)
    for task in draft.order:
        if waiting and draft.level[task] <= depth:
            order += waiting
            waiting = []
        if task in chosen:
            depth = draft.level[task]
        order.append(task)
        if task in twin:
            waiting.append(twin[task])
    draft.put_in_order([*order, *waiting])
    for top in tops:
        draft.rights.adopt(twin[top], parents[top])
    for link in draft.all_links().values():
        if link.predecessor in twin and link.successor in twin:
            draft.add_link(Link(twin[link.predecessor], twin[link.successor], *link.values))
    return list(twin.values())


def delete(draft: Draft, tasks: Iterable[int]) -> None:
    """Take rows out, with all that is below them."""
    tops = tops_of(draft, tasks)
    for top in tops:
        draft.rights.require_edit(top)
    going = set(branches(draft, tops))
    draft.gone += [top for top in tops if top in draft.base]
    draft.removed |= going
    for task in going:
        draft.changed.pop(task, None)
        draft.moved.discard(task)
        del draft.level[task]
    draft.put_in_order([task for task in draft.order if task not in going])
