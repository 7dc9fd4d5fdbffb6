"""Draft, edit and send the reports of a component."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.report_content import (
    contradicted,
    edited,
    hash_of_report,
    levels_of,
    overridden,
    redrafted,
    require_reasons,
    statuses_from,
    typed_statuses,
    without_dropped,
)
from headway.app.actions.support import request_support
from headway.app.bridge.reports.draft import days_moved, drafted
from headway.app.bridge.reports.due import timetable
from headway.app.bridge.reports.gather import facts_of, measured, period_before
from headway.app.bridge.reports.snapshot import packed
from headway.app.bridge.reports.status import computed_statuses, confidence
from headway.app.models import Component, Report, ReportCadence, ScheduleSnapshot
from headway.app.queries.reports.reporter import reporter_of, zone_of
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from headway.app.actions.report_content import Wanted
    from headway.app.rules import Actor

State = Report.State
PLAIN = frozenset({"notes", "hours", "weather"})
REGULAR = frozenset(ReportCadence.Cadence.values) - {ReportCadence.Cadence.NONE}


@transaction.atomic
def draft_report(actor: Actor, component: Component, *, kind: str = "", now: datetime | None = None) -> Report:
    """Write the draft of the report that is due (or of the wanted kind), or return the one that is there."""
    require(actor, Verb.WRITE_REPORT, component)
    now = now or timezone.now()
    kind, day, due_at = place_of(component, kind, now)
    lock_tree(component)
    report = Report.objects.filter(component=component, kind=kind, day=day).first()
    if report is not None:
        if report.state == State.SENT:
            raise Refused("already-sent", f"The {report.get_kind_display().lower()} of {day} was sent already.",
                          component.name, "Add to it what is missing.")  # fmt: skip
        return report
    last = Report.objects.filter(component=component, kind=kind, state=State.SENT).order_by("-period_end").first()
    start = last.period_end if last else period_before(now, kind)
    report = Report(component=component, kind=kind, day=day, due_at=due_at, period_start=min(start, now))
    write(report, now)
    report.save()
    summary = f"Drafted the {report.get_kind_display().lower()} of “{component.name}” for {day}"
    record(actor, component, "report.drafted", report, summary=summary, after={"kind": kind, "day": day})
    return report


def place_of(component: Component, kind: str, now: datetime) -> tuple[str, date, datetime | None]:
    """Return kind, day and due time of a report of now."""
    times = timetable(component, now)
    regular = times.rhythm.cadence
    if kind and kind not in Report.Kind.values:
        raise Refused("unknown-kind", f"There is no report called “{kind[:40]}”.", "",
                      "Choose one of: " + ", ".join(Report.Kind.values) + ".")  # fmt: skip
    if not kind:
        kind = regular if regular in REGULAR else Report.Kind.WEEKLY
    due = times.now_for(now) if kind == regular else None
    return (kind, due.day, due.at) if due else (kind, now.astimezone(times.zone).date(), None)


def write(report: Report, now: datetime) -> None:
    """Fill a draft from the facts up to now; what people changed in it stays."""
    zone = zone_of(reporter_of(report.component))
    facts = facts_of(report.component, report.kind, report.period_start, now, zone)
    sure = confidence(facts)
    report.period_end = report.drafted_at = now
    report.content = redrafted(report.content, drafted(facts))
    report.statuses = statuses_from(computed_statuses(facts), report.statuses)
    report.confidence = {"level": sure.level, "reasons": list(sure.reasons)}
    report.facts = {
        "finish": facts.finish,
        "finish_before": facts.finish_before,
        "percent": facts.percent,
        "moved_days": days_moved(facts),
        "health": facts.health,
    }


@transaction.atomic
def redraft_report(actor: Actor, report: Report, *, version: int | None = None, now: datetime | None = None) -> Report:
    """Write a draft again from what is there now, keeping what people corrected, added and dropped."""
    require(actor, Verb.WRITE_REPORT, report.component)
    fresh = draft_of(report, version)
    before = fresh.content
    write(fresh, now or timezone.now())
    fresh.version += 1
    fresh.save()
    if fresh.content != before:
        summary = f"Drafted the {fresh.get_kind_display().lower()} of “{fresh.component.name}” again"
        record(actor, fresh.component, "report.drafted", fresh, summary=summary, after={"again": True})
    return fresh


def draft_of(report: Report, version: int | None) -> Report:
    """Lock the draft; refuse what was sent, and a version that is not the one read."""
    lock_tree(report.component)
    fresh, _, _ = change(report, {}, version=version)
    if fresh.state == State.SENT:
        raise Refused("already-sent", "This report was sent; it never changes again.", "",
                      "Say what is missing in an addendum.")  # fmt: skip
    return fresh


@transaction.atomic
def edit_report(
    actor: Actor,
    report: Report,
    *,
    version: int | None = None,
    lines: Wanted | None = None,
    statuses: Mapping[str, Mapping[str, Any]] | None = None,
    **values: Any,
) -> Report:
    """Correct, add and drop lines of a draft, type statuses, set notes, hours and weather."""
    require(actor, Verb.WRITE_REPORT, report.component)
    unknown = sorted(set(values) - PLAIN)
    if unknown:
        raise Refused("unknown-field", f"These fields cannot be changed here: {', '.join(unknown)}.")
    if (hours := values.get("hours")) is not None and Decimal(str(hours)) < 0:
        raise Refused("invalid-value", "Hours: this cannot be negative.", str(hours)[:40], "Correct it and try again.")
    fresh = draft_of(report, version)
    before = (fresh.content, fresh.statuses, *(getattr(fresh, name) for name in sorted(PLAIN)))
    fresh.content = edited(fresh.content, lines or {})
    fresh.statuses = typed_statuses(fresh.statuses, statuses or {})
    for name, value in values.items():
        setattr(fresh, name, clean(fresh, name, value))
    if (fresh.content, fresh.statuses, *(getattr(fresh, name) for name in sorted(PLAIN))) == before:
        return fresh
    fresh.version += 1
    fresh.save()
    origins = [each["origin"] for each_lines in fresh.content.values() for each in each_lines]
    after = {name: origins.count(name) for name in ("corrected", "added", "dropped")}
    summary = f"Edited the {fresh.get_kind_display().lower()} of “{fresh.component.name}”"
    record(actor, fresh.component, "report.edited", fresh, summary=summary, after=after)
    return fresh


@transaction.atomic
def send_report(actor: Actor, report: Report, *, version: int | None = None, now: datetime | None = None) -> Report:
    """Freeze and send a draft: its statuses are computed again first, its needs become support requests."""
    component = report.component
    require(actor, Verb.WRITE_REPORT, component)
    now = now or timezone.now()
    fresh = draft_of(report, version)
    facts, snapshot = measured(component, fresh.kind, fresh.period_start, now, zone_of(reporter_of(component)))
    fresh.statuses = statuses_from(computed_statuses(facts), fresh.statuses)
    fresh.statuses = typed_statuses(fresh.statuses, {})
    require_reasons(fresh.statuses)
    fresh.content = without_dropped(fresh.content)
    fresh.state, fresh.sent_at, fresh.sent_by, fresh.period_end = State.SENT, now, actor.person, now
    fresh.version += 1
    fresh.content_hash = hash_of_report(fresh, list(fresh.attachments.values_list("name", "sha256")))
    fresh.save()
    if snapshot is not None:
        ScheduleSnapshot.objects.update_or_create(
            component=component, kind=fresh.kind, defaults={"taken_at": now, "payload": packed(snapshot)}
        )
    after = {
        "kind": fresh.kind, "day": fresh.day, "due_at": fresh.due_at, "on_time": fresh.on_time,
        "sha256": fresh.content_hash, "statuses": levels_of(fresh.statuses), "overridden": overridden(fresh.statuses),
        "contradicted": contradicted(fresh.statuses), "confidence": fresh.confidence.get("level", ""),
    }  # fmt: skip
    summary = f"Sent the {fresh.get_kind_display().lower()} of “{component.name}” for {fresh.day}"
    sent = record(actor, component, "report.sent", fresh, summary=summary, after=after)
    for line in [each for lines in fresh.content.values() for each in lines if each.get("request")]:
        request_support(
            actor, component, text=line["text"], report=fresh, task_id=line.get("task"), now=now, cause=sent
        )
    return fresh
