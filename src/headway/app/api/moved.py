"""What moved in a plan, and the problems that its schedule has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router

from headway.app.actions.errors import Refused
from headway.app.api.edits import plan_of, sent
from headway.app.api.requests import Id, person_of
from headway.app.bridge.moved.answer import what_moved
from headway.app.bridge.moved.asked import PATTERN, NoSuchState, asked_for
from headway.app.bridge.moved.states import now
from headway.app.bridge.problems import problems_of
from headway.app.bridge.quality import with_marks_told
from headway.app.bridge.why import NotNow
from headway.app.queries.quality_marks import marks_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

router = Router(tags=["plans"])
Asked = Annotated[str, Query(max_length=30, pattern=PATTERN)]


@router.get("/plans/{id}/moved", response=dict[str, Any])
def moved(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    since: Asked = "yesterday",
    until: Asked | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> HttpResponse:
    component = plan_of(request, id)
    try:
        old = asked_for(component, since)
        new = now(component) if until is None else asked_for(component, until)
    except NoSuchState as missing:
        raise Refused("nothing-to-compare", missing.title, "", missing.remedy) from missing
    return sent(what_moved(component, old, new, limit=limit))


@router.get("/plans/{id}/problems")
def problems(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Tell what is wrong; not ``ready`` while the scheduler is being compiled, once."""
    component = plan_of(request, id)
    try:
        items = with_marks_told(person_of(request), marks_for(component), problems_of(component).items)
    except NotNow:
        return {"revision": component.revision, "ready": False, "items": []}
    return {"revision": component.revision, "ready": True, "items": items}
