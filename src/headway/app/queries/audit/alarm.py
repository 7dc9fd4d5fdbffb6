"""What the last verification found, for those who have to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import DueJob

if TYPE_CHECKING:
    from headway.app.models import Component

JOB = "verify-log"


def last_result() -> dict[str, Any]:
    """Return the result of the last verification of the log; empty before the first."""
    job = DueJob.objects.filter(name=JOB).first()
    return dict(job.result) if job is not None else {}


def alarms_of(component: Component) -> list[dict[str, Any]]:
    """Return what the last verification found broken in the tree of a component."""
    root = component.root_id or component.pk
    return [each for each in last_result().get("problems", []) if each["root"] == root]
