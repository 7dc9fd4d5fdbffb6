"""The honesty report of an import, as tables."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from headway.cli import console
from headway.cli.schedule_tables import iso_day

MOST_ROWS = 15


def show_report(file: str, place: str, report: dict[str, Any]) -> None:
    counts = ", ".join(f"{count:,} {what}" for what, count in report.get("counts", {}).items() if count)
    finish = iso_day(report.get("new_finish"))
    if report.get("file_finish") and iso_day(report["file_finish"]) != finish:
        finish += f" (the file says {iso_day(report['file_finish'])})"
    console.out.print()
    console.out.print(
        console.facts(
            [
                ("File", escape(file)),
                ("Into", escape(place)),
                ("Came in", counts),
                ("Start", iso_day(report.get("new_start"))),
                ("Finish", finish),
                ("Dates", f"{report.get('same', 0):,} of {report.get('compared', 0):,} as stored in the file"),
            ]
        )
    )
    show_troubles(report)
    show_rows(report)
    console.out.print()


def show_troubles(report: dict[str, Any]) -> None:
    troubles = [*report.get("diagnostics", []), *report.get("notices", [])]
    if not troubles:
        return
    table = console.table("What did not come in as it was, and problems", "Kind", ("Count", "right"), "What")
    for trouble in troubles:
        count = trouble.get("count") or len(trouble.get("tasks", [])) or 1
        table.add_row(escape(str(trouble.get("id", ""))), f"{count:,}", escape(str(trouble.get("message", ""))))
    console.out.print()
    console.out.print(table)


def show_rows(report: dict[str, Any]) -> None:
    rows = report.get("rows", [])
    if not rows:
        return
    table = console.table(
        f"{report['different']:,} tasks differ from the dates stored in the file",
        "Task", ("In the file", "right"), ("Calculated", "right"), ("Days", "right"), "Why",
    )  # fmt: skip
    causes = {cause["id"]: cause["text"] for cause in report.get("causes", [])}
    for row in rows[:MOST_ROWS]:
        table.add_row(
            escape(row["name"][:120]), iso_day(row["file_finish"]), iso_day(row["new_finish"]), f"{row['days']:+g}",
            escape(causes.get(row["cause"], row["cause"])),
        )  # fmt: skip
    console.out.print()
    console.out.print(table)
    if report["different"] > MOST_ROWS:
        console.out.print(f"[dim]... and {report['different'] - min(len(rows), MOST_ROWS):,} more[/]")
