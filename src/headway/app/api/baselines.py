"""The baselines of a plan: list, rename, choose, delete. A new one is set at the component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from headway.app.actions.baselines import choose_baseline, delete_baseline, rename_baseline
from headway.app.api.edits import plan_of
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.models import Baseline
from headway.app.queries.baselines import baselines_of
from headway.app.rules import Verb, may

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["plans"])


class BaselinePatch(Schema):
    name: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    current: Literal[True] | None = None


def baseline_json(row: Baseline) -> dict[str, Any]:
    return {"id": row.pk, "number": row.number, "name": row.name, "current": row.current}


@router.get("/plans/{id}/baselines")
def baselines(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    component = plan_of(request, id)
    items = [
        {**baseline_json(row), "set_at": row.set_at.isoformat(), "set_by": row.set_by and row.set_by.name,
         "tasks": row.size, "start": row.start, "finish": row.finish}  # type: ignore[attr-defined]
        for row in baselines_of(component)
    ]  # fmt: skip
    return {"items": items, "may_set": may(person_of(request), Verb.SET_BASELINE, component)}


@router.patch("/baselines/{id}")
def patch(request: HttpRequest, id: Id, body: BaselinePatch) -> dict[str, Any]:  # noqa: A002
    baseline = find(request, Baseline, id)
    if body.name is not None:
        baseline = rename_baseline(actor_of(request), baseline, body.name)
    if body.current:
        baseline = choose_baseline(actor_of(request), baseline)
    return baseline_json(baseline)


@router.delete("/baselines/{id}")
def delete(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return {"trash": delete_baseline(actor_of(request), find(request, Baseline, id)).pk}
