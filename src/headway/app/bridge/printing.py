"""What is drawn of a schedule or roadmap, gathered for one reader, so that a process without database can draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.bridge.confidence.rows_kept import rows_kept
from headway.app.bridge.confidence.rows_on_roadmap import rows_on_roadmap
from headway.app.bridge.grid_columns import chosen, drawn_beside, instant, rows_to_level, with_custom
from headway.app.bridge.roadmap_columns import COMPONENT, roadmap_payload
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.queries.components import breadcrumbs
from headway.app.queries.fields import PREFIX, fields_of
from headway.app.queries.news import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.bridge.grid_columns import GridColumn
    from headway.app.models import Component, Person


def payload_of(
    person: Person, component: Component, columns: Iterable[GridColumn], *, whiskers: bool = False
) -> dict[str, Any]:
    """Return what a document with these columns says of a plan or of a roadmap, and of P50 to P80 where it is drawn."""
    if component.holds_tasks:
        payload = with_custom(schedule_payload(person, component))
    else:
        payload = roadmap_payload(person, component)
    if not whiskers and not any(each.simulated for each in columns):
        return payload
    return with_figures(payload, person, component) | {"whiskers": whiskers}


def with_figures(payload: dict[str, Any], person: Person, component: Component) -> dict[str, Any]:
    """Return the payload with what the simulation says of its rows, and whether that is old."""
    kept = rows_kept(component) if component.holds_tasks else rows_on_roadmap(person, component, ())
    names = [name for name in kept.columns if name != "ids"]
    rows = zip(*(kept.columns[name] for name in names), strict=True)
    found = {pk: dict(zip(names, row, strict=True)) for pk, row in zip(kept.columns["ids"], rows, strict=True)}
    tasks = payload["tasks"]
    keys = [-pk if kind == COMPONENT else pk for pk, kind in zip(tasks["id"], tasks["kind"], strict=True)]
    return payload | {"sure": [found.get(key, {}) for key in keys], "sure_old": kept.old}


def wants_whiskers(asked: Mapping[str, Any]) -> bool:
    return asked.get("sure") == "1"


def columns_beside(component: Component, keys: list[str]) -> dict[str, GridColumn]:
    """Return the columns beside a drawing: those that were chosen, else the usual ones."""
    return chosen(component, keys or drawn_beside(component))


def title_block(person: Person, component: Component) -> dict[str, str]:
    """Return what a print says about itself."""
    zone = zone_of(person)
    now, status = timezone.now().astimezone(zone), instant(component.status_date)
    return {
        "path": " / ".join(each.name for each in breadcrumbs(person, component)),
        "name": component.name,
        "what": "Schedule" if component.holds_tasks else "Roadmap",
        "kind": component.get_kind_display(),
        "code": component.code,
        "data_date": f"{status:%Y-%m-%d}" if status else "not set",
        "revision": str(component.revision) if component.holds_tasks else "current",
        "printed": f"{now:%Y-%m-%d %H:%M}",
        "zone": zone.key,
        "by": person.name,
    }


def print_order(person: Person, component: Component, asked: dict[str, Any]) -> dict[str, Any]:
    """Return all that drawing takes, as JSON."""
    columns = columns_beside(component, asked.get("columns", []))
    payload = payload_of(person, component, columns.values(), whiskers=wants_whiskers(asked))
    fields = fields_of(component) if component.holds_tasks else ()
    return {
        "payload": payload,
        "rows": list(rows_to_level(payload, asked.get("level", ""))),
        "columns": list(columns),
        "fields": {f"{PREFIX}{each.pk}": (each.pk, each.name, each.kind) for each in fields},
        "paper": asked,
        "said": title_block(person, component),
        "at": timezone.now().isoformat(timespec="seconds"),
    }
