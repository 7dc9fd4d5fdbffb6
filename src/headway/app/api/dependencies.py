"""Dependencies: create, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.dependencies import link_tasks, unlink_tasks
from headway.app.api.requests import Id, Real, actor_of, find
from headway.app.models import Dependency, Task

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["dependencies"])
Short = Annotated[str, Field(max_length=8)]


class DependencyIn(Schema):
    predecessor: Id
    successor: Id
    type: Short = Dependency.Type.FS
    lag: Real = 0.0
    lag_kind: Short = Dependency.LagKind.WORKING
    lag_unit: Annotated[str, Field(max_length=4)] = "d"


@router.post("/dependencies", response={201: dict[str, Any]})
def create(request: HttpRequest, body: DependencyIn) -> Status[dict[str, Any]]:
    values = body.model_dump()
    predecessor, successor = (find(request, Task, values.pop(name)) for name in ("predecessor", "successor"))
    link = link_tasks(actor_of(request), predecessor, successor, **values)
    return Status(201, {
        "id": link.pk, "component": link.component_id, "from_component": link.from_component_id,
        "predecessor": link.predecessor_id, "successor": link.successor_id, "type": link.type, "lag": link.lag,
        "lag_kind": link.lag_kind, "lag_unit": link.lag_unit, "version": link.version,
    })  # fmt: skip


@router.delete("/dependencies/{id}", response={204: None})
def delete(request: HttpRequest, id: Id) -> Status[None]:  # noqa: A002 - the name in the address
    unlink_tasks(actor_of(request), find(request, Dependency, id))
    return Status(204, None)
