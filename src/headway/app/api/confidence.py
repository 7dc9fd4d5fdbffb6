"""How sure dates and cost are, and the ranges that are assumed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.confidence_ranges import LONGEST_REASON, Range, set_range
from headway.app.actions.tried_confidence import ask_confidence, tried_rows
from headway.app.api.branches import find_branch
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.api.roadmaps import Open, holder_of, opened
from headway.app.bridge.confidence.kept import kept_for
from headway.app.bridge.confidence.rows_kept import rows_kept
from headway.app.bridge.confidence.rows_on_roadmap import rows_on_roadmap
from headway.app.models import Component
from headway.app.queries.confidence_ranges import ranges_at

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.bridge.confidence.rows_kept import RowsKept

router = Router(tags=["confidence"])
Name = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")]


class RangeIn(Schema):
    low: float | None
    high: float | None
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""


@router.get("/components/{id}/confidence")
def confidence(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 - the name in the address
    component = find(request, Component, id)
    return told(request, component)


@router.get("/components/{id}/confidence/tasks")
def confidence_of_tasks(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return of_rows(rows_kept(find(request, Component, id)))


@router.get("/roadmaps/{id}/confidence/tasks")
def confidence_on_roadmap(
    request: HttpRequest,
    id: Id,  # noqa: A002
    open: Open = "",  # noqa: A002 - of the address
) -> dict[str, Any]:
    return of_rows(rows_on_roadmap(person_of(request), holder_of(request, id), opened(open)))


@router.get("/branches/{id}/confidence/tasks")
def confidence_of_branch(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return of_rows(tried_rows(find_branch(request, id)))


@router.post("/branches/{id}/confidence/tasks")
def simulate_branch(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    branch = find_branch(request, id)
    ask_confidence(branch)
    return of_rows(tried_rows(branch))


def of_rows(kept: RowsKept) -> dict[str, Any]:
    return {
        "reason": kept.reason, "old": kept.old, "waiting": kept.waiting, "revision": kept.revision,
        "computed_at": kept.computed_at, **kept.columns,
    }  # fmt: skip


@router.put("/components/{id}/confidence/{name}")
def set_assumed(request: HttpRequest, id: Id, name: Name, body: RangeIn) -> dict[str, Any]:  # noqa: A002
    component = find(request, Component, id)
    chosen = None if body.low is None or body.high is None else Range(body.low, body.high)
    set_range(actor_of(request), component, name, chosen, reason=body.reason)
    return told(request, Component.objects.get(pk=component.pk))


def told(request: HttpRequest, component: Component) -> dict[str, Any]:
    reader = person_of(request)
    kept = kept_for(reader, component)
    return {
        "answer": kept.told, "computed_at": kept.computed_at, "waiting": kept.waiting, "problems": kept.problems,
        "ranges": ranges_at(reader, component),
        "readings": [
            {"day": row.day, "planned": row.planned, "p50": row.p50, "p80": row.p80, "holds": row.holds,
             "cost_p80": row.cost_p80}
            for row in kept.readings
        ],
    }  # fmt: skip
