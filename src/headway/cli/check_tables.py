"""What `headway check` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from headway.cli import console
from headway.cli.check_result import CheckedFile, verdict
from headway.cli.schedule_result import ScheduledFile, iso
from headway.cli.schedule_tables import FORMATS, MODES, brief, days, show_problems

if TYPE_CHECKING:
    from headway.engine.measures.quality import CheckResult
    from headway.engine.measures.quality_table import Check

SHAPES = {"pass": ("✓", "+"), "fail": ("✗", "x"), "advisory": ("○", "o"), "unknown": ("·", "-")}
COLORS = {"pass": "green", "fail": "bold red", "advisory": "yellow", "unknown": "dim"}
GROUPS = {
    "dcma": "DCMA 14-point assessment",
    "gao": "GAO schedule assessment guide",
    "extra": "More about this schedule",
}


def show(checked: CheckedFile) -> None:
    show_facts(checked)
    show_problems(with_conflicts(checked))
    for group, title in GROUPS.items():
        show_group(checked, group, title)
    judged = sum(each.passed is not None for each in checked.results)
    console.out.print(
        f"{checked.failed} of {judged} checks fail." if checked.failed else f"All {judged} checks with a verdict pass."
    )
    console.out.print("[dim]--list CHECK shows the tasks and links behind a line.[/]")


def with_conflicts(checked: CheckedFile) -> ScheduledFile:
    """Return the scheduled file with its conflicts among the diagnostics."""
    from dataclasses import replace

    scheduled = checked.scheduled
    schedule = replace(scheduled.schedule, diagnostics=(*scheduled.schedule.diagnostics, *checked.conflicts))
    return replace(scheduled, schedule=schedule)


def show_facts(checked: CheckedFile) -> None:
    document = checked.scheduled.document
    status = iso(checked.scheduled.plan.projects[0].status_date)
    console.out.print()
    console.out.print(f"[bold]{escape(document.name or 'Plan')}[/]")
    console.out.print(
        console.facts(
            [
                ("File", FORMATS.get(document.format, document.format)),
                ("Rules", MODES[checked.scheduled.options.mode]),
                ("Status date", (status or "none")[:10]),
                ("Tasks", f"{len(document.tasks):,}, {len(document.links):,} links"),
            ]
        )
    )


def show_group(checked: CheckedFile, group: str, title: str) -> None:
    table = console.table(title, "Check", "Result", ("Value", "right"), ("Mark", "right"), "Found")
    for check, result in checked.pairs:
        if not check.id.startswith(f"{group}-"):
            continue
        word = verdict(check, result)
        table.add_row(
            f"{escape(check.name)}\n[dim]{check.id}[/]",
            f"[{COLORS[word]}]{shape(word)} {word}[/]",
            amount(check, result.value),
            mark(check, result),
            escape(found(check, result)),
        )
    if table.row_count:
        console.out.print()
        console.out.print(table)


def shape(word: str) -> str:
    """Return the sign of a verdict; plain letters where the terminal has no Unicode."""
    return SHAPES[word][0 if console.out.encoding.startswith("utf") else 1]


def amount(check: Check, value: float | None) -> str:
    if value is None:
        return "-"
    if check.unit == "%":
        return f"{value:.1f} %"
    return f"{value:,.0f}" if value == int(value) and check.unit else f"{value:,.2f}"


def mark(check: Check, result: CheckResult) -> str:
    """Return what passes, as a comparison."""
    if result.threshold is None:
        return "-"
    if check.operator == "between":
        return f"{result.threshold:g} to {check.upper:g}"
    unit = " %" if check.unit == "%" else ""
    return f"{check.operator} {result.threshold:g}{unit}"


def found(check: Check, result: CheckResult) -> str:
    parts = []
    if result.numerator is not None and result.denominator and check.unit == "%":
        parts.append(f"{result.numerator:g} of {result.denominator:g}.")
    if result.value is None or result.passed is False or not result.reason.startswith("Advisory"):
        parts.append(result.reason)
    return " ".join(part for part in parts if part)


def show_rows(checked: CheckedFile, check: Check, result: CheckResult) -> None:
    """Print the tasks and links that one check found."""
    console.out.print()
    word = verdict(check, result)
    console.out.print(f"[bold]{escape(check.name)}[/] [{COLORS[word]}]{shape(word)} {word}[/]")
    console.out.print(
        console.facts(
            [
                ("Check", f"{check.id} {check.alias}".strip()),
                ("Counts", check.formula),
                ("Of", check.population),
                ("Value", f"{amount(check, result.value)}, passes {mark(check, result)}"),
                ("Source", check.source),
                ("Remark", result.reason),
            ]
        )
    )
    show_tasks(checked, result)
    show_links(checked, result)
    if not result.tasks and not result.links:
        console.out.print("Nothing is listed.")


def show_tasks(checked: CheckedFile, result: CheckResult) -> None:
    if not result.tasks:
        return
    document, schedule = checked.scheduled.document, checked.scheduled.schedule
    table = console.table(
        f"{len(result.tasks):,} tasks",
        ("uid", "right"),
        "Task",
        ("Start", "right"),
        ("Finish", "right"),
        ("Float", "right"),
    )
    for row in result.tasks:
        table.add_row(
            str(document.tasks[row].uid),
            escape(document.tasks[row].name[:120]),
            brief(int(schedule.start[row])),
            brief(int(schedule.finish[row])),
            days(int(schedule.total_float[row]), document.minutes_per_day),
        )
    console.out.print()
    console.out.print(table)


def show_links(checked: CheckedFile, result: CheckResult) -> None:
    if not result.links:
        return
    document = checked.scheduled.document
    names = {task.uid: f"{task.name[:60]} ({task.uid})" for task in document.tasks}
    table = console.table(f"{len(result.links):,} links", "Predecessor", "Type", ("Lag", "right"), "Successor")
    for row in result.links:
        link = document.links[row]
        lag = (
            f"{link.lag:g} %"
            if link.lag_kind == "percent"
            else days(round(link.lag), document.minutes_per_day, link.lag_unit)
        )
        table.add_row(escape(names[link.predecessor]), link.type, lag, escape(names[link.successor]))
    console.out.print()
    console.out.print(table)
