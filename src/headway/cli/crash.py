"""What a user sees when Headway itself fails: one sentence and a log file, never a traceback."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

import click

from headway import __version__
from headway.cli import exits


def tell(error: Exception, arguments: list[str]) -> int:
    """Translate errors that other rooms raise on purpose; write a log for the rest."""
    expected = as_stop(error)
    if expected is not None:
        from headway.cli.main import tell as tell_stop

        return tell_stop(expected)
    path = write_log(error, arguments)
    click.secho(f"headway: internal error ({type(error).__name__}). This is a defect of Headway.", fg="red", err=True)
    click.echo(f"  What happened is written in {path}; please report it with that file.", err=True)
    return exits.INTERNAL


def as_stop(error: Exception) -> exits.Stop | None:
    """Return how an error of another room is told; None for a defect. Looks at names: imports nothing heavy."""
    origin = type(error).__module__
    if origin == "headway.formats.errors":
        code = exits.MISSING if getattr(error, "id", "") in {"no-java", "no-mpxj"} else exits.UNREADABLE
        title, where = getattr(error, "title", str(error)), getattr(error, "where", "")
        return exits.Stop(code, f"{title} ({where})" if where else title, getattr(error, "remedy", ""))
    if origin.startswith("django.db") and type(error).__name__ in {"OperationalError", "ProgrammingError"}:
        sentence = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        return exits.Stop(
            exits.MISSING,
            f"The database cannot be used: {sentence}",
            "`headway migrate` creates or upgrades it; `headway doctor` tells what is wrong.",
        )
    if origin == "headway.app.actions.errors":
        detail, remedy = getattr(error, "detail", ""), getattr(error, "remedy", "")
        return exits.Stop(exits.USAGE, f"{error} {detail}".strip(), remedy)
    if type(error).__name__ == "NotAllowed":
        return exits.Stop(exits.USAGE, str(error), "Name another person with --as, or ask for a role.")
    if isinstance(error, PermissionError):
        return exits.Stop(
            exits.MISSING, f"No permission for {error.filename}", "Set HEADWAY_DATA_DIR to a folder you may write to."
        )
    return None


def write_log(error: Exception, arguments: list[str]) -> Path:
    now = datetime.now().astimezone()
    text = "".join(
        [
            f"headway {__version__}, Python {platform.python_version()}, {platform.platform()}\n",
            f"{now.isoformat(timespec='seconds')}: headway {' '.join(arguments)}\n\n",
            *traceback.format_exception(error),
        ]
    )
    name = f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (Path(os.environ.get("HEADWAY_DATA_DIR", "var")) / "logs", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        except OSError:
            continue
        return (folder / name).resolve()
    return Path(os.devnull)
