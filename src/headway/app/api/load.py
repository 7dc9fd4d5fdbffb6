"""What a plan or a what-if branch of it asks of its people: by period, and which tasks make a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import Field

from headway.app.actions.branch_plans import seen
from headway.app.api.branches import find_branch
from headway.app.api.edits import RowId, plan_of, sent
from headway.app.api.requests import Id, actor_of, person_of
from headway.app.bridge.live_plans import forked_plan
from headway.app.bridge.load import Step, load_of, tasks_of_load

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.bridge.live_plan import LivePlan
    from headway.app.models import Component

router = Router(tags=["plans"])
LAST = 2**31 - 1
Minute = Annotated[int, Field(ge=0, le=LAST)]


def as_it_is(component: Component) -> LivePlan:
    return forked_plan(component, component.revision)[0]


@router.get("/plans/{id}/load", response=dict[str, Any])
def load(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    step: Step = "week",
    resource: Id | None = None,
    task: Id | None = None,
) -> HttpResponse:
    component = plan_of(request, id)
    return sent(load_of(person_of(request), component.pk, as_it_is(component), step, resource, task))


@router.get("/plans/{id}/load/tasks", response=dict[str, Any])
def tasks(
    request: HttpRequest,
    id: Id,  # noqa: A002
    resource: Id | None = None,
    start: Minute = 0,
    finish: Minute = LAST,
) -> HttpResponse:
    component = plan_of(request, id)
    return sent(tasks_of_load(component.pk, as_it_is(component), resource, start, max(start, finish)))


@router.get("/branches/{id}/load", response=dict[str, Any])
def branch_load(
    request: HttpRequest,
    id: Id,  # noqa: A002
    step: Step = "week",
    resource: Id | None = None,
    task: RowId | None = None,
) -> HttpResponse:
    branch = find_branch(request, id)
    held, live = seen(branch, actor_of(request)), as_it_is(branch.component)
    return sent(load_of(person_of(request), branch.component_id, held.plan, step, resource, task, live))


@router.get("/branches/{id}/load/tasks", response=dict[str, Any])
def branch_tasks(
    request: HttpRequest,
    id: Id,  # noqa: A002
    resource: Id | None = None,
    start: Minute = 0,
    finish: Minute = LAST,
) -> HttpResponse:
    branch = find_branch(request, id)
    plan = seen(branch, actor_of(request)).plan
    return sent(tasks_of_load(branch.component_id, plan, resource, start, max(start, finish)))
