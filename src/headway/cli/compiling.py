"""The scheduler is compiled once on each machine; nobody waits for that without knowing."""

import os
import subprocess
import sys

import click


def compile_first() -> None:
    """Compile before something that calculates a lot; says so, and is quick where it was done before."""
    from headway.engine.warm import is_warm, warm

    if is_warm():
        return
    click.echo("Compiling the scheduler (once, about half a minute) ...", err=True)
    warm()


def interpret_while_cold() -> None:
    """Let the first run of a new installation answer at once: interpreted, while another process compiles."""
    from headway.engine.warm import is_warm

    if is_warm() or os.environ.get("NUMBA_DISABLE_JIT"):
        return
    click.echo("Compiling the scheduler in the background (once); this run goes without and is slower.", err=True)
    subprocess.Popen(
        [sys.executable, "-m", "headway.cli.main", "warm"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.environ["NUMBA_DISABLE_JIT"] = "1"
