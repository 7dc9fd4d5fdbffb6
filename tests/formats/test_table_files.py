"""Tables as CSV and XLSX, read again by other programs' libraries: real values, and nothing that a spreadsheet runs."""

import csv
import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from headway.formats.csv.write_csv import csv_text
from headway.formats.excel.write_xlsx import xlsx_bytes
from headway.formats.table import Column, Row, Table

COLUMNS = (Column("Name"), Column("Days", "number"), Column("Start", "date"), Column("Done", "percent"))
MONDAY = datetime(2026, 1, 5, 8)
HOSTILE = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


def table(*rows, title="Plan"):
    return Table(title, COLUMNS, [each if isinstance(each, Row) else Row(each) for each in rows])


def lines(made):
    text = "".join(csv_text(made))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def sheet(made):
    return load_workbook(io.BytesIO(xlsx_bytes(made))).active


def test_csv_holds_plain_values():
    assert lines(table(("A, “b”\nc", 2.5, MONDAY, 40.0), (None, -3.0, None, None))) == [
        ["Name", "Days", "Start", "Done"],
        ["A, “b”\nc", "2.5", "2026-01-05 08:00", "40"],
        ["", "-3", "", ""],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(text):
    assert lines(table((text, None, None, None)))[1][0] == f"'{text}"
    cell = sheet(table((text, None, None, None)))["A2"]
    assert (cell.data_type, cell.value.replace("_x000D_", "\r")) == ("s", text)


def test_xlsx_holds_real_dates_numbers_and_percentages():
    found = sheet(table(("A", 2.5, MONDAY, 40.0)))
    assert [cell.value for cell in found[2]] == ["A", 2.5, MONDAY, 0.4]
    assert [cell.number_format for cell in found[2]] == ["@", "General", "yyyy-mm-dd", "0%"]
    assert (found.freeze_panes, found.auto_filter.ref) == ("A2", "A1:D2")


def test_xlsx_has_the_outline():
    rows = [Row(("Phase", None, None, None), 0, summary=True), Row(("Task", 1, None, None), 1),
            Row(("Deep", 1, None, None), 30)]  # fmt: skip
    found = sheet(table(*rows))
    assert [found.row_dimensions[line].outlineLevel for line in (2, 3, 4)] == [0, 1, 7]
    assert [found.cell(line, 1).font.bold for line in (2, 3)] == [True, False]
    assert found.sheet_properties.outlinePr.summaryBelow is False


@pytest.mark.parametrize(
    ("title", "name"),
    [("a/b:c*d?[e]\\f", "a b c d  e  f"), ("'quoted'", "quoted"), ("History", "Schedule"), ("", "Schedule"),
     ("x" * 50, "x" * 31), ("\x00\x1f", "Schedule")],
)  # fmt: skip
def test_every_title_makes_a_sheet(title, name):
    assert sheet(table(("A", 1, None, None), title=title)).title == name


def test_what_excel_cannot_hold_is_text_or_left_out():
    found = sheet(table(("nul\x00l\ufffe" + "x" * 40_000, None, datetime(1899, 5, 1), None)))
    assert len(found["A2"].value) == 32_767
    assert found["A2"].value.startswith("nullx")
    assert found["C2"].value == "1899-05-01 00:00"


def test_a_table_without_rows_is_a_header():
    assert lines(table()) == [["Name", "Days", "Start", "Done"]]
    assert [cell.value for cell in sheet(table())[1]] == ["Name", "Days", "Start", "Done"]
