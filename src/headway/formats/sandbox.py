"""Read a stranger's file in a limited process of its own."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from headway.formats.codec import decode
from headway.formats.detect import detect
from headway.formats.errors import FormatError
from headway.formats.limited import run_limited
from headway.formats.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from os import PathLike

    from headway.formats.document import PlanDocument
    from headway.formats.limited import Ended

JAVA_WITHOUT_MEMORY = 3
"""What Java ends with when told to exit on exhausted memory."""


class Order(msgspec.Struct):
    """What the limited process is asked to do."""

    path: str
    limits: Limits
    memory_mb: int
    seconds: int
    mpxj: bool = False
    """Read with MPXJ even what is read natively."""


class Trouble(msgspec.Struct):
    """A FormatError on its way through the pipe."""

    id: str
    title: str
    where: str
    remedy: str


def read_limited(
    path: str | PathLike[str],
    *,
    seconds: float = 120.0,
    memory_mb: int = 2048,
    max_tasks: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    on_progress: Callable[[int, str], None] | None = None,
    stop: threading.Event | None = None,
) -> PlanDocument:
    """Read a file of any format in a limited process and return its document.

    ``on_progress`` is called with percent of the whole (0 to 100) and a few words, from another thread. Once ``stop``
    is set, the process is killed.

    Raises
    ------
    FormatError
        What is wrong with the file, or ``timeout``, ``out-of-memory``, ``reader-stopped``.
    Stopped
        After ``stop``.
    """
    path = Path(path).resolve()
    if max_tasks is not None:
        limits = replace(limits, tasks=max_tasks)
    # Size and kind are seen to here: a 300 MB file is refused before any process is started.
    detect(path, limits)
    return _obeyed(Order(str(path), limits, memory_mb, max(1, int(seconds))), seconds, on_progress, stop)


def read_limited_with_mpxj(path: str | PathLike[str], *, seconds: float = 120.0) -> PlanDocument:
    """Read a file with MPXJ even where there is a native reader: a second opinion on the same file.

    Raises
    ------
    FormatError
        As ``read_limited``.
    """
    path = Path(path).resolve()
    detect(path, DEFAULT_LIMITS)
    return _obeyed(Order(str(path), DEFAULT_LIMITS, 2048, max(1, int(seconds)), mpxj=True), seconds, None)


def _obeyed(
    order: Order,
    seconds: float,
    on_progress: Callable[[int, str], None] | None,
    stop: threading.Event | None = None,
) -> PlanDocument:
    with tempfile.TemporaryDirectory(prefix="headway-read-") as folder:
        ended = run_limited(
            "headway.formats.sandbox_child", msgspec.json.encode(order), Path(folder), seconds,
            on_progress=on_progress, stop=stop,
        )  # fmt: skip
    if ended.late:
        raise FormatError(
            "timeout",
            f"Reading took longer than {seconds:g} seconds and was stopped.",
            "",
            "Split the plan, or ask the operator to allow more time.",
        )
    return decode(_answer(ended))


def _answer(ended: Ended) -> bytes:
    if ended.overflow:
        raise FormatError("too-large", "The plan is larger than what can be taken over.", "", "Split the plan.")
    kind, _, body = ended.output.partition(b"\n")
    if kind == b"document":
        return body
    if kind == b"trouble":
        trouble = msgspec.json.decode(body, type=Trouble)
        raise FormatError(trouble.id, trouble.title, trouble.where, trouble.remedy)
    if ended.out_of_time:
        raise FormatError("timeout", "Reading used more computing time than allowed.", "", "Split the plan.")
    if ended.code == JAVA_WITHOUT_MEMORY or ended.out_of_memory:
        raise FormatError(
            "out-of-memory", "Reading needed more memory than allowed and was stopped.", "",
            "Split the plan, or ask the operator to allow more memory.",
        )  # fmt: skip
    raise FormatError(
        "reader-stopped",
        "The process that read the file ended without a result.",
        f"exit code {ended.code}",
        "Save the plan as Microsoft Project XML and try that; if it happens again, report it with the file.",
    )
