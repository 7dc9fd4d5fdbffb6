"""headway doctor."""

from __future__ import annotations

import click

from headway.cli import exits, product

HELP = f"""\b
Examples:
  headway doctor
  headway doctor --audit && echo "nothing was altered"

Exit code 1 means that something needs attention; the remedy stands in its line. Advice does not count.
{exits.CODES_TEXT}"""

MARKS = {"good": ("ok", "green"), "advice": ("advice", "yellow"), "wrong": ("wrong", "bold red")}


@click.command(name="doctor", epilog=HELP)
@click.option("--audit", is_flag=True, help="Also verify every hash chain and the component tree; may take a while.")
def command(*, audit: bool) -> int:
    """Check what is installed, what is missing, and how to get it."""
    from rich.markup import escape

    from headway.cli import console
    from headway.cli.doctor_checks import audit_findings, machine_findings

    product.start()
    findings = machine_findings()
    if audit:
        findings += audit_findings()
    table = console.table("Headway on this machine", "", "What", "Found", "Remedy")
    for finding in findings:
        word, color = MARKS[finding.state]
        table.add_row(f"[{color}]{word}[/]", escape(finding.what), escape(finding.found), escape(finding.remedy))
    console.out.print(table)
    wrong = sum(finding.state == "wrong" for finding in findings)
    console.out.print(f"{wrong} of {len(findings)} need attention." if wrong else "Everything needed is here.")
    return exits.PROBLEMS if wrong else exits.OK
