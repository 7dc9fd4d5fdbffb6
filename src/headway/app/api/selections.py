"""Rounds of selection: their money, what is chosen and why, the steps to a decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions import selection_decisions as steps
from headway.app.actions.selection_rounds import change_selection, compute_selection, start_selection
from headway.app.api.requests import Id, Version, actor_of, find, given, person_of
from headway.app.api.selection_candidates import Money, candidates_json
from headway.app.bridge.selection_answers import answer_kept, inputs_as_one
from headway.app.models import Component, SelectionProposal, SelectionRound
from headway.app.queries.selection_rounds import (
    is_worked_on,
    proposal_shown,
    redacted,
    rounds_of,
    steps_open_to,
)
from headway.app.rules import verbs_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["selections"])
Number = Annotated[int, Field(ge=1, le=2**15 - 1)]
"""Of a proposal."""
Name = Annotated[str, Field(min_length=1, max_length=120)]
Months = Literal[1, 3, 6, 12]
Periods = Annotated[int, Field(ge=1, le=SelectionRound.MOST_PERIODS)]
Budgets = Annotated[list[Money], Field(max_length=SelectionRound.MOST_PERIODS)]


class RoundIn(Schema):
    name: Name
    starts_on: date
    months: Months = 3
    periods: Periods = 8
    carry_over: bool = True
    budgets: Budgets = []


class RoundChange(Schema):
    version: Version
    name: Name = ""
    starts_on: date = date.min
    months: Months = 3
    periods: Periods = 8
    carry_over: bool = True
    budgets: Budgets = []


class ProposeIn(Schema):
    revision: Version
    """Of the inputs that were looked at."""


class DecideIn(Schema):
    number: Number
    """Of the proposal that was looked at."""
    rationale: Annotated[str, Field(min_length=1, max_length=5000)]


def round_json(row: SelectionRound) -> dict[str, Any]:
    return {
        "id": row.pk, "component": row.component_id, "name": row.name, "state": row.state,
        "proposed_by": row.proposed_by_id, "decided_by": row.decided_by_id,
        "decided_at": row.decided_at.isoformat() if row.decided_at else None, "rationale": row.rationale,
        "page": reverse("selection", args=[row.pk]),
    }  # fmt: skip


def proposal_json(frozen: SelectionProposal) -> dict[str, Any]:
    return {"number": frozen.number, "proposed_by": frozen.proposed_by_id,
            "proposed_at": frozen.proposed_at.isoformat(), "sha256": frozen.evidence_sha256}  # fmt: skip


def whole_json(request: HttpRequest, row: SelectionRound, asked: int | None = None) -> dict[str, Any]:
    """Return the round as it stands to who works on it, and as it was proposed to everybody else."""
    person = person_of(request)
    verbs = verbs_of(person, row.component)
    try:
        frozen = proposal_shown(row, verbs, asked)
    except SelectionProposal.DoesNotExist as absent:
        raise Http404 from absent
    if frozen:
        inputs, told = frozen.evidence["inputs"], frozen.evidence["answer"]
    else:
        inputs = inputs_as_one(row)
        told = answer_kept(row, inputs["revision"])
    candidates = redacted(person, inputs["candidates"])
    works = frozen is None and is_worked_on(row, verbs)
    if works:
        versions = dict(row.candidates.values_list("pk", "version"))
        candidates = [each | {"version": versions[each["id"]]} for each in candidates]
    out = row.candidates.filter(taken_out=True).select_related("subject") if works else []
    return round_json(row) | {
        "version": row.version if works else None,
        "steps": sorted(steps_open_to(person, row, verbs)),
        "inputs": inputs | {"candidates": candidates},
        "taken_out": candidates_json(person, out),
        "answer": told,
        "proposal": proposal_json(frozen) | {"holds": steps.proposal_holds(frozen)} if frozen else None,
        "proposals": [proposal_json(each) for each in row.proposals.all()],
    }


@router.get("/components/{id}/selections")
def selections(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    """List the rounds of a portfolio that the reader may see: none to who neither proposes, decides nor reads them."""
    rows = rounds_of(person_of(request), find(request, Component, id))
    return {"count": rows.count(), "items": [round_json(row) for row in rows[offset : offset + limit]]}


@router.post("/components/{id}/selections", response={201: dict[str, Any]})
def start(request: HttpRequest, id: Id, body: RoundIn) -> Status[dict[str, Any]]:  # noqa: A002
    row = start_selection(actor_of(request), find(request, Component, id), **body.model_dump())
    return Status(201, whole_json(request, row))


@router.get("/selections/{id}")
def selection(request: HttpRequest, id: Id, proposal: Number | None = None) -> dict[str, Any]:  # noqa: A002
    return whole_json(request, find(request, SelectionRound, id), proposal)


@router.patch("/selections/{id}")
def change(request: HttpRequest, id: Id, body: RoundChange) -> dict[str, Any]:  # noqa: A002
    row = find(request, SelectionRound, id)
    return whole_json(request, change_selection(actor_of(request), row, version=body.version, **given(body)))


@router.post("/selections/{id}/compute", response={200: dict[str, Any], 202: dict[str, Any]})
def compute(request: HttpRequest, id: Id) -> Status[dict[str, Any]]:  # noqa: A002
    """Compute what is small while the caller waits; a large round is computed by the worker: ask for it again."""
    row = find(request, SelectionRound, id)
    there = compute_selection(actor_of(request), row) is not None
    return Status(200 if there else 202, whole_json(request, row))


@router.post("/selections/{id}/propose")
def propose(request: HttpRequest, id: Id, body: ProposeIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, SelectionRound, id)
    return whole_json(request, steps.propose_selection(actor_of(request), row, revision=body.revision))


@router.post("/selections/{id}/approve")
def approve(request: HttpRequest, id: Id, body: DecideIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, SelectionRound, id)
    return whole_json(request, steps.approve_selection(actor_of(request), row, **body.model_dump()))


@router.post("/selections/{id}/send-back")
def send_back(request: HttpRequest, id: Id, body: DecideIn) -> dict[str, Any]:  # noqa: A002
    row = find(request, SelectionRound, id)
    return whole_json(request, steps.send_back_selection(actor_of(request), row, **body.model_dump()))


@router.post("/selections/{id}/withdraw")
def withdraw(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return whole_json(request, steps.withdraw_selection(actor_of(request), find(request, SelectionRound, id)))


@router.post("/selections/{id}/reopen")
def reopen(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return whole_json(request, steps.reopen_selection(actor_of(request), find(request, SelectionRound, id)))
