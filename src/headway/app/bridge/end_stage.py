"""The end-stage report of a gate, drafted from data: what was planned, what is, what is forecast; plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone

from headway.app.bridge.evidence import noted
from headway.app.bridge.reports.draft import drafted
from headway.app.bridge.reports.gather import facts_of, minute_of
from headway.app.bridge.rollup import calendars_for
from headway.app.bridge.tolerances import below, forecast_of, standings
from headway.app.models import (
    BaselineTask,
    ChangeSet,
    Dimension,
    Event,
    Gate,
    Record,
    Report,
    Rollup,
    Task,
    ToleranceException,
)
from headway.app.queries.audit.fingerprint import plain
from headway.app.queries.reports.reporter import reporter_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from headway.app.models import Component

MOST_DELIVERABLES, MOST_NEXT, MOST_LESSONS = 60, 5, 30
TOLD = ("going", "done", "slipped", "next", "issues")
"""Sections of the drafted report that go in."""


def end_stage_of(gate: Gate) -> dict[str, Any]:
    """Return the report as it would be frozen now."""
    component, now = gate.component, timezone.now()
    start = begun_at(gate)
    zone = zone_of(reporter_of(component))
    content = drafted(facts_of(component, Report.Kind.END_STAGE, start, now, zone))
    return {
        "stage": gate.stage.name,
        "currency": component.currency,
        "from": start,
        "until": now,
        "statement": gate.statement,
        "lines": figures(component, start),
        "deliverables": deliverables(component, minute_of(start.astimezone(zone).date()),
                                     minute_of(now.astimezone(zone).date())),
        "register": register(component, start),
        "changes": changes(component, start),
        "exceptions": exceptions(component, start),
        "lessons": lessons(component, start),
        "told": {name: [{"text": each["text"], "level": each["level"]} for each in content.get(name, ())]
                 for name in TOLD},
        "reports": [
            {"id": row.pk, "title": str(row), "sha256": row.content_hash}
            for row in Report.objects.filter(component=component, kind=Report.Kind.END_STAGE,
                                             state=Report.State.SENT, sent_at__gt=start).order_by("pk")
        ],
    }  # fmt: skip


def shown_end_stage(gate: Gate) -> dict[str, Any] | None:
    """Return the report as plain values: as it would be frozen now, or as it was frozen with the evidence."""
    ahead = gate.state == Gate.State.AHEAD
    report: dict[str, Any] | None = plain(end_stage_of(gate)) if ahead else gate.evidence.get("end_stage")
    return report


def begun_at(gate: Gate) -> datetime:
    """Return when the stage began: with the decision of the gate before it, else with the life cycle."""
    component = gate.component
    before = Gate.objects.filter(component=component, stage__position__lt=gate.stage.position)
    last = before.filter(decision__in=[Gate.Decision.GO, Gate.Decision.CONDITIONAL]).order_by("-decided_at").first()
    if last is not None and last.decided_at is not None:
        return last.decided_at
    told = Event.objects.filter(component=component, verb="life_cycle.applied").order_by("pk").first()
    return told.at if told else component.created_at


def figures(component: Component, start: datetime) -> list[dict[str, Any]]:
    """Return planned, actual and forecast of every tolerance; of time and cost also where none is set."""
    actual = {
        Dimension.TIME: time_taken(component),
        Dimension.COST: spent(component),
        Dimension.SCOPE: Rollup.objects.filter(component=component).values_list("percent_complete", flat=True).first(),
        Dimension.RISK: happened(component, start),
    }
    lines = [
        figure(
            row.dimension,
            each.band.target if each.band else None,
            actual.get(Dimension(row.dimension)),
            each.forecast,
            stage=row.stage.name if row.stage else "",
            plus=row.plus,
            minus=row.minus,
            status=each.status,
            noted=noted(each.noted),
        )
        for each in standings(component)
        for row in (each.tolerance,)
    ]
    named = {each["dimension"] for each in lines}
    budget = None if component.budget is None else float(component.budget)
    for dimension, planned in ((Dimension.TIME, 0.0), (Dimension.COST, budget)):
        forecast = forecast_of(component, dimension)
        if dimension not in named and (forecast is not None or actual[dimension] is not None):
            lines.append(figure(dimension.value, planned, actual[dimension], forecast))
    return lines


def figure(
    dimension: str, planned: float | None, actual: float | None, forecast: float | None, **of_tolerance: Any
) -> dict[str, Any]:
    """Return one line; ``of_tolerance`` says which tolerance it is held against."""
    line = {"dimension": dimension, "planned": planned, "actual": actual, "forecast": forecast}
    return line | {"stage": "", "plus": None, "minus": None, "status": "none", "noted": None} | of_tolerance


def time_taken(component: Component) -> float | None:
    """Return by how many working days the last finish of what is done lies after its baseline; None without any."""
    rows = BaselineTask.objects.filter(below(component), baseline__current=True)
    pairs = rows.values_list("finish", "task__actual_finish")
    done = [(planned, met) for planned, met in pairs if planned is not None and met is not None]
    if not done:
        return None
    return days_between(component, [(max(planned for planned, _ in done), max(met for _, met in done))])[0]


def spent(component: Component) -> float | None:
    rows = Task.objects.filter(below(component), active=True, children=None)
    total = rows.aggregate(total=Sum("actual_cost"))["total"]
    return None if total is None else float(total)


def happened(component: Component, start: datetime) -> float:
    """Return what the threats that happened in the stage were estimated to cost."""
    rows = Record.objects.filter(component=component, kind="risk", sign="threat", status="happened", trashed_at=None)
    return float(rows.filter(closed_at__gt=start).aggregate(total=Sum("cost_likely"))["total"] or 0)


def days_between(component: Component, pairs: Sequence[tuple[int, int]]) -> list[float]:
    """Return working days of the component's calendar between instants, negative where the second is earlier."""
    from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

    if not pairs:
        return []
    calendars, row = calendars_for(component)
    flat = [each for pair in pairs for each in pair]
    compiled = compile_calendars(calendars, min(flat) // 1440 - 1, max(flat) // 1440 + 2)
    minutes = compiled.working_between(row, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    return [each / component.minutes_per_day for each in minutes.tolist()]


def deliverables(component: Component, since: int, now: int) -> list[dict[str, Any]]:
    """Return the milestones that were due or met in the stage, and the next ones."""
    rows = Task.objects.filter(below(component), kind=Task.Kind.MILESTONE, active=True).order_by("finish", "pk")
    frozen = BaselineTask.objects.filter(below(component), baseline__current=True, task__kind=Task.Kind.MILESTONE)
    planned = dict(frozen.values_list("task", "finish"))
    found, ahead = [], []
    for row in rows:
        due, met = planned.get(row.pk), row.actual_finish
        line = {"task": row.pk, "name": row.name, "planned": due, "actual": met, "forecast": row.finish, "days": None,
                "state": "met" if met is not None else "ahead"}  # fmt: skip
        expected = due if due is not None else row.finish
        if met is None and expected is not None and expected <= now:
            line["state"] = "overdue"
        if line["state"] == "ahead":
            ahead.append(line)
        elif met is None or met >= since or (due is not None and due >= since):
            found.append(line)
    found = [*found[-MOST_DELIVERABLES:], *ahead[:MOST_NEXT]]
    compared = []
    for each in found:
        end = each["forecast"] if each["actual"] is None else each["actual"]
        if each["planned"] is not None and end is not None:
            compared.append((each, (each["planned"], end)))
    for (each, _), days in zip(compared, days_between(component, [pair for _, pair in compared]), strict=True):
        each["days"] = days
    return found


def register(component: Component, start: datetime) -> list[dict[str, Any]]:
    """Return for each kind of record how many came, were settled and are open."""
    rows = Record.objects.filter(component=component, trashed_at=None)
    lines = []
    for kind, label in Record.Kind.choices:
        own = rows.filter(kind=kind)
        closed = own.filter(closed_at__gt=start)
        line = {"kind": kind, "label": label, "raised": own.filter(raised_at__gt=start).count(),
                "closed": closed.count(), "open": own.filter(closed_at=None).count()}  # fmt: skip
        if kind == Record.Kind.RISK:
            line["happened"] = closed.filter(status="happened").count()
        if any(line[name] for name in ("raised", "closed", "open")):
            lines.append(line)
    return lines


def changes(component: Component, start: datetime) -> dict[str, int]:
    rows = ChangeSet.objects.filter(component=component, kind=ChangeSet.Kind.REQUEST)
    decided = rows.filter(decided_at__gt=start)
    return {
        "raised": rows.filter(created_at__gt=start).exclude(state=ChangeSet.State.DRAFT).count(),
        "approved": decided.filter(state=ChangeSet.State.MERGED).count(),
        "rejected": decided.filter(state=ChangeSet.State.REJECTED).count(),
        "pending": rows.filter(state=ChangeSet.State.PROPOSED).count(),
    }


def exceptions(component: Component, start: datetime) -> list[dict[str, Any]]:
    rows = ToleranceException.objects.filter(component=component, drafted_at__gt=start).order_by("pk")
    return [{"id": row.pk, "dimension": row.dimension, "state": row.get_state_display(), "what": row.what,
             "decision": row.get_decision_display() if row.decision else ""} for row in rows]  # fmt: skip


def lessons(component: Component, start: datetime) -> list[dict[str, Any]]:
    rows = Record.objects.filter(component=component, kind=Record.Kind.LESSON, trashed_at=None, raised_at__gt=start)
    return [
        {"id": row.pk, "reference": row.reference, "title": row.title, "learned": row.details.get("learned", ""),
         "advice": row.details.get("advice", "")}
        for row in rows.order_by("pk")[:MOST_LESSONS]
    ]  # fmt: skip
