"""The history of one thing."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read by the router
from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router

from headway.app.api.requests import Id, person_of
from headway.app.queries.pages.history import Wanted, history, subject_of

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["history"])
Type = Annotated[str, Path(max_length=40)]


@router.get("/history/{object_type}/{id}")
def one(
    request: HttpRequest,
    object_type: Type,
    id: Id,  # noqa: A002 - the name in the address
    verb: Annotated[str, Query(max_length=60, pattern=r"^[a-z_.]*$")] = "",
    who: Id | None = None,
    since: date | None = None,
    until: date | None = None,
    before: Id | None = None,
) -> dict[str, Any]:
    person = person_of(request)
    subject = subject_of(person, object_type, id)
    if subject is None:
        raise Http404
    page = history(person, subject, Wanted(verb, who, since, until, before))
    items = [
        {
            "id": event.pk, "verb": event.verb, "summary": event.words, "channel": event.channel,  # type: ignore[attr-defined]
            "actor": event.actor and {"id": event.actor.pk, "name": event.actor.name}, "at": event.at.isoformat(),
            "changes": [{"label": each.label, "before": each.before, "after": each.after} for each in event.changes],  # type: ignore[attr-defined]
            "because": event.because and {"id": event.because.pk, "summary": event.because.words},  # type: ignore[attr-defined]
        }
        for event in page.events
    ]  # fmt: skip
    return {"title": subject.title, "state": subject.state, "items": items, "next_before": page.older}
