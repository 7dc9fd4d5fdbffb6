"""Plans as a grid edits them: load, edit, undo, redo, what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import AfterValidator, Field

from headway.app.actions.errors import Refused
from headway.app.actions.plan_draft import MOST_ROWS
from headway.app.actions.plan_edits import MOST_EDITS, edit_plan
from headway.app.actions.undo import redo, undo
from headway.app.api.requests import Id, Real, Version, Whole, actor_of, find, person_of
from headway.app.bridge.plan_answers import answer_of, at_live_plan, changes_since, loaded
from headway.app.models import Component

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["plans"])
Name = Annotated[str, Field(max_length=40)]
Text = Annotated[str, Field(max_length=100_000)]
Value = Annotated[str, Field(max_length=100_000)] | bool | Whole | Real | None
Cells = dict[Name, Text]
Values = dict[Name, Value]
Revision = Annotated[int, Field(ge=0, le=2**31 - 1)]
Locale = Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z0-9_-]*$")]


def no_zero(number: int) -> int:
    if number == 0:
        raise ValueError
    return number


RowId = Annotated[int, Field(ge=-(2**53), le=2**63 - 1), AfterValidator(no_zero)]
"""Of a task or link; below zero where it is new in a branch."""


class Target(Schema):
    id: RowId
    version: Version | None = None


Targets = Annotated[list[RowId | Target], Field(min_length=1, max_length=MOST_ROWS)]


class Row(Schema):
    cells: Cells = {}
    values: Values = {}
    kind: Literal["task", "milestone"] = "task"
    level: Annotated[int, Field(ge=0, le=100)] = 0


class Placed(Schema):
    after: RowId | None = None
    before: RowId | None = None
    parent: RowId | None = None


class Set(Schema):
    op: Literal["set"]
    tasks: Targets
    cells: Cells = {}
    values: Values = {}


class Resize(Schema):
    op: Literal["resize"]
    tasks: Targets
    finish: Whole


class Fill(Schema):
    op: Literal["fill"]
    tasks: Targets
    columns: Annotated[list[Name], Field(max_length=60)]
    texts: list[list[Text | None]]


class Insert(Placed):
    op: Literal["insert"]
    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]


class Move(Placed):
    op: Literal["move"]
    tasks: Targets


class Rows(Schema):
    op: Literal["indent", "outdent", "duplicate", "delete"]
    tasks: Targets


class Link(Schema):
    op: Literal["link"]
    predecessor: RowId
    successor: RowId
    type: Annotated[str, Field(max_length=2)] = "FS"
    lag: Annotated[str, Field(max_length=20)] = ""


class Relink(Schema):
    op: Literal["relink"]
    link: RowId
    type: Annotated[str, Field(max_length=2)] = "FS"
    lag: Annotated[str, Field(max_length=20)] = ""


class Unlink(Schema):
    op: Literal["unlink"]
    link: RowId


class Paste(Schema):
    op: Literal["paste"]
    row: Annotated[int, Field(ge=1)] | None = None
    tasks: Targets | None = None
    columns: Annotated[list[Name], Field(min_length=1, max_length=60)]
    text: Annotated[str, Field(max_length=5_000_000)]


class Card(Placed):
    op: Literal["card"]
    tasks: Targets
    column: Annotated[str, Field(max_length=40)]
    percent: Annotated[float, Field(ge=0, le=100)] | None = None


class Block(Schema):
    op: Literal["block"]
    tasks: Targets
    reason: Annotated[str, Field(max_length=500)] = ""


class IntoSprint(Schema):
    op: Literal["sprint"]
    tasks: Targets
    sprint: Id | None = None


class Level(Schema):
    op: Literal["level"]
    how: Literal["people", "float", "none"] = "people"


Edit = Annotated[
    Set | Resize | Fill | Insert | Move | Rows | Link | Relink | Unlink | Paste | Card | Block | IntoSprint | Level,
    Field(discriminator="op"),
]


class EditsIn(Schema):
    revision: Revision | None = None
    locale: Locale = ""
    edits: Annotated[list[Edit], Field(min_length=1, max_length=MOST_EDITS)]


class RedoIn(Schema):
    revision: Revision | None = None
    strict: bool = False


class UndoIn(RedoIn):
    event: Id | None = None


def sent(payload: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(msgspec.json.encode(payload), content_type="application/json")
    response["Cache-Control"] = "private, no-store"
    return response


def plan_of(request: HttpRequest, pk: int) -> Component:
    """Return a visible component that has a plan."""
    component = find(request, Component, pk)
    if not component.holds_tasks:
        raise Refused("no-plan-here", f"A {component.kind} has no plan of its own.", "", "Open one of its projects.")
    return component


@router.get("/plans/{id}", response=dict[str, Any])
def load(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002 - the name in the address
    return sent(loaded(person_of(request), plan_of(request, id)))


@router.post("/plans/{id}/edits", response=dict[str, Any])
def edits(request: HttpRequest, id: Id, body: EditsIn) -> HttpResponse:  # noqa: A002
    given = [each.model_dump(exclude_unset=True) for each in body.edits]
    done = edit_plan(actor_of(request), plan_of(request, id), given, revision=body.revision, locale=body.locale)
    return sent(answer_of(at_live_plan(person_of(request)), done, body.revision))


@router.get("/plans/{id}/changes", response=dict[str, Any])
def changes(request: HttpRequest, id: Id, since: Revision = 0) -> HttpResponse:  # noqa: A002
    return sent(changes_since(person_of(request), plan_of(request, id), since))


@router.post("/plans/{id}/undo", response=dict[str, Any])
def take_back(request: HttpRequest, id: Id, body: UndoIn) -> HttpResponse:  # noqa: A002
    done = undo(actor_of(request), plan_of(request, id), event=body.event, strict=body.strict)
    return sent(answer_of(at_live_plan(person_of(request)), done, body.revision))


@router.post("/plans/{id}/redo", response=dict[str, Any])
def do_again(request: HttpRequest, id: Id, body: RedoIn) -> HttpResponse:  # noqa: A002
    done = redo(actor_of(request), plan_of(request, id), strict=body.strict)
    return sent(answer_of(at_live_plan(person_of(request)), done, body.revision))
