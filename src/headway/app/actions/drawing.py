"""Let a limited process draw a schedule, while its progress is shown and whoever asked may cancel it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings

from headway.app.actions.watched import watched
from headway.formats.limited import run_limited

if TYPE_CHECKING:
    from threading import Event

    from headway.app.actions.watched import Show
    from headway.formats.limited import Ended

CHILD = "headway.app.reports.gantt.drawing_child"
"""A program, not a module of ours to import: documents are a door, and doors are above the actions."""
ORDER, MADE = "order", "made"
"""Files in the folder that both processes share."""
SMALLER = "Print fewer levels of the outline, or ask the operator to allow more."


class NotDrawn(Exception):  # noqa: N818 - told to whoever asked, nobody's mistake
    """Drawing ended without a file; says why and what to do."""

    def __init__(self, title: str, remedy: str) -> None:
        super().__init__(title)
        self.title, self.remedy = title, remedy


def draw(order: dict[str, Any], show: Show) -> bytes:
    """Return the PDF; where ``show`` raises, the limited process is killed."""

    def run(keep: Show, stop: Event) -> bytes:
        with tempfile.TemporaryDirectory(prefix="headway-print-") as folder:
            (Path(folder) / ORDER).write_bytes(msgspec.json.encode(order))
            ended = run_limited(
                CHILD,
                limits(),
                Path(folder),
                settings.HEADWAY_PRINT_SECONDS,
                on_progress=keep,
                stop=stop,
                more=settings_of_child(),
            )
            made = Path(folder) / MADE
            if ended.code != 0 or not made.exists():
                raise why(ended)
            return made.read_bytes()

    return watched(run, show, at_first="Starting to draw")


def limits() -> bytes:
    """Return what the process limits itself to: memory and computing time."""
    return f"{settings.HEADWAY_PRINT_MEMORY_MB} {settings.HEADWAY_PRINT_SECONDS}".encode()


def settings_of_child() -> dict[str, str]:
    """Return the settings that it starts with: where fonts lie, and no secret of this installation."""
    return {
        "DJANGO_SETTINGS_MODULE": "headway.app.config.settings",
        "HEADWAY_DATA_DIR": str(settings.DATA_DIR),
        "HEADWAY_SECRET_KEY": "of no use: nothing is signed where schedules are drawn",
    }


def why(ended: Ended) -> NotDrawn:
    if ended.out_of_time:
        return NotDrawn(f"Drawing took longer than {settings.HEADWAY_PRINT_SECONDS} seconds.", SMALLER)
    if ended.out_of_memory:
        return NotDrawn(f"Drawing needed more than {settings.HEADWAY_PRINT_MEMORY_MB} MB of memory.", SMALLER)
    return NotDrawn("Drawing ended without a result: a fault on our side.",
                    f"Tell the operator that it ended with code {ended.code}.")  # fmt: skip
