"""Search by name and reference."""

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
    return {"items": [{**asdict(hit), "url": hit.url} for hit in hits]}
