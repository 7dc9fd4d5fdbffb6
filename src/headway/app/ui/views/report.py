"""One report: the draft to correct and send, the sent one to read, review and add to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from headway.app.actions.errors import Refused, Stale
from headway.app.actions.report_content import edited
from headway.app.actions.report_files import MOST_BYTES, attach_to_report, detach_from_report
from headway.app.actions.report_readers import add_addendum, mark_report_read, return_report
from headway.app.actions.reports import edit_report, redraft_report, send_report
from headway.app.bridge.reports.draft import sections_of
from headway.app.bridge.reports.exceptions import statuses_of
from headway.app.models import Report, ReportAttachment
from headway.app.queries.audit.redactions import redaction_of
from headway.app.queries.reports.reporter import reporter_of, zone_of
from headway.app.rules import verbs_of, visible
from headway.app.ui import report_form
from headway.app.ui.views.frame import actor_of, do, find, head, number, post_only
from headway.app.ui.views.reports import rights

if TYPE_CHECKING:
    from django.http import HttpRequest

LEVELS = (("green", "On track"), ("amber", "At risk"), ("red", "Off track"))


def find_report(request: HttpRequest, report_id: int) -> Report:
    rows = visible(request.user, Report).select_related("component", "sent_by")
    return get_object_or_404(rows, pk=report_id)


@login_required
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    return page(request, find_report(request, report_id))


def page(request: HttpRequest, row: Report, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Show the draft as a form, the sent report to be read."""
    component = find(request, row.component_id)
    verbs = verbs_of(request.user, component)  # type: ignore[arg-type]
    zone = zone_of(reporter_of(component))
    names = sections_of(row.kind)
    sections = [(name, names.get(name, name.capitalize()), lines) for name, lines in row.content.items()]
    request.component_id = component.pk  # type: ignore[attr-defined]  # the navigation opens there
    context = head(request, component, "reports") | {
        "report": row,
        "sections": sections,
        "statuses": statuses_of(row),
        "levels": LEVELS,
        "due": row.due_at.astimezone(zone) if row.due_at else None,
        "due_text": words(row.due_at, zone),
        "sent_text": words(row.sent_at, zone),
        "since_text": words(row.period_start, zone),
        "drafted_text": words(row.drafted_at, zone),
        "is_late": bool(row.due_at and row.due_at < timezone.now()),
        "files": row.attachments.defer("data"),
        "addenda": row.addenda.select_related("author"),
        "reviews": row.reviews.select_related("person"),
        "support": row.support_requests.select_related("component", "asked_of", "answered_by"),
        "problem": problem,
        "redacted": redaction_of("report", row.pk, row.component_id) if row.sent_at else "",
        "most_mb": MOST_BYTES // 2**20,
        "own": row.sent_by_id == request.user.pk,
        **rights(verbs),
    }
    template = "reports/edit.html" if row.state == Report.State.DRAFT else "reports/report.html"
    return render(request, template, context, status=status)


def words(at: Any, zone: Any) -> str:
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local.day} {local:%b} {local.year}, {local:%H:%M}"


@login_required
@post_only
def save(request: HttpRequest, report_id: int) -> HttpResponse:
    """Keep what the form says, then do what its button says: nothing more, draft again, or send."""
    row, actor, act = find_report(request, report_id), actor_of(request), request.POST.get("act", "save")
    try:
        saved = keep(request, row)
        if act == "send":
            send_report(actor, saved, version=saved.version)
            messages.success(request, f"The {row.get_kind_display().lower()} is sent.")
        elif act == "again":
            redraft_report(actor, saved, version=saved.version)
            messages.info(request, "Drafted again; what you corrected and added is kept.")
        else:
            messages.success(request, "The draft is kept.")
    except Refused as refusal:
        problem = " ".join(part for part in (refusal.title, refusal.detail, refusal.remedy) if part)
        return page(request, find_report(request, row.pk), problem=problem, status=422)
    except Stale:
        fresh = find_report(request, row.pk)
        problem = (
            "Somebody else changed this draft meanwhile. Your lines are below, not kept yet: check and save again."
        )
        if fresh.state == Report.State.DRAFT:
            fresh.content = edited(fresh.content, report_form.lines_of(request.POST, fresh))
        return page(request, fresh, problem=problem, status=409)
    return redirect("report", row.pk)


def keep(request: HttpRequest, row: Report) -> Report:
    actor, file = actor_of(request), request.FILES.get("file")
    saved = edit_report(
        actor,
        row,
        version=number(request.POST.get("version")),
        lines=report_form.lines_of(request.POST, row),
        statuses=report_form.statuses_of(request.POST, row),
        **report_form.plain_of(request.POST),
    )
    if file is not None:
        if (file.size or 0) > MOST_BYTES:
            raise Refused("too-large", f"This file is larger than {MOST_BYTES // 2**20} MB.", str(file.name)[:100])
        attach_to_report(actor, saved, name=str(file.name), data=file.read())
        saved.refresh_from_db()
    return saved


@login_required
@post_only
def read(request: HttpRequest, report_id: int) -> HttpResponse:
    row = find_report(request, report_id)
    do(request, "Marked as read.", mark_report_read, row)
    return redirect("report", row.pk)


@login_required
@post_only
def send_back(request: HttpRequest, report_id: int) -> HttpResponse:
    row, comment = find_report(request, report_id), request.POST.get("comment", "")
    do(request, "Sent back.", return_report, row, comment=comment)
    return redirect("report", row.pk)


@login_required
@post_only
def add(request: HttpRequest, report_id: int) -> HttpResponse:
    row, text = find_report(request, report_id), request.POST.get("text", "")
    do(request, "Added.", add_addendum, row, text=text)
    return redirect("report", row.pk)


def find_file(request: HttpRequest, report_id: int, file_id: int) -> ReportAttachment:
    rows = visible(request.user, ReportAttachment).select_related("report__component")
    return get_object_or_404(rows, pk=file_id, report=report_id)


@login_required
def file(request: HttpRequest, report_id: int, file_id: int) -> HttpResponse:
    """Hand out a file as a download: a browser shows none of it as a page of ours."""
    row = find_file(request, report_id, file_id)
    response = HttpResponse(bytes(row.data), content_type=row.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@post_only
def remove_file(request: HttpRequest, report_id: int, file_id: int) -> HttpResponse:
    row = find_file(request, report_id, file_id)
    do(request, f"“{row.name}” is removed.", detach_from_report, row)
    return redirect("report", row.report_id)
