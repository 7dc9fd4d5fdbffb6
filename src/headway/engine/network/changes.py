"""Edits of a plan as data, and the plan after one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.plan import LagKind, Links, LinkType, Plan, Tasks

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TaskChange:
    """New values in some columns of one task."""

    row: int
    values: Mapping[str, Any]
    """By name of the column of ``Tasks``; any but ``uid``, ``parent`` and ``project``."""


@dataclass(frozen=True, slots=True)
class LinkAdded:
    """One more link; it becomes the last row of ``Links``."""

    predecessor: int
    successor: int
    type: int = LinkType.FS
    lag: int = 0
    lag_kind: int = LagKind.WORKING


@dataclass(frozen=True, slots=True)
class LinkRemoved:
    """One link less; the rows behind it move up."""

    link: int


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """New values in some columns of one link."""

    link: int
    values: Mapping[str, int]
    """By name: ``type``, ``lag``, ``lag_kind``."""


Change = TaskChange | LinkAdded | LinkRemoved | LinkChanged
FIXED_COLUMNS = {"uid", "parent", "project"}
TASK_COLUMNS = {each.name for each in fields(Tasks)} - FIXED_COLUMNS
LINK_COLUMNS = {"type", "lag", "lag_kind"}
ROWS = tuple(each.name for each in fields(Links))


def changed_plan(plan: Plan, change: Change) -> Plan:
    """Return the plan after one change.

    Parameters
    ----------
    plan : Plan
        Before.
    change : Change
        What is different.

    Returns
    -------
    Plan
        O(tasks) or O(links) to copy the columns concerned.

    Raises
    ------
    ValueError
        If the change names a row or a column that is not there, or one that cannot change.
    """
    match change:
        case TaskChange(row, values):
            _check(row, len(plan.tasks), values, TASK_COLUMNS)
            columns = {name: _with(getattr(plan.tasks, name), row, value) for name, value in values.items()}
            return plan.replace(tasks=replace(plan.tasks, **columns))
        case LinkChanged(link, values):
            _check(link, len(plan.links), values, LINK_COLUMNS)
            columns = {name: _with(getattr(plan.links, name), link, value) for name, value in values.items()}
            return plan.replace(links=replace(plan.links, **columns))
        case LinkRemoved(link):
            _check(link, len(plan.links), {}, set())
            return plan.replace(links=Links(**{name: _one_less(getattr(plan.links, name), link) for name in ROWS}))
        case LinkAdded():
            columns = {name: _with(_one_more(getattr(plan.links, name)), -1, getattr(change, name)) for name in ROWS}
            return plan.replace(links=Links(**columns))


def _one_more(column: Any) -> Any:
    return np.concatenate((column, column[:1] if len(column) else np.zeros(1, column.dtype)))


def _one_less(column: Any, row: int) -> Any:
    return np.concatenate((column[:row], column[row + 1 :]))


def _check(row: int, count: int, values: Mapping[str, Any], allowed: set[str]) -> None:
    if not 0 <= row < count:
        raise ValueError(f"there is no row {row} among {count}")
    if unknown := set(values) - allowed:
        raise ValueError(f"a change cannot set {sorted(unknown)}")


def _with(column: Any, row: int, value: Any) -> Any:
    """Return a copy of a column with one value exchanged; what its type does not hold is left to ``Plan``'s rules."""
    given = np.asarray(value)
    fits = np.can_cast(given.dtype, column.dtype, "same_kind")
    if fits and column.dtype.kind == "i":
        limits = np.iinfo(column.dtype)
        fits = bool(limits.min <= given <= limits.max)
    copy = column.copy() if fits else column.astype(np.result_type(column, given))
    copy[row] = value
    return copy
