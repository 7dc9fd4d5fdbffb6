"""Benefits with what their course hangs on: milestones, objectives, readings. Read for many at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.models import BaselineTask, BenefitReading, ComponentPath, Record, RecordLink, Task
from headway.app.models.record_kinds_of_value import ENABLED_BY, SERVES
from headway.app.queries.clock import last_day
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.app.models import Component


@dataclass(frozen=True, slots=True)
class Enabler:
    """A milestone that a benefit waits for."""

    task: Task
    planned: date | None
    """By the baseline that counts; None where it has none."""
    forecast: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    row: Record
    enablers: tuple[Enabler, ...]
    objectives: tuple[int, ...]
    readings: tuple[tuple[date, float], ...]
    """The oldest first."""


def facts_of(rows: Iterable[Record]) -> list[Facts]:
    """Return the benefits among these records.

    A milestone counts while it lies in the benefit's component or below, so that who sees the one sees the other.
    """
    benefits = [row for row in rows if row.kind == Record.Kind.BENEFIT]
    ids = [row.pk for row in benefits]
    links = RecordLink.objects.filter(record__in=ids, relation__in=(ENABLED_BY, SERVES)).order_by("pk")
    tied: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for record, kind, pk in links.values_list("record_id", "object_type", "object_id"):
        tied[record, kind].append(pk)
    enablers = enablers_of({pk for (_, kind), tasks in tied.items() if kind == "task" for pk in tasks})
    objectives = set(
        Record.objects.filter(
            pk__in={pk for (_, kind), records in tied.items() if kind == "record" for pk in records},
            kind=Record.Kind.OBJECTIVE,
            trashed_at=None,
        ).values_list("pk", flat=True)
    )
    inside = below({row.component_id for row in benefits}, {each.task.component_id for each in enablers.values()})
    readings: defaultdict[int, list[tuple[date, float]]] = defaultdict(list)
    for record, on, gain in (
        BenefitReading.objects.filter(record__in=ids).order_by("on").values_list("record_id", "on", "gain")
    ):
        readings[record].append((on, gain))
    return [
        Facts(
            row,
            tuple(
                enablers[pk]
                for pk in tied[row.pk, "task"]
                if pk in enablers and (row.component_id, enablers[pk].task.component_id) in inside
            ),
            tuple(pk for pk in tied[row.pk, "record"] if pk in objectives),
            tuple(readings[row.pk]),
        )
        for row in benefits
    ]


def below(above: set[int], components: set[int]) -> set[tuple[int, int]]:
    """Return the pairs of which the second lies in the first or below it."""
    rows = ComponentPath.objects.filter(ancestor__in=above, descendant__in=components)
    return set(rows.values_list("ancestor_id", "descendant_id"))


def enablers_of(tasks: Iterable[int]) -> dict[int, Enabler]:
    rows = Task.objects.filter(pk__in=tasks, active=True).exclude(component__in=trashed())
    frozen = {
        task: day(start, finish)
        for task, start, finish in BaselineTask.objects.filter(task__in=tasks, baseline__current=True).values_list(
            "task_id", "start", "finish"
        )
    }
    return {
        row.pk: Enabler(row, frozen.get(row.pk), day(row.start, row.finish)) for row in rows.select_related("component")
    }


def day(start: int | None, finish: int | None) -> date | None:
    return None if start is None or finish is None else last_day(start, finish)


def benefits_below(component: Component) -> list[Record]:
    """Return the benefits of a component and of all below it that count: not retired, not in the trash."""
    inside = ComponentPath.objects.filter(ancestor=component).values("descendant")
    rows = Record.objects.filter(kind=Record.Kind.BENEFIT, component__in=inside, trashed_at=None)
    rows = rows.exclude(component__in=trashed()).exclude(status="retired")
    return list(rows.select_related("component").order_by("pk"))
