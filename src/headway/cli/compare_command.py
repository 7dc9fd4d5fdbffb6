"""headway compare: which dates moved between two files, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits
from headway.cli.compiling import interpret_while_cold
from headway.cli.schedule_command import chosen_options, write_text

if TYPE_CHECKING:
    from headway.formats.document import PlanDocument

HELP = f"""\b
Examples:
  headway compare last-week.xml today.xml
  headway compare baseline.xer update.xer --all
  headway compare before.mpp after.mpp --json - | jq '.moves[] | select(.finish_work_minutes > 0)'

Each file is calculated with its own rules, unless --mode names others. Tasks are matched by unique id.

Exit code 1 means that one of the plans has no dates, for example because tasks depend on each other in a circle.
{exits.CODES_TEXT}"""


@click.command(name="compare", epilog=HELP)
@click.argument("before", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("after", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "json_file", metavar="OUT", help="Write all moves as JSON to this file; - for standard output.")
@click.option("--mode", type=click.Choice(["msproject", "p6"]), help="Scheduling rules; default: those of the file.")
@click.option("--all", "show_all", is_flag=True, help="Show every moved task.")
def command(before: Path, after: Path, *, json_file: str | None, mode: str | None, show_all: bool) -> int:
    """Compare two plan files: which dates moved, and which change moved them."""
    documents = read(before), read(after)
    interpret_while_cold()
    # Late: Numba is loaded here, which a file that cannot be read must not pay for.
    from headway.cli.compare_tables import ComparedFiles, as_json, show
    from headway.engine.reading.compare import compare
    from headway.formats.plan_of import to_plan

    plans = to_plan(documents[0]), to_plan(documents[1])
    options = [chosen_options(document, mode) for document in documents]
    found = ComparedFiles(documents, plans, compare(*plans, *options))
    if json_file:
        write_text(as_json(found), json_file)
    if json_file != "-":
        show(found, limit=None if show_all else 25)
    return exits.OK if found.comparison.ok else exits.PROBLEMS


def read(file: Path) -> PlanDocument:
    from headway import formats

    document = formats.read(file)
    if not document.tasks:
        raise exits.Stop(exits.PROBLEMS, f"{file.name} holds no tasks.", "Check that the right file was saved.")
    return document
