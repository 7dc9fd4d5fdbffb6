"""Where Java is on this machine, without starting it."""

from __future__ import annotations

import os
import platform
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

from headway.formats.errors import FormatError

OLDEST = 11
_VERSION = re.compile(r'^JAVA_VERSION="([^"]+)"', re.MULTILINE)
_LIBRARIES = ("lib/server/libjvm.so", "lib/server/libjvm.dylib", "bin/server/jvm.dll", "jre/lib/amd64/server/libjvm.so")
_FOLDERS = (
    "/usr/lib/jvm", "/usr/java", "/opt/java", "/opt/homebrew/opt", "/usr/local/opt",
    "/Library/Java/JavaVirtualMachines", "C:/Program Files/Java",
    "C:/Program Files/Eclipse Adoptium", "C:/Program Files/Microsoft",
)  # fmt: skip


def java_home() -> Path | None:
    """Return the home of the first Java that is new enough: JAVA_HOME, then the PATH, then the usual folders."""
    for home in _candidates():
        if jvm_library(home) is not None and _is_new_enough(home):
            return home
    return None


def java_version() -> str | None:
    """Return the version of the Java that would be used, as ``17.0.15``; None where there is none."""
    home = java_home()
    return None if home is None else _version(home) or "unknown"


def mpxj_installed() -> bool:
    """Return whether the Python packages of ``headway[mpp]`` are here."""
    return find_spec("mpxj") is not None and find_spec("jpype") is not None


def jvm_library(home: Path) -> Path | None:
    """Return the shared library of a Java home."""
    return next((home / name for name in _LIBRARIES if (home / name).is_file()), None)


def install_line() -> str:
    """Return how to get Java on this system."""
    return {
        "Darwin": "brew install openjdk",
        "Windows": "winget install EclipseAdoptium.Temurin.21.JRE",
    }.get(platform.system(), "sudo apt install default-jre-headless")


def require_java() -> Path:
    """Return Java's home. Raises FormatError ``no-java`` or ``no-mpxj`` with the line that installs what is missing."""
    if not mpxj_installed():
        raise FormatError(
            "no-mpxj",
            "This format is read with the library MPXJ, which is not installed.",
            "",
            'Install it: pip install "headway[mpp]". Or save the plan as Microsoft Project XML, which needs nothing.',
        )
    home = java_home()
    if home is None:
        raise FormatError(
            "no-java",
            f"This format is read with Java {OLDEST} or newer, and there is none on this machine.",
            "",
            f"Install it: {install_line()}. Or save the plan as Microsoft Project XML or XER, which need no Java.",
        )
    return home


def _candidates() -> list[Path]:
    found = []
    if named := os.environ.get("JAVA_HOME"):
        found.append(Path(named))
    if command := shutil.which("java"):
        found.append(Path(command).resolve().parent.parent)
    for folder in _FOLDERS:
        try:
            below = sorted(Path(folder).iterdir(), reverse=True)
        except OSError:
            continue
        found += [
            home
            for path in below
            for home in (path, path / "Contents/Home", path / "libexec/openjdk.jdk/Contents/Home")
        ]
    return found


def _version(home: Path) -> str | None:
    try:
        match = _VERSION.search((home / "release").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return match.group(1) if match else None


def _is_new_enough(home: Path) -> bool:
    version = _version(home)
    if version is None:
        return True
    parts = version.split(".")
    major = parts[1] if parts[0] == "1" and len(parts) > 1 else parts[0]
    return not major.isdigit() or int(major) >= OLDEST
