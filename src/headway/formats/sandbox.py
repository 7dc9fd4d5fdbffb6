"""Read a stranger's file in a process of its own, with limits on time, memory and output, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

import headway
from headway.formats.codec import decode
from headway.formats.detect import detect
from headway.formats.errors import FormatError
from headway.formats.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from headway.formats.document import PlanDocument

PROGRESS = b"progress "
OUTPUT_BYTES = 1 << 30
TAIL_BYTES = 4096
SECONDS_BETWEEN_LOOKS = 0.2
# What a reader needs of the environment; nothing secret is handed on.
KEPT = ("PATH", "JAVA_HOME", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL")


class Stopped(Exception):  # noqa: N818 - not an error: nobody wants the document any more
    """The reading was ended by whoever had asked for it."""


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
        return decode(_run(msgspec.json.encode(order), Path(folder), seconds, on_progress, stop))


def _run(
    order: bytes,
    folder: Path,
    seconds: float,
    on_progress: Callable[[int, str], None] | None,
    stop: threading.Event | None,
) -> bytes:
    command = [sys.executable, "-s", "-P", "-m", "headway.formats.sandbox_child", order.decode()]
    child = subprocess.Popen(  # noqa: S603 - our own module, arguments as a list
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(folder),
        cwd=folder,
        start_new_session=True,
        close_fds=True,
    )
    output, errors = _Pipe(child.stdout, OUTPUT_BYTES), _Pipe(child.stderr, TAIL_BYTES, on_progress)
    late = False
    try:
        late = not _ended(child, seconds, stop)
    finally:
        # The whole family goes, whatever happened; stdin stays open until here, for its end tells the child to go too.
        _end(child)
        output.join()
        errors.join()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
    if late:
        raise FormatError(
            "timeout",
            f"Reading took longer than {seconds:g} seconds and was stopped.",
            "",
            "Split the plan, or ask the operator to allow more time.",
        )
    return _answer(child.returncode, output, errors)


def _ended(child: subprocess.Popen[bytes], seconds: float, stop: threading.Event | None) -> bool:
    """Wait for the process; return whether it ended in time."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if stop is not None and stop.is_set():
            raise Stopped
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=min(left, SECONDS_BETWEEN_LOOKS))
            return True
    return False


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name in KEPT if (value := os.environ.get(name))}
    source = str(Path(headway.__file__).resolve().parents[1])
    return {**kept, "PYTHONPATH": source, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": str(folder), "HOME": str(folder)}  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    child.wait()


class _Pipe:
    """Drains one pipe in a thread, keeping at most so many bytes and passing progress lines on."""

    def __init__(
        self, stream: IO[bytes] | None, limit: int, on_progress: Callable[[int, str], None] | None = None
    ) -> None:
        self.data = bytearray()
        self.overflow = False
        self._stream = stream
        self._limit = limit
        self._on_progress = on_progress
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        if self._stream is None:
            return
        if self._on_progress is not None or self._limit == TAIL_BYTES:
            for line in self._stream:
                self._line(line)
            return
        while piece := self._stream.read1(1 << 16):  # type: ignore[attr-defined] # a BufferedReader
            if len(self.data) + len(piece) > self._limit:
                self.overflow = True
            else:
                self.data += piece

    def _line(self, line: bytes) -> None:
        if line.startswith(PROGRESS):
            share, _, words = line[len(PROGRESS) :].decode(errors="replace").strip().partition(" ")
            if self._on_progress is not None:
                with contextlib.suppress(ValueError):
                    self._on_progress(min(max(int(share), 0), 100), words)
            return
        self.data += line
        del self.data[: -self._limit]

    def join(self) -> None:
        """Wait until the pipe is at its end."""
        self._thread.join()


def _answer(code: int | None, output: _Pipe, errors: _Pipe) -> bytes:
    if output.overflow:
        raise FormatError("too-large", "The plan is larger than what can be taken over.", "", "Split the plan.")
    kind, _, body = bytes(output.data).partition(b"\n")
    if kind == b"document":
        return body
    if kind == b"trouble":
        trouble = msgspec.json.decode(body, type=Trouble)
        raise FormatError(trouble.id, trouble.title, trouble.where, trouble.remedy)
    words = bytes(errors.data).lower()
    if code == -getattr(signal, "SIGXCPU", 24):
        raise FormatError("timeout", "Reading used more computing time than allowed.", "", "Split the plan.")
    # 3 is what Java ends with when told to exit on exhausted memory; the system's own killer sends SIGKILL.
    if code in {3, -9} or b"memory" in words or b"mmap" in words:
        raise FormatError(
            "out-of-memory", "Reading needed more memory than allowed and was stopped.", "",
            "Split the plan, or ask the operator to allow more memory.",
        )  # fmt: skip
    raise FormatError(
        "reader-stopped",
        "The process that read the file ended without a result.",
        f"exit code {code}",
        "Save the plan as Microsoft Project XML and try that; if it happens again, report it with the file.",
    )
