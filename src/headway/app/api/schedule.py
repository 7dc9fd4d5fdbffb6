"""Schedules and roadmaps as columns, with an ETag so that an unchanged one is not sent twice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
from django.http import HttpResponse
from ninja import Router

from headway.app.actions.errors import Refused
from headway.app.api.requests import Id, find, person_of
from headway.app.api.roadmaps import holder_of
from headway.app.bridge.roadmap_columns import roadmap_payload
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.models import Component, EventChain
from headway.app.rules.holdings import holding

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from headway.app.models import Person

router = Router(tags=["schedule"])
FORMAT = 1
"""Bumped when the payload's shape changes."""


def tag_of(person: Person, component: Component) -> str:
    """Return a tag that changes with everything the payload is made of: every change records an event.

    All chains count, because a link may lead into any tree; and the reader's roles, because ends outside are redacted.
    """
    chains = list(EventChain.objects.order_by("root_id").values_list("root_id", "sequence"))
    roles = list(holding(person).order_by("pk").values_list("pk", flat=True))
    rollup = getattr(component, "rollup", None)
    computed = rollup.computed_at.isoformat() if rollup else ""
    facts = (FORMAT, component.pk, person.pk, person.is_superuser, component.revision, computed, chains, roles)
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def answer(
    request: HttpRequest, component: Component, build: Callable[[Person, Component], dict[str, Any]]
) -> HttpResponse:
    tag = tag_of(person_of(request), component)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(
            msgspec.json.encode(build(person_of(request), component)), content_type="application/json"
        )
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@router.get("/components/{id}/schedule", response=dict[str, Any])
def schedule(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002 - the name in the address
    component = find(request, Component, id)
    if not component.holds_tasks:
        raise Refused("no-plan-here", f"A {component.kind} has a roadmap, not a schedule.", "", "Ask for its roadmap.")
    return answer(request, component, schedule_payload)


@router.get("/components/{id}/roadmap", response=dict[str, Any])
def roadmap(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    return answer(request, holder_of(request, id), roadmap_payload)
