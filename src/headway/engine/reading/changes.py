"""What differs between two plans, as single changes, each of which can be applied alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from headway.engine.network.options import ScheduleOptions
    from headway.engine.plan import Calendar, Links, Plan, Tasks

ChangeKind = Literal[
    "duration", "constraint", "deadline", "task-calendar", "progress", "mode", "active", "leveling-delay", "outline",
    "kind", "project", "assignments", "task-added", "task-removed", "link-added", "link-removed", "link-changed",
    "calendar", "project-start", "data-date", "project-finish", "project-calendar", "options",
]  # fmt: skip

TASK_COLUMNS: dict[ChangeKind, tuple[str, ...]] = {
    "duration": ("duration", "elapsed"),
    "constraint": ("constraint", "constraint_date"),
    "deadline": ("deadline",),
    "task-calendar": ("calendar", "float_calendar"),
    "progress": ("actual_start", "actual_finish", "remaining", "percent", "stop", "resume", "expected_finish"),
    "mode": ("manual", "manual_start", "manual_finish"),
    "active": ("active",),
    "leveling-delay": ("leveling_delay",),
    "outline": ("parent",),
    "kind": ("kind",),
    "project": ("project",),
}
PROJECT_FIELDS: dict[ChangeKind, tuple[str, ...]] = {
    "project-start": ("start",),
    "data-date": ("status_date",),
    "project-finish": ("must_finish", "finish"),
    "project-calendar": ("calendar",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One changed input. Rows are -1 where they do not apply or do not exist in that plan."""

    kind: ChangeKind
    task_before: int = -1
    task_after: int = -1
    link_before: int = -1
    link_after: int = -1
    calendar_before: int = -1
    calendar_after: int = -1
    project: int = -1


@dataclass(frozen=True, slots=True)
class Matched:
    """Two plans on common rows: those of the first, then what only the second has."""

    before: Plan
    after: Plan
    options_before: ScheduleOptions
    options_after: ScheduleOptions
    row_before: NDArray[np.int32]
    """Row in ``before`` of each common row; -1 where it has none."""
    row_after: NDArray[np.int32]
    common_before: NDArray[np.int32]
    """Common row of each row of ``before``."""
    common_after: NDArray[np.int32]
    calendar_after: NDArray[np.int32]
    """Common calendar of each calendar of ``after``; those of ``before`` come first, in their order."""
    added_calendars: tuple[int, ...]
    """Calendars of ``after`` that the other has not."""
    links: dict[int, int]
    """Row in ``after`` of each link of ``before`` that is there too, changed or not."""


def match(before: Plan, after: Plan, options_before: ScheduleOptions, options_after: ScheduleOptions) -> Matched:
    """Find the rows of one plan in another: tasks by uid, links by their tasks, type and lag, calendars by name.

    Parameters
    ----------
    before, after : Plan
        Plans to match; rows that carry the same uid match in their order.
    options_before, options_after : ScheduleOptions
        Their rules.

    Returns
    -------
    Matched
        O(tasks + links).
    """
    keys_before, keys_after = _keys(before.tasks.uid), _keys(after.tasks.uid)
    common = {key: row for row, key in enumerate(keys_before)}
    for key in keys_after:
        common.setdefault(key, len(common))
    common_before = np.array([common[key] for key in keys_before], np.int32)
    common_after = np.array([common[key] for key in keys_after], np.int32)
    row_before, row_after = np.full((2, len(common)), -1, np.int32)
    row_before[common_before] = np.arange(len(common_before), dtype=np.int32)
    row_after[common_after] = np.arange(len(common_after), dtype=np.int32)
    calendar_after, added = _calendars(before.calendars, after.calendars)
    links = _links(before.links, after.links, common_before, common_after)
    return Matched(
        before, after, options_before, options_after, row_before, row_after, common_before, common_after,
        calendar_after, added, links,
    )  # fmt: skip


