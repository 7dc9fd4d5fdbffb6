"""Long work in a thread of its own, watched from the one that began it and ended when nobody wants it any more."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Show = Callable[[int, str], None]

T = TypeVar("T")
SECONDS_BETWEEN_LOOKS = 0.15


def watched(work: Callable[[Show, Event], T], show: Show, *, at_first: str) -> T:
    """Return what ``work`` returns; ``show`` is called from this thread only, and may raise.

    The work gets a function that it tells its progress by, from whatever thread, and an event that is set once it is to
    stop. It reports from threads that must not touch this one's transaction. Where ``show`` raises, it is stopped.
    """
    latest = (0, at_first)
    result: Future[T] = Future()
    stop = Event()

    def keep(percent: int, step: str) -> None:
        nonlocal latest
        latest = (percent, step)

    def run() -> None:
        try:
            result.set_result(work(keep, stop))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that waits
            result.set_exception(error)

    Thread(target=run, name="headway-watched", daemon=True).start()
    try:
        while True:
            show(*latest)
            try:
                return result.result(timeout=SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if result.done():
                    raise
    finally:
        stop.set()
