"""Compile every kernel ahead of use, and tell without importing Numba whether that has been done."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

ENGINE = Path(__file__).resolve().parent
MARKER = "warm"
MARKER_OF_ALL = "warm-all"


@cache
def digest() -> str:
    """Name what compiled code depends on: kernel sources, Numba, Python and the kind of machine.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    total = hashlib.sha256()
    for path in sorted(path for name in ("kernels*.py", "layout.py", "jit.py") for path in ENGINE.rglob(name)):
        total.update(path.relative_to(ENGINE).as_posix().encode())
        total.update(path.read_bytes())
    words = (version("numba"), version("numpy"), sys.implementation.cache_tag or "", platform.machine(), str(ENGINE))
    total.update(" ".join(words).encode())
    return total.hexdigest()[:16]


def candidate_folders() -> list[Path]:
    """List where compiled code may lie, best first.

    Returns
    -------
    list of Path
        The folder of ``HEADWAY_CACHE_DIR`` if set, else the one beside the sources and the user's cache.
    """
    name = f"kernels-{digest()}"
    if wanted := os.environ.get("HEADWAY_CACHE_DIR"):
        return [Path(wanted) / name]
    if os.name == "nt":
        user = Path(os.environ.get("LOCALAPPDATA", str(Path.home())))
    elif sys.platform == "darwin":
        user = Path.home() / "Library" / "Caches"
    else:
        user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [ENGINE / "__pycache__" / name, user / "headway" / name]


@cache
def cache_folder() -> Path:
    """Choose the first folder that can be written, and bring along what a read-only one already holds.

    Returns
    -------
    Path
        An existing, writable folder; a temporary one where nothing else can be written.
    """
    candidates = candidate_folders()
    for folder in candidates:
        if not _writable(folder):
            continue
        filled = next((other for other in candidates if other != folder and (other / MARKER).is_file()), None)
        if filled is not None and not (folder / MARKER).is_file():
            shutil.copytree(filled, folder, dirs_exist_ok=True)
        return folder
    return Path(tempfile.mkdtemp(prefix="headway-kernels-"))


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def is_warm() -> bool:
    """Tell whether the kernels of these sources have been compiled before, without importing Numba.

    Returns
    -------
    bool
        True where the first schedule of a process need not compile.
    """
    return any((folder / MARKER).is_file() for folder in candidate_folders())


def all_is_warm() -> bool:
    """Tell whether levelling, selection and simulation have been compiled before too.

    Returns
    -------
    bool
        True where nothing compiles any more.
    """
    return any((folder / MARKER_OF_ALL).is_file() for folder in candidate_folders())


def warm(*, everything: bool = False) -> Path:
    """Compile the kernels of the scheduler and of its measures and leave a marker; quick where that was done before.

    Parameters
    ----------
    everything : bool
        Those of levelling, selection and simulation too, which take longer; otherwise these compile at their first use.

    Returns
    -------
    Path
        The folder that holds the compiled code.
    """
    from headway.engine.measures.rehearsal import rehearse_measures  # noqa: PLC0415 - imports Numba
    from headway.engine.network.rehearsal import rehearse  # noqa: PLC0415 - imports Numba

    rehearse()
    rehearse_measures()
    folder = cache_folder()
    for other in folder.parent.glob("kernels-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    (folder / MARKER).write_text("compiled\n", "utf-8")
    if everything:
        from headway.engine.levelling.rehearsal import rehearse_levelling  # noqa: PLC0415 - imports Numba
        from headway.engine.selection.rehearsal import rehearse_selection  # noqa: PLC0415 - imports Numba
        from headway.engine.simulation.rehearsal import rehearse_simulation  # noqa: PLC0415 - imports Numba

        rehearse_levelling()
        rehearse_selection()
        rehearse_simulation()
        (folder / MARKER_OF_ALL).write_text("compiled\n", "utf-8")
    return folder


def interprets() -> bool:
    """Tell whether this process runs the kernels as ordinary Python (Numba's own switch ``NUMBA_DISABLE_JIT``).

    Returns
    -------
    bool
        True where nothing is compiled, so that nothing has to be waited for.
    """
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}


@cache
def warming() -> subprocess.Popen[bytes]:
    """Start compiling every kernel in a process of its own; later calls find the same one.

    Compiling holds the interpreter lock: in a process of its own, pages and commands go on meanwhile. It outlives the
    process that started it.

    Returns
    -------
    subprocess.Popen
        The process; where it fails, each process compiles what it needs by itself.
    """
    return subprocess.Popen(
        [sys.executable, "-c", "from headway.engine.warm import warm; warm()"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"},
        start_new_session=True,
    )
