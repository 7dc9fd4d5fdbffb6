"""The network that is simulated: of plans that are only tied to it, what it waits for; and the ends of plans."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from headway.engine.plan import Links, Tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from headway.engine.plan import Plan


def needed_only(plan: Plan, inside: Sequence[bool]) -> Plan:
    """Return the plan with those rows of other plans inactive that nothing inside waits for."""
    within = np.array(inside, bool)[plan.tasks.project]
    if within.all():
        return plan
    needed = within | waited_for(plan, within)
    return replace(plan, tasks=replace(plan.tasks, active=plan.tasks.active & needed))


def waited_for(plan: Plan, within: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Mark the rows that some rows follow: over links, down over summaries that are linked, and up for what holds the
    summaries themselves, but not for their other parts.
    """
    before: dict[int, list[int]] = {}
    for one, other in zip(plan.links.predecessor.tolist(), plan.links.successor.tolist(), strict=True):
        before.setdefault(other, []).append(one)
    below: dict[int, list[int]] = {}
    parents = plan.tasks.parent.tolist()
    for row, parent in enumerate(parents):
        below.setdefault(parent, []).append(row)
    found, whole = np.zeros(len(within), bool), np.zeros(len(within), bool)
    queue = [(one, True) for row in np.flatnonzero(within).tolist() for one in before.get(row, ())]
    while queue:
        row, with_parts = queue.pop()
        if whole[row] or (found[row] and not with_parts):
            continue
        found[row], whole[row] = True, with_parts
        queue += [(one, True) for one in before.get(row, ())]
        queue += [(one, True) for one in below.get(row, ())] if with_parts else []
        queue += [(parents[row], False)] if parents[row] >= 0 else []
    return found


def with_ends(plan: Plan, projects: Sequence[int], leaves: NDArray[np.bool_]) -> Plan:
    """Append a row of no duration behind everything of each of these projects."""
    if not projects:
        return plan
    count, tasks, links = len(plan.tasks), plan.tasks, plan.links
    ends = Tasks(uid=-1 - np.arange(len(projects)), duration=np.zeros(len(projects), np.int64),
                 project=np.array(projects, np.int32))  # fmt: skip
    columns: dict[str, Any] = {
        each.name: np.concatenate([getattr(tasks, each.name), getattr(ends, each.name)]) for each in fields(Tasks)
    }
    last = [(row, count + k) for k, project in enumerate(projects) for row in last_rows(plan, project, leaves)]
    one, other = (np.array([pair[side] for pair in last], np.int32) for side in range(2))
    added = Links(one, other)
    joined = {
        each.name: np.concatenate([getattr(links, each.name), getattr(added, each.name)]) for each in fields(Links)
    }
    return replace(plan, tasks=Tasks(**columns), links=Links(**joined))


def last_rows(plan: Plan, project: int, leaves: NDArray[np.bool_]) -> list[int]:
    """Return the open rows of a project that nothing of it follows."""
    own = leaves & (plan.tasks.project == project)
    links = plan.links
    inner = own[links.predecessor] & own[links.successor]
    followed = np.zeros(len(own), bool)
    followed[links.predecessor[inner]] = True
    return np.flatnonzero(own & ~followed).tolist()
