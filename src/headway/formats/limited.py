"""Run a module of ours in a process of its own, with limits on time and output, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import headway

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROGRESS = b"progress "
OUTPUT_BYTES = 1 << 30
TAIL_BYTES = 4096
SECONDS_BETWEEN_LOOKS = 0.2
# What such a process needs of the environment; nothing secret is handed on.
KEPT = ("PATH", "JAVA_HOME", "SYSTEMROOT", "TEMP", "TMP", "LANG", "LC_ALL")


class Stopped(Exception):  # noqa: N818 - not an error: nobody wants the result any more
    """The process was ended by whoever had asked for it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it left."""

    code: int | None
    late: bool
    """It took longer than allowed and was ended."""
    output: bytes
    overflow: bool
    """It wrote more than is taken."""
    errors: bytes
    """The last that it said besides its progress."""

    @property
    def out_of_memory(self) -> bool:
        """Return whether it died for want of memory: told so, or ended by the system's own killer."""
        words = self.errors.lower()
        return self.code == -9 or b"memory" in words or b"mmap" in words

    @property
    def out_of_time(self) -> bool:
        return self.late or self.code == -getattr(signal, "SIGXCPU", 24)


def run_limited(
    module: str,
    order: bytes,
    folder: Path,
    seconds: float,
    *,
    on_progress: Callable[[int, str], None] | None = None,
    stop: threading.Event | None = None,
    more: Mapping[str, str] | None = None,
) -> Ended:
    """Run ``python -m module order`` in ``folder`` and return how it ended.

    ``on_progress`` is called with percent of the whole (0 to 100) and a few words, from another thread; ``more`` is
    added to the environment.

    Raises
    ------
    Stopped
        After ``stop`` was set; the process is gone then.
    """
    child = subprocess.Popen(  # noqa: S603 - our own module, arguments as a list
        [sys.executable, "-s", "-P", "-m", module, order.decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment(folder), **(more or {})},
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
    return Ended(child.returncode, late, bytes(output.data), output.overflow, bytes(errors.data))


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


def environment(folder: Path) -> dict[str, str]:
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
