"""A block of tab-separated lines, laid over the grid: cells of rows that are there, and new rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.cells import ENDS, is_column, where
from headway.app.actions.cells import MOST_LETTERS as MOST_LETTERS_OF
from headway.app.actions.errors import Refused
from headway.app.actions.outline import Place, insert
from headway.app.actions.plan_draft import MOST_ROWS
from headway.app.actions.plan_links import set_predecessors
from headway.app.actions.task_range import RangeRefused, refuse_outside
from headway.app.actions.work_follows import refuse_undriven

if TYPE_CHECKING:
    from headway.app.actions.cells import Cells
    from headway.app.actions.plan_draft import Draft, Link

MOST_COLUMNS = 60
MOST_LETTERS = 5_000_000
UNNAMED = "New task"


def lines_of(text: str) -> list[list[str]]:
    """Return the cells of tab-separated text; a quoted cell may hold tabs, line breaks and doubled quotes."""
    if len(text) > MOST_LETTERS:
        raise Refused("too-large", f"This is more than {MOST_LETTERS:,} letters.", "", "Paste it in several steps.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    lines: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        cell, at = quoted(text, at) if text.startswith('"', at) else plain(text, at)
        lines[-1].append(cell)
        if at >= len(text):
            break
        if text[at] == "\n":
            lines.append([])
        at += 1
    return lines[:-1] if len(lines) > 1 and lines[-1] == [""] else lines


def plain(text: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(text) and text[end] not in "\t\n":
        end += 1
    return text[at:end], end


def quoted(text: str, at: int) -> tuple[str, int]:
    """Return a quoted cell as spreadsheets write it; text that only begins with a quote is taken as it is."""
    end = at + 1
    while (close := text.find('"', end)) >= 0:
        if text.startswith('""', close):
            end = close + 2
            continue
        if close + 1 == len(text) or text[close + 1] in "\t\n":
            return text[at + 1 : close].replace('""', '"'), close + 1
        break
    return plain(text, at)


def paste(
    draft: Draft, cells: Cells, *, over: list[int], columns: list[str], text: str
) -> tuple[list[int], list[dict[str, Any]]]:
    """Lay lines over rows; return the new ones for lines beyond, and the cells that nobody could read."""
    lines = lines_of(text)
    if len(lines) > MOST_ROWS or any(len(line) > MOST_COLUMNS for line in lines):
        raise Refused("too-many", f"At most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns at a time.",
                      f"There are {len(lines):,} rows.", "Paste it in several steps.")  # fmt: skip
    problems: list[dict[str, Any]] = []
    over = over[: len(lines)]
    tasks = over + add_rows(draft, over[-1:] or draft.order[-1:], lines[len(over) :], columns)
    numbers = {task: number for number, task in enumerate(draft.order, 1)}
    links: dict[int, list[Link]] = {}
    for task, line in zip(tasks, lines, strict=True):
        values: dict[str, Any] = {}
        for column, cell in zip(columns, line, strict=False):
            try:
                if column == "finish" and "start" in columns[: len(line)]:
                    refuse_both(draft, task, cell)
                if column == "predecessors":
                    links[task] = cells.links(task, cell, draft.order)
                elif is_column(column) and not (column == "name" and not cell.strip()):
                    values |= draft.cleaned(cells.values(task, column, cell))
            except Refused as refused:
                problems.append({"row": numbers[task], "column": column, "text": cell[:200], **said(refused)})
        for column, why in taken_out(draft, task, values, columns):
            cell = dict(zip(columns, line, strict=False)).get(column, "")
            problems.append({"row": numbers[task], "column": column, "text": cell[:200], **said(why)})
        try:
            refuse_undriven(draft, task, values)
        except Refused as refused:
            del values["effort_driven"]
            problems.append({"row": numbers[task], "column": "effort_driven", "text": "", **said(refused)})
        if values:
            draft.require_cells(task, values)
            draft.put(task, values)
    if links:
        set_predecessors(draft, links)
    return tasks[len(over) :], problems


def taken_out(draft: Draft, task: int, values: dict[str, Any], columns: list[str]) -> list[tuple[str, Refused]]:
    """Take estimates out that do not hold the duration; return each refusal with the column that it was typed in."""
    found: list[tuple[str, Refused]] = []
    while values:
        try:
            refuse_outside(draft, task, values)
            break
        except RangeRefused as refused:
            for name in refused.fields:
                del values[name]
                column = next(column for column, field in ENDS.items() if field == name)
                found.append((column if column in columns else "duration", refused))
    return found


def refuse_both(draft: Draft, task: int, cell: str) -> None:
    """Refuse a finish beside a start: of a scheduled task, one of them is calculated."""
    if cell.strip() and not draft.value(task, "manual"):
        raise Refused("calculated", "The finish is calculated from start and duration.",
                      where(draft, task, "finish"), "Paste the duration instead.")  # fmt: skip


def said(refused: Refused) -> dict[str, str]:
    return {"id": refused.id, "title": refused.title, "detail": refused.detail, "remedy": refused.remedy}


def rows_from(draft: Draft, row: int) -> list[int]:
    """Return the rows from a number on; one beyond the last is where new rows begin."""
    if not 1 <= row <= len(draft.order) + 1:
        raise Refused("no-such-row", f"There is no row {row}.", "", f"The plan has {len(draft.order):,} rows.")
    return draft.order[row - 1 :]


def add_rows(draft: Draft, last: list[int], lines: list[list[str]], columns: list[str]) -> list[int]:
    """Add a row for each line behind the last row, beside it in the outline; without one, at the top."""
    if not lines:
        return []
    names = [line[columns.index("name")] if "name" in columns[: len(line)] else "" for line in lines]
    rows = [(new_row(draft, name.strip()[: MOST_LETTERS_OF["name"]] or UNNAMED), 0) for name in names]
    return insert(draft, Place(after=last[0]) if last else Place(), rows)


def new_row(draft: Draft, name: str) -> dict[str, Any]:
    """Return what a new row begins with: a day, estimated."""
    return {"name": name, "kind": "task", "duration_minutes": draft.component.minutes_per_day,
            "duration_estimated": True}  # fmt: skip
