"""The database itself refuses to change or delete an event: triggers, on SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.apps import AppConfig
    from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "headway_event"
MESSAGE = "events are append-only"
NAMES = ("headway_event_no_update", "headway_event_no_delete", "headway_event_no_truncate")
NO_UPDATE, NO_DELETE, NO_TRUNCATE = NAMES

SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS {NO_UPDATE} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    f"CREATE TRIGGER IF NOT EXISTS {NO_DELETE} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
)
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    f"CREATE OR REPLACE TRIGGER {NO_UPDATE} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE OR REPLACE TRIGGER {NO_DELETE} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE OR REPLACE TRIGGER {NO_TRUNCATE} BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION {TABLE}_refuse()",
)


def protect(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; those that are there stay."""
    statements = SQLITE if connection.vendor == "sqlite" else POSTGRESQL
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def unprotect(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: before a migration that rewrites the table, and to test that tampering is found."""
    where = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


@contextmanager
def rewriting(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the names of a person who is anonymized be taken out, inside one transaction; nothing else may use it.

    Nobody else gets through meanwhile: the table is locked, and if anything fails the triggers were never gone.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the log is rewritten in one transaction")
    if connection.vendor == "postgresql":  # rows whose references are still to be checked keep a table from changing
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    unprotect(connection)
    yield
    protect(connection)


def is_protected(connection: BaseDatabaseWrapper) -> bool:
    """Return whether every trigger is there and armed."""
    needed: tuple[str, ...] = NAMES
    if connection.vendor == "sqlite":
        question, needed = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", NAMES[:2]
    else:
        question = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(question, [TABLE])
        return set(needed) <= {name for (name,) in cursor.fetchall()}


@receiver(post_migrate, dispatch_uid="headway-append-only")
def protect_after_migrating(sender: AppConfig, using: str, **_: Any) -> None:
    """Arm the log after every migration: SQLite drops the triggers of a table that a migration rebuilds."""
    if sender.label == "headway" and TABLE in connections[using].introspection.table_names():
        protect(connections[using])
