"""The workflow of a board; cards move by edits of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.workflows import HIGHEST_LIMIT, LONGEST_NAME, MOST_COLUMNS, set_workflow
from headway.app.api.requests import Id, Version, actor_of, find
from headway.app.models import Component
from headway.app.queries.workflow import KEY, workflow_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["board"])


class ColumnIn(Schema):
    key: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    kind: Literal["todo", "doing", "done"]
    limit: Annotated[int, Field(ge=1, le=HIGHEST_LIMIT)] | None = None


class WorkflowIn(Schema):
    version: Version
    refuses: bool = False
    columns: Annotated[list[ColumnIn], Field(max_length=MOST_COLUMNS)] | None
    """Nothing lets the component inherit again."""


def workflow_json(component: Component) -> dict[str, Any]:
    own = KEY in component.governance
    return {"component": component.pk, "version": component.version, "own": own, **workflow_of(component).as_json()}


@router.get("/components/{id}/workflow")
def workflow(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    return workflow_json(find(request, Component, id))


@router.put("/components/{id}/workflow")
def shape(request: HttpRequest, id: Id, body: WorkflowIn) -> dict[str, Any]:  # noqa: A002
    columns = None if body.columns is None else [each.model_dump() for each in body.columns]
    component = find(request, Component, id)
    return workflow_json(
        set_workflow(actor_of(request), component, columns, refuses=body.refuses, version=body.version)
    )
