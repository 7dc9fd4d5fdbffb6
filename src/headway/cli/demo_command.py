"""headway demo."""

from __future__ import annotations

from time import perf_counter

import click

from headway.cli import exits, product
from headway.cli.compiling import interpret_while_cold

HELP = f"""\b
Examples:
  headway demo && headway serve

{exits.CODES_TEXT}"""


@click.command(name="demo", epilog=HELP)
def command() -> int:
    """Load the demonstration portfolio.

    An energy utility with three programs, a dozen projects in different trouble, operations and people. Creates the
    database if there is none. Run again, it finds the portfolio and changes nothing.
    """
    product.start()
    product.migrate()
    interpret_while_cold()
    from headway.app import demo
    from headway.app.demo.load import load

    begun = perf_counter()
    summary = load(echo=lambda line: click.echo(line, err=True))
    if summary.found:
        click.echo(f"{summary.root_name} is there already; nothing changed.")
    else:
        click.echo(
            f"{summary.root_name}: {summary.components} components, {summary.tasks:,} tasks, {summary.people} people"
            f" in {perf_counter() - begun:.1f} s."
        )
    click.echo("\nSign in as one of these people:")
    for account in demo.SIGN_IN:
        click.echo(f"  {account.email:<34} {account.title}")
    click.echo(f"  password of all: {demo.PASSWORD}")
    return exits.OK
