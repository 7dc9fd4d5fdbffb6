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
@click.option("--all", "everything", is_flag=True, help="Levelling and simulation too; they take longer.")
def command(*, everything: bool) -> int:
    """Compile the scheduler ahead of time.

    The first calculation on a machine compiles the scheduler's inner loops and keeps them on disk. This does it now.
    """
    from headway.engine.warm import all_is_warm, is_warm, warm

    if all_is_warm() if everything else is_warm():
        click.echo("The scheduler is compiled already.")
        return exits.OK
    click.echo("Compiling the scheduler (once) ...", err=True)
    begun = perf_counter()
    warm(everything=everything)
    click.echo(f"The scheduler is compiled ({perf_counter() - begun:.1f} s).")
    return exits.OK
