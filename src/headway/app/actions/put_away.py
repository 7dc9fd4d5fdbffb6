"""Delete rows so that they can come back: each with all that hangs on it goes whole into a trash item."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.deletion import Collector, ProtectedError

from headway.app.actions.errors import Refused
from headway.app.models import TrashItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.models import Component, Event
    from headway.app.rules import Actor

BATCH = 500
Values = dict[str, Any]


class Everything(Collector):
    """Django's own walk along foreign keys; it must name every row, so it takes no short cut in SQL."""

    def can_fast_delete(self, objs: Any, from_field: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        return False


@dataclass(slots=True)
class Packed:
    """Rows by the name of their table, and the references to them that deleting cleared."""

    rows: dict[str, list[Values]] = field(default_factory=dict)
    cleared: list[tuple[str, str, int, Any]] = field(default_factory=list)
    """(table, column, id, what stood there)."""
    place: dict[str, Any] = field(default_factory=dict)
    """Where it stood among what stays; the kind's own words."""


class Encoder(DjangoJSONEncoder):
    """JSON of whatever a column holds, to the microsecond (Django's own keeps milliseconds)."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.isoformat()
        return base64.b64encode(bytes(o)).decode() if isinstance(o, (bytes, memoryview)) else super().default(o)


def collect(rows: Iterable[Sequence[models.Model] | models.QuerySet[Any]]) -> Everything:
    """Return all that goes with these rows, or refuse what something else still needs."""
    collector = Everything(using=DEFAULT_DB_ALIAS)
    try:
        for each in rows:
            if each:
                collector.collect(each)
    except ProtectedError as error:
        what = ", ".join(sorted({str(row._meta.verbose_name) for row in error.protected_objects}))  # noqa: SLF001
        raise Refused("still-needed", "This cannot be deleted: something else needs it.", f"Needed by: {what}.",
                      "Delete that first.") from error  # fmt: skip
    return collector


def pack(collector: Everything, place: dict[str, Any]) -> Packed:
    """Read every row that will go, and every reference that will be cleared."""
    packed = Packed(place=place)
    going = {model: {row.pk for row in found} for model, found in collector.data.items()}
    for model, ids in going.items():
        packed.rows[model._meta.model_name or ""] = list(read(model, sorted(ids)))  # noqa: SLF001 - as Django documents
    for (column, _), groups in collector.field_updates.items():
        model = column.model
        ids = {row.pk for group in groups for row in cast("Iterable[models.Model]", group)} - going.get(model, set())
        if column.editable:  # what is computed will be computed again
            for start in range(0, len(ids), BATCH):
                some = model._base_manager.filter(pk__in=sorted(ids)[start : start + BATCH])  # noqa: SLF001
                for pk, value in some.values_list("pk", column.attname):
                    packed.cleared.append((str(model._meta.model_name), column.attname, pk, value))  # noqa: SLF001
    return packed


def read(model: type[models.Model], ids: list[Any]) -> Iterable[Values]:
    for start in range(0, len(ids), BATCH):
        yield from model._base_manager.filter(pk__in=ids[start : start + BATCH]).order_by("pk").values()  # noqa: SLF001


def write_out(packed: Packed) -> bytes:
    said = {"rows": packed.rows, "cleared": packed.cleared, "place": packed.place}
    return gzip.compress(json.dumps(said, cls=Encoder, separators=(",", ":")).encode(), compresslevel=4, mtime=0)


def read_back(item: TrashItem) -> Packed:
    """Return what a trash item holds, each value as its column has it."""
    said = json.loads(gzip.decompress(bytes(item.rows or b"")))
    rows = {name: [typed(name, values) for values in found] for name, found in said["rows"].items()}
    return Packed(rows, [tuple(each) for each in said["cleared"]], said["place"])


def typed(name: str, values: Values) -> Values:
    model = apps.get_model("headway", name)
    columns = {column.attname: column for column in model._meta.concrete_fields}  # noqa: SLF001
    result = {}
    for attname, value in values.items():
        if attname in columns:  # a column that a later version dropped is not missed
            column = columns[attname]
            target = column.target_field if isinstance(column, models.ForeignKey) else column
            is_json = isinstance(column, models.JSONField)
            result[attname] = value if value is None or is_json else target.to_python(value)
    return result


def put_away(  # noqa: PLR0913 - what an item of the trash says, by name
    actor: Actor,
    component: Component,
    row: models.Model,
    rows: Iterable[Sequence[models.Model] | models.QuerySet[Any]],
    *,
    title: str,
    right: str,
    event: Event,
    count: int = 1,
    place: dict[str, Any] | None = None,
) -> TrashItem:
    """Delete the rows, with all that hangs on them, into one item of the component's trash."""
    collector = collect(rows)
    packed = pack(collector, place or {})
    item = TrashItem.objects.create(
        component=component,
        object_type=row._meta.model_name or "",  # noqa: SLF001 - as Django documents
        object_id=row.pk,
        title=title[:300],
        count=count,
        right=right,
        rows=write_out(packed),
        event=event,
        trashed_at=event.at,
        trashed_by=actor.person,
    )
    collector.delete()
    return item
