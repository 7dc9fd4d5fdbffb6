"""The quality of a schedule for one reader: every check, its result, and which mark applied by whose word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.problems import problems_of, unchecked
from headway.app.bridge.quality_marks import settable
from headway.app.bridge.why import NotNow
from headway.app.queries.quality_marks import marks_for, names_seen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.models import Component, Person
    from headway.app.queries.quality_marks import Mark


def quality_of(person: Person, component: Component) -> dict[str, Any]:
    """Return the checks with their marks; of a plan with results, where the scheduler is ``ready``."""
    marks, ready = marks_for(component), True
    checks = unchecked(marks)
    if component.holds_tasks:
        try:
            checks = problems_of(component).checks or checks
        except NotNow:
            ready = False
    can_be_set = settable()
    rows = [each | {"settable": each["id"] in can_be_set} for each in checks]
    return {"component": component.pk, "ready": ready, "checks": with_marks_told(person, marks, rows)}


def with_marks_told(person: Person, marks: Mapping[str, Mark], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows about checks, each with the mark that somebody set for it; None where the guide's own holds."""
    names = names_seen(person, marks.values())
    return [row | {"mark": marks[row["id"]].told_to(names) if row["id"] in marks else None} for row in rows]
