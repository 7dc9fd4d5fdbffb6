"""The scheduler is compiled once on each machine; nobody waits for that without knowing."""

import os
import sys

import click


def compile_meanwhile() -> None:
    """Compile in the background from the start of a server; what it calculates meanwhile is interpreted."""
    from headway.engine.warm import interprets, is_warm, warming

    if is_warm() or interprets():
        return
    click.echo("Compiling the scheduler in the background (once); what is calculated meanwhile is slower.", err=True)
    warming()


def interpret_while_cold() -> None:
    """Let the first run of a new installation answer at once: interpreted, while another process compiles."""
    from headway.engine.warm import is_warm, warming

    if is_warm() or os.environ.get("NUMBA_DISABLE_JIT"):
        return
    if "numba" in sys.modules:
        raise RuntimeError("Numba reads its switches when it is imported: choose to interpret before that")
    click.echo("Compiling the scheduler in the background (once); this run goes without and is slower.", err=True)
    warming()
    os.environ["NUMBA_DISABLE_JIT"] = "1"
