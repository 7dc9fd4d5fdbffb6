"""headway audit: verify, anchor, export."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headway.cli import exits, product

if TYPE_CHECKING:
    from collections.abc import Iterable

HELP = f"""\b
Examples:
  headway audit verify
  headway audit anchor /mnt/elsewhere/anchor.json
  headway audit verify --against /mnt/elsewhere/anchor.json
  headway audit export --component "Grid renewal" --output record.jsonl
  headway audit verify --export record.jsonl

{exits.CODES_TEXT}"""
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(name="audit", epilog=HELP)
def command() -> None:
    """Verify, anchor and export the record of what happened."""


@command.command(name="verify", epilog=HELP)
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Also compare with this anchor, kept elsewhere.")  # fmt: skip
@click.option("--export", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Verify this export instead; needs no database.")  # fmt: skip
def verify(against: Path | None, export: Path | None) -> int:
    """Find every place where the log was altered, cut, or written by others."""
    if export is not None:
        return verified_export(export)
    product.start_migrated()
    from headway.app.queries.audit.anchor import AnchorError, problems_against
    from headway.app.queries.audit.places import places_of
    from headway.app.queries.audit.verify import REMEDY, verify_log

    found = verify_log()
    problems = list(found.problems)
    if against is not None:
        try:
            problems += problems_against(json.loads(against.read_text("utf-8")))
        except (ValueError, AnchorError) as error:
            raise exits.Stop(
                exits.UNREADABLE, f"{against} is no anchor: {error}", "`headway audit anchor` writes one."
            ) from error
    for place in places_of(problems):
        problem = place.problem
        where = f"tree {problem.root}, event {problem.sequence}"
        click.echo(f"{problem.id}  {where}: {problem.text}")
        if place.words:
            click.echo(f"    {place.words}")
    beside = " and fit the anchor" if against is not None else ""
    if not problems:
        click.echo(f"{found.events:,} events in {found.chains:,} chains hold{beside}. Nothing was altered.")
        tell_redacted(found.redacted)
    return told(len(problems), REMEDY)


def tell_redacted(count: int) -> None:
    if count:
        said = "1 of them" if count == 1 else f"{count:,} of them"
        click.echo(f"Out of {said} the name of an anonymized person was taken; later events vouch for it.")


def told(count: int, remedy: str) -> int:
    if not count:
        return exits.OK
    click.echo(f"{count:,} {'place does' if count == 1 else 'places do'} not hold. {remedy}", err=True)
    return exits.PROBLEMS


def verified_export(path: Path) -> int:
    from headway.app.queries.audit.verify_export import ExportError, verify_export

    try:
        with path.open(encoding="utf-8", newline="") as file:
            checked = verify_export(file)
    except (ExportError, UnicodeDecodeError) as error:
        raise exits.Stop(
            exits.UNREADABLE, f"{path} is no export of the log: {error}.", "`headway audit export` writes one."
        ) from error
    for problem in checked.problems:
        click.echo(problem)
    if not checked.problems:
        kind = "the whole log of its tree" if checked.complete else "a part of the log"
        seal = "sealed" if checked.sealed else "CSV has no seal: lines missing at its ends do not show"
        click.echo(f"{checked.events:,} events hold: {kind}, {seal}.")
        tell_redacted(checked.redacted)
        for root, (sequence, head) in sorted(checked.heads.items()):
            click.echo(f"  tree {root}: up to event {sequence}, {head}")
    return told(len(checked.problems), "Take the export again, and compare.")


@command.command(name="anchor", epilog=HELP)
@click.argument("file", type=FILE)
def anchor(file: Path) -> int:
    """Write the heads of all chains to a file, to be kept where nobody can change it."""
    product.start_migrated()
    from headway.app.actions.audit import write_anchor

    kept = write_anchor(file)
    click.echo(f"{len(kept['chains'])} chains anchored in {file}. Keep it away from this machine.")
    return exits.OK


@command.command(name="export", epilog=HELP)
@click.option("--component", "wanted", required=True, metavar="COMPONENT", help="What to export, with all below it.")
@click.option("--format", "file_format", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--output", type=FILE, metavar="FILE", help="Where to; default: standard output.")
def export(wanted: str, file_format: str, output: Path | None) -> int:
    """Write the events of a component and all below it, with their hashes."""
    product.start_migrated()
    from headway.app.actions.audit_export import export_log
    from headway.app.models import Event
    from headway.app.queries.audit.export import lines
    from headway.app.rules import Actor
    from headway.cli.import_command import find_component

    rows, scope = export_log(Actor(person=None, channel=Event.Channel.CLI), find_component(wanted), file_format)
    count = write(lines(rows.iterator(chunk_size=2000), scope, file_format), output)
    if output is not None:
        click.echo(f"{count:,} lines in {output}. `headway audit verify --export {output}` verifies it.", err=True)
    return exits.OK


def write(pieces: Iterable[str], output: Path | None) -> int:
    count = 0
    with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as file:
        for piece in pieces:
            file.write(piece)
            count += 1
    return count
