"""Files as evidence: put to a criterion or a record, handed out as downloads, taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect

from headway.app.actions.errors import Refused
from headway.app.actions.evidence_files import attach_evidence, detach_evidence, require_size
from headway.app.models import EvidenceFile
from headway.app.queries.files import FOREIGN, open_content
from headway.app.rules import visible
from headway.app.ui.views.frame import do, post_only
from headway.app.ui.views.gates import find_gate
from headway.app.ui.views.records import find_record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from headway.app.models import Criterion, Record
    from headway.app.rules import Actor


def put(request: HttpRequest, to: Criterion | Record) -> None:
    """Attach the file of the form; one that is too large is not even read."""
    file: Any = request.FILES.get("file")

    def attach(actor: Actor) -> None:
        if file is None:
            raise Refused("no-file", "No file was chosen.", str(to), "Choose one first.")
        require_size(str(file.name), file.size or 0)
        attach_evidence(actor, to, name=str(file.name), data=file.read())

    do(request, "Attached.", attach)


@post_only
@login_required
def attach_to_criterion(request: HttpRequest, gate_id: int, criterion_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    put(request, get_object_or_404(row.criteria, pk=criterion_id))
    return redirect("gate", row.pk)


@post_only
@login_required
def attach_to_record(request: HttpRequest, record_id: int) -> HttpResponse:
    row = find_record(request, record_id)
    put(request, row)
    return redirect("record", row.pk)


def find_file(request: HttpRequest, evidence_id: int) -> EvidenceFile:
    rows = visible(request.user, EvidenceFile).select_related("component", "criterion__gate", "record")
    return get_object_or_404(rows, pk=evidence_id)


@login_required
def download(request: HttpRequest, evidence_id: int) -> HttpResponseBase:
    """Hand out a file as a download: a browser shows none of it as a page of ours."""
    row = find_file(request, evidence_id)
    content = open_content(row.sha256)
    if content is None:
        raise Http404
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type,
                        headers=FOREIGN)  # fmt: skip


@post_only
@login_required
def remove(request: HttpRequest, evidence_id: int) -> HttpResponse:
    row = find_file(request, evidence_id)
    do(request, f"“{row.name}” is in the trash.", detach_evidence, row)
    return redirect("gate", row.criterion.gate_id) if row.criterion else redirect("record", row.record_id)
