"""What lies below a program or portfolio as columns: components, their milestones, and the links between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F

from headway.app.bridge.lags import lag_text
from headway.app.bridge.nonworking import days_off
from headway.app.bridge.outside import outside_ends
from headway.app.bridge.rollup import calendars_for
from headway.app.bridge.schedule_columns import KINDS
from headway.app.models import BaselineTask, Component, Dependency, Rollup, Task
from headway.app.queries.components import visible_tree
from headway.engine.plan import LinkType

if TYPE_CHECKING:
    from collections.abc import Collection

    from headway.app.models import Person

COMPONENT = 3
"""Kind of a component's row: one more than the engine's kinds."""
MILESTONES = (
    "pk", "component_id", "wbs", "name", "start", "finish", "deadline", "percent_complete", "total_float_minutes",
    "critical", "actual_finish", "version",
)  # fmt: skip
NAMES = (
    "id", "parent", "level", "kind", "wbs", "name", "start", "finish", "baseline_start", "baseline_finish", "deadline",
    "percent", "duration", "total_float", "critical", "resources", "health",
)  # fmt: skip


def roadmap_payload(person: Person, component: Component) -> dict[str, Any]:
    """Return the roadmap of a program or portfolio for one reader."""
    below = [each for each in visible_tree(person, component) if each.pk != component.pk]
    milestones = milestones_of([each.pk for each in below])
    rows: list[tuple[Any, ...]] = []
    row_of: dict[int, int] = {}
    task_row: dict[int, int] = {}
    base_level = below[0].depth if below else 0  # type: ignore[attr-defined]
    for each in below:
        row_of[each.pk] = len(rows)
        level = each.depth - base_level + 1  # type: ignore[attr-defined]
        rows.append(component_row(each, row_of.get(each.parent_id or 0, -1), level))
        for milestone in milestones.get(each.pk, ()):
            task_row[milestone[0]] = len(rows)
            rows.append(milestone_row(milestone, row_of[each.pk], level + 1))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(NAMES)}
    place = every_task(below, row_of) | task_row
    return {
        "component": {"id": component.pk, "name": component.name, "kind": component.kind},
        "revision": component.revision,
        "status_date": component.status_date,
        "minutes_per_day": component.minutes_per_day,
        "nonworking": days_off(calendars_for(component), columns["start"], columns["finish"]),
        "tasks": columns,
        "links": lifted_links(below, place, task_row),
        "outside": outside_ends(person, [each.pk for each in below], place),
    }


def component_row(each: Component, parent: int, level: int) -> tuple[Any, ...]:
    rollup = getattr(each, "rollup", None) or Rollup(component=each)
    return (
        each.pk, parent, level, COMPONENT, each.code, each.name, rollup.start, rollup.finish, rollup.baseline_start,
        rollup.baseline_finish, each.must_finish, round(rollup.percent_complete or 0.0, 1), rollup.work_minutes, None,
        0, each.lead.name if each.lead else "", rollup.health,
    )  # fmt: skip


def milestones_of(components: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return the active milestones of each component in the order of their dates, with their baseline dates."""
    tasks = Task.objects.filter(component__in=components, kind=Task.Kind.MILESTONE, active=True)
    baseline = BaselineTask.objects.filter(
        baseline__current=True, component__in=components, task__kind=Task.Kind.MILESTONE
    )
    dates = {pk: (start, finish) for pk, start, finish in baseline.values_list("task_id", "start", "finish")}
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in tasks.order_by("component", "finish", "position").values_list(*MILESTONES):
        found.setdefault(row[1], []).append((*row, *dates.get(row[0], (None, None))))
    return found


def milestone_row(row: tuple[Any, ...], parent: int, level: int) -> tuple[Any, ...]:
    pk, _, wbs, name, start, finish, deadline, percent, slack, critical, done, _, was_start, was_finish = row
    percent = 100.0 if done is not None else percent
    return (
        pk, parent, level, KINDS["milestone"], wbs, name, start, finish, was_start, was_finish, deadline, percent, 0,
        slack, int(critical), "", "",
    )  # fmt: skip


def crossing(below: list[Component]) -> list[tuple[Any, ...]]:
    """Return the links between the plans below."""
    ids = [each.pk for each in below]
    rows = Dependency.objects.filter(component__in=ids, from_component__in=ids).exclude(component=F("from_component"))
    fields = ("pk", "predecessor_id", "successor_id", "type", "predecessor__critical", "successor__critical")
    lags = ("component_id", "lag", "lag_kind", "lag_unit")
    return list(rows.order_by("pk").values_list(*fields, "successor__driver_id", *lags))


def every_task(below: list[Component], row_of: dict[int, int]) -> dict[int, int]:
    """Return the row of the component of every task with a link that leaves its plan: where links to it are lifted."""
    ids = [each.pk for each in below]
    place = {}
    fields = ("predecessor_id", "from_component_id", "successor_id", "component_id")
    outgoing = Dependency.objects.filter(from_component__in=ids).exclude(component=F("from_component"))
    incoming = Dependency.objects.filter(component__in=ids).exclude(component=F("from_component"))
    for before, source, behind, target in outgoing.union(incoming).values_list(*fields):
        for task, home in ((before, source), (behind, target)):
            if home in row_of:
                place[task] = row_of[home]
    return place


def lifted_links(below: list[Component], place: dict[int, int], shown: Collection[int]) -> dict[str, list[Any]]:
    """Return one link for all that tie the same two rows in the same way; critical if any of them is.

    ``shown`` are the tasks that have a row of their own: between two of them the link is told with its lag.
    """
    plans = {each.pk: each for each in below}
    links: dict[tuple[int, int, int], tuple[int, str, int]] = {}
    for pk, before, behind, kind, one, other, driver, plan, lag, counted, unit in crossing(below):
        key = (place[before], place[behind], int(LinkType[kind]))
        critical = int(one and other and driver == pk)
        text = lag_text(lag, counted, unit, plans[plan]) if before in shown and behind in shown else ""
        first, told, was = links.get(key, (pk, text, 0))
        links[key] = (first, told, was | critical)
    return {
        "id": [first for first, _, _ in links.values()],
        "from": [key[0] for key in links],
        "to": [key[1] for key in links],
        "type": [key[2] for key in links],
        "lag": [lag for _, lag, _ in links.values()],
        "critical": [critical for _, _, critical in links.values()],
    }
