"""Numbers of the outline: codes that have their form follow when rows move; what people made up stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.app.actions.plan_draft import Draft

NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})*")
LONGEST = 120


def is_number(wbs: str, level: int) -> bool:
    """Tell whether a code is an outline number in form: as many whole numbers as the row has levels."""
    return NUMBER.fullmatch(wbs) is not None and wbs.count(".") == level - 1


def renumbered(draft: Draft) -> dict[int, str]:
    """Return new codes: of new rows where the plan has codes, and where siblings are not the same as before."""
    part = draft.plan.parts[draft.component.pk]
    before, levels = children(list(draft.base), part.column("parent_id")), part.column("level")
    parents = draft.parents()
    after = children(draft.order, parents)
    affected = {parent for parent, rows in after.items() if before.get(parent) != rows}
    codes = part.column("wbs")
    numbered = not draft.base or any(codes.values())
    codes |= {task: values["wbs"] for task, values in {**draft.changed, **draft.new}.items() if "wbs" in values}
    found: dict[int, str] = {}
    code: dict[int, str] = {}
    count: dict[int | None, int] = {}
    again: set[int] = set()
    """Rows whose children get new numbers because their own is another one."""
    for task in draft.order:
        parent, old = parents[task], codes.get(task, "")
        count[parent] = number = count.get(parent, 0) + 1
        own = str(number) if parent is None else f"{code[parent]}.{number}"
        follows = is_number(old, levels[task]) if task in levels else numbered and not old
        typed = "wbs" in draft.changed.get(task, {})
        another = parent in affected or parent in again or task in draft.new
        if follows and another and not typed and own != old and len(own) <= LONGEST:
            found[task] = old = own
            again.add(task)
        code[task] = old or own
    return found


def children(order: list[int], parents: dict[int, int | None]) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for task in order:
        found.setdefault(parents[task], []).append(task)
    return found
