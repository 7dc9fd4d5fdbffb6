"""Candidates of a selection: added, changed, held, taken out and put back by who works on the round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.selection_candidates import (
    MOST,
    add_candidate,
    change_candidate,
    hold_candidate,
    put_back_candidate,
    take_out_candidate,
)
from headway.app.api.requests import Id, Version, actor_of, find, find_optional, given, person_of
from headway.app.models import Component, SelectionCandidate, SelectionRound
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.selection_rounds import candidate as facts_of
from headway.app.queries.selection_rounds import redacted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from headway.app.models import Person

router = Router(tags=["selections"])
Money = Annotated[Decimal, Field(max_digits=18, decimal_places=2, ge=0)]
Value = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
Period = Annotated[int, Field(ge=0, lt=SelectionRound.MOST_PERIODS)]
Costs = Annotated[list[Money], Field(min_length=1, max_length=SelectionRound.MOST_PERIODS)]
Others = Annotated[list[Id], Field(max_length=MOST)]
Idea = Annotated[str, Field(max_length=120)]
Means = Annotated[str, Field(max_length=200)]


class CandidateIn(Schema):
    subject: Id | None = None
    """A component below the portfolio; without one it is an idea, which has a name."""
    name: Idea = ""
    value: Value
    value_means: Means = ""
    costs: Costs
    earliest: Period = 0
    latest: Period | None = None
    needs: Others = []
    excludes: Others = []


class CandidateChange(Schema):
    version: Version
    name: Idea = ""
    value: Value = Decimal(0)
    value_means: Means = ""
    costs: Costs = [Decimal(0)]
    earliest: Period = 0
    latest: Period | None = None
    needs: Others = []
    excludes: Others = []


class WishIn(Schema):
    wish: Literal["free", "must", "must_not"]
    reason: Annotated[str, Field(max_length=300)] = ""


def candidates_json(person: Person, rows: Iterable[SelectionCandidate]) -> list[dict[str, Any]]:
    """Return candidates as who works on the round may see them, with the version that a change of them names."""
    found = [{"round": each.round_id, **facts_of(each), "taken_out": each.taken_out, "version": each.version}
             for each in rows]  # fmt: skip
    told: list[dict[str, Any]] = plain(redacted(person, found))
    return told


def candidate_json(request: HttpRequest, one: SelectionCandidate) -> dict[str, Any]:
    return candidates_json(person_of(request), [SelectionCandidate.objects.select_related("subject").get(pk=one.pk)])[0]


@router.post("/selections/{id}/candidates", response={201: dict[str, Any]})
def add(request: HttpRequest, id: Id, body: CandidateIn) -> Status[dict[str, Any]]:  # noqa: A002 - the name in the address
    row = find(request, SelectionRound, id)
    subject = find_optional(request, Component, body.subject)
    values = body.model_dump(exclude={"subject"})
    return Status(201, candidate_json(request, add_candidate(actor_of(request), row, subject=subject, **values)))


@router.get("/selection-candidates/{id}")
def candidate(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return candidate_json(request, find(request, SelectionCandidate, id))


@router.patch("/selection-candidates/{id}")
def change(request: HttpRequest, id: Id, body: CandidateChange) -> dict[str, Any]:  # noqa: A002
    one = find(request, SelectionCandidate, id)
    return candidate_json(request, change_candidate(actor_of(request), one, version=body.version, **given(body)))


@router.put("/selection-candidates/{id}/wish")
def hold(request: HttpRequest, id: Id, body: WishIn) -> dict[str, Any]:  # noqa: A002
    one = find(request, SelectionCandidate, id)
    return candidate_json(request, hold_candidate(actor_of(request), one, **body.model_dump()))


@router.post("/selection-candidates/{id}/take-out")
def take_out(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return candidate_json(request, take_out_candidate(actor_of(request), find(request, SelectionCandidate, id)))


@router.post("/selection-candidates/{id}/put-back")
def put_back(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return candidate_json(request, put_back_candidate(actor_of(request), find(request, SelectionCandidate, id)))
