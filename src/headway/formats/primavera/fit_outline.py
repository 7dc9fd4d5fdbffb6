"""Rows as P6 orders them: one project row, below each WBS row its activities by id, then its WBS rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from headway.formats.document import TaskDoc
from headway.formats.outline import in_outline_order
from headway.formats.text import one_line

if TYPE_CHECKING:
    from headway.formats.confession import Confession
    from headway.formats.document import PlanDocument

WBS_CHARACTERS = 120
"""Of a path, as readers keep it."""
ID_CHARACTERS = 40
CODE_STEP = 10


def fit_outline(document: PlanDocument, confession: Confession) -> list[TaskDoc]:
    """Return all rows with kind, level, parent, WBS path and activity id as the file will say."""
    tasks = in_outline_order(document.tasks)
    parents = {task.parent for task in tasks}
    root = _project_row(document, tasks, parents, confession)
    below: dict[int, list[TaskDoc]] = defaultdict(list)
    codes = _codes(tasks, parents, root)
    for task in tasks:
        if task.uid != root.uid:
            summary = task.uid in parents or task.kind == "summary"
            row = replace(task, kind="summary") if summary and task.kind != "summary" else task
            below[root.uid if task.parent is None else task.parent].append(row)
    ordered, changed = [], 0
    short = root.wbs if root.wbs not in {"", "0"} else _project_id(root.name)
    pending = [(replace(root, parent=None, level=1, kind="summary"), short)]
    while pending:
        task, path = pending.pop()
        before = task.wbs
        row = replace(task, wbs=one_line(path, WBS_CHARACTERS), code="")
        changed += bool(before) and before != row.wbs
        ordered.append(row)
        rows = below[task.uid]
        for child in sorted((row for row in rows if row.kind != "summary"), key=lambda row: codes[row.uid]):
            changed += bool(child.wbs) and child.wbs != row.wbs
            ordered.append(replace(child, level=row.level + 1, parent=row.uid, wbs=row.wbs, code=codes[child.uid]))
        summaries = [child for child in rows if child.kind == "summary"]
        for number, child in reversed(list(enumerate(summaries, 1))):
            part = _own_part(child.wbs, before, number)
            pending.append((replace(child, level=row.level + 1, parent=row.uid), f"{path}.{part}"))
    _tell(tasks, ordered, changed, confession)
    return ordered


def _project_row(
    document: PlanDocument, tasks: list[TaskDoc], parents: set[int | None], confession: Confession
) -> TaskDoc:
    top = [task for task in tasks if task.parent is None]
    if len(top) == 1 and (top[0].uid in parents or top[0].kind == "summary"):
        return top[0] if top[0].name else replace(top[0], name=document.name or "Project")
    confession.added("P6 needs one row for the whole project; it stands above the others.")
    uid = max((task.uid for task in tasks), default=0) + 1
    return TaskDoc(uid=uid, name=document.name or "Project", kind="summary", task_type="fixed_duration")


def _project_id(name: str) -> str:
    return one_line(name.replace(".", " "), ID_CHARACTERS) or "Project"


def _own_part(wbs: str, above: str, number: int) -> str:
    """Return the last part of a WBS path; a path that does not continue the one above counts whole."""
    if above and wbs.startswith(f"{above}.") and len(wbs) > len(above) + 1:
        return wbs[len(above) + 1 :]
    return wbs or str(number)


def _codes(tasks: list[TaskDoc], parents: set[int | None], root: TaskDoc) -> dict[int, str]:
    """Return the activity id of every row that becomes an activity: unique, in the order of the rows."""
    rows = [task for task in tasks if task.uid != root.uid and task.uid not in parents and task.kind != "summary"]
    taken = {task.code for task in rows}
    digits = max(4, len(str(len(rows) * CODE_STEP)))
    codes: dict[int, str] = {}
    used: set[str] = set()
    for number, task in enumerate(rows, 1):
        code = task.code
        while not code or code in used:
            code = f"A{number * CODE_STEP:0{digits}}"
            if code in taken:
                code = f"{code}-{task.uid}"
            if code in used:
                code = f"{code}-"
        used.add(code)
        codes[task.uid] = code
    return codes


def _tell(before: list[TaskDoc], after: list[TaskDoc], changed_paths: int, confession: Confession) -> None:
    if changed_paths:
        confession.value("tasks", "wbs", kept=True)
    known = {task.uid for task in before}
    if [task.uid for task in before] != [task.uid for task in after if task.uid in known]:
        confession.value("tasks", "order", kept=True)
    codes = {task.uid: task.code for task in after}
    for task in before:
        if task.code and codes[task.uid] != task.code:
            confession.value("tasks", "code", kept=bool(codes[task.uid]), task=task.uid)
