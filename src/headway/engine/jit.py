"""One way to compile a kernel: cached on disk, without the interpreter lock.

Numba keys a cached kernel by its own file only; a kernel that calls one of another file would go on using the old code.
The cache folder is therefore named after a digest of all kernel files, so a change anywhere starts a fresh folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba

from headway.engine.warm import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function with Numba on its first call and keep the machine code on disk.

    Parameters
    ----------
    function : callable
        A function in Numba's subset of Python, over NumPy arrays and numbers.

    Returns
    -------
    callable
        The dispatcher; it releases the interpreter lock while it runs.
    """
    # The setting is read while the decorator runs; other users of Numba in this process keep theirs.
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(cache_folder())
    try:
        compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    finally:
        settings.CACHE_DIR = before
    return compiled
