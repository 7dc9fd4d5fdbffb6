"""Rows of different tables with different numbers, so that a number says what it is of."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.models import AutoField

APART = 10_000


def numbers_apart() -> None:
    """Let each table count on from a round number of its own; what is rolled back takes this back where the database does."""
    models = [model for model in apps.get_models(include_auto_created=True) if isinstance(model._meta.pk, AutoField)]
    with connection.cursor() as cursor:
        for place, model in enumerate(sorted(models, key=lambda each: each._meta.label), 1):
            table = model._meta.db_table
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, place * APART])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                               [f'"{table}"', model._meta.pk.column, place * APART])  # fmt: skip
