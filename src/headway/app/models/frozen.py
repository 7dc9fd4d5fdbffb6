"""The database itself refuses to change what was sent: triggers, made again after every migration.

They are not part of a migration because SQLite loses the triggers of a table that a later migration rebuilds.
"""

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

FROZEN = {
    "headway_report": "OLD.state = 'sent'",
    "headway_reportaddendum": "1 = 1",
    "headway_reportattachment": "(SELECT state FROM headway_report WHERE id = OLD.report_id) = 'sent'",
    "headway_selectionproposal": "1 = 1",
}
"""Table, and the condition under which a row of it can neither be changed nor deleted."""
MESSAGE = "what was sent or proposed is never changed"


@receiver(post_migrate, dispatch_uid="headway-frozen")
def freeze_sent_reports(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Make the triggers of every frozen table that is there."""
    if sender.label != "headway":
        return
    freeze(connections[using])


def freeze(connection: BaseDatabaseWrapper) -> None:
    there = set(connection.introspection.table_names())
    if not there >= set(FROZEN):
        return
    write = sqlite if connection.vendor == "sqlite" else postgresql
    with connection.cursor() as cursor:
        for table, condition in FROZEN.items():
            for statement in write(table, condition):
                cursor.execute(statement)


@contextmanager
def thawed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the names of a person who is anonymized be taken out, inside one transaction; nothing else may use it."""
    if not connection.in_atomic_block:
        raise RuntimeError("what was sent is rewritten in one transaction")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # see append_only.rewriting
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in FROZEN:
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")
    yield
    freeze(connection)


def sqlite(table: str, condition: str) -> list[str]:
    statements = []
    refusal = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for act in ("update", "delete"):
        name = f"{table}_no_{act}"
        statements += [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} WHEN {condition} {refusal}",
        ]
    return statements


def postgresql(table: str, condition: str) -> list[str]:
    name = f"{table}_frozen"
    refusal = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    body = f"IF {condition} THEN {refusal}; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
