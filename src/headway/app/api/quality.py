"""What the quality of schedules is held against, and how a plan stands against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.quality_marks import LONGEST_REASON, set_quality_mark
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.bridge.quality import quality_of
from headway.app.models import Component

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["quality"])
Check = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9-]+$")]


class MarkIn(Schema):
    mark: float | None
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""


@router.get("/components/{id}/quality")
def quality(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    return quality_of(person_of(request), find(request, Component, id))


@router.put("/components/{id}/quality/{check}")
def set_mark(request: HttpRequest, id: Id, check: Check, body: MarkIn) -> dict[str, Any]:  # noqa: A002
    component = find(request, Component, id)
    set_quality_mark(actor_of(request), component, check, body.mark, reason=body.reason)
    return quality_of(person_of(request), component)
