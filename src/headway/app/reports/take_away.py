"""A schedule or roadmap as files: PDF and PNG of the drawing, XLSX and CSV of the grid, MSPDI and XER of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from headway.app.bridge.grid_columns import chosen, grid_table, rows_to_level
from headway.app.bridge.printing import columns_beside, payload_of, title_block, wants_whiskers
from headway.app.bridge.whole_document import whole_document
from headway.app.models import Component, Print
from headway.app.queries.files import open_content
from headway.app.queries.pages.take_away import MOST_ROWS
from headway.app.reports.gantt.files import schedule_pdf, schedule_png
from headway.app.reports.gantt.frame import Heading
from headway.app.reports.gantt.paper import paper_of
from headway.app.reports.pieces import streamed
from headway.app.rules import visible
from headway.formats.csv.write_csv import csv_text
from headway.formats.excel.write_xlsx import xlsx_bytes
from headway.formats.text import one_line
from headway.formats.writing import encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from headway.app.bridge.grid_columns import GridColumn
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
    columns: dict[str, GridColumn]
    payload: dict[str, Any]
    rows: Sequence[int]


def find_plan(request: HttpRequest, component_id: int) -> Component:
    component = get_object_or_404(visible(request.user, Component), pk=component_id)
    if not component.holds_tasks:
        raise Http404
    return component


def wanted(request: HttpRequest, component_id: int, among: Callable[..., dict[str, GridColumn]] = chosen) -> Wanted:
    component = get_object_or_404(visible(request.user, Component), pk=component_id)
    person: Any = request.user
    columns = among(component, request.GET.getlist("columns"))
    drawn = among is columns_beside and wants_whiskers(request.GET)
    payload = payload_of(person, component, columns.values(), whiskers=drawn)
    return Wanted(component, columns, payload, rows_to_level(payload, request.GET.get("level", "")))


def named(answer: HttpResponseBase, component: Component, suffix: str, revision: int | None = None) -> HttpResponseBase:
    name = NOT_IN_NAMES.sub("-", one_line(component.name, 80)).strip(" .-") or "schedule"
    shown = component.revision if revision is None else revision
    answer["Content-Type"] = TYPES[suffix]
    disposition = content_disposition_header(as_attachment=True, filename=f"{name} r{shown}.{suffix}")
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Cache-Control"] = "private, no-store"
    return answer


def drawn(request: HttpRequest, component_id: int, suffix: str) -> HttpResponseBase:
    """Draw what was asked for, unless it is too much: then the page says what would fit."""
    person: Any = request.user
    asked = wanted(request, component_id, columns_beside)
    if len(asked.rows) > MOST_ROWS:
        messages.error(
            request,
            f"{len(asked.rows):,} rows are too many to draw while you wait; {MOST_ROWS:,} are not. "
            "Choose fewer levels of the outline, or “PDF to print”: that is drawn for you to fetch.",
        )
        return redirect("take-away", component_id)
    if not at_once.acquire(timeout=PATIENCE):
        messages.error(request, "Others are printing at this moment. Try again in a minute.")
        return redirect("take-away", component_id)
    try:
        said = Heading(**title_block(person, asked.component))
        values = (asked.payload, asked.rows, asked.columns, paper_of(request.GET.dict()), said)
        made = schedule_pdf(*values, timezone.now()) if suffix == "pdf" else schedule_png(*values)
    finally:
        at_once.release()
    return named(HttpResponse(made), asked.component, suffix)


@login_required
def as_pdf(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return drawn(request, component_id, "pdf")


@login_required
def large_pdf(request: HttpRequest, print_id: int) -> HttpResponseBase:
    """Send a PDF that the worker drew to who asked for it, as long as they may see what is in it."""
    rows = visible(request.user, Print).filter(Print.to_fetch(timezone.now()))
    row = get_object_or_404(rows.select_related("component"), pk=print_id)
    content = open_content(row.sha256)
    if content is None:
        raise Http404
    return named(FileResponse(content), row.component, "pdf", row.revision)


@login_required
def as_png(request: HttpRequest, component_id: int) -> HttpResponseBase:
    return drawn(request, component_id, "png")


@login_required
def as_xlsx(request: HttpRequest, component_id: int) -> HttpResponseBase:
    asked = wanted(request, component_id)
    table = grid_table(asked.payload, asked.columns.values(), asked.rows)
    return named(HttpResponse(xlsx_bytes(table)), asked.component, "xlsx")


@login_required
def as_csv(request: HttpRequest, component_id: int) -> HttpResponseBase:
    asked = wanted(request, component_id)
    table = grid_table(asked.payload, asked.columns.values(), asked.rows)
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
