"""One plan as columns for the schedule drawing (the contract is frontend/src/contract.ts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.cell_choices import assigned_text
from headway.app.bridge.lags import lag_text
from headway.app.bridge.nonworking import days_off, working_spans
from headway.app.bridge.outside import outside_ends
from headway.app.bridge.rollup import calendars_for
from headway.app.models import Assignment, Baseline, BaselineTask, Component, Dependency, Task
from headway.engine.plan import LinkType, TaskKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from headway.app.models import Person

KINDS = {"task": int(TaskKind.TASK), "milestone": int(TaskKind.MILESTONE), "summary": int(TaskKind.SUMMARY)}
COLUMNS = (
    "pk", "parent_id", "level", "kind", "wbs", "name", "start", "finish", "deadline", "percent_complete",
    "duration_minutes", "total_float_minutes", "critical", "driver_id", "actual_finish",
    "duration_elapsed",
)  # fmt: skip
FEW = 500
"""Tasks that are asked for by their ids; of more, those of the whole plan are read."""


def schedule_payload(person: Person | AnonymousUser, component: Component) -> dict[str, Any]:
    """Return a plan's schedule for one reader; ends outside of it are redacted where the reader may not see them."""
    rows = list(Task.objects.filter(component=component).order_by("position", "pk").values_list(*COLUMNS))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS)}
    place = {pk: row for row, pk in enumerate(columns["pk"])}
    parents = [place.get(pk, -1) for pk in columns["parent_id"]]
    baseline = baseline_dates(component, place)
    kinds = [KINDS[kind] for kind in columns["kind"]]
    percents = rolled_up(parents, columns)
    calendars = calendars_for(component)
    for row in {parent for parent in parents if parent >= 0}:
        kinds[row] = KINDS["summary"]
    durations = working_durations(calendars, kinds, columns)
    return {
        "component": {"id": component.pk, "name": component.name, "kind": component.kind},
        "revision": component.revision,
        "status_date": component.status_date,
        "minutes_per_day": component.minutes_per_day,
        "nonworking": days_off(calendars, columns["start"], columns["finish"]),
        "tasks": {
            "id": columns["pk"], "parent": parents, "level": columns["level"], "kind": kinds, "wbs": columns["wbs"],
            "name": columns["name"], "start": columns["start"], "finish": columns["finish"],
            "baseline_start": baseline[0], "baseline_finish": baseline[1], "deadline": columns["deadline"],
            "percent": percents, "duration": durations, "total_float": columns["total_float_minutes"],
            "critical": [int(flag) for flag in columns["critical"]],
            "resources": resource_names(component, place), "health": [""] * len(place),
        },
        "links": link_columns(component, place, columns),
        "outside": outside_ends(person, [component.pk], place),
    }  # fmt: skip


def baseline_dates(component: Component, place: dict[int, int]) -> tuple[list[int | None], list[int | None]]:
    """Return start and finish of every row in the current baseline."""
    start: list[int | None] = [None] * len(place)
    finish: list[int | None] = [None] * len(place)
    current = Baseline.objects.filter(component=component, current=True).values("pk")
    for pk, begins, ends in BaselineTask.objects.filter(baseline__in=current).values_list("task_id", "start", "finish"):
        if pk in place:
            start[place[pk]], finish[place[pk]] = begins, ends
    return start, finish


def resource_names(component: Component, place: dict[int, int]) -> list[str]:
    """Return who works on each row, as people type it."""
    names: list[list[tuple[str, float]]] = [[] for _ in place]
    rows = Assignment.objects.filter(component=component).order_by("pk")
    if len(place) <= FEW:
        rows = rows.filter(task__in=list(place))
    for pk, name, units in rows.values_list("task_id", "resource__name", "units"):
        if pk in place:
            names[place[pk]].append((name, units))
    return [assigned_text(each) for each in names]


def working_durations(calendars: Any, kinds: list[int], columns: dict[str, list[Any]]) -> list[int]:
    """Return working time; summaries, and tasks that go on day and night, take what lies between their dates."""
    durations = list(columns["duration_minutes"])
    rows = [row for row, kind in enumerate(kinds) if kind == KINDS["summary"] or columns["duration_elapsed"][row]]
    spans = working_spans(calendars, [columns["start"][row] for row in rows], [columns["finish"][row] for row in rows])
    for row, span in zip(rows, spans, strict=True):
        durations[row] = span or 0
    return durations


def rolled_up(parents: list[int], columns: dict[str, list[Any]]) -> list[float]:
    """Return percentages; those of summaries add up from their leaves, weighted by duration."""
    count = len(parents)
    leaf = [True] * count
    for parent in parents:
        if parent >= 0:
            leaf[parent] = False
    work = [0.0] * count
    earned = [0.0] * count
    durations, percents = list(columns["duration_minutes"]), list(columns["percent_complete"])
    # Outline order: every row stands behind its parent, so going backwards meets all children first.
    for row in range(count - 1, -1, -1):
        if leaf[row]:
            if columns["actual_finish"][row] is not None:
                percents[row] = 100.0
            work[row], earned[row] = durations[row], durations[row] * percents[row]
        else:
            percents[row] = round(earned[row] / work[row], 1) if work[row] else 0.0
        if parents[row] >= 0:
            work[parents[row]] += work[row]
            earned[parents[row]] += earned[row]
    return percents


def link_columns(component: Component, place: dict[int, int], columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the links within the plan; critical is one that drives a critical task from a critical one."""
    rows = Dependency.objects.filter(component=component, from_component=component).order_by("pk")
    fields = ("pk", "predecessor_id", "successor_id", "type", "lag", "lag_kind", "lag_unit")
    links: dict[str, list[Any]] = {"id": [], "from": [], "to": [], "type": [], "lag": [], "critical": []}
    critical, drivers = columns["critical"], columns["driver_id"]
    for pk, before, behind, kind, lag, lag_kind, unit in rows.values_list(*fields):
        one, other = place[before], place[behind]
        links["id"].append(pk)
        links["from"].append(one)
        links["to"].append(other)
        links["type"].append(int(LinkType[kind]))
        links["lag"].append(lag_text(lag, lag_kind, unit, component) if lag else "")
        links["critical"].append(int(critical[one] and critical[other] and drivers[other] == pk))
    return links
