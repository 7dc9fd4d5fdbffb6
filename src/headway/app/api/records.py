"""The register: list, raise, read, change, link, escalate."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read while the schema is made
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions.acceptance import accept_need, send_back_need
from headway.app.actions.errors import Refused
from headway.app.actions.escalations import escalate_record, return_escalation, take_escalation
from headway.app.actions.records import LINKABLE, link_record, raise_record, trash_record, update_record
from headway.app.api.requests import Id, Real, Version, actor_of, find, find_optional, given, person_of
from headway.app.models import Component, Person, Record, Task
from headway.app.queries.pages.access import nameable
from headway.app.queries.pages.records import records_at, shown
from headway.app.queries.releases import ends_seen
from headway.app.queries.success_metrics import standing_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["register"])
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]
Word = Annotated[str, Field(max_length=20)]
EMPTIED = frozenset({"owner", "due_on", "part_of", "milestone"})
"""Fields that null empties; of any other field it is as if it had not been sent."""
Details = dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=5000)] | Real]


class RecordFields(Schema):
    description: Annotated[str, Field(max_length=20_000)] | None = None
    status: Word | None = None
    priority: Word | None = None
    owner: Id | None = None
    due_on: date | None = None
    sign: Word | None = None
    probability: Share | None = None
    cost_low: Money | None = None
    cost_likely: Money | None = None
    cost_high: Money | None = None
    days_low: Real | None = None
    days_likely: Real | None = None
    days_high: Real | None = None
    response_cost: Money | None = None
    details: Details | None = None
    part_of: Id | None = None
    milestone: Id | None = None


class RecordIn(RecordFields):
    kind: Word
    title: Annotated[str, Field(min_length=1, max_length=200)]


class RecordPatch(RecordFields):
    version: Version
    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class LinkIn(Schema):
    object_type: Word
    object_id: Id
    relation: Annotated[str, Field(max_length=40)] = ""


class NoteIn(Schema):
    note: Annotated[str, Field(max_length=500)] = ""


class VerdictIn(Schema):
    words: Annotated[str, Field(max_length=5000)] = ""
    version: Version | None = None


def one_json(request: HttpRequest, row: Record) -> dict[str, Any]:
    return records_json(request, [row])[0]


def records_json(request: HttpRequest, rows: list[Record]) -> list[dict[str, Any]]:
    """Return records with what they belong to and wait for, as far as the reader sees it."""
    seen = ends_seen(person_of(request), rows)
    return [
        record_json(row)
        | {
            "part_of": row.part_of_id if row.part_of_id in seen[Record] else None,
            "milestone": row.milestone_id if row.milestone_id in seen[Task] else None,
        }
        for row in rows
    ]


def record_json(row: Record) -> dict[str, Any]:
    names = ("id", "kind", "reference", "title", "description", "status", "priority", "details", "sign", "probability",
             "impact", "days_low", "days_likely", "days_high", "score", "needs_level", "escalation", "escalation_note",
             "version")  # fmt: skip
    standing = standing_of(row)
    money = ("cost_low", "cost_likely", "cost_high", "response_cost", "expected_value")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: None if getattr(row, name) is None else str(getattr(row, name)) for name in money},
        "computed_status": standing.status if standing else None,
        "component": row.component_id,
        "held_by": row.held_by_id,
        "owner": row.owner_id,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "raised_at": row.raised_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
    }


def values_of(request: HttpRequest, body: RecordFields) -> dict[str, Any]:
    values = given(body)
    if values.get("owner") is not None:
        values["owner"] = owner_of(request, values["owner"])
    ends: dict[str, Any] = {"part_of": Record, "milestone": Task}
    values |= {name: find_optional(request, model, values[name]) for name, model in ends.items() if name in values}
    return {name: value for name, value in values.items() if value is not None or name in EMPTIED}


def owner_of(request: HttpRequest, pk: int) -> Person:
    """Return the person if the reader may name them."""
    owner = nameable(person_of(request)).filter(pk=pk).first()
    if owner is None:
        raise Refused("unknown-person", "There is nobody with this number.", f"Number {pk}.", "Choose somebody else.")
    return owner


@router.get("/components/{id}/records")
def records(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    kind: Annotated[str, Query(max_length=12, pattern="^[a-z]*$")] = "",
    show: Annotated[str, Query(max_length=10, pattern="^[a-z]*$")] = "open",
    q: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    every = records_at(person_of(request), find(request, Component, id))
    rows = shown(every, kind=kind, show=show, text=q.replace("\x00", ""))
    return {"count": rows.count(), "items": records_json(request, list(rows[offset : offset + limit]))}


@router.post("/components/{id}/records", response={201: dict[str, Any]})
def create(request: HttpRequest, id: Id, body: RecordIn) -> Status[dict[str, Any]]:  # noqa: A002
    component, values = find(request, Component, id), values_of(request, body)
    row = raise_record(actor_of(request), component, values.pop("kind"), **values)
    return Status(201, one_json(request, row))


@router.get("/records/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return one_json(request, find(request, Record, id))


@router.patch("/records/{id}")
def patch(request: HttpRequest, id: Id, body: RecordPatch) -> dict[str, Any]:  # noqa: A002
    row = find(request, Record, id)
    row = update_record(actor_of(request), row, version=body.version, **values_of(request, body))
    return one_json(request, row)


@router.post("/records/{id}/accept")
def accept(request: HttpRequest, id: Id, body: VerdictIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, Record, id)
    return one_json(request, accept_need(actor_of(request), row, words=body.words, version=body.version))


@router.post("/records/{id}/send-back")
def send_back(request: HttpRequest, id: Id, body: VerdictIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, Record, id)
    return one_json(request, send_back_need(actor_of(request), row, words=body.words, version=body.version))


@router.delete("/records/{id}", response={204: None})
def trash(request: HttpRequest, id: Id, version: Version | None = None) -> Status[None]:  # noqa: A002
    trash_record(actor_of(request), find(request, Record, id), version=version)
    return Status(204, None)


@router.post("/records/{id}/links", response={201: dict[str, Any]})
def link(request: HttpRequest, id: Id, body: LinkIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = find(request, Record, id)
    models: dict[str, Any] = {"record": Record, "task": Task, "component": Component}
    if body.object_type not in models:
        raise Refused("not-linkable", f"A record cannot be linked to “{body.object_type}”.", "",
                      "Choose one of: " + ", ".join(sorted(LINKABLE & set(models))) + ".")  # fmt: skip
    find(request, models[body.object_type], body.object_id)
    tie = link_record(actor_of(request), row, body.object_type, body.object_id, relation=body.relation)
    return Status(201, {"id": tie.pk, "relation": tie.relation})


@router.post("/records/{id}/escalate")
def escalate(request: HttpRequest, id: Id, body: NoteIn) -> dict[str, Any]:  # noqa: A002
    return one_json(request, escalate_record(actor_of(request), find(request, Record, id), note=body.note))


@router.post("/records/{id}/take-over")
def take(request: HttpRequest, id: Id, body: NoteIn) -> dict[str, Any]:  # noqa: A002
    return one_json(request, take_escalation(actor_of(request), find(request, Record, id), note=body.note))


@router.post("/records/{id}/return")
def give_back(request: HttpRequest, id: Id, body: NoteIn) -> dict[str, Any]:  # noqa: A002
    return one_json(request, return_escalation(actor_of(request), find(request, Record, id), note=body.note))
