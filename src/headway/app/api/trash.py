"""The trash: look, restore, empty; what goes into it besides tasks and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from ninja import Path, Router

from headway.app.actions.calendars import delete_calendar
from headway.app.actions.purge import empty_trash
from headway.app.actions.trash import restore
from headway.app.api.auth import doors
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.models import ApiToken, Calendar, Component
from headway.app.queries.trash import find_in_trash, trash_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["trash"])
Kind = Annotated[str, Path(max_length=40, pattern=r"^[a-z]+$")]


@router.get("/components/{id}/trash")
def look(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    entries = trash_of(person_of(request), find(request, Component, id))
    items = [
        {
            "kind": entry.kind, "id": entry.id, "title": entry.title, "what": entry.word,
            "component": entry.component and {"id": entry.component.pk, "name": entry.component.name},
            "trashed_at": entry.at.isoformat(), "by": entry.by, "may_restore": entry.may_restore,
            "days_left": entry.days_left,
        }
        for entry in entries
    ]  # fmt: skip
    return {"items": items}


@router.post("/trash/{kind}/{id}/restore")
def bring_back(request: HttpRequest, kind: Kind, id: Id) -> dict[str, Any]:  # noqa: A002
    row = find_in_trash(person_of(request), kind, id)
    if row is None:
        raise Http404
    return {"left_out": restore(actor_of(request), row)}


@router.delete("/components/{id}/trash", auth=doors(ApiToken.Scope.ADMIN))
def empty(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return {"purged": empty_trash(actor_of(request), find(request, Component, id))}


@router.delete("/calendars/{id}")
def calendar(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return {"trash": delete_calendar(actor_of(request), find(request, Calendar, id)).pk}
