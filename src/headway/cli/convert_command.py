"""headway convert: from one format to another, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits
from headway.cli.compiling import interpret_while_cold

if TYPE_CHECKING:
    from headway.formats.document import Notice, PlanDocument

HELP = f"""\b
Examples:
  headway convert plan.mpp plan.xml
  headway convert plan.xer plan.xml --schedule
  headway convert plan.xml plan.xer --force

OUT ends in .xml (Microsoft Project XML) or .xer (Primavera P6). What OUT cannot hold is printed.

Exit code 1 means that --schedule found no dates, for example because tasks depend on each other in a circle;
then nothing is written. {exits.CODES_TEXT}"""


@click.command(name="convert", epilog=HELP)
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--schedule", "recalculate", is_flag=True, help="Calculate dates first; default: those stored in IN.")
@click.option("--force", is_flag=True, help="Replace OUT where it exists.")
def command(source: Path, target: Path, *, recalculate: bool, force: bool) -> int:
    """Write a plan file as Microsoft Project XML or Primavera XER."""
    from headway import formats
    from headway.formats.writing import format_for

    if format_for(target) is None:
        raise exits.Stop(exits.USAGE, f"{target.name} has no known ending.", "Let OUT end in .xml or .xer.")
    if target.exists() and not force:
        raise exits.Stop(exits.USAGE, f"{target} exists already.", "Choose another name, or replace it with --force.")
    document = formats.read(source)
    if recalculate:
        document = calculated(document)
    try:
        lost = formats.write(document, target)
    except OSError as error:
        raise exits.Stop(exits.USAGE, f"Cannot write {target}: {error.strerror}.", "Choose another place.") from error
    tell(document, target, lost)
    return exits.OK


def calculated(document: PlanDocument) -> PlanDocument:
    """Fill in the dates of our own schedule, by the rules that the file asks for."""
    interpret_while_cold()
    from headway.engine.network import schedule
    from headway.formats.plan_of import options_of, to_plan
    from headway.formats.scheduled import with_schedule

    result = schedule(to_plan(document), options_of(document))
    if not result.ok:
        trouble = next((each.message for each in result.diagnostics if each.level == "error"), "the plan has an error.")
        raise exits.Stop(
            exits.PROBLEMS,
            f"Dates cannot be calculated: {trouble}",
            "`headway schedule` names the tasks. Without --schedule the plan is converted as it is.",
        )
    return with_schedule(document, result)


def tell(document: PlanDocument, target: Path, lost: list[Notice]) -> None:
    rows = (("tasks", document.tasks), ("links", document.links), ("calendars", document.calendars),
            ("resources", document.resources), ("assignments", document.assignments))  # fmt: skip
    click.echo(f"{target}: " + ", ".join(f"{len(found):,} {name}" for name, found in rows))
    for title, notices in (("While reading", document.notices), ("While writing", lost)):
        if notices:
            from headway.cli import console

            shown = console.table(title, "", "what", ("how many", "right"))
            for notice in notices:
                shown.add_row(notice.level, notice.message, f"{notice.count:,}")
            console.out.print(shown)
