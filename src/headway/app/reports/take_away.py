"""A schedule or roadmap as files: PDF and PNG of the drawing, XLSX and CSV of the grid, MSPDI and XER of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from headway.app.bridge.grid_columns import chosen, drawn_beside, grid_table, instant, rows_to_level, with_custom
from headway.app.bridge.roadmap_columns import roadmap_payload
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.bridge.whole_document import whole_document
from headway.app.models import Component
from headway.app.queries.components import breadcrumbs
from headway.app.queries.news import zone_of
from headway.app.reports.gantt.files import MOST_ROWS, schedule_pdf, schedule_png
from headway.app.reports.gantt.frame import Heading
from headway.app.reports.gantt.paper import paper_of
from headway.app.reports.pieces import streamed
from headway.app.rules import visible
from headway.formats.csv.write_csv import csv_text
from headway.formats.excel.write_xlsx import xlsx_bytes
from headway.formats.text import one_line
from headway.formats.writing import encoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from headway.app.models import Person
    from headway.formats.writing import Written

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "xer": "application/octet-stream",
}
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')
at_once = BoundedSemaphore(2)
"""Drawing takes a processor for seconds: no more at a time than leave the server to others."""
PATIENCE = 60
"""Seconds that a drawing waits for its turn."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of which schedule was asked for."""

    component: Component
    payload: dict[str, Any]
    rows: Sequence[int]


def find_plan(request: HttpRequest, component_id: int) -> Component:
    component = get_object_or_404(visible(request.user, Component), pk=component_id)
    if not component.holds_tasks:
        raise Http404
    return component


def wanted(request: HttpRequest, component_id: int) -> Wanted:
    component = get_object_or_404(visible(request.user, Component), pk=component_id)
    person: Any = request.user
    plan = component.holds_tasks
    payload = with_custom(schedule_payload(person, component)) if plan else roadmap_payload(person, component)
    return Wanted(component, payload, rows_to_level(payload, request.GET.get("level", "")))


def named(answer: HttpResponseBase, component: Component, suffix: str) -> HttpResponseBase:
    name = NOT_IN_NAMES.sub("-", one_line(component.name, 80)).strip(" .-") or "schedule"
    answer["Content-Type"] = TYPES[suffix]
    disposition = content_disposition_header(as_attachment=True, filename=f"{name} r{component.revision}.{suffix}")
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def heading(person: Person, component: Component) -> Heading:
    zone = zone_of(person)
    now, status = timezone.now().astimezone(zone), instant(component.status_date)
    return Heading(
        path=" / ".join(each.name for each in breadcrumbs(person, component)),
        name=component.name,
        what="Schedule" if component.holds_tasks else "Roadmap",
        kind=component.get_kind_display(),
        code=component.code,
        data_date=f"{status:%Y-%m-%d}" if status else "not set",
        revision=str(component.revision) if component.holds_tasks else "current",
        printed=f"{now:%Y-%m-%d %H:%M}",
        zone=zone.key,
        by=person.name,
    )


def drawn(request: HttpRequest, component_id: int, suffix: str) -> HttpResponseBase:
    """Draw what was asked for, unless it is too much: then the page says what would fit."""
    person: Any = request.user
    asked = wanted(request, component_id)
    if len(asked.rows) > MOST_ROWS:
        messages.error(
            request,
            f"{len(asked.rows):,} rows do not go on paper; at most {MOST_ROWS:,} do. "
            "Choose fewer levels of the outline: the list says how many rows each has.",
        )
        return redirect("take-away", component_id)
    if not at_once.acquire(timeout=PATIENCE):
        messages.error(request, "Others are printing at this moment. Try again in a minute.")
        return redirect("take-away", component_id)
    try:
        columns = chosen(asked.component, request.GET.getlist("columns") or drawn_beside(asked.component))
        values = (asked.payload, asked.rows, columns, paper_of(request.GET.dict()), heading(person, asked.component))
        made = schedule_pdf(*values, timezone.now()) if suffix == "pdf" else schedule_png(*values)
    finally:
        at_once.release()
    return named(HttpResponse(made), asked.component, suffix)


@login_required
def as_pdf(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return drawn(request, component_id, "pdf")


@login_required
def as_png(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return drawn(request, component_id, "png")


@login_required
def as_xlsx(request: HttpRequest, component_id: int) -> HttpResponseBase:
    asked = wanted(request, component_id)
    columns = chosen(asked.component, request.GET.getlist("columns"))
    table = grid_table(asked.payload, columns.values(), asked.rows)
    return named(HttpResponse(xlsx_bytes(table)), asked.component, "xlsx")


@login_required
def as_csv(request: HttpRequest, component_id: int) -> HttpResponseBase:
    asked = wanted(request, component_id)
    columns = chosen(asked.component, request.GET.getlist("columns"))
    table = grid_table(asked.payload, columns.values(), asked.rows)
    pieces = (line.encode() for line in csv_text(table))
    return named(streamed(request, pieces), asked.component, "csv")


@login_required
def as_mspdi(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return exchanged(request, component_id, "mspdi", "xml")


@login_required
def as_xer(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return exchanged(request, component_id, "xer", "xer")


def exchanged(request: HttpRequest, component_id: int, written: Written, suffix: str) -> HttpResponseBase:
    component = find_plan(request, component_id)
    person: Any = request.user
    pieces, _ = encoded(whole_document(person, component), written)
    return named(streamed(request, pieces), component, suffix)
