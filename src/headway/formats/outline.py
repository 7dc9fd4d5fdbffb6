"""Rows in outline order get their parent, and a unique id where the file's own is missing or taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument, TaskDoc
    from headway.formats.notices import Notices


class Outline:
    """Appends tasks to a document in the order of the file, by outline level."""

    def __init__(self, document: PlanDocument, notices: Notices, *, reserved: set[int] | None = None) -> None:
        self._document = document
        self._notices = notices
        self._seen: set[int] = set()
        self._reserved = reserved or set()
        """ids of activities, which summary rows must leave to them."""
        self._above: list[TaskDoc] = []

    def add(self, task: TaskDoc) -> TaskDoc:
        """Append a task; the nearest row above with a smaller level is its parent."""
        self._number(task)
        while self._above and self._above[-1].level >= task.level:
            self._above.pop()
        task.parent = self._above[-1].uid if self._above else None
        self._above.append(task)
        self._document.tasks.append(task)
        return task

    def _number(self, task: TaskDoc) -> None:
        if task.kind == "summary" and task.uid in self._reserved and task.uid not in self._seen:
            # WBS rows and activities count separately in P6; only links name activities, so the row gives way.
            task.uid = self._free()
        elif task.uid < 0 or task.uid in self._seen:
            known = "missing-uid" if task.uid < 0 else "duplicate-uid"
            old, task.uid = task.uid, self._free()
            message = (
                "A task without a usable unique id got a new one."
                if known == "missing-uid"
                else f"Unique id {old} is used by several tasks; the later ones got new ids, links keep to the first."
            )
            self._notices.add(known, message, task=task.uid)
        self._seen.add(task.uid)

    def _free(self) -> int:
        # Far above what programs hand out, so that a later row's own id stays free.
        candidate = 1_000_000_000 + len(self._seen)
        while candidate in self._seen:
            candidate += 1
        return candidate

    def close(self) -> None:
        """Make every row with rows below it a summary."""
        with_children = {task.parent for task in self._document.tasks if task.parent is not None}
        for task in self._document.tasks:
            if task.uid in with_children:
                task.kind = "summary"


def in_outline_order(tasks: list[TaskDoc]) -> list[TaskDoc]:
    """Return the tasks so that levels alone say who stands below whom; equal to the input where they do already.

    Levels win nothing: ``parent`` says what is true, rows whose parents form a circle go to the top.
    """
    root = tasks[0] if tasks and tasks[0].level == 0 and tasks[0].parent is None else None
    if _levels_say_it(tasks, root):
        return tasks
    known = {task.uid for task in tasks}
    below: dict[int | None, list[TaskDoc]] = defaultdict(list)
    for task in tasks:
        if task is not root:
            lost = task.parent not in known or task.parent == task.uid
            below[(None if root is None else root.uid) if lost else task.parent].append(task)
    ordered: list[TaskDoc] = [] if root is None else [root]
    for start in (below.pop(None if root is None else root.uid, []), [task for task in tasks if task is not root]):
        pending = [(task, 1, None if root is None else root.uid) for task in reversed(start)]
        placed = {task.uid for task in ordered}
        while pending:
            task, level, parent = pending.pop()
            if task.uid in placed:
                continue
            placed.add(task.uid)
            same = (task.level, task.parent) == (level, parent)
            ordered.append(task if same else replace(task, level=level, parent=parent))
            pending += [(child, level + 1, task.uid) for child in reversed(below.get(task.uid, []))]
    return ordered


def _levels_say_it(tasks: list[TaskDoc], root: TaskDoc | None) -> bool:
    above: list[TaskDoc] = []
    for task in tasks:
        while above and above[-1].level >= task.level:
            above.pop()
        if task.parent != (above[-1].uid if above else None) or (task.level < 1 and task is not root):
            return False
        above.append(task)
    return True
