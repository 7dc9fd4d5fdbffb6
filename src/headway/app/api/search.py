"""Search over components and tasks by name."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router

from headway.app.api.requests import Id, person_of
from headway.app.queries.search import search as find_by_name
from headway.app.queries.search import search_tasks

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["search"])


@router.get("/search")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    outside: Id | None = None,
) -> dict[str, Any]:
    person = person_of(request)
    hits = (
        find_by_name(person, q, limit=limit)
        if outside is None
        else search_tasks(person, q, outside=outside, limit=limit)
    )
    return {"items": [{**asdict(hit), "url": f"/c/{hit.component}/{task_part(hit.type, hit.id)}"} for hit in hits]}


def task_part(type: str, pk: int) -> str:  # noqa: A002 - the hit's own field
    """Return the part of the address that selects a task in the schedule of its plan."""
    return f"schedule/#task-{pk}" if type == "task" else ""
