"""Components: list, tree, one, create, change, move, trash."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions.baselines import set_baseline
from headway.app.actions.components import create_component, move_component, trash_component, update_component
from headway.app.actions.plans import set_status_date
from headway.app.api.requests import Id, Version, Whole, actor_of, find, find_optional, given, person_of
from headway.app.models import Calendar, Component, Rollup
from headway.app.queries.audit.words import with_words
from headway.app.queries.components import visible_tree
from headway.app.queries.events import events_below
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["components"])
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]


class ComponentIn(Schema):
    kind: Annotated[str, Field(max_length=10)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    parent: Id | None = None
    code: Annotated[str, Field(max_length=30)] = ""
    purpose: Annotated[str, Field(max_length=20_000)] = ""
    stage: Annotated[str, Field(max_length=10)] = Component.Stage.ACTIVE
    currency: Annotated[str, Field(max_length=3)] = ""
    budget: Money | None = None


class ComponentPatch(Schema):
    version: Version
    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    code: Annotated[str, Field(max_length=30)] = ""
    purpose: Annotated[str, Field(max_length=20_000)] = ""
    stage: Annotated[str, Field(max_length=10)] = ""
    currency: Annotated[str, Field(max_length=3)] = ""
    budget: Money | None = None
    calendar: Id | None = None
    plan_start: Whole | None = None
    must_finish: Whole | None = None


class MoveIn(Schema):
    version: Version
    parent: Id | None


class StatusDateIn(Schema):
    minute: Whole | None
    version: Version | None = None


class BaselineIn(Schema):
    name: Annotated[str, Field(max_length=120)] = ""


def component_json(component: Component) -> dict[str, Any]:
    """Return a component with what is computed for it."""
    fields = ("id", "kind", "name", "code", "purpose", "stage", "position", "currency", "version", "revision",
              "plan_start", "status_date", "must_finish", "minutes_per_day")  # fmt: skip
    values = {name: getattr(component, name) for name in fields}
    rollup = getattr(component, "rollup", None) or Rollup(component=component)
    computed = ("start", "finish", "baseline_start", "baseline_finish", "finish_variance_days", "percent_complete",
                "planned_percent", "task_count", "milestone_count", "done_count", "critical_count", "late_count",
                "overdue_count", "project_count", "red_count", "amber_count", "green_count", "health", "reasons",
                "diagnostics")  # fmt: skip
    lead = component.lead
    return {
        **values,
        "parent": component.parent_id,
        "budget": None if component.budget is None else str(component.budget),
        "lead": None if lead is None else {"id": lead.pk, "name": lead.name},
        "rollup": {name: getattr(rollup, name) for name in computed},
    }


def for_reader(request: HttpRequest, rows: list[Component]) -> list[dict[str, Any]]:
    """Return the rows as JSON; a parent that the reader may not see is not named."""
    seen = set(visible(person_of(request), Component).values_list("pk", flat=True))
    result = [component_json(row) for row in rows]
    for values in result:
        if values["parent"] not in seen:
            values["parent"] = None
    return result


@router.get("/me")
def me(request: HttpRequest) -> dict[str, Any]:
    person = person_of(request)
    roles = [
        {"component": row.component_id, "name": row.component.name, "role": row.role}
        for row in person.memberships.filter(component__in=visible(person, Component)).select_related("component")
    ]
    return {"id": person.pk, "name": person.name, "email": person.email, "title": person.title, "roles": roles}


@router.get("/components")
def components(
    request: HttpRequest,
    kind: Annotated[str, Query(max_length=10, pattern="^[a-z]*$")] = "",
    health: Annotated[str, Query(max_length=5, pattern="^[a-z]*$")] = "",
    below: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    rows = visible(person_of(request), Component).select_related("rollup", "lead")
    if below is not None:
        rows = rows.filter(paths_up__ancestor=find(request, Component, below))
    if kind:
        rows = rows.filter(kind=kind)
    if health:
        rows = rows.filter(rollup__health=health)
    page = list(rows.order_by("name", "pk")[offset : offset + limit])
    return {"count": rows.count(), "items": for_reader(request, page)}


@router.get("/components/tree")
def tree(request: HttpRequest, below: Id | None = None) -> dict[str, Any]:
    top = find_optional(request, Component, below)
    rows = visible_tree(person_of(request), top)
    items = for_reader(request, rows)
    for item, row in zip(items, rows, strict=True):
        item["depth"] = row.depth  # type: ignore[attr-defined]
    return {"items": items}


@router.post("/components", response={201: dict[str, Any]})
def create(request: HttpRequest, body: ComponentIn) -> Status[dict[str, Any]]:
    values = body.model_dump()
    values["parent"] = find_optional(request, Component, values["parent"])
    component = create_component(actor_of(request), **values)
    return Status(201, component_json(component))


@router.get("/components/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    return for_reader(request, [find(request, Component, id)])[0]


@router.patch("/components/{id}")
def patch(request: HttpRequest, id: Id, body: ComponentPatch) -> dict[str, Any]:  # noqa: A002
    component = find(request, Component, id)
    values = given(body)
    if "calendar" in values:
        values["calendar"] = find_optional(request, Calendar, values["calendar"])
    component = update_component(actor_of(request), component, version=body.version, **values)
    return component_json(component)


@router.post("/components/{id}/move")
def move(request: HttpRequest, id: Id, body: MoveIn) -> dict[str, Any]:  # noqa: A002
    component, parent = find(request, Component, id), find_optional(request, Component, body.parent)
    return component_json(move_component(actor_of(request), component, parent, version=body.version))


@router.delete("/components/{id}", response={204: None})
def trash(request: HttpRequest, id: Id, version: Version | None = None) -> Status[None]:  # noqa: A002
    trash_component(actor_of(request), find(request, Component, id), version=version)
    return Status(204, None)


@router.put("/components/{id}/status-date")
def status_date(request: HttpRequest, id: Id, body: StatusDateIn) -> dict[str, Any]:  # noqa: A002
    component = find(request, Component, id)
    return component_json(set_status_date(actor_of(request), component, body.minute, version=body.version))


@router.post("/components/{id}/baselines", response={201: dict[str, Any]})
def baseline(request: HttpRequest, id: Id, body: BaselineIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = set_baseline(actor_of(request), find(request, Component, id), name=body.name)
    return Status(201, {"id": row.pk, "number": row.number, "name": row.name, "current": row.current})


@router.get("/components/{id}/events")
def events(
    request: HttpRequest,
    id: Id,  # noqa: A002
    before: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    rows = events_below(person_of(request), find(request, Component, id))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = with_words(rows[: limit + 1])
    items = [
        {
            "id": row.pk,
            "sequence": row.sequence,
            "verb": row.verb,
            "summary": row.words,  # type: ignore[attr-defined]
            "component": {"id": row.component_id, "name": row.component.name},
            "actor": None if row.actor is None else {"id": row.actor.pk, "name": row.actor.name},
            "channel": row.channel,
            "object": {"type": row.object_type, "id": row.object_id},
            "before": row.before,
            "after": row.after,
            "at": row.at.isoformat(),
            "hash": row.hash,
        }
        for row in page[:limit]
    ]
    return {"items": items, "next_before": items[-1]["id"] if len(page) > limit else None}
