"""Read an uploaded file in a limited process, while its progress is shown and its import may be discarded."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from headway.app.actions.watched import watched
from headway.formats.sandbox import read_limited

if TYPE_CHECKING:
    from threading import Event

    from headway.app.actions.watched import Show
    from headway.app.models import ChangeSet
    from headway.formats.document import PlanDocument


def stored_name(change_set: ChangeSet) -> str:
    """Return the name of the file while it is read: ours, so that no one else's name reaches the disk."""
    return f"plan{Path(change_set.name).suffix[:12]}"


def read_source(change_set: ChangeSet, show: Show) -> PlanDocument:
    """Return the document in the change set's file; where ``show`` raises, the limited process is killed."""

    def read(keep: Show, stop: Event) -> PlanDocument:
        with tempfile.TemporaryDirectory(prefix="headway-import-") as folder:
            path = Path(folder) / stored_name(change_set)
            path.write_bytes(bytes(change_set.source or b""))
            return read_limited(
                path,
                seconds=settings.HEADWAY_IMPORT_SECONDS,
                memory_mb=settings.HEADWAY_IMPORT_MEMORY_MB,
                max_tasks=settings.HEADWAY_IMPORT_MAX_TASKS,
                on_progress=keep,
                stop=stop,
            )

    return watched(read, show, at_first="Reading the file")
