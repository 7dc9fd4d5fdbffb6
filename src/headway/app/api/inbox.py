"""The inbox, and watching."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read while the schema is made
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from headway.app.actions.notify import set_all_read, set_state
from headway.app.actions.watches import unwatch, watch
from headway.app.api.comments import Type  # noqa: TC001 - read while the schema is made
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.models import Notification
from headway.app.queries.pages.inbox import entries, lines, unread_count
from headway.app.rules.talk import find_watchable

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

router = Router(tags=["inbox"])


class StateIn(Schema):
    state: Annotated[str, Field(max_length=10)]
    until: AwareDatetime | None = None


class WatchIn(Schema):
    with_below: bool = False


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def state_json(row: Notification) -> dict[str, Any]:
    names = ("read_at", "archived_at", "snoozed_until")
    return {"id": row.pk, **{name: iso(getattr(row, name)) for name in names}}


@router.get("/inbox")
def inbox(
    request: HttpRequest,
    show: Annotated[str, Query(pattern="^(unread|inbox|snoozed|archived)$")] = "inbox",
    kind: Annotated[str, Query(max_length=10, pattern="^[a-z]*$")] = "",
    component: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    person = person_of(request)
    found = entries(person, lines(person, show, kind, component))[:limit]
    items = [
        {"kind": each.row.kind, "title": each.title, "excerpt": each.excerpt, "count": each.row.count,
         "component": each.row.component_id, "at": each.row.at.isoformat(), "event": each.row.last_event.verb,
         "url": reverse(each.target[0], args=each.target[1:]), **state_json(each.row)}
        for each in found
    ]  # fmt: skip
    return {"unread": unread_count(person), "items": items}


@router.post("/inbox/read-all")
def read_all(request: HttpRequest) -> dict[str, int]:
    return {"count": set_all_read(person_of(request))}


@router.patch("/inbox/{id}")
def patch(request: HttpRequest, id: Id, body: StateIn) -> dict[str, Any]:  # noqa: A002 - the name in the address
    row = find(request, Notification, id)
    return state_json(set_state(person_of(request), row, body.state, until=body.until))


def find_watched(request: HttpRequest, object_type: str, object_id: int) -> Model:
    target = find_watchable(person_of(request), object_type, object_id)
    if target is None:
        raise Http404
    return target


@router.put("/watching/{object_type}/{object_id}")
def start(request: HttpRequest, object_type: Type, object_id: Id, body: WatchIn) -> dict[str, bool]:
    row = watch(actor_of(request), find_watched(request, object_type, object_id), with_below=body.with_below)
    return {"on": row.on, "with_below": row.with_below}


@router.delete("/watching/{object_type}/{object_id}", response={204: None})
def stop(request: HttpRequest, object_type: Type, object_id: Id) -> Status[None]:
    unwatch(actor_of(request), find_watched(request, object_type, object_id))
    return Status(204, None)
