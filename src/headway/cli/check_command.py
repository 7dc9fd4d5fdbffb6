"""headway check: the quality of a file's schedule, without a database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli import exits
from headway.cli.compiling import interpret_while_cold

if TYPE_CHECKING:
    from headway.cli.check_result import CheckedFile
    from headway.engine.measures.quality_rules import QualityRules
    from headway.formats.document import PlanDocument

HELP = f"""\b
Examples:
  headway check plan.xml
  headway check plan.xer --list dcma-01-logic
  headway check plan.mpp --mark dcma-06-high-float=10 --only-mandatory
  headway check plan.xml --json - | jq '.checks[] | select(.passed == false) | .id'

Runs the DCMA 14-point assessment, what can be worked out of the GAO's schedule guide, and more. Every check is
explained in docs/reference/quality.md.

Exit code 1 means that a check fails or that the dates cannot be calculated; advice does not count.
{exits.CODES_TEXT}"""


@click.command(name="check", epilog=HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--json", "json_file", metavar="OUT", help="Write all findings as JSON to this file; - for standard output."
)
@click.option(
    "--list", "listed", metavar="CHECK", help="Show the tasks and links that one check found: id or DECM code."
)
@click.option("--mode", type=click.Choice(["msproject", "p6"]), help="Scheduling rules; default: those of the file.")
@click.option(
    "--mark", "marks", metavar="CHECK=NUMBER", multiple=True, help="Another mark for a check; may be repeated."
)
@click.option("--only-mandatory", is_flag=True, help="Count only MSO and MFO as hard constraints, as P6 does.")
def command(
    file: Path,
    *,
    json_file: str | None,
    listed: str | None,
    mode: str | None,
    marks: tuple[str, ...],
    only_mandatory: bool,
) -> int:
    """Check the quality of a plan file's schedule: DCMA 14 points, GAO guide."""
    from headway import formats

    document = formats.read(file)
    if not document.tasks:
        raise exits.Stop(exits.PROBLEMS, f"{file.name} holds no tasks.", "Check that the right file was saved.")
    rules = chosen_rules(document, marks, only_mandatory=only_mandatory)
    check = None if listed is None else known_check(rules, listed)
    interpret_while_cold()
    checked = checked_file(document, rules, mode)
    if json_file:
        write(checked, json_file)
    if json_file != "-":
        from headway.cli import check_tables

        if check is None:
            check_tables.show(checked)
        else:
            check_tables.show_rows(checked, check, next(each for each in checked.results if each.id == check.id))
    return exits.PROBLEMS if checked.failed or not checked.scheduled.schedule.ok else exits.OK


def chosen_rules(document: PlanDocument, marks: tuple[str, ...], *, only_mandatory: bool) -> QualityRules:
    """Return the table of checks with the file's working day and the marks that were asked for."""
    from headway.engine.measures.quality_rules import DCMA_HARD, MANDATORY, QualityRules

    wanted = {}
    for each in marks:
        name, _, number = each.partition("=")
        try:
            wanted[name] = float(number)
        except ValueError as error:
            raise exits.Stop(
                exits.USAGE, f"--mark {each} is not CHECK=NUMBER.", "For example: --mark dcma-03-lags=10"
            ) from error
    rules = QualityRules(
        minutes_per_day=document.minutes_per_day or 480, hard_constraints=MANDATORY if only_mandatory else DCMA_HARD
    )
    for name in wanted:
        known_check(rules, name)
    return rules.with_thresholds(wanted)


def known_check(rules: QualityRules, name: str) -> Any:
    from headway.engine.measures.quality_rules import find_check

    try:
        return find_check(rules, name)
    except ValueError as error:
        names = ", ".join(check.id for check in rules.checks)
        raise exits.Stop(exits.USAGE, f"There is no check {name}.", f"Checks: {names}") from error


def checked_file(document: PlanDocument, rules: QualityRules, mode: str | None) -> CheckedFile:
    """Calculate and assess; Numba is loaded here, which a file that cannot be read must not pay for."""
    from headway.cli.check_result import CheckedFile
    from headway.cli.schedule_command import chosen_options
    from headway.cli.schedule_result import ScheduledFile
    from headway.engine.measures.quality import assess_quality
    from headway.engine.network import schedule
    from headway.engine.network.conflicts import conflicts
    from headway.formats.plan_of import to_plan
    from headway.formats.quality_facts import facts_of

    plan, options = to_plan(document), chosen_options(document, mode)
    result = schedule(plan, options)
    facts = facts_of(document, today=datetime.now())  # noqa: DTZ005 - compared with the plan's own wall clock
    return CheckedFile(
        ScheduledFile(document, plan, result, options),
        assess_quality(plan, result, options, facts, rules),
        conflicts(plan, result, options),
        rules,
    )


def write(checked: CheckedFile, place: str) -> None:
    from headway.cli.check_result import as_json
    from headway.cli.schedule_command import write_text

    write_text(as_json(checked), place)
