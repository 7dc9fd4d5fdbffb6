"""What a process does that ``limited.run_limited`` started: limit itself, go with its parent, tell how far it is."""

from __future__ import annotations

import contextlib
import os
import sys
import threading

FILES = 512
WRITTEN_BYTES = 1 << 30


def limit(memory_mb: int, seconds: int) -> None:
    """Put limits on this process; systems without them (Windows) rely on the clock of the parent."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": memory_mb << 20,
        "RLIMIT_CPU": seconds * (os.cpu_count() or 1) + 5,
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
