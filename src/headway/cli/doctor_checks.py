"""What `headway doctor` looks at. Every check answers; none may raise."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.models import EventChain


@dataclass(frozen=True, slots=True)
class Finding:
    state: Literal["good", "advice", "wrong"]
    what: str
    found: str
    remedy: str = ""


def machine_findings() -> list[Finding]:
    checks = (python, data_folder, database, migrations, people, scheduler, java, front_end)
    return [checked(check) for check in checks]


def checked(check: Callable[[], Finding]) -> Finding:
    """Run a check; one that fails is a finding itself."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - the doctor must survive every illness
        sentence = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        return Finding(
            "wrong", check.__name__.replace("_", " "), sentence, "Mend the cause, run `headway doctor` again."
        )


def python() -> Finding:
    found = f"{platform.python_version()} at {sys.prefix}"
    if sys.version_info < (3, 11):  # noqa: UP036 - an interpreter may be forced upon the package
        return Finding("wrong", "Python", found, "Install Python 3.11 or newer.")
    return Finding("good", "Python", found)


def data_folder() -> Finding:
    from django.conf import settings

    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding(
            "wrong", "Data folder", f"{folder}: {error.strerror}", "Set HEADWAY_DATA_DIR to a writable folder."
        )
    return Finding("good", "Data folder", str(folder))


def database() -> Finding:
    from django.db import DatabaseError, connection

    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    place = str(connection.settings_dict["NAME"])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        sentence = str(error).strip().splitlines()[0]
        return Finding("wrong", "Database", f"{kind} {place}: {sentence}", "Check HEADWAY_DATABASE_URL.")
    return Finding("good", "Database", f"{kind} {place}")


def migrations() -> Finding:
    from headway.cli import product

    pending = product.pending_migrations()
    if pending:
        return Finding("wrong", "Migrations", f"{len(pending)} pending", "headway migrate")
    return Finding("good", "Migrations", "all applied")


def people() -> Finding:
    from headway.app.models import Person
    from headway.cli import product

    if product.pending_migrations():
        return Finding("advice", "People", "unknown before the migrations", "headway migrate")
    count = Person.objects.count()
    if not count:
        return Finding("advice", "People", "nobody", "headway create-admin, or headway demo")
    return Finding("good", "People", str(count))


def scheduler() -> Finding:
    from headway.engine.warm import is_warm

    if is_warm():
        return Finding("good", "Scheduler", "compiled")
    return Finding("advice", "Scheduler", "compiles at its first use", "headway warm")


def java() -> Finding:
    from importlib.util import find_spec

    from headway.formats.mpxj.java import java_version

    if find_spec("mpxj") is None:
        return Finding("advice", "MPXJ (.mpp and others)", "not installed", "pip install 'headway[mpp]'")
    version = java_version()
    if version is None:
        return Finding(
            "advice",
            "MPXJ (.mpp and others)",
            "no Java 11 or newer",
            "apt install default-jre-headless, brew install openjdk, or winget install EclipseAdoptium.Temurin.21.JRE",
        )
    return Finding("good", "MPXJ (.mpp and others)", f"with Java {version}")


def front_end() -> Finding:
    from django.contrib.staticfiles import finders

    built = finders.find("headway/dist/headway.css")
    if built is None:
        return Finding("wrong", "Front end", "not built", "pip install --force-reinstall --no-deps headway (or -e .)")
    return Finding("good", "Front end", f"{sum(1 for _ in os.scandir(Path(str(built)).parent))} files")


def audit_findings() -> list[Finding]:
    """Verify the log of every tree and the tree itself."""
    from headway.app.models import EventChain

    chains = EventChain.objects.select_related("root").order_by("root_id")
    findings = [checked_chain(chain) for chain in chains] or [Finding("good", "Hash chains", "none yet")]
    return [checked(closure), checked(append_only), *findings]


def append_only() -> Finding:
    """Look whether the database still refuses to change or delete an event."""
    from django.db import connection

    from headway.app.models.append_only import is_protected

    if is_protected(connection):
        return Finding("good", "Append-only log", "the database refuses to change events")
    return Finding(
        "wrong", "Append-only log", "its triggers are missing", "Run `headway migrate`; find out who removed them."
    )


def checked_chain(chain: EventChain) -> Finding:
    from headway.app.queries.audit.verify import REMEDY, verify_chain

    what = f"Hash chain of {chain.root.name}"
    problems = verify_chain(chain.root)
    if problems:
        return Finding("wrong", what, "; ".join(problem.text for problem in problems[:3]), REMEDY)
    return Finding("good", what, f"{chain.sequence:,} events intact")


def closure() -> Finding:
    """Compare the closure table with what the parents say."""
    from headway.app.models import Component, ComponentPath

    parents = dict(Component.objects.values_list("id", "parent_id"))
    expected = set()
    for component in parents:
        ancestor, depth = component, 0
        while ancestor is not None and depth <= len(parents):
            expected.add((ancestor, component, depth))
            ancestor, depth = parents[ancestor], depth + 1
    stored = set(ComponentPath.objects.values_list("ancestor_id", "descendant_id", "depth"))
    if expected != stored:
        wrong = sorted({row[1] for row in expected ^ stored})[:5]
        return Finding("wrong", "Component tree", f"paths differ for components {wrong}", "Restore from a backup.")
    return Finding("good", "Component tree", f"{len(parents):,} components, {len(stored):,} paths")
