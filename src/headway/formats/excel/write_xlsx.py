"""Write a table as an Excel workbook: real dates and numbers, outline levels, a header that stays in sight."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from headway.formats.table import MOST_LETTERS
from headway.formats.text import without_control_characters

if TYPE_CHECKING:
    from headway.formats.table import Kind, Row, Table

FORMATS: dict[Kind, str] = {"date": "yyyy-mm-dd", "number": "General", "percent": "0%", "text": "@", "flag": "@"}
DEEPEST = 7
"""Outline levels that Excel has."""
EXCEL_BEGINS = datetime(1900, 3, 1)
"""Before it Excel counts a day that never was."""
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def xlsx_bytes(table: Table) -> bytes:
    """Return the workbook; rows are written as they come, so a long table takes no more memory than its file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - nobody else pays for it

    file = BytesIO()
    book = Workbook(file, OPTIONS)
    sheet = book.add_worksheet(sheet_name(table.title))
    look = {
        (kind, summary): book.add_format({"num_format": code, "bold": summary, "valign": "top"})
        for kind, code in FORMATS.items()
        for summary in (False, True)
    }
    head = book.add_format({"bold": True, "bg_color": "#ECEAE4", "bottom": 1, "text_wrap": True, "valign": "top"})
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
    sheet.write_row(0, 0, [without_control_characters(column.label) for column in table.columns], head)
    sheet.freeze_panes(1, 0)
    sheet.outline_settings(symbols_below=False)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    last = 0
    for last, row in enumerate(table.rows, 1):
        sheet.set_row(last, None, None, {"level": min(max(row.level, 0), DEEPEST)})
        write_row(sheet, last, table, row, look)
    sheet.autofilter(0, 0, last, max(len(table.columns) - 1, 0))
    book.set_properties({"title": without_control_characters(table.title), "comments": "Written by Headway"})
    book.close()
    return file.getvalue()


def write_row(sheet: Any, line: int, table: Table, row: Row, look: dict[tuple[Kind, bool], Any]) -> None:
    for at, (column, value) in enumerate(zip(table.columns, row.values, strict=True)):
        form = look[column.kind, row.summary]
        if isinstance(value, datetime):
            if value < EXCEL_BEGINS:
                sheet.write_string(line, at, f"{value:%Y-%m-%d %H:%M}", form)
            else:
                sheet.write_datetime(line, at, value, form)
        elif isinstance(value, str):
            sheet.write_string(line, at, without_control_characters(value)[:MOST_LETTERS], form)
        elif value is not None:
            sheet.write_number(line, at, value / 100 if column.kind == "percent" else value, form)


def sheet_name(title: str) -> str:
    """Return a name that Excel takes: short, without brackets and slashes, not quoted, not its own word."""
    name = FORBIDDEN_IN_NAMES.sub(" ", without_control_characters(title)).strip(" '")[:31].strip(" '")
    return name if name and name.lower() != "history" else "Schedule"
