"""One way to compile a kernel: cached on disk, without the interpreter lock.

Numba keys a cached kernel by its own file only; a kernel that calls one of another file would go on using the old code.
The cache folder is therefore named after a digest of all kernel files, so a change anywhere starts a fresh folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.engine.garbage import unswept
from headway.engine.warm import cache_folder

with unswept():
    import numba
    from llvmlite import ir  # type: ignore[import-untyped]
    from numba.core import cgutils, registry, types
    from numba.extending import intrinsic

    settings: Any = numba.config
    if not settings.DISABLE_JIT:
        # The first kernel would import the other half of Numba.
        rules: Any = registry.cpu_target.target_context
        rules.refresh()

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
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(cache_folder())
    try:
        compile_it: Any = numba.njit(cache=True, nogil=True, error_model="numpy", **options)
        compiled: Callable[..., Any] = compile_it(function)
    finally:
        settings.CACHE_DIR = before
    return compiled


def _bring(_context: Any, array: Any, _index: Any) -> tuple[Any, Callable[..., Any]]:
    return types.void(array, types.intp), _bring_code


def _bring_code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    place = builder.gep(context.make_array(signature.args[0])(context, builder, arguments[0]).data, [arguments[1]])
    byte, number = builder.bitcast(place, ir.IntType(8).as_pointer()), ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [byte.type, number, number, number])
    insert: Any = cgutils.get_or_insert_function
    ask = insert(builder.module, kind, "llvm.prefetch.p0i8")
    # To be read, to stay in the cache, data.
    builder.call(ask, [byte, number(0), number(3), number(1)])
    return context.get_dummy_value()


def _bring_nothing(_array: Any, _index: Any) -> None:
    """Stand in for ``bring`` where nothing is compiled."""


bring: Any = _bring_nothing if settings.DISABLE_JIT else intrinsic(_bring)
"""``bring(array, index)`` in a kernel asks the processor to fetch an element that will be wanted soon."""


@inlined
def unsigned(number: Any) -> Any:
    """Let the compiler know that a number is not negative, so that an index need not count from the end of an array."""
    return number & 0xFFFFFFFF
