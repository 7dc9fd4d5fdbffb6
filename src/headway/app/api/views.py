"""Saved views of schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema, Status
from pydantic import Field

from headway.app.actions.saved_views import begin_with, change_view, delete_view, save_view
from headway.app.api.requests import Id, Version, actor_of, find, find_optional, given, person_of
from headway.app.models import Component, SavedView
from headway.app.queries.saved_views import view_json, views_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["views"])
Key = Annotated[str, Field(min_length=1, max_length=40)]
Width = Annotated[int, Field(ge=36, le=600)]
Name = Annotated[str, Field(min_length=1, max_length=80)]


class ConditionIn(Schema):
    column: Key
    comparison: Literal["contains", "lacks", "is", "not", "below", "above", "empty", "filled"]
    value: Annotated[str, Field(max_length=200)] = ""


class SortIn(Schema):
    column: Key
    descending: bool = False


class LayoutIn(Schema):
    columns: Annotated[list[Key], Field(max_length=200)] | None = None
    widths: Annotated[dict[Key, Width], Field(max_length=200)] = {}
    presets: Annotated[list[Key], Field(max_length=20)] = []
    conditions: Annotated[list[ConditionIn], Field(max_length=20)] = []
    sort: SortIn | None = None
    group: Key | None = None
    panes: Literal["both", "table", "drawing"] = "both"
    grid_width: Annotated[int, Field(ge=1, le=10_000)] | None = None
    pixels_per_day: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    load_open: bool | None = None
    load_resource: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None


class ViewIn(Schema):
    name: Name
    layout: LayoutIn
    shared: bool = False


class ViewChange(Schema):
    version: Version
    name: Name = ""
    layout: LayoutIn = LayoutIn()
    shared: bool = False


class DefaultIn(Schema):
    view: Id | None


@router.get("/components/{id}/views")
def views(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    return views_of(person_of(request), find(request, Component, id))


@router.post("/components/{id}/views", response={201: dict[str, Any]})
def save(request: HttpRequest, id: Id, body: ViewIn) -> Status[dict[str, Any]]:  # noqa: A002
    view = save_view(actor_of(request), find(request, Component, id), **body.model_dump())
    return Status(201, view_json(view, person_of(request)))


@router.put("/components/{id}/default-view")
def begin(request: HttpRequest, id: Id, body: DefaultIn) -> dict[str, Any]:  # noqa: A002
    component = find(request, Component, id)
    begin_with(actor_of(request), component, find_optional(request, SavedView, body.view))
    return views_of(person_of(request), component)


@router.patch("/views/{view_id}")
def change(request: HttpRequest, view_id: Id, body: ViewChange) -> dict[str, Any]:
    values = given(body)
    if "layout" in values:
        values["layout"] = body.layout.model_dump()
    view = change_view(actor_of(request), find(request, SavedView, view_id), version=body.version, **values)
    return view_json(view, person_of(request))


@router.delete("/views/{view_id}", response={204: None})
def delete(request: HttpRequest, view_id: Id) -> Status[None]:
    delete_view(actor_of(request), find(request, SavedView, view_id))
    return Status(204, None)
