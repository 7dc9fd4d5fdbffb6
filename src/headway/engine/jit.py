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

    Such a function makes no arrays, so nothing counts references to them: counting costs more than a lookup.

    Parameters
    ----------
    function : callable
        A function in Numba's subset of Python, over NumPy arrays and numbers.

    Returns
    -------
    callable
        The dispatcher; it releases the interpreter lock while it runs.
    """
    return _compiled(function, _nrt=False)


def allocating(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a kernel that makes arrays to work with.

    Parameters
    ----------
    function : callable
        A function in Numba's subset of Python, over NumPy arrays and numbers.

    Returns
    -------
    callable
        The dispatcher; it releases the interpreter lock while it runs.
    """
    return _compiled(function)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function that is laid into each kernel that calls it.

    Tables travel as seven numbers each, so that a call into a function of a few instructions costs more than the
    function.

    Parameters
    ----------
    function : callable
        A function in Numba's subset of Python.

    Returns
    -------
    callable
        The dispatcher.
    """
    return _compiled(function, _nrt=False, forceinline=True)


def pasted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Paste the text of a longer function into the one kernel that calls it, so that it is compiled once.

    Parameters
    ----------
    function : callable
        A function in Numba's subset of Python.

    Returns
    -------
    callable
        The dispatcher.
    """
    return _compiled(function, _nrt=False, inline="always")


def _compiled(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    # The setting is read while the decorator runs; other users of Numba in this process keep theirs.
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(cache_folder())
    try:
        compile_it: Any = numba.njit(cache=True, nogil=True, error_model="numpy", **options)
        compiled: Callable[..., Any] = compile_it(function)
    finally:
        settings.CACHE_DIR = before
    return compiled
