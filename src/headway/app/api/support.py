"""Support requests: asked, acknowledged, answered, sent back, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from headway.app.actions.support import (
    acknowledge_support,
    answer_support,
    close_support,
    request_support,
    return_support,
)
from headway.app.api.requests import Id, Version, actor_of, find, person_of
from headway.app.models import Component, SupportRequest
from headway.app.queries.reports.lists import requests_below

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

router = Router(tags=["support"])
Text = Annotated[str, Field(max_length=4000)]


class RequestIn(Schema):
    text: Annotated[str, Field(max_length=2000)]
    task: Id | None = None
    due_at: AwareDatetime | None = None


class VersionIn(Schema):
    version: Version | None = None


class AnswerIn(VersionIn):
    answer: Text


class ReturnIn(VersionIn):
    comment: Annotated[str, Field(max_length=2000)]


class CloseIn(VersionIn):
    satisfaction: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str, Field(max_length=2000)] = ""


def request_json(row: SupportRequest) -> dict[str, Any]:
    instants: dict[str, datetime | None] = {
        name: getattr(row, name) for name in ("asked_at", "due_at", "acknowledged_at", "answered_at", "closed_at")
    }
    return {
        "id": row.pk, "component": row.component_id, "report": row.report_id, "task": row.task_id, "text": row.text,
        "state": row.state, "asked_by": row.asked_by_id, "asked_of": row.asked_of_id, "answer": row.answer,
        "answered_by": row.answered_by_id, "comment": row.comment, "satisfaction": row.satisfaction,
        "version": row.version, **{name: at.isoformat() if at else None for name, at in instants.items()},
    }  # fmt: skip


@router.get("/components/{id}/support-requests")
def requests(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    state: Annotated[str, Query(max_length=12, pattern="^[a-z]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    rows = requests_below(person_of(request), find(request, Component, id))
    if state:
        rows = rows.filter(state=state)
    return {"count": rows.count(), "items": [request_json(each) for each in rows[offset : offset + limit]]}


@router.post("/components/{id}/support-requests", response={201: dict[str, Any]})
def ask(request: HttpRequest, id: Id, body: RequestIn) -> Status[dict[str, Any]]:  # noqa: A002
    component = find(request, Component, id)
    row = request_support(actor_of(request), component, text=body.text, due_at=body.due_at, task_id=body.task)
    return Status(201, request_json(row))


@router.get("/support-requests/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return request_json(find(request, SupportRequest, id))


@router.post("/support-requests/{id}/acknowledge")
def acknowledge(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    return request_json(acknowledge_support(actor_of(request), find(request, SupportRequest, id), version=body.version))


@router.post("/support-requests/{id}/answer")
def answer(request: HttpRequest, id: Id, body: AnswerIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, SupportRequest, id)
    return request_json(answer_support(actor_of(request), row, answer=body.answer, version=body.version))


@router.post("/support-requests/{id}/return")
def send_back(request: HttpRequest, id: Id, body: ReturnIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, SupportRequest, id)
    return request_json(return_support(actor_of(request), row, comment=body.comment, version=body.version))


@router.post("/support-requests/{id}/close")
def close(request: HttpRequest, id: Id, body: CloseIn) -> dict[str, Any]:  # noqa: A002
    row, values = find(request, SupportRequest, id), body.model_dump()
    return request_json(close_support(actor_of(request), row, **values))
