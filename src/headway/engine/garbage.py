"""Making many objects at once without looking for garbage meanwhile."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_collecting() -> Iterator[None]:
    """Pause the search for garbage: a plan is many small objects without circles, and it is a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def unswept() -> Iterator[None]:
    """Keep Python from looking for garbage, and from ever looking again at what is there at the end.

    Numba makes some hundred thousand objects when it is imported, and all of them stay: walking over them in vain takes
    a fifth of a second while they come, whenever the oldest generation is swept, and when the process ends.
    """
    with without_collecting():
        try:
            yield
        finally:
            gc.freeze()
