"""What a plan asks of its people: by period, and which tasks make a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import Field

from headway.app.api.edits import plan_of, sent
from headway.app.api.requests import Id  # noqa: TC001 - Ninja reads the types of the parameters
from headway.app.bridge.load import Step, load_of, tasks_of_load

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["plans"])
LAST = 2**31 - 1
Minute = Annotated[int, Field(ge=0, le=LAST)]


@router.get("/plans/{id}/load", response=dict[str, Any])
def load(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    step: Step = "week",
    resource: Id | None = None,
    task: Id | None = None,
) -> HttpResponse:
    return sent(load_of(plan_of(request, id), step, resource, task))


@router.get("/plans/{id}/load/tasks", response=dict[str, Any])
def tasks(
    request: HttpRequest,
    id: Id,  # noqa: A002
    resource: Id | None = None,
    start: Minute = 0,
    finish: Minute = LAST,
) -> HttpResponse:
    return sent(tasks_of_load(plan_of(request, id), resource, start, max(start, finish)))