def changes_between(matched: Matched) -> tuple[Change, ...]:
    """List every changed input once: tasks, links, calendars, projects, options.

    Parameters
    ----------
    matched : Matched
        Two plans on common rows.

    Returns
    -------
    tuple of Change
        Links of tasks that were added or removed are part of that change. O(tasks + links).
    """
    found = [*_task_changes(matched), *_link_changes(matched), *_calendar_changes(matched), *_project_changes(matched)]
    if matched.options_before != matched.options_after:
        found.append(Change("options"))
    return tuple(found)


def _keys(uid: NDArray[np.int64]) -> list[tuple[int, int]]:
    seen: Counter[int] = Counter()
    keys = []
    for each in uid.tolist():
        keys.append((each, seen[each]))
        seen[each] += 1
    return keys


def _calendars(before: tuple[Calendar, ...], after: tuple[Calendar, ...]) -> tuple[NDArray[np.int32], tuple[int, ...]]:
    """Match by name where that is clear, else by place."""
    counts = Counter(each.name for each in before), Counter(each.name for each in after)
    clear = {each.name: row for row, each in enumerate(before) if each.name and counts[0][each.name] == 1}
    rows: list[int] = []
    added: list[int] = []
    for row, each in enumerate(after):
        if each.name in clear and counts[1][each.name] == 1:
            rows.append(clear[each.name])
        elif row < len(before) and before[row].name == each.name:
            rows.append(row)
        else:
            rows.append(len(before) + len(added))
            added.append(row)
    return np.array(rows, np.int32), tuple(added)


def _links(
    before: Links, after: Links, rows_before: NDArray[np.int32], rows_after: NDArray[np.int32]
) -> dict[int, int]:
    """Match links between the same tasks: the same type and lag first, then the same type, then what is left."""
    waiting: dict[tuple[int, int], list[int]] = {}
    for k, pair in enumerate(_pairs(after, rows_after)):
        waiting.setdefault(pair, []).append(k)
    groups: dict[tuple[int, int], list[int]] = {}
    for k, pair in enumerate(_pairs(before, rows_before)):
        if pair in waiting:
            groups.setdefault(pair, []).append(k)
    found: dict[int, int] = {}
    for pair, old in groups.items():
        new = waiting[pair]
        for same in (("type", "lag_kind", "lag"), ("type",), ()):
            for a in [a for a in old if a not in found]:
                used = {found[each] for each in old if each in found}
                fitting = [
                    b for b in new if b not in used and all(getattr(before, c)[a] == getattr(after, c)[b] for c in same)
                ]
                if fitting:
                    found[a] = fitting[0]
    return found


def _pairs(links: Links, rows: NDArray[np.int32]) -> list[tuple[int, int]]:
    return list(zip(rows[links.predecessor].tolist(), rows[links.successor].tolist(), strict=True))


def common_values(matched: Matched, name: str, *, of_after: bool) -> NDArray[np.generic]:
    """Return a column of one plan with its references to rows and calendars on common rows.

    Parameters
    ----------
    matched : Matched
        Two plans on common rows.
    name : str
        Column of ``Tasks``.
    of_after : bool
        Of which plan.

    Returns
    -------
    ndarray, shape (rows of that plan,)
    """
    tasks: Tasks = (matched.after if of_after else matched.before).tasks
    column: NDArray[np.generic] = getattr(tasks, name)
    if name == "parent":
        rows = matched.common_after if of_after else matched.common_before
        return np.where(tasks.parent >= 0, rows[tasks.parent], np.int32(-1))
    if name in {"calendar", "float_calendar"} and of_after:
        used = getattr(tasks, name)
        return np.where(used >= 0, matched.calendar_after[used], np.int32(-1)) if len(matched.calendar_after) else used
    return column


