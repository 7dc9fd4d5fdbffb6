"""The limited process, ``python -m headway.formats.sandbox_child ORDER``: the document leaves by standard output."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import msgspec

from headway.formats.codec import encode
from headway.formats.detect import NATIVE, detect
from headway.formats.errors import FormatError
from headway.formats.limited_child import leave_with_parent, limit, tell
from headway.formats.mpxj.reader import HEAP_VARIABLE, read_with_mpxj
from headway.formats.reading import native_reader
from headway.formats.sandbox import Order, Trouble

JAVA_RESERVES_MB = 2048
"""Address space that Java reserves beyond its heap without using it."""


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
        limit(order.memory_mb + (JAVA_RESERVES_MB if java else 0), order.seconds)
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
