"""Sprints of a board; tasks go in and out of them by edits of the plan."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.sprints import change_sprint, close_sprint, delete_sprint, plan_sprint, start_sprint
from headway.app.api.requests import Id, Version, actor_of, find, find_optional, given
from headway.app.bridge.sprint_forecast import forecast_of
from headway.app.bridge.sprints import account_of
from headway.app.models import Component, Sprint
from headway.app.queries.sprints import sprints_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["sprints"])
Name = Annotated[str, Field(max_length=80)]
Goal = Annotated[str, Field(max_length=500)]


class SprintIn(Schema):
    name: Name = ""
    goal: Goal = ""
    start: date
    finish: date


class SprintChange(Schema):
    version: Version
    name: Annotated[Name, Field(min_length=1)] = ""
    goal: Goal = ""
    start: date = date.min
    finish: date = date.min


class OfVersion(Schema):
    version: Version


class CloseIn(OfVersion):
    leftovers: Id | None = None
    """The planned sprint that unfinished tasks go into; null is the backlog."""


def sprint_json(sprint: Sprint) -> dict[str, Any]:
    return {
        "id": sprint.pk, "component": sprint.component_id, "name": sprint.name, "goal": sprint.goal,
        "start": sprint.start.isoformat(), "finish": sprint.finish.isoformat(), "state": sprint.state,
        "started_at": sprint.started_at.isoformat() if sprint.started_at else None,
        "closed_at": sprint.closed_at.isoformat() if sprint.closed_at else None, "version": sprint.version,
        "account": None if sprint.state == Sprint.State.PLANNED else asdict(account_of(sprint)),
        "page": reverse("sprint", args=[sprint.pk]),
    }  # fmt: skip


@router.get("/components/{id}/sprints")
def sprints(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    component = find(request, Component, id)
    found = sprints_of(component)
    return {"items": [sprint_json(each) for each in found], "forecast": asdict(forecast_of(component, found))}


@router.post("/components/{id}/sprints", response={201: dict[str, Any]})
def plan(request: HttpRequest, id: Id, body: SprintIn) -> Status[dict[str, Any]]:  # noqa: A002
    sprint = plan_sprint(actor_of(request), find(request, Component, id), **body.model_dump())
    return Status(201, sprint_json(sprint))


@router.get("/sprints/{id}")
def sprint(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return sprint_json(find(request, Sprint, id))


@router.patch("/sprints/{id}")
def change(request: HttpRequest, id: Id, body: SprintChange) -> dict[str, Any]:  # noqa: A002
    row = find(request, Sprint, id)
    return sprint_json(change_sprint(actor_of(request), row, version=body.version, **given(body)))


@router.delete("/sprints/{id}", response={204: None})
def delete(request: HttpRequest, id: Id) -> Status[None]:  # noqa: A002
    delete_sprint(actor_of(request), find(request, Sprint, id))
    return Status(204, None)


@router.post("/sprints/{id}/start")
def start(request: HttpRequest, id: Id, body: OfVersion) -> dict[str, Any]:  # noqa: A002
    return sprint_json(start_sprint(actor_of(request), find(request, Sprint, id), version=body.version))


@router.post("/sprints/{id}/close")
def close(request: HttpRequest, id: Id, body: CloseIn) -> dict[str, Any]:  # noqa: A002
    leftovers = find_optional(request, Sprint, body.leftovers)
    row = find(request, Sprint, id)
    return sprint_json(close_sprint(actor_of(request), row, leftovers=leftovers, version=body.version))
