"""headway warm."""

from __future__ import annotations

from time import perf_counter

import click

from headway.cli import exits

HELP = f"""\b
Examples:
  headway warm

{exits.CODES_TEXT}"""


@click.command(name="warm", epilog=HELP)
def command() -> int:
    """Compile the scheduler ahead of time.

    The first calculation on a machine compiles the scheduler's inner loops and keeps them on disk. This does it now.
    """
    from headway.engine.warm import is_warm, warm

    if is_warm():
        click.echo("The scheduler is compiled already.")
        return exits.OK
    click.echo("Compiling the scheduler (once) ...", err=True)
    begun = perf_counter()
    warm()
    click.echo(f"The scheduler is compiled ({perf_counter() - begun:.1f} s).")
    return exits.OK
