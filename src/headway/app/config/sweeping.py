"""Python's old garbage is looked for while nobody waits: the plans in memory make that a twentieth of a second."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.app.config.body_limit import App, Message, Receive, Send

QUIET = 0.3
"""Seconds without a request."""
DUE = 10
"""Sweeps of the younger garbage after which the old is looked through, as Python does by itself."""
OVERDUE = 200
"""The same where it is never quiet: then an answer waits for it."""


def swept_when_quiet(app: App) -> App:
    """Wrap an ASGI application; streams of events, which never end, do not count as somebody who waits."""
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, OVERDUE)
    latest = 0.0

    def sweep() -> None:
        if asyncio.get_running_loop().time() - latest >= QUIET and gc.get_count()[2] >= DUE:
            gc.collect()

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        nonlocal latest
        loop = asyncio.get_running_loop()
        latest = loop.time()
        try:
            await app(scope, receive, send)
        finally:
            latest = loop.time()
            loop.call_later(QUIET, sweep)

    return application
