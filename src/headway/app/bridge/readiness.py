"""Load what calculates, or compile it, before a transaction holds what others wait for."""

from __future__ import annotations

import subprocess
import sys
from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from headway.app.bridge.scheduling import compiles_meanwhile
from headway.engine.warm import all_is_warm, interprets

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")
COMPILING = "from headway.engine.levelling.rehearsal import rehearse_level; rehearse_level()"
SIMULATING = "from headway.engine.simulation.rehearsal import rehearse_simulation; rehearse_simulation()"


def make_ready(*, levelling: bool = False) -> None:
    """Call it before the transaction of an edit: afterwards no kernel is loaded or compiled in it.

    While another process compiles the scheduler, schedules are interpreted, and only calendars are made ready here.
    """
    if interprets():
        return
    if compiles_meanwhile():
        calendars()
    else:
        scheduler()
    if levelling:
        leveller()


def calculates(verb: Callable[P, R]) -> Callable[P, R]:
    """Make ready what a verb that calculates needs; it stands above the verb's transaction."""

    @wraps(verb)
    def ready(*args: P.args, **kwargs: P.kwargs) -> R:
        make_ready()
        return verb(*args, **kwargs)

    return ready


@cache
def calendars() -> None:
    from headway.engine.network.rehearsal import rehearse_calendars  # noqa: PLC0415 - imports Numba

    rehearse_calendars()


@cache
def scheduler() -> None:
    from headway.engine.network.rehearsal import rehearse  # noqa: PLC0415 - imports Numba

    rehearse()


@cache
def leveller() -> None:
    """Compiling holds the interpreter lock for most of a minute: a process of its own does it, and this one waits."""
    if not all_is_warm():
        subprocess.run([sys.executable, "-c", COMPILING], check=False, capture_output=True)  # noqa: S603 - our own code
    from headway.engine.levelling.rehearsal import rehearse_level  # noqa: PLC0415 - imports Numba

    rehearse_level()


@cache
def simulator() -> None:
    """Compiled in a process of its own too: it takes minutes, in which this one must answer pages."""
    if not (all_is_warm() or interprets()):
        subprocess.run([sys.executable, "-c", SIMULATING], check=False, capture_output=True)  # noqa: S603 - our own code
