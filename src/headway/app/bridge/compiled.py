"""Nothing is calculated before the scheduler is compiled: where installation did not do that, wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.engine.warm import interprets, is_warm, warming

if TYPE_CHECKING:
    from collections.abc import Callable


def wait_until_compiled(tell: Callable[[str], None] | None = None) -> None:
    """Let another process compile, so that this one goes on answering; ``tell`` hears of it where that takes time."""
    if is_warm() or interprets():
        return
    if tell:
        tell("Compiling the scheduler (once, some seconds)")
    warming().wait()
