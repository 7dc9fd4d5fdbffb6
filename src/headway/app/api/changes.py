"""Change requests: what is to change, its impact, who decides it. The plans that answer exceptions are such, too."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions import change_requests as steps
from headway.app.actions.settling import decided_at
from headway.app.api.requests import Id, Real, actor_of, find, person_of
from headway.app.models import ChangeSet, Component
from headway.app.queries.pages.changes import impact_seen_by, requests_at
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.models import Person

router = Router(tags=["change requests"])
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
Text = Annotated[str, Field(max_length=20_000)]
Reason = Annotated[str, Field(max_length=5_000)]
Place = Annotated[int, Field(ge=0, le=steps.MOST_ITEMS)]
Minutes = Annotated[int, Field(ge=0, le=52_560_000)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]
Days = Annotated[float, Field(allow_inf_nan=False, ge=0, le=100_000)]


class RequestIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Text = ""
    type: Annotated[str, Field(max_length=40)] = "request for change"


class TaskValues(Schema):
    name: Annotated[str, Field(max_length=1_000)] | None = None
    duration_minutes: Minutes | None = None
    cost: Money | None = None
    active: bool | None = None
    constraint: Annotated[str, Field(max_length=4)] | None = None
    constraint_date: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    deadline: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class TaskChange(Schema):
    op: Literal["update_task"]
    task: Id
    values: TaskValues


class NewTask(Schema):
    op: Literal["create_task"]
    name: Annotated[str, Field(min_length=1, max_length=1_000)]
    duration_minutes: Minutes = 0
    after: Id | None = None
    cost: Money = Decimal(0)
    resources: Annotated[str, Field(max_length=10_000)] = ""


class NewLink(Schema):
    op: Literal["link"]
    before: Id
    after: Id
    type: Literal["FS", "SS", "FF", "SF"] = "FS"
    lag: Annotated[float, Field(allow_inf_nan=False, ge=-52_560_000, le=52_560_000)] = 0
    """Working minutes."""


class GoneLink(Schema):
    op: Literal["unlink"]
    dependency: Id


class Budget(Schema):
    op: Literal["budget"]
    amount: Money


class Estimates(Schema):
    probability: Share | None = None
    days_low: Days | None = None
    days_likely: Days | None = None
    days_high: Days | None = None
    cost_low: Money | None = None
    cost_likely: Money | None = None
    cost_high: Money | None = None


class RiskChange(Estimates):
    op: Literal["risk"]
    record: Id


class NewRisk(Estimates):
    op: Literal["add_risk"]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    sign: Literal["threat", "opportunity"] = "threat"
    tasks: Annotated[list[Id], Field(max_length=50)] = []


class ClosedRisk(Schema):
    op: Literal["close_risk"]
    record: Id
    status: Annotated[str, Field(max_length=20)] = "closed"


Item = Annotated[
    TaskChange | NewTask | NewLink | GoneLink | Budget | RiskChange | NewRisk | ClosedRisk, Field(discriminator="op")
]


class ItemIn(Schema):
    change: Item


class EffectsIn(Schema):
    stated: dict[Literal["scope", "quality", "benefit", "risk"], Annotated[str, Field(max_length=2_000)]] = {}
    extra_cost: Money = Decimal(0)
    forecasts: dict[Literal["scope", "quality", "benefit"], Real | None] = {}


class DecisionIn(Schema):
    rationale: Reason


class ApprovalIn(DecisionIn):
    only: Annotated[list[Place], Field(max_length=steps.MOST_ITEMS)] | None = None
    """Places of the changes to merge, from 0; without it all are."""


def head_json(row: ChangeSet) -> dict[str, Any]:
    return {
        "id": row.pk, "component": row.component_id, "exception": row.exception_id, "name": row.name,
        "type": row.request.get("type", ""), "state": row.state, "author": row.author_id,
        "created_at": row.created_at.isoformat(),
        "decided_at": row.decided_at.isoformat() if row.decided_at else None, "version": row.version,
        "page": reverse("change", args=[row.pk]),
    }  # fmt: skip


def request_json(reader: Person, row: ChangeSet) -> dict[str, Any]:
    """Return a request with its impact; names of other plans only where the reader may see them."""
    authority, at = row.report.get("authority"), decided_at(row)
    return head_json(row) | {
        "description": row.request.get("description", ""), "changes": row.request.get("items", []),
        "stated": row.request.get("stated", {}), "forecasts": row.request.get("forecasts", {}),
        "extra_cost": row.request.get("extra_cost") or "0", "tolerances": row.request.get("tolerances", {}),
        "impact": impact_seen_by(reader, row.report.get("impact")),
        "outdated": bool(row.report) and row.report.get("revision") != row.component.revision,
        "decided_by": row.request.get("decided_by"), "rationale": row.request.get("rationale", ""),
        "needs": authority and {
            "authority": authority,
            "component": at.pk if visible(reader, Component).filter(pk=at.pk).exists() else None,
        },
    }  # fmt: skip


def find_request(request: HttpRequest, pk: int) -> ChangeSet:
    rows = visible(person_of(request), ChangeSet).filter(kind=ChangeSet.Kind.REQUEST)
    return get_object_or_404(rows.select_related("component", "author", "exception"), pk=pk)


def told(request: HttpRequest, row: ChangeSet) -> dict[str, Any]:
    return request_json(person_of(request), row)


@router.get("/components/{id}/changes")
def changes(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    rows = requests_at(person_of(request), find(request, Component, id))
    return {"count": rows.count(), "items": [head_json(row) for row in rows[offset : offset + limit]]}


@router.post("/components/{id}/changes", response={201: dict[str, Any]})
def start(request: HttpRequest, id: Id, body: RequestIn) -> Status[dict[str, Any]]:  # noqa: A002
    component = find(request, Component, id)
    row = steps.start_request(actor_of(request), component, **body.model_dump())
    return Status(201, told(request, row))


@router.get("/changes/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return told(request, find_request(request, id))


@router.post("/changes/{id}/items", response={201: dict[str, Any]})
def add(request: HttpRequest, id: Id, body: ItemIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = find_request(request, id)
    item = body.change.model_dump(exclude_none=True)
    return Status(201, told(request, steps.add_item(actor_of(request), row, item)))


@router.delete("/changes/{id}/items/{place}", response=dict[str, Any])
def drop(request: HttpRequest, id: Id, place: Place) -> dict[str, Any]:  # noqa: A002
    row = find_request(request, id)
    return told(request, steps.drop_item(actor_of(request), row, place))


@router.put("/changes/{id}/effects", response=dict[str, Any])
def effects(request: HttpRequest, id: Id, body: EffectsIn) -> dict[str, Any]:  # noqa: A002
    row, actor = find_request(request, id), actor_of(request)
    given = body.model_dump()
    row = steps.state_effects(actor, row, given["stated"], cost=given["extra_cost"], forecasts=given["forecasts"])
    return told(request, row)


@router.post("/changes/{id}/propose", response=dict[str, Any])
def propose(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    row = find_request(request, id)
    return told(request, steps.propose_request(actor_of(request), row))


@router.post("/changes/{id}/approve", response=dict[str, Any])
def approve(request: HttpRequest, id: Id, body: ApprovalIn) -> dict[str, Any]:  # noqa: A002
    row = find_request(request, id)
    done = steps.approve_request(actor_of(request), row, rationale=body.rationale, only=body.only)
    return told(request, find_request(request, done.pk))


@router.post("/changes/{id}/reject", response=dict[str, Any])
def reject(request: HttpRequest, id: Id, body: DecisionIn) -> dict[str, Any]:  # noqa: A002
    row = find_request(request, id)
    return told(request, steps.reject_request(actor_of(request), row, rationale=body.rationale))


@router.post("/changes/{id}/withdraw", response=dict[str, Any])
def withdraw(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    row = find_request(request, id)
    return told(request, steps.withdraw_request(actor_of(request), row))
