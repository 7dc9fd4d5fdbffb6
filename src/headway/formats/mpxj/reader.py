"""Read a file with MPXJ in this process: start Java, let it read, take its JSON, map it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec

from headway.formats.errors import FormatError
from headway.formats.mpxj.document import document_of
from headway.formats.mpxj.java import jvm_library, require_java
from headway.formats.mpxj.ole import check_compound_file
from headway.formats.notices import Notices
from headway.formats.tidy import refuse_too_many
from headway.formats.xml_safe import elements

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.detect import Format
    from headway.formats.document import PlanDocument
    from headway.formats.limits import Limits

HEAP_VARIABLE = "HEADWAY_READER_HEAP_MB"
DEFAULT_HEAP_MB = 1024
XML_FORMATS = frozenset({"mspdi", "pmxml", "planner", "ganttproject", "other-xml"})


def read_with_mpxj(path: Path, found: Format, limits: Limits) -> PlanDocument:
    """Return the plan that MPXJ reads.

    Raises
    ------
    FormatError
        Whatever is wrong; the Java side's own words never reach a person.
    """
    if found in XML_FORMATS:
        # Java's XML readers fetch and expand; what they get has passed the gate for native XML first.
        for event, element, _ in elements(path, limits, deepest=3):
            if event == "end":
                element.clear()
    if found == "mpp":
        check_compound_file(path)
    home = require_java()
    project = _read(path, home)
    if project is None:
        if found not in {"other", "other-xml"}:
            raise _damaged(path)
        raise FormatError(
            "not-a-plan",
            "No reader recognizes this file as a plan.",
            path.name,
            "Open it in its own program and save it as Microsoft Project XML, .mpp or .xer.",
        )
    notices = Notices()
    files = [file for file in project if file.getTasks().size()] or list(project)
    chosen = max(files, key=lambda file: int(file.getTasks().size()))
    if len(files) > 1:
        names = ", ".join(str(file.getProjectProperties().getName() or "?") for file in files[:5])
        kept = str(chosen.getProjectProperties().getName() or "?")
        message = f"The file holds {len(files)} projects ({names}); the largest one, {kept}, is kept."
        notices.add("several-projects", message)
    refuse_too_many(int(chosen.getTasks().size()), limits)
    return document_of(chosen, _as_json(chosen), found, notices, limits)


def start_java(home: Path) -> None:
    """Start the virtual machine once, lean and quiet."""
    import jpype  # noqa: PLC0415 - an optional dependency

    if jpype.isJVMStarted():
        return
    import mpxj  # noqa: F401, PLC0415 - puts its jars on the class path

    heap = os.environ.get(HEAP_VARIABLE, str(DEFAULT_HEAP_MB))
    jpype.startJVM(
        f"-Xmx{heap}m",
        "-Xss4m",
        "-Xshare:auto",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-XX:CompressedClassSpaceSize=128m",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:+ExitOnOutOfMemoryError",
        f"-XX:ErrorFile={os.devnull}",
        "-Djava.awt.headless=true",
        "-Dlog4j2.statusLoggerLevel=OFF",
        "-Dlog4j.provider=org.apache.logging.log4j.simple.internal.SimpleProvider",
        jvmpath=str(jvm_library(home)),
        convertStrings=False,
    )


def _read(path: Path, home: Path) -> Any:
    start_java(home)
    import jpype  # noqa: PLC0415

    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    try:
        found = reader.readAll(str(path))
    except jpype.JException as error:
        raise _explained(error, path) from None
    return found if found is not None and found.size() else None


def _explained(error: Any, path: Path) -> FormatError:
    names: list[str] = []
    cause = error
    while cause is not None and len(names) < 10:
        names.append(str(cause.getClass().getSimpleName()))
        cause = cause.getCause()
    message = str(error.getMessage() or "")
    if "password" in message.lower() or any("Password" in name for name in names):
        return FormatError(
            "password-protected", "The file is protected with a password.", path.name,
            "Remove the password in the program it comes from, and save it again.",
        )  # fmt: skip
    if any(name in {"OutOfMemoryError", "StackOverflowError"} for name in names):
        return FormatError("out-of-memory", "The file needs more memory than allowed.", path.name, "Split the plan.")
    return _damaged(path)


def _damaged(path: Path) -> FormatError:
    return FormatError(
        "truncated-file",
        "The file looks like a plan, but its content is damaged or incomplete.",
        path.name,
        "Open it in its own program and save it again, or export Microsoft Project XML.",
    )


def _as_json(project: Any) -> dict[str, Any]:
    """Return everything MPXJ knows of the project; Java writes it at once, faster than field by field."""
    import jpype  # noqa: PLC0415

    stream = jpype.JClass("java.io.ByteArrayOutputStream")()
    try:
        jpype.JClass("org.mpxj.json.JsonWriter")().write(project, stream)
        data: dict[str, Any] = msgspec.json.decode(bytes(stream.toByteArray()))
    except jpype.JException:
        raise FormatError(
            "unreadable", "The plan was read, but its content contradicts itself.", "",
            "Open it in its own program and save it again.",
        ) from None  # fmt: skip
    return data
