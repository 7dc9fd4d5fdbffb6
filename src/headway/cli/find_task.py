"""Which task people mean: by uid, code, WBS, or a name that only one task has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli import exits

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument

MOST_NAMED = 5


def find_task(document: PlanDocument, words: str) -> int:
    """Return the row of a task; says what is wrong where there is none, or more than one."""
    wanted = words.strip().casefold()
    tasks = document.tasks
    keys = (
        lambda task: str(task.uid),
        lambda task: task.code,
        lambda task: task.wbs,
        lambda task: task.name,
    )
    for key in keys:
        rows = [row for row, task in enumerate(tasks) if key(task).strip().casefold() == wanted and wanted]
        if len(rows) == 1:
            return rows[0]
        if rows:
            named = ", ".join(f"{tasks[row].name} (uid {tasks[row].uid})" for row in rows[:MOST_NAMED])
            more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
            raise exits.Stop(
                exits.USAGE, f"“{words}” fits several tasks: {named}{more}.", "Give the uid of one of them."
            )
    near = [task for task in tasks if wanted and wanted in task.name.casefold()]
    hint = ", ".join(f"{task.name} (uid {task.uid})" for task in near[:MOST_NAMED])
    remedy = f"Did you mean {hint}?" if near else "Give a uid, a WBS code or activity id, or the whole name."
    raise exits.Stop(exits.USAGE, f"The plan has no task “{words}”.", remedy)
