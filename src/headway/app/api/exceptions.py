"""Exceptions and the plans that answer them, for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.urls import reverse
from ninja import Query, Router

from headway.app.api.changes import request_json
from headway.app.api.requests import Id, find, person_of
from headway.app.models import ChangeSet, Component, ToleranceException
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["exceptions"])
TEXTS = ("what", "cause", "consequence", "recommendation", "lessons", "rationale")
FIGURES = ("target", "forecast", "plus", "minus")


def exception_json(row: ToleranceException) -> dict[str, Any]:
    moments = {name: getattr(row, name) for name in ("drafted_at", "sent_at", "decided_at")}
    return {
        "id": row.pk, "component": row.component_id, "stage": row.stage.name if row.stage else None,
        "dimension": row.dimension, "state": row.state, "decision": row.decision, "options": row.options,
        **{name: getattr(row, name) for name in (*TEXTS, *FIGURES)},
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "raised_by": row.raised_by_id, "decided_by": row.decided_by_id, "version": row.version,
        "page": reverse("exception", args=[row.pk]),
    }  # fmt: skip


@router.get("/components/{id}/exceptions")
def exceptions(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    component = find(request, Component, id)
    rows = visible(person_of(request), ToleranceException).filter(component__paths_up__ancestor=component)
    found = rows.select_related("stage")[offset : offset + limit]
    return {"count": rows.count(), "items": [exception_json(row) for row in found]}


@router.get("/exceptions/{id}")
def exception(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Return one exception with its plans: a draft of one is its author's alone."""
    row, reader = find(request, ToleranceException, id), person_of(request)
    plans = visible(reader, ChangeSet).filter(exception=row).order_by("-pk")
    return exception_json(row) | {"plans": [request_json(reader, each) for each in plans]}
