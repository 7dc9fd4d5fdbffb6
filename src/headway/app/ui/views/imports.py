"""Import a plan: drop a file, watch it being read, decide with an honest preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.errors import Refused
from headway.app.actions.imports import accept_import, discard_import, start_import, undo_import
from headway.app.models import ChangeSet
from headway.app.rules import Verb, require, visible
from headway.app.ui.report import steps_of, view_of
from headway.app.ui.views.frame import actor_of, find, head, part, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

State = ChangeSet.State
RECENT = 12
FORMATS = ("Microsoft Project .mpp .xml .mpx", "Primavera .xer .xml", "GanttProject .gan", "Planner .planner")


@login_required
def upload(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    require(actor_of(request), Verb.IMPORT_PLAN, component)
    context = head(request, component, "import")
    if request.method == "POST":
        try:
            return redirect("import-preview", received(request, component.pk).pk)
        except Refused as refusal:
            context["refusal"] = refusal
    recent = (
        visible(request.user, ChangeSet).filter(component=component, kind="import").defer("source", "payload", "report")
    )
    context |= {
        "recent": recent.select_related("author", "result")[:RECENT],
        "most": settings.HEADWAY_UPLOAD_MAX_BYTES,
        "formats": FORMATS,
    }
    return render(request, "imports/upload.html", context, status=422 if "refusal" in context else 200)


def received(request: HttpRequest, component_id: int) -> ChangeSet:
    """Take the uploaded file in; its size is known before it is read."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("no-file", "No file came with this form.", "", "Choose a file or drop one, then import again.")
    most = settings.HEADWAY_UPLOAD_MAX_BYTES
    if (file.size or 0) > most:
        raise Refused("too-large", f"This file is larger than {most // 2**20} MB.", str(file.name)[:100],
                      "Import a smaller file, or ask the operator to raise HEADWAY_UPLOAD_MAX_MB.")  # fmt: skip
    return start_import(actor_of(request), find(request, component_id), name=str(file.name), data=file.read())


def find_import(request: HttpRequest, change_set_id: int) -> ChangeSet:
    rows = (
        visible(request.user, ChangeSet)
        .filter(kind="import")
        .defer("source", "payload")
        .select_related("component", "result", "author")
    )
    return get_object_or_404(rows, pk=change_set_id)


@login_required
def preview(request: HttpRequest, change_set_id: int) -> HttpResponse:
    change_set = find_import(request, change_set_id)
    component = find(request, change_set.component_id)
    context = head(request, component, "import") | {
        "change_set": change_set,
        "steps": steps_of(change_set),
        "report": view_of(change_set.report, request.GET.get("cause", "")),
        "page_component": component.pk,
    }
    return render(request, "imports/preview.html", context)


@login_required
def progress(request: HttpRequest, change_set_id: int) -> HttpResponse:
    change_set = find_import(request, change_set_id)
    context = {"change_set": change_set, "steps": steps_of(change_set)}
    response = part(request, "imports/_progress.html", context)
    if change_set.state not in {State.WAITING, State.RUNNING}:
        response["HX-Refresh"] = "true"
    return response


@login_required
@post_only
def accept(request: HttpRequest, change_set_id: int) -> HttpResponse:
    change_set = find_import(request, change_set_id)
    try:
        project = accept_import(actor_of(request), change_set)
    except Refused as refusal:
        say(request, refusal)
        return redirect("import-preview", change_set.pk)
    messages.success(request, f"“{project.name}” is in.", extra_tags=f"undo-{change_set.pk}")
    return redirect("component", project.pk)


@login_required
@post_only
def discard(request: HttpRequest, change_set_id: int) -> HttpResponse:
    change_set = find_import(request, change_set_id)
    try:
        discard_import(actor_of(request), change_set)
        messages.info(request, f"“{change_set.name}” was discarded; nothing of it was stored.")
    except Refused as refusal:
        say(request, refusal)
    return redirect("import", change_set.component_id)


@login_required
@post_only
def undo(request: HttpRequest, change_set_id: int) -> HttpResponse:
    change_set = find_import(request, change_set_id)
    try:
        undo_import(actor_of(request), change_set)
        messages.info(request, f"The import of “{change_set.name}” was taken back.")
    except Refused as refusal:
        say(request, refusal)
        return redirect("import-preview", change_set.pk)
    return redirect("component", change_set.component_id)
