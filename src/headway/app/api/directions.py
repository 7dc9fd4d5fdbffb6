"""Directions: set and followed up, acknowledged, complied with or explained."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read while the schema is made
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.directions import (
    acknowledge_direction,
    comply_with_direction,
    explain_direction,
    set_direction,
    withdraw_direction,
)
from headway.app.api.requests import Id, Version, actor_of, find, person_of
from headway.app.models import Component, Direction, DirectionAddress
from headway.app.queries.reports.lists import directions_at
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["directions"])
Choice = Annotated[list[Annotated[str, Field(max_length=10)]], Field(max_length=10)]


class DirectionIn(Schema):
    title: Annotated[str, Field(max_length=200, min_length=1)]
    text: Annotated[str, Field(max_length=10_000, min_length=1)]
    due_on: date | None = None
    kinds: Choice = []
    stages: Choice = []
    healths: Choice = []
    joins_new: bool = False


class VersionIn(Schema):
    version: Version | None = None


class AnswerIn(VersionIn):
    answer: Annotated[str, Field(max_length=4000)] = ""


def address_json(row: DirectionAddress) -> dict[str, Any]:
    return {
        "id": row.pk, "direction": row.direction_id, "component": row.component_id, "state": row.state,
        "acknowledged_by": row.acknowledged_by_id, "answered_by": row.answered_by_id, "answer": row.answer,
        "acknowledged_at": row.acknowledged_at.isoformat() if row.acknowledged_at else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None, "version": row.version,
    }  # fmt: skip


def direction_json(request: HttpRequest, row: Direction) -> dict[str, Any]:
    """Return the direction with the addressees that the reader sees; where it was set only if they see that."""
    person = person_of(request)
    seen = visible(person, Component).filter(pk=row.component_id).exists()
    addresses = visible(person, DirectionAddress).filter(direction=row).order_by("pk")
    return {
        "id": row.pk, "component": row.component_id if seen else None, "title": row.title, "text": row.text,
        "due_on": row.due_on.isoformat() if row.due_on else None, "filter": row.filter, "joins_new": row.joins_new,
        "state": row.state, "set_by": row.set_by_id, "set_at": row.set_at.isoformat(), "version": row.version,
        "addresses": [address_json(each) for each in addresses],
    }  # fmt: skip


@router.get("/components/{id}/directions")
def directions(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    rows = directions_at(person_of(request), find(request, Component, id))
    return {"items": [direction_json(request, row) for row in rows[:200]]}


@router.post("/components/{id}/directions", response={201: dict[str, Any]})
def create(request: HttpRequest, id: Id, body: DirectionIn) -> Status[dict[str, Any]]:  # noqa: A002
    values = body.model_dump()
    chosen = {name: values.pop(name) for name in ("kinds", "stages", "healths")}
    row = set_direction(actor_of(request), find(request, Component, id), chosen=chosen, **values)
    return Status(201, direction_json(request, row))


@router.get("/directions/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return direction_json(request, find(request, Direction, id))


@router.post("/directions/{id}/withdraw")
def withdraw(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, Direction, id)
    find(request, Component, row.component_id)
    return direction_json(request, withdraw_direction(actor_of(request), row, version=body.version))


@router.post("/direction-addresses/{id}/acknowledge")
def acknowledge(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, DirectionAddress, id)
    return address_json(acknowledge_direction(actor_of(request), row, version=body.version))


@router.post("/direction-addresses/{id}/comply")
def comply(request: HttpRequest, id: Id, body: AnswerIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, DirectionAddress, id)
    return address_json(comply_with_direction(actor_of(request), row, answer=body.answer, version=body.version))


@router.post("/direction-addresses/{id}/explain")
def explain(request: HttpRequest, id: Id, body: AnswerIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, DirectionAddress, id)
    return address_json(explain_direction(actor_of(request), row, answer=body.answer, version=body.version))
