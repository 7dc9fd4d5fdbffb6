"""Hand-offs between projects: list, ask, accept, propose, decline, agree, ask again, withdraw, impose."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Ninja reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions import agreements as verbs
from headway.app.api.requests import Id, Version, actor_of, find, find_optional, person_of
from headway.app.bridge.lags import agreed_tie
from headway.app.models import Agreement, Component, Task
from headway.app.queries.agreements import agreements_of, cards, with_ends
from headway.app.rules.agreements import steps_open_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.models import Person
    from headway.app.queries.agreements import Card

router = Router(tags=["agreements"])
Words = Annotated[str, Field(max_length=1000)]


class RequestIn(Schema):
    successor: Id
    giver: Id
    text: Annotated[str, Field(max_length=500)]
    needed_by: date | None = None
    tie: Annotated[str, Field(max_length=40)] = ""
    """Type and lag of the link to come: FS, SS+2d."""
    locale: Annotated[str, Field(max_length=20)] = ""


class VersionIn(Schema):
    version: Version | None = None


class AcceptIn(VersionIn):
    promised_on: date | None = None
    task: Id | None = None
    reason: Words = ""


class ProposeIn(VersionIn):
    proposed_on: date
    reason: Words


class DeclineIn(VersionIn):
    reason: Words


class AskIn(VersionIn):
    needed_by: date | None = None
    text: Annotated[str, Field(max_length=500)] = ""


class ImposeIn(VersionIn):
    promised_on: date
    reason: Words


def card_json(card: Card) -> dict[str, Any]:
    """Return a card; ends that the reader may not see are null."""
    row = card.row
    days = {name: getattr(row, name) for name in ("needed_by", "promised_on", "proposed_on")} | {
        "forecast": card.forecast
    }
    whole = card.giver is not None and card.taker is not None
    return {
        "id": row.pk, "state": row.state, "text": row.text, "reason": row.reason, "imposed": row.imposed,
        "taker": card.taker and card.taker.pk, "successor": card.taker_task and card.taker_task.pk,
        "giver": card.giver and card.giver.pk, "predecessor": card.giver_task and card.giver_task.pk,
        "dependency": row.dependency_id if whole else None, "standing": card.standing,
        "tie": agreed_tie(row),
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "asked_by": row.asked_by_id if card.taker else None,
        "asked_of": row.asked_of_id if card.giver else None, "version": row.version,
    }  # fmt: skip


def shown(person: Person, pk: int) -> dict[str, Any]:
    row = with_ends(Agreement.objects.filter(pk=pk)).get()
    return card_json(cards(person, [row])[0]) | {"steps": steps_open_to(person, row)}


@router.get("/components/{id}/agreements")
def of_component(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    side: Literal["", "given", "taken"] = "",
    state: Literal["", "open", "requested", "proposed", "accepted", "declined", "withdrawn"] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    person = person_of(request)
    rows = agreements_of(person, find(request, Component, id), side=side, state=state)
    return {"count": rows.count(), "items": [card_json(each) for each in cards(person, rows[offset : offset + limit])]}


@router.post("/agreements", response={201: dict[str, Any]})
def ask(request: HttpRequest, body: RequestIn) -> Status[dict[str, Any]]:
    task, giver = find(request, Task, body.successor), find(request, Component, body.giver)
    row = verbs.request_agreement(actor_of(request), task, giver, text=body.text, needed_by=body.needed_by,
                                 tie=body.tie, locale=body.locale)  # fmt: skip
    return Status(201, shown(person_of(request), row.pk))


@router.get("/agreements/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return shown(person_of(request), find(request, Agreement, id).pk)


@router.post("/agreements/{id}/accept")
def accept(request: HttpRequest, id: Id, body: AcceptIn) -> dict[str, Any]:  # noqa: A002
    row, values = find(request, Agreement, id), body.model_dump()
    values["task"] = find_optional(request, Task, body.task)
    return shown(person_of(request), verbs.accept_agreement(actor_of(request), row, **values).pk)


@router.post("/agreements/{id}/propose")
def propose(request: HttpRequest, id: Id, body: ProposeIn) -> dict[str, Any]:  # noqa: A002
    row = verbs.propose_date(actor_of(request), find(request, Agreement, id), **body.model_dump())
    return shown(person_of(request), row.pk)


@router.post("/agreements/{id}/decline")
def decline(request: HttpRequest, id: Id, body: DeclineIn) -> dict[str, Any]:  # noqa: A002
    row = verbs.decline_agreement(actor_of(request), find(request, Agreement, id), **body.model_dump())
    return shown(person_of(request), row.pk)


@router.post("/agreements/{id}/agree")
def agree(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    row = verbs.agree_to_proposal(actor_of(request), find(request, Agreement, id), version=body.version)
    return shown(person_of(request), row.pk)


@router.post("/agreements/{id}/ask")
def ask_again(request: HttpRequest, id: Id, body: AskIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, Agreement, id)
    return shown(person_of(request), verbs.ask_again(actor_of(request), row, **body.model_dump()).pk)


@router.post("/agreements/{id}/withdraw")
def withdraw(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    row = verbs.withdraw_agreement(actor_of(request), find(request, Agreement, id), version=body.version)
    return shown(person_of(request), row.pk)


@router.post("/agreements/{id}/impose")
def impose(request: HttpRequest, id: Id, body: ImposeIn) -> dict[str, Any]:  # noqa: A002
    row = verbs.impose_agreement(actor_of(request), find(request, Agreement, id), **body.model_dump())
    return shown(person_of(request), row.pk)
