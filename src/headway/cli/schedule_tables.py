"""What `headway schedule` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.markup import escape

from headway.cli import console
from headway.cli.schedule_result import ScheduledFile, names_of, project_ends
from headway.engine.plan import MISSING
from headway.formats.plan_of import instant_of

if TYPE_CHECKING:
    from headway.formats.document import TaskDoc

MODES = {"msproject": "Microsoft Project", "p6": "Primavera P6"}
FORMATS = {
    "mspdi": "Microsoft Project XML", "xer": "Primavera XER", "mpp": "Microsoft Project MPP", "mpx": "MPX",
    "pmxml": "Primavera PMXML", "planner": "Planner", "ganttproject": "GanttProject", "truth-json": "schedule JSON",
}  # fmt: skip
UNIT_MINUTES = {"h": 60, "m": 1}


def show(scheduled: ScheduledFile, *, limit: int | None) -> None:
    show_facts(scheduled)
    show_problems(scheduled)
    if scheduled.schedule.ok:
        show_critical(scheduled, limit=limit)
        show_differences(scheduled, limit=limit)


def day(minute: int) -> str:
    when = instant_of(minute)
    return "-" if when is None else f"{when:%a} {when.day:>2} {when:%b %Y %H:%M}"


def days(minutes: int, minutes_per_day: int, unit: str = "d") -> str:
    """Write working minutes in the unit that people typed, or in days."""
    if minutes == MISSING:
        return "-"
    size = UNIT_MINUTES.get(unit.removeprefix("e"), minutes_per_day or 480)
    shown = unit if unit in UNIT_MINUTES else "d"
    return f"{round(minutes / size, 2):g} {shown}"


def duration(task: TaskDoc, minutes_per_day: int) -> str:
    if task.duration_elapsed:
        return f"{round(task.duration_minutes / 1440, 2):g} ed"
    return days(task.duration_minutes, minutes_per_day, task.duration_unit)


def show_facts(scheduled: ScheduledFile) -> None:
    document = scheduled.document
    start, finish = project_ends(scheduled)
    kinds = [task.kind for task in document.tasks]
    critical = len(critical_rows(scheduled))
    counted = (
        f"{kinds.count('task'):,} and {kinds.count('milestone'):,} milestones"
        f" under {kinds.count('summary'):,} summaries, {len(document.links):,} links"
    )
    console.out.print()
    console.out.print(f"[bold]{escape(document.name or 'Plan')}[/]")
    console.out.print(
        console.facts(
            [
                ("File", FORMATS.get(document.format, document.format)),
                ("Rules", MODES[scheduled.options.mode]),
                ("Start", day(start)),
                ("Finish", day(finish)),
                ("Tasks", counted),
                ("Critical", f"{critical:,}"),
            ]
        )
    )


def critical_rows(scheduled: ScheduledFile) -> list[int]:
    """Return critical tasks that can still move anything, in order of their start."""
    tasks, result = scheduled.document.tasks, scheduled.schedule
    rows = [
        row
        for row in np.flatnonzero(result.critical).tolist()
        if tasks[row].kind != "summary" and tasks[row].active and tasks[row].actual_finish is None
    ]
    return sorted(rows, key=lambda row: (result.start[row], result.finish[row], row))


def show_critical(scheduled: ScheduledFile, *, limit: int | None) -> None:
    rows = critical_rows(scheduled)
    if not rows:
        console.out.print("\nNo unfinished task is critical.")
        return
    document, result = scheduled.document, scheduled.schedule
    table = console.table(
        "Critical path", ("uid", "right"), "Task", ("Start", "right"), ("Finish", "right"), ("Duration", "right"),
        ("Float", "right"),
    )  # fmt: skip
    shown = rows if limit is None else rows[:limit]
    for row in shown:
        task = document.tasks[row]
        table.add_row(
            str(task.uid),
            escape(task.name[:120]),
            brief(int(result.start[row])),
            brief(int(result.finish[row])),
            duration(task, document.minutes_per_day),
            days(int(result.total_float[row]), document.minutes_per_day),
        )
    console.out.print()
    console.out.print(table)
    say_rest(len(rows) - len(shown), "critical tasks")


def brief(minute: int) -> str:
    when = instant_of(minute)
    return "-" if when is None else f"{when.day} {when:%b %Y}"


def say_rest(count: int, what: str) -> None:
    if count > 0:
        console.out.print(f"[dim]... and {count:,} more {what} (--all shows them)[/]")


def show_problems(scheduled: ScheduledFile) -> None:
    troubles: list[tuple[str, str, str, str]] = [
        (d.level, d.id, d.message, names_of(scheduled, d)) for d in scheduled.schedule.diagnostics
    ]
    by_uid = {task.uid: task.name for task in scheduled.document.tasks}
    for notice in scheduled.document.notices:
        named = ", ".join(by_uid.get(uid, str(uid))[:80] for uid in notice.tasks[:3])
        rest = f" and {len(notice.tasks) - 3} more" if len(notice.tasks) > 3 else ""
        troubles.append((notice.level, notice.id, notice.message, named + rest))
    if not troubles:
        return
    order = {"error": 0, "warning": 1, "info": 2}
    colors = {"error": "bold red", "warning": "yellow", "info": "dim"}
    table = console.table("Problems", "Kind", "What")
    for level, identifier, message, named in sorted(troubles, key=lambda trouble: order[trouble[0]]):
        text = escape(message) + (f"\n[dim]{escape(named)}[/]" if named else "")
        table.add_row(f"[{colors[level]}]{level}[/]\n[dim]{identifier}[/]", text)
    console.out.print()
    console.out.print(table)


def show_differences(scheduled: ScheduledFile, *, limit: int | None) -> None:
    from headway.formats.honesty import compare

    report = compare(scheduled.document, scheduled.plan, scheduled.schedule, limit=limit or 25)
    if not report.compared:
        return
    console.out.print()
    if not report.different:
        console.out.print(f"All {report.compared:,} dates stored in the file are the same as the calculated ones.")
        return
    table = console.table(
        f"{report.different:,} of {report.compared:,} tasks differ from the dates stored in the file",
        "Task", ("In the file", "right"), ("Calculated", "right"), ("Days", "right"), "Why",
    )  # fmt: skip
    for row in report.rows:
        table.add_row(
            escape(row.name[:120]),
            iso_day(row.file_finish),
            iso_day(row.new_finish),
            f"{row.days:+g}",
            escape(row.cause),
        )
    console.out.print(table)
    say_rest(report.different - len(report.rows), "differences")


def iso_day(text: str | None) -> str:
    return (text or "-")[:10]
