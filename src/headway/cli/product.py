"""Wakes the product (settings, database) for the commands that need it; the others never import Django."""

from __future__ import annotations

import os

from headway.cli import exits


def start() -> None:
    """Load settings and models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.app.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise exits.Stop(
            exits.MISSING, f"The settings are not usable: {error}", "Check the HEADWAY_* environment variables."
        ) from error


def pending_migrations() -> list[str]:
    """Return the names of migrations that the database has not seen; raises OperationalError without a database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrate() -> list[str]:
    """Bring the database up to date; return what was applied."""
    from django.core.management import call_command
    from django.db import connection

    from headway.app.models.append_only import is_protected, protect

    pending = pending_migrations()
    if pending:
        call_command("migrate", verbosity=0, interactive=False)
    if not is_protected(connection):
        protect(connection)
    return pending


def start_migrated() -> None:
    """Start, and refuse to work on a database that is behind."""
    start()
    pending = pending_migrations()
    if pending:
        raise exits.Stop(
            exits.MISSING,
            f"The database is not up to date ({len(pending)} migrations pending).",
            "Run `headway migrate` first.",
        )
