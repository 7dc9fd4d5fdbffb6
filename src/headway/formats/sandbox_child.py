"""The limited process, ``python -m headway.formats.sandbox_child ORDER``: the document leaves by standard output."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
from pathlib import Path

import msgspec

from headway.formats.codec import encode
from headway.formats.detect import NATIVE, detect
from headway.formats.errors import FormatError
from headway.formats.mpxj.reader import HEAP_VARIABLE, read_with_mpxj
from headway.formats.reading import native_reader
from headway.formats.sandbox import Order, Trouble

JAVA_RESERVES_MB = 2048
"""Address space that Java reserves beyond its heap without using it."""
FILES = 512
WRITTEN_BYTES = 1 << 30


def limit(order: Order, *, java: bool) -> None:
    """Put limits on this process; systems without them (Windows) rely on the clock of the parent."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    address_mb = order.memory_mb + (JAVA_RESERVES_MB if java else 0)
    wanted = {
        "RLIMIT_AS": address_mb << 20,
        "RLIMIT_CPU": order.seconds * (os.cpu_count() or 1) + 5,
        "RLIMIT_NOFILE": FILES,
        "RLIMIT_FSIZE": WRITTEN_BYTES,
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        # macOS refuses some of them.
        with contextlib.suppress(ValueError, OSError, AttributeError):
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (most, most))


def leave_with_parent() -> None:
    """End this process as soon as the parent's end of standard input closes, even when the parent was killed."""

    def watch() -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdin.buffer.read()
        os._exit(9)

    threading.Thread(target=watch, daemon=True).start()


def tell(percent: int, words: str) -> None:
    """Tell the parent how far we are."""
    os.write(2, f"progress {percent} {words}\n".encode())


def main(argument: str) -> None:
    """Read what the order names and write the answer."""
    # Libraries may print; the answer has the pipe to itself.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # A short life with many small objects and no circles: collecting garbage would be a quarter of the work.
    gc.disable()
    order = msgspec.json.decode(argument, type=Order)
    leave_with_parent()
    path = Path(order.path)
    try:
        found = detect(path, order.limits)
        java = order.mpxj or found not in NATIVE
        limit(order, java=java)
        os.environ[HEAP_VARIABLE] = str(order.memory_mb // 2)
        tell(5, "Starting Java" if java else "Reading the file")
        document = read_with_mpxj(path, found, order.limits) if java else native_reader(found)(path, order.limits)
        tell(95, f"{len(document.tasks):,} tasks read")
        body = b"document\n" + encode(document)
    except FormatError as error:
        body = b"trouble\n" + msgspec.json.encode(Trouble(error.id, error.title, error.where, error.remedy))
    except MemoryError:
        body = b"trouble\n" + msgspec.json.encode(
            Trouble("out-of-memory", "Reading needed more memory than allowed.", "", "Split the plan.")
        )
    answer.write(body)
    answer.flush()
    # Java's own threads would keep the process for a while.
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
