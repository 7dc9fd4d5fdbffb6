"""Custom fields of a component; their values are cells of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.fields import LONGEST_CHOICE, MOST_CHOICES, change_field, define_field, delete_field
from headway.app.api.requests import Id, Version, actor_of, find, given
from headway.app.models import Component, CustomField
from headway.app.queries.fields import as_column, fields_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["fields"])
Name = Annotated[str, Field(min_length=1, max_length=60)]
Choices = Annotated[list[Annotated[str, Field(max_length=LONGEST_CHOICE)]], Field(max_length=MOST_CHOICES)]
Help = Annotated[str, Field(max_length=200)]


class FieldIn(Schema):
    name: Name
    kind: Literal["text", "number", "date", "choice"]
    choices: Choices = []
    help: Help = ""


class FieldChange(Schema):
    version: Version
    name: Name = ""
    choices: Choices = []
    help: Help = ""


def field_json(field: CustomField) -> dict[str, Any]:
    return as_column(field) | {"component": field.component_id, "version": field.version}


@router.get("/components/{id}/fields")
def fields(request: HttpRequest, id: Id) -> list[dict[str, Any]]:  # noqa: A002 - the name in the address
    return [field_json(each) for each in fields_of(find(request, Component, id))]


@router.post("/components/{id}/fields", response={201: dict[str, Any]})
def define(request: HttpRequest, id: Id, body: FieldIn) -> Status[dict[str, Any]]:  # noqa: A002
    return Status(201, field_json(define_field(actor_of(request), find(request, Component, id), **body.model_dump())))


@router.patch("/fields/{field_id}")
def reshape(request: HttpRequest, field_id: Id, body: FieldChange) -> dict[str, Any]:
    field = find(request, CustomField, field_id)
    return field_json(change_field(actor_of(request), field, version=body.version, **given(body)))


@router.delete("/fields/{field_id}", response={204: None})
def delete(request: HttpRequest, field_id: Id, version: Version) -> Status[None]:
    delete_field(actor_of(request), find(request, CustomField, field_id), version=version)
    return Status(204, None)
