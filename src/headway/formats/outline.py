"""Rows in outline order get their parent, and a unique id where the file's own is missing or taken."""

from __future__ import annotations

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
