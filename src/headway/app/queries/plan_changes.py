"""Who changed what in a plan within a time: the events behind the changes that moved its dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from headway.app.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headway.app.models import Component

MOST_LINK_EVENTS = 2000
FIELDS: dict[str, frozenset[str]] = {
    "duration": frozenset({"duration_minutes", "duration_elapsed", "work_minutes"}),
    "constraint": frozenset({"constraint", "constraint_date"}),
    "deadline": frozenset({"deadline"}),
    "task-calendar": frozenset({"calendar", "ignore_resource_calendar"}),
    "progress": frozenset({
        "percent_complete", "remaining_minutes", "actual_start", "actual_finish", "stop", "resume", "expected_finish",
    }),
    "mode": frozenset({"manual", "manual_start", "manual_finish"}),
    "active": frozenset({"active"}),
    "leveling-delay": frozenset({"leveling_delay_minutes"}),
    "kind": frozenset({"kind"}),
}  # fmt: skip
"""Columns of a task by the kind of change that the engine sees in them."""
MOVING = frozenset[str]().union(*FIELDS.values())
VERBS: dict[str, tuple[str, ...]] = {
    "task-added": ("task.created", "task.restored"),
    "task-removed": ("task.deleted",),
    "outline": ("task.moved",),
    "link-added": ("dependency.created", "dependency.restored"),
    "link-changed": ("dependency.updated",),
    "link-removed": ("dependency.deleted",),
    "calendar": ("calendar.",),
    "data-date": ("status_date.set",),
    "project-start": ("component.updated", "plan.settings_changed"),
    "project-finish": ("component.updated", "plan.settings_changed"),
    "project-calendar": ("component.updated", "plan.settings_changed"),
    "options": ("plan.settings_changed",),
}
"""How the events begin that tell of a kind of change."""


@dataclass(frozen=True, slots=True)
class Told:
    event: int
    who: str
    """Empty for the system itself."""
    at: datetime
    verb: str
    summary: str
    object_type: str
    object_id: int
    facts: dict[str, Any]


class PlanChanges:
    """The events of one plan after an instant and up to another, as far as they concern some tasks; in one query."""

    def __init__(
        self, component: Component, after: datetime, until: datetime, kinds: set[str], tasks: Iterable[int]
    ) -> None:
        wanted = Q(object_type="task", object_id__in=set(tasks))
        for kind in kinds:
            for verb in VERBS.get(kind, ()):
                if not verb.startswith("task."):
                    wanted |= Q(verb__startswith=verb)
        rows = Event.objects.filter(wanted, component=component, at__gt=after, at__lte=until).order_by("-pk")
        names = ("pk", "actor__name", "at", "verb", "summary", "object_type", "object_id", "before", "after")
        self.rows = [
            Told(pk, who or "", at, verb, summary, kind, row, {**before, **new})
            for pk, who, at, verb, summary, kind, row, before, new in rows.values_list(*names)[:MOST_LINK_EVENTS]
        ]

    def of_task(self, task: int, kind: str = "") -> Told | None:
        """Return the latest event of a task; with a kind of change, the one that tells of it."""
        fields, verbs = FIELDS.get(kind), VERBS.get(kind)
        for each in self.rows:
            if each.object_type != "task" or each.object_id != task:
                continue
            if not kind or (verbs and each.verb in verbs) or (fields and fields & each.facts.keys()):
                return each
        return None

    def moving_task(self, task: int) -> Told | None:
        """Return the latest event of a task that can have moved its dates: none about its name, owner or hours."""
        kinds = ("task-added", "outline")
        verbs = {verb for kind in kinds for verb in VERBS[kind]}
        own = (each for each in self.rows if each.object_type == "task" and each.object_id == task)
        return next((each for each in own if each.verb in verbs or MOVING & each.facts.keys()), None)

    def of_link(self, predecessor: int, successor: int, kind: str, link: int | None) -> Told | None:
        """Return the event that made, changed or removed a link."""
        for each in self.rows:
            if each.verb in VERBS[kind]:
                ends = each.facts.get("predecessor"), each.facts.get("successor")
                if ends == (predecessor, successor) or (link is not None and each.object_id == link):
                    return each
        return None

    def of_plan(self, kind: str) -> Told | None:
        """Return the latest event about the plan as a whole that tells of a kind of change."""
        return next((each for each in self.rows if each.verb.startswith(VERBS.get(kind, ("?",)))), None)
