"""Write rows from the trash back, each under its own id; what they need and what is gone meanwhile is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from headway.app.actions.errors import Refused
from headway.app.actions.put_away import BATCH

if TYPE_CHECKING:
    from headway.app.actions.put_away import Packed, Values


def bring_back(packed: Packed) -> int:
    """Insert all rows and set the references to them again; return how many rows could not come back."""
    dropped = leave_out_orphans(packed)
    try:
        with transaction.atomic():
            for name, rows in packed.rows.items():
                insert(apps.get_model("headway", name), rows)
    except IntegrityError as error:
        raise Refused("taken-meanwhile", "This cannot come back: something new has taken its place.", "",
                      "Look for a newer one of the same name or number, and delete that first.") from error  # fmt: skip
    for name, attname, pk, value in packed.cleared:
        model = apps.get_model("headway", name)
        model._base_manager.filter(**{"pk": pk, attname: None}).update(**{attname: value})  # noqa: SLF001
    return dropped


def insert(model: type[models.Model], rows: list[Values]) -> None:
    manager = model._base_manager  # noqa: SLF001 - for any model
    manager.bulk_create([model(**values) for values in rows], batch_size=BATCH)
    stamps = [column.attname for column in model._meta.concrete_fields  # noqa: SLF001
              if getattr(column, "auto_now_add", False) or getattr(column, "auto_now", False)]  # fmt: skip
    for values in rows if stamps else ():
        manager.filter(pk=values[key_of(model)]).update(**{name: values[name] for name in stamps})


def leave_out_orphans(packed: Packed) -> int:
    """Empty references to what is gone; leave out rows that cannot be without. Again until nothing changes."""
    dropped, before = 0, -1
    while dropped != before:
        before = dropped
        here = {
            name: {values[key_of(apps.get_model("headway", name))] for values in rows}
            for name, rows in packed.rows.items()
        }
        for name, rows in packed.rows.items():
            kept = [values for values in rows if holds_on(name, values, here, lasting(name, rows))]
            dropped += len(rows) - len(kept)
            packed.rows[name] = kept
    return dropped


def key_of(model: type[models.Model]) -> str:
    key = model._meta.pk  # noqa: SLF001 - as Django documents
    return str(key.attname)


def references(name: str) -> list[models.ForeignKey[Any, Any]]:
    model = apps.get_model("headway", name)
    return [column for column in model._meta.concrete_fields if isinstance(column, models.ForeignKey)]  # noqa: SLF001


def lasting(name: str, rows: list[Values]) -> dict[str, set[Any]]:
    """Return for each reference which of the ids that these rows name are still in the database."""
    result = {}
    for column in references(name):
        target = column.remote_field.model
        wanted = sorted({values[column.attname] for values in rows if values[column.attname] is not None})
        found: set[Any] = set()
        for start in range(0, len(wanted), BATCH):
            some = target._base_manager.filter(pk__in=wanted[start : start + BATCH])  # noqa: SLF001
            found |= set(some.values_list("pk", flat=True))
        result[column.attname] = found
    return result


def holds_on(name: str, values: Values, here: dict[str, set[Any]], there: dict[str, set[Any]]) -> bool:
    for column in references(name):
        value = values[column.attname]
        target = str(column.remote_field.model._meta.model_name)  # noqa: SLF001
        if value is None or value in there[column.attname] or value in here.get(target, ()):
            continue
        if not column.null:
            return False
        values[column.attname] = None
    return True
