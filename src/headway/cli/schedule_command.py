"""headway schedule: from a file to dates, without a database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits
from headway.cli.compiling import interpret_while_cold
from headway.cli.find_task import find_task

if TYPE_CHECKING:
    from headway.cli.schedule_result import ScheduledFile
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.network.options import ScheduleOptions
    from headway.formats.document import PlanDocument

HELP = f"""\b
Examples:
  headway schedule plan.xml
  headway schedule plan.xer --mode p6 --all
  headway schedule plan.xml --why "Install pumps"
  headway schedule plan.mpp --json dates.json
  headway schedule plan.mpp --json - | jq '.tasks[] | select(.critical)'

Reads Microsoft Project XML and Primavera XER; with Java also .mpp, .mpx, PMXML, Planner, GanttProject and others.

Exit code 1 means that some dates cannot be calculated, for example because tasks depend on each other in a circle.
{exits.CODES_TEXT}"""


@click.command(name="schedule", epilog=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "json_file", metavar="OUT", help="Write all dates as JSON to this file; - for standard output.")
@click.option("--mode", type=click.Choice(["msproject", "p6"]), help="Scheduling rules; default: those of the file.")
@click.option("--durations-from-effort", "recompute", is_flag=True, help="Work durations out from work and units.")
@click.option("--why", metavar="TASK", help="Explain the dates of one task: its uid, WBS, activity id or name.")
@click.option("--all", "show_all", is_flag=True, help="Show every critical task and every difference.")
def command(
    file: Path, *, json_file: str | None, mode: str | None, recompute: bool, why: str | None, show_all: bool
) -> int:
    """Calculate a plan file and show finish, critical path, problems."""
    from headway import formats

    document = formats.read(file)
    if not document.tasks:
        raise exits.Stop(exits.PROBLEMS, f"{file.name} holds no tasks.", "Check that the right file was saved.")
    row = None if why is None else find_task(document, why)
    interpret_while_cold()
    # Late: Numba is loaded here, which a file that cannot be read must not pay for.
    from headway.engine.network import compile_plan, run
    from headway.engine.network.conflicts import conflicts
    from headway.formats.plan_of import to_plan
    from headway.formats.recompute import with_durations_from_effort

    if recompute:
        document = with_durations_from_effort(document)
    plan = to_plan(document)
    options = chosen_options(document, mode)
    compiled = compile_plan(plan, options)
    result = run(compiled)
    result = replace(result, diagnostics=(*result.diagnostics, *conflicts(plan, result, options)))
    from headway.cli.schedule_result import ScheduledFile

    scheduled = ScheduledFile(document, plan, result, options)
    if row is not None:
        return tell_why(scheduled, compiled, row, json_file)
    if json_file:
        write_json(scheduled, json_file)
    if json_file != "-":
        from headway.cli.schedule_tables import show

        show(scheduled, limit=None if show_all else 25)
    return exits.OK if result.ok else exits.PROBLEMS


def chosen_options(document: PlanDocument, mode: str | None) -> ScheduleOptions:
    """Take the file's own switches, or the preset of another program's rules."""
    from headway.engine.network.options import MSPROJECT, P6
    from headway.formats.plan_of import options_of

    own = options_of(document)
    if mode is None or mode == own.mode:
        return own
    preset = P6 if mode == "p6" else MSPROJECT
    return preset.replace(schedule_from=own.schedule_from, critical_float_minutes=own.critical_float_minutes)


def tell_why(scheduled: ScheduledFile, compiled: CompiledPlan, row: int, json_file: str | None) -> int:
    from headway.cli.why_tables import explanations, show_why, why_json

    found = explanations(scheduled, compiled, row)
    if json_file:
        write_text(why_json(scheduled, found, row), json_file)
    if json_file != "-":
        show_why(scheduled, found, row)
    return exits.OK


def write_json(scheduled: object, place: str) -> None:
    from headway.cli.schedule_result import ScheduledFile, as_json

    assert isinstance(scheduled, ScheduledFile)
    write_text(as_json(scheduled), place)


def write_text(content: object, place: str) -> None:
    """Write as JSON to a file, or to standard output for -."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(content), indent=1)
    if place == "-":
        click.echo(text)
        return
    try:
        Path(place).write_bytes(text + b"\n")
    except OSError as error:
        raise exits.Stop(exits.USAGE, f"Cannot write {place}: {error.strerror}.", "Choose another file.") from error
