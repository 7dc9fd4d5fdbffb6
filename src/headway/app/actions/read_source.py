"""Read an uploaded file in a limited process, while its progress is shown and its import may be discarded."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.conf import settings

from headway.formats.sandbox import read_limited

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.models import ChangeSet
    from headway.formats.document import PlanDocument

SECONDS_BETWEEN_LOOKS = 0.15


def stored_name(change_set: ChangeSet) -> str:
    """Return the name of the file while it is read: ours, so that no one else's name reaches the disk."""
    return f"plan{Path(change_set.name).suffix[:12]}"


def read_source(change_set: ChangeSet, show: Callable[[int, str], None]) -> PlanDocument:
    """Return the document in the change set's file; ``show`` is called from this thread only, and may raise.

    Reading runs in a thread of its own: it reports from other threads, which must not touch this one's transaction.
    Where ``show`` raises, the limited process is killed.
    """
    latest = (0, "Reading the file")
    result: Future[PlanDocument] = Future()
    stop = Event()

    def keep(percent: int, step: str) -> None:
        nonlocal latest
        latest = (percent, step)

    def read() -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="headway-import-") as folder:
                path = Path(folder) / stored_name(change_set)
                path.write_bytes(bytes(change_set.source or b""))
                result.set_result(
                    read_limited(
                        path,
                        seconds=settings.HEADWAY_IMPORT_SECONDS,
                        memory_mb=settings.HEADWAY_IMPORT_MEMORY_MB,
                        max_tasks=settings.HEADWAY_IMPORT_MAX_TASKS,
                        on_progress=keep,
                        stop=stop,
                    )
                )
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that waits
            result.set_exception(error)

    Thread(target=read, name="headway-import", daemon=True).start()
    try:
        shown = None
        while True:
            if latest != shown:
                shown = latest
                show(*shown)
            try:
                return result.result(timeout=SECONDS_BETWEEN_LOOKS)
            except TimeoutError:
                if result.done():
                    raise
            show(*latest)
    finally:
        stop.set()