def _task_changes(matched: Matched) -> Iterator[Change]:
    both = np.flatnonzero((matched.row_before >= 0) & (matched.row_after >= 0))
    old, new = matched.row_before[both], matched.row_after[both]
    holds = _summaries(matched.before.tasks)[old] & _summaries(matched.after.tasks)[new]
    for kind, columns in TASK_COLUMNS.items():
        differs = np.zeros(len(both), bool)
        for name in columns:
            one, other = common_values(matched, name, of_after=False), common_values(matched, name, of_after=True)
            differs |= one[old] != other[new]
        if kind in {"duration", "progress"}:
            # What a summary says about these is computed, not used.
            differs &= ~holds
        for k in np.flatnonzero(differs).tolist():
            yield Change(kind, int(old[k]), int(new[k]))
    yield from _assignment_changes(matched, old.tolist(), new.tolist())
    for row in matched.row_before[matched.row_after < 0].tolist():
        yield Change("task-removed", task_before=row)
    for row in matched.row_after[matched.row_before < 0].tolist():
        yield Change("task-added", task_after=row)


def _summaries(tasks: Tasks) -> NDArray[np.bool_]:
    out = np.zeros(len(tasks), bool)
    out[tasks.parent[tasks.parent >= 0]] = True
    return out


def _assignment_changes(matched: Matched, old: list[int], new: list[int]) -> Iterator[Change]:
    def parts(plan: Plan, calendars: NDArray[np.int32] | None) -> dict[int, list[tuple[int, int]]]:
        table: dict[int, list[tuple[int, int]]] = {}
        for task, calendar, duration in zip(
            plan.assignments.task.tolist(),
            plan.assignments.calendar.tolist(),
            plan.assignments.duration.tolist(),
            strict=True,
        ):
            used = calendar if calendars is None or calendar < 0 else int(calendars[calendar])
            table.setdefault(task, []).append((used, duration))
        return {task: sorted(rows) for task, rows in table.items()}

    before, after = parts(matched.before, None), parts(matched.after, matched.calendar_after)
    for one, other in zip(old, new, strict=True):
        if before.get(one) != after.get(other):
            yield Change("assignments", one, other)


def _link_changes(matched: Matched) -> Iterator[Change]:
    before, after = matched.before.links, matched.after.links
    for a, b in matched.links.items():
        if any(getattr(before, c)[a] != getattr(after, c)[b] for c in ("type", "lag", "lag_kind")):
            yield Change("link-changed", link_before=a, link_after=b)
    kept = set(matched.links.values())
    gone = matched.row_after[matched.common_before] < 0
    new = matched.row_before[matched.common_after] < 0
    for a in range(len(before)):
        if a not in matched.links and not gone[before.predecessor[a]] and not gone[before.successor[a]]:
            yield Change("link-removed", link_before=a)
    for b in range(len(after)):
        if b not in kept and not new[after.predecessor[b]] and not new[after.successor[b]]:
            yield Change("link-added", link_after=b)


def _calendar_changes(matched: Matched) -> Iterator[Change]:
    for row, common in enumerate(matched.calendar_after.tolist()):
        if common >= len(matched.before.calendars):
            continue
        one, other = matched.before.calendars[common], matched.after.calendars[row]
        parent = -1 if other.parent < 0 else int(matched.calendar_after[other.parent])
        same = (one.week, one.exceptions, one.work_weeks) == (other.week, other.exceptions, other.work_weeks)
        if not same or one.parent != parent:
            yield Change("calendar", calendar_before=common, calendar_after=row)


def _project_changes(matched: Matched) -> Iterator[Change]:
    for project, (one, other) in enumerate(zip(matched.before.projects, matched.after.projects, strict=False)):
        for kind, names in PROJECT_FIELDS.items():
            values = [getattr(other, name) for name in names]
            if kind == "project-calendar":
                values = [int(matched.calendar_after[other.calendar])]
            if [getattr(one, name) for name in names] != values:
                yield Change(kind, project=project)
