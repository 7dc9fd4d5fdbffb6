"""An up-to-date SQLite database without anything in it: made once by the product, copied by who needs one.

It lies in the virtual environment and is known by what it was made of; a change of a migration or of a requirement
makes another.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(sys.prefix) / "migrated"


@cache
def empty_database() -> Path:
    """Return the file. Two processes that lack it at once both make it; the last one stays."""
    total = hashlib.sha256(sys.version.encode())
    made_of = [ROOT / "requirements/dev.txt", ROOT / "requirements/run.txt"]
    for path in sorted([*made_of, *ROOT.glob("src/headway/app/m*/**/*.py"), *ROOT.glob("src/headway/app/config/*.py")]):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    file = FOLDER / f"{total.hexdigest()[:20]}.sqlite3"
    if file.is_file():
        return file
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        environment = dict(os.environ, HEADWAY_DATA_DIR=folder)
        environment.pop("HEADWAY_DATABASE_URL", None)
        subprocess.run(
            [sys.executable, "-m", "headway.cli.main", "migrate"], env=environment, check=True, capture_output=True
        )
        made = Path(folder) / "headway.sqlite3"
        with contextlib.closing(sqlite3.connect(made)) as database:
            database.execute("PRAGMA journal_mode=DELETE")
        made.replace(file)
    for old in FOLDER.glob("*.sqlite3"):
        if old != file:
            old.unlink(missing_ok=True)
    return file


def migrated(data: Path) -> Path:
    """Put it where the product looks for its database in a folder of data."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty_database(), data / "headway.sqlite3")
    return data


@contextlib.contextmanager
def filled(name: str):
    """Keep an in-memory database that has all tables, so that Django finds nothing left to migrate."""
    with contextlib.closing(sqlite3.connect(name, uri=True)) as memory:
        with contextlib.closing(sqlite3.connect(empty_database())) as file:
            file.backup(memory)
        yield
