"""Reports: drafted, corrected, sent, read; when they fall due; exceptions and discipline below a component."""

from __future__ import annotations

from decimal import Decimal  # noqa: TC003 - read while the schema is made
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions.report_cadence import set_report_cadence
from headway.app.actions.report_readers import add_addendum, mark_report_read, return_report
from headway.app.actions.reports import draft_report, edit_report, redraft_report, send_report
from headway.app.api.requests import Id, Version, actor_of, find, given, person_of
from headway.app.bridge.reports.due import timetable
from headway.app.bridge.reports.exceptions import discipline_below, rows_below, statuses_of
from headway.app.models import Component, Report
from headway.app.queries.reports.lists import reports_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from headway.app.bridge.reports.exceptions import Row

router = Router(tags=["reports"])
Short = Annotated[str, Field(max_length=60)]
Line = Annotated[str, Field(max_length=1000)]
Long = Annotated[str, Field(max_length=20_000)]


class LineIn(Schema):
    key: Annotated[str, Field(max_length=60)] | None = None
    """Of a line that is there; left out for a new one."""
    text: Line
    request: bool = False
    """Whether sending the report asks for it as support."""


class StatusIn(Schema):
    typed: Annotated[str, Field(max_length=5)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""


class ReportIn(Schema):
    kind: Short = ""
    """Left out: the regular report that is due."""


class ReportPatch(Schema):
    version: Version
    lines: dict[Short, Annotated[list[LineIn], Field(max_length=60)]] | None = None
    statuses: dict[Short, StatusIn] | None = None
    notes: Long | None = None
    hours: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)] | None = None
    weather: Annotated[str, Field(max_length=120)] | None = None


class VersionIn(Schema):
    version: Version | None = None


class CommentIn(Schema):
    text: Long


class CadenceIn(Schema):
    cadence: Short
    due_minute: Annotated[int, Field(ge=0, lt=1440)] = 540
    weekday: Annotated[int, Field(ge=0, le=6)] = 4
    month_day: Annotated[int, Field(ge=1, le=31)] = 1


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def head_json(report: Report) -> dict[str, Any]:
    return {
        "id": report.pk, "component": report.component_id, "kind": report.kind, "day": report.day.isoformat(),
        "due_at": moment(report.due_at), "state": report.state, "sent_at": moment(report.sent_at),
        "sent_by": report.sent_by_id, "on_time": report.on_time, "statuses": report.statuses,
        "confidence": report.confidence, "facts": report.facts, "version": report.version,
    }  # fmt: skip


def report_json(report: Report) -> dict[str, Any]:
    return head_json(report) | {
        "period_start": moment(report.period_start),
        "period_end": moment(report.period_end),
        "content": report.content,
        "notes": report.notes,
        "hours": None if report.hours is None else f"{report.hours:.2f}",
        "weather": report.weather,
        "sha256": report.content_hash,
        "attachments": [
            {"id": each.pk, "name": each.name, "content_type": each.content_type, "size": each.size,
             "sha256": each.sha256}
            for each in report.attachments.defer("data")
        ],
        "addenda": [
            {"id": each.pk, "author": each.author_id, "at": moment(each.at), "text": each.text}
            for each in report.addenda.all()
        ],
        "reviews": [
            {"id": each.pk, "person": each.person_id, "act": each.act, "comment": each.comment, "at": moment(each.at)}
            for each in report.reviews.all()
        ],
    }  # fmt: skip


@router.get("/components/{id}/reports")
def reports(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    component = find(request, Component, id)
    rows = reports_of(person_of(request), component)
    times = timetable(component, timezone.now())
    due = {"last": times.last, "next": times.following, "missing": times.missing}
    return {
        "count": rows.count(),
        "items": [head_json(each) for each in rows[offset : offset + limit]],
        "due": {name: None if each is None else {"day": each.day.isoformat(), "at": moment(each.at)}
                for name, each in due.items()},
        "cadence": times.rhythm.cadence,
        "time_zone": times.zone.key,
    }  # fmt: skip


@router.post("/components/{id}/reports", response={201: dict[str, Any]})
def draft(request: HttpRequest, id: Id, body: ReportIn) -> Status[dict[str, Any]]:  # noqa: A002
    return Status(201, report_json(draft_report(actor_of(request), find(request, Component, id), kind=body.kind)))


@router.put("/components/{id}/report-cadence")
def cadence(request: HttpRequest, id: Id, body: CadenceIn) -> dict[str, Any]:  # noqa: A002
    row = set_report_cadence(actor_of(request), find(request, Component, id), **body.model_dump())
    return {"component": row.component_id, "cadence": row.cadence, "due_minute": row.due_minute,
            "weekday": row.weekday, "month_day": row.month_day, "version": row.version}  # fmt: skip


@router.get("/components/{id}/reporting")
def exceptions(
    request: HttpRequest,
    id: Id,  # noqa: A002
    moved_days: Annotated[float, Query(ge=0, le=999)] = 3.0,
) -> dict[str, Any]:
    component = find(request, Component, id)
    rows = rows_below(person_of(request), component, timezone.now(), moved_days=moved_days)
    return {"reporting": len(rows), "items": [exception_json(row) for row in rows if row.flags]}


def exception_json(row: Row) -> dict[str, Any]:
    return {
        "component": {"id": row.component.pk, "name": row.component.name},
        "report": row.report.pk if row.report else None,
        "read": row.read,
        "flags": [{"level": level, "text": words} for level, words in row.flags],
        "overridden": [each.name for each in statuses_of(row.report) if each.overrides] if row.report else [],
    }


@router.get("/components/{id}/reporting/discipline")
def discipline(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    rows = discipline_below(person_of(request), find(request, Component, id), timezone.now())
    items = [
        {"component": {"id": row.component.pk, "name": row.component.name}, "due": row.due, "on_time": row.on_time,
         "late": row.late, "missing": row.missing, "contradictions": row.contradictions}
        for row in rows
    ]  # fmt: skip
    return {"items": items}


@router.get("/reports/{id}")
def one(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return report_json(find(request, Report, id))


@router.patch("/reports/{id}")
def patch(request: HttpRequest, id: Id, body: ReportPatch) -> dict[str, Any]:  # noqa: A002
    values = given(body)
    return report_json(edit_report(actor_of(request), find(request, Report, id), version=body.version, **values))


@router.post("/reports/{id}/draft")
def again(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    return report_json(redraft_report(actor_of(request), find(request, Report, id), version=body.version))


@router.post("/reports/{id}/send")
def send(request: HttpRequest, id: Id, body: VersionIn) -> dict[str, Any]:  # noqa: A002
    return report_json(send_report(actor_of(request), find(request, Report, id), version=body.version))


@router.post("/reports/{id}/read")
def read(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    report = find(request, Report, id)
    mark_report_read(actor_of(request), report)
    return report_json(report)


@router.post("/reports/{id}/return")
def send_back(request: HttpRequest, id: Id, body: CommentIn) -> dict[str, Any]:  # noqa: A002
    report = find(request, Report, id)
    return_report(actor_of(request), report, comment=body.text)
    return report_json(report)


@router.post("/reports/{id}/addenda", response={201: dict[str, Any]})
def add(request: HttpRequest, id: Id, body: CommentIn) -> Status[dict[str, Any]]:  # noqa: A002
    report = find(request, Report, id)
    add_addendum(actor_of(request), report, text=body.text)
    return Status(201, report_json(report))
