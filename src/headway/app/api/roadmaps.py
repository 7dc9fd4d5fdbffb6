"""Roadmaps as the grid edits them: as a plan, with the projects that are open named in each request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import MOST_EDITS
from headway.app.actions.roadmap_edits import edit_roadmap, redo_on_roadmap, undo_on_roadmap
from headway.app.api.edits import Edit, Locale, sent
from headway.app.api.plan_stream import Revisions, streamed
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.bridge.roadmap_plan import MOST_OPEN, roadmap_answer, roadmap_plan
from headway.app.models import Component
from headway.app.queries.roadmaps import dates_on_the_way, stamps

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

router = Router(tags=["roadmaps"])
Stamp = Annotated[int, Field(ge=0, le=2**53)]
Open = Annotated[str, Field(max_length=1000, pattern=r"^(\d{1,18}(,\d{1,18})*)?$")]
"""Ids of projects, with commas."""


class RoadmapIn(Schema):
    revision: Stamp | None = None
    open: Annotated[list[Id], Field(max_length=MOST_OPEN)] = []


class RoadmapEditsIn(RoadmapIn):
    locale: Locale = ""
    edits: Annotated[list[Edit], Field(min_length=1, max_length=MOST_EDITS)]


class RoadmapStamps(Revisions):
    """How far the roadmaps are that somebody watches."""

    def look(self, watched: list[int]) -> dict[int, int]:
        return stamps(watched)

    def look_after_dates(self, watched: list[int]) -> dict[int, tuple[int, int]]:
        return dates_on_the_way(watched)


watched_roadmaps = RoadmapStamps()


def holder_of(request: HttpRequest, pk: int) -> Component:
    """Return a visible component that has a roadmap."""
    component = find(request, Component, pk)
    if component.holds_tasks:
        raise Refused("no-roadmap-here", f"A {component.kind} has a schedule, not a roadmap.", "",
                      "Ask for its schedule.")  # fmt: skip
    return component


def opened(given: str) -> list[int]:
    return [int(each) for each in given.split(",") if each][:MOST_OPEN]


@router.get("/roadmaps/{id}", response=dict[str, Any])
def load(request: HttpRequest, id: Id, open: Open = "") -> HttpResponse:  # noqa: A002 - the names in the address
    return sent(roadmap_plan(person_of(request), holder_of(request, id), opened(open)))


@router.get("/roadmaps/{id}/changes", response=dict[str, Any])
def changes(request: HttpRequest, id: Id, since: Stamp = 0, open: Open = "") -> HttpResponse:  # noqa: A002, ARG001 - of the address
    return sent(roadmap_answer(person_of(request), holder_of(request, id), opened(open), None))


@router.post("/roadmaps/{id}/edits", response=dict[str, Any])
def edits(request: HttpRequest, id: Id, body: RoadmapEditsIn) -> HttpResponse:  # noqa: A002
    component, given = holder_of(request, id), [each.model_dump(exclude_unset=True) for each in body.edits]
    done = edit_roadmap(actor_of(request), component, given, locale=body.locale)
    return sent(roadmap_answer(person_of(request), component, body.open, done))


@router.post("/roadmaps/{id}/undo", response=dict[str, Any])
def take_back(request: HttpRequest, id: Id, body: RoadmapIn) -> HttpResponse:  # noqa: A002
    component = holder_of(request, id)
    done = undo_on_roadmap(actor_of(request), component)
    return sent(roadmap_answer(person_of(request), component, body.open, done))


@router.post("/roadmaps/{id}/redo", response=dict[str, Any])
def do_again(request: HttpRequest, id: Id, body: RoadmapIn) -> HttpResponse:  # noqa: A002
    component = holder_of(request, id)
    done = redo_on_roadmap(actor_of(request), component)
    return sent(roadmap_answer(person_of(request), component, body.open, done))


@router.get("/roadmaps/{id}/stream", response={200: None, 429: None})
def stream(request: HttpRequest, id: Id) -> HttpResponseBase:  # noqa: A002
    return streamed(request, holder_of(request, id).pk, watched_roadmaps)
