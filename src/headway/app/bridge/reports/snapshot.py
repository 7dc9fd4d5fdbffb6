"""The plan of one component as bytes: what a draft compares with what is there then.

Tasks of other plans that this one waits for stand in it as tasks with fixed dates and without a name: a reader of the
report may not see those plans.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from decimal import Decimal  # noqa: TC003 - msgspec reads the types of the fields

import msgspec
from django.db.models import F

from headway.app.bridge.document_of_rows import document_of, instant
from headway.app.models import Component, Dependency, Task
from headway.app.rules.visible import trashed
from headway.formats.document import LinkDoc, PlanDocument, TaskDoc

OUTSIDE = "a hand-off from another plan"
COLUMNS = (
    "pk", "name", "kind", "start", "finish", "percent_complete", "actual_start", "actual_finish", "critical",
    "total_float_minutes", "deadline", "duration_minutes", "cost",
)  # fmt: skip


class TaskState(msgspec.Struct, array_like=True):
    """One task as it stood; the order of ``COLUMNS``."""

    id: int
    name: str
    kind: str
    start: int | None
    finish: int | None
    percent: float
    actual_start: int | None
    actual_finish: int | None
    critical: bool
    total_float: int | None
    deadline: int | None
    duration: int | None = None
    """None in snapshots that were packed before it was kept; cost likewise."""
    cost: Decimal | None = None

    @property
    def done(self) -> bool:
        """Tell whether nothing is left of it."""
        return self.percent >= 100 or self.actual_finish is not None

    @property
    def started(self) -> bool:
        """Tell whether it was begun."""
        return self.actual_start is not None or self.percent > 0 or self.done


@dataclass(slots=True)
class Snapshot:
    document: PlanDocument
    tasks: list[TaskState] = field(default_factory=list)

    def by_id(self) -> dict[int, TaskState]:
        """Return the tasks by their id."""
        return {task.id: task for task in self.tasks}


def take(component: Component) -> Snapshot:
    """Read the plan as it is now."""
    component = Component.objects.get(pk=component.pk)  # what the caller holds may be older than the tasks
    document, _, _ = document_of(component)
    crossing = Dependency.objects.filter(component=component).exclude(from_component=F("component"))
    crossing = crossing.exclude(from_component__in=trashed()).select_related("predecessor")
    outside: dict[int, TaskDoc] = {}
    for link in crossing.order_by("pk"):
        giver = link.predecessor
        if giver.start is None or giver.finish is None:
            continue
        outside[giver.pk] = TaskDoc(uid=giver.pk, name=OUTSIDE, manual=True, manual_start=instant(giver.start),
                                    manual_finish=instant(giver.finish), external=True,
                                    duration_minutes=giver.duration_minutes)  # fmt: skip
        document.links.append(LinkDoc(giver.pk, link.successor_id, link.type, link.lag, link.lag_kind))  # type: ignore[arg-type]
    document.tasks += outside.values()
    rows = Task.objects.filter(component=component, active=True).order_by("position", "pk")
    return Snapshot(document, [TaskState(*row) for row in rows.values_list(*COLUMNS)])


def packed(snapshot: Snapshot) -> bytes:
    return gzip.compress(msgspec.json.encode(snapshot), 6, mtime=0)


def unpacked(data: bytes | memoryview) -> Snapshot:
    return msgspec.json.decode(gzip.decompress(bytes(data)), type=Snapshot)
