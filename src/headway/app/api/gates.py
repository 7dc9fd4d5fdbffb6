"""Gates: what they ask, the files that prove it, and the end-stage report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile  # noqa: TC002 - read at run time

from headway.app.actions.evidence_files import attach_evidence, detach_evidence, require_size
from headway.app.actions.gates import evidence_holds
from headway.app.api.requests import Id, actor_of, find, person_of
from headway.app.bridge.end_stage import shown_end_stage
from headway.app.bridge.gate_rules import answer
from headway.app.models import Component, Criterion, EvidenceFile, Gate, Record
from headway.app.queries.files import FOREIGN, open_content
from headway.app.reports.certificate import certificate
from headway.app.reports.end_stage import end_stage_pdf
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest

router = Router(tags=["gates"])


def file_json(row: EvidenceFile) -> dict[str, Any]:
    return {
        "id": row.pk, "criterion": row.criterion_id, "record": row.record_id, "name": row.name, "size": row.size,
        "content_type": row.content_type, "sha256": row.sha256, "added_by": row.added_by_id,
        "added_at": row.added_at.isoformat(),
    }  # fmt: skip


def criterion_json(row: Criterion, *, ahead: bool) -> dict[str, Any]:
    """Return what a gate asks; a computed answer only while it is ahead: it is frozen with the evidence then."""
    given = answer(row.rule, row.component) if row.rule and ahead else (row.answer, row.evidence)
    return {
        "id": row.pk, "label": row.label, "computed": bool(row.rule), "answer": given[0], "evidence": given[1],
        "evidence_url": row.evidence_url, "left_out": row.left_out, "version": row.version,
        "files": [file_json(each) for each in row.files.all()],
    }  # fmt: skip


def gate_json(row: Gate) -> dict[str, Any]:
    decided = row.state == Gate.State.DECIDED
    return {
        "id": row.pk, "component": row.component_id, "stage": row.stage.name, "name": row.name,
        "attempt": row.attempt, "due_on": row.due_on.isoformat() if row.due_on else None, "state": row.state,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else None, "decision": row.decision,
        "rationale": row.rationale, "decided_at": row.decided_at.isoformat() if row.decided_at else None,
        "evidence_sha256": row.evidence_sha256, "version": row.version, "page": reverse("gate", args=[row.pk]),
        "certificate": reverse("gate-certificate", args=[row.pk]) if decided else None,
    }  # fmt: skip


@router.get("/components/{id}/gates")
def gates(
    request: HttpRequest,
    id: Id,  # noqa: A002 - the name in the address
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> dict[str, Any]:
    rows = visible(person_of(request), Gate).filter(component__paths_up__ancestor=find(request, Component, id))
    found = rows.select_related("stage")[offset : offset + limit]
    return {"count": rows.count(), "items": [gate_json(row) for row in found]}


@router.get("/gates/{id}")
def gate(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    row = find(request, Gate, id)
    criteria = row.criteria.select_related("component").prefetch_related("files")
    ahead = row.state == Gate.State.AHEAD
    return gate_json(row) | {
        "criteria": [criterion_json(each, ahead=ahead) for each in criteria],
        "frozen_criteria": row.evidence.get("criteria", []),
    }


@router.get("/gates/{id}/end-stage")
def end_stage(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    """Return the end-stage report: as it would be frozen now, or as it was frozen with the evidence."""
    row = find(request, Gate, id)
    ahead = row.state == Gate.State.AHEAD
    return {
        "gate": row.pk, "frozen": not ahead, "unaltered": None if ahead else evidence_holds(row),
        "page": reverse("gate-end-stage", args=[row.pk]),
        "report": shown_end_stage(row),
    }  # fmt: skip


@router.get("/gates/{id}/end-stage.pdf")
def end_stage_document(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    """Send the end-stage report as PDF."""
    row = find(request, Gate, id)
    return document(end_stage_pdf(person_of(request), row), f"end-stage-{row.pk}.pdf")


@router.get("/gates/{id}/certificate.pdf")
def certificate_document(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    """Send the certificate of a decided gate as PDF."""
    row = find(request, Gate, id)
    decided = row.state == Gate.State.DECIDED
    return document(certificate(person_of(request), row) if decided else None, f"gate-{row.pk}.pdf")


def document(content: bytes | None, name: str) -> HttpResponse:
    if content is None:
        raise Http404
    named = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": named})


# ---------------------------------------------------------------------- files


def attach(request: HttpRequest, to: Criterion | Record, file: UploadedFile) -> Status[dict[str, Any]]:
    name = file.name or "file"
    require_size(name, file.size or 0)
    return Status(201, file_json(attach_evidence(actor_of(request), to, name=name, data=file.read())))


def listed(request: HttpRequest, **of: Any) -> dict[str, Any]:
    return {"items": [file_json(row) for row in visible(person_of(request), EvidenceFile).filter(**of)]}


@router.get("/gates/{id}/files")
def files_of_gate(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return listed(request, criterion__gate=find(request, Gate, id))


@router.post("/criteria/{id}/files", response={201: dict[str, Any]})
def attach_to_criterion(request: HttpRequest, id: Id, file: File[UploadedFile]) -> Status[dict[str, Any]]:  # noqa: A002
    return attach(request, find(request, Criterion, id), file)


@router.get("/records/{id}/files")
def files_of_record(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    return listed(request, record=find(request, Record, id))


@router.post("/records/{id}/files", response={201: dict[str, Any]})
def attach_to_record(request: HttpRequest, id: Id, file: File[UploadedFile]) -> Status[dict[str, Any]]:  # noqa: A002
    return attach(request, find(request, Record, id), file)


def find_file(request: HttpRequest, pk: int) -> EvidenceFile:
    rows = visible(person_of(request), EvidenceFile).select_related("component", "criterion__gate", "record")
    return get_object_or_404(rows, pk=pk)


@router.get("/evidence/{id}")
def download(request: HttpRequest, id: Id) -> HttpResponse:  # noqa: A002
    row = find_file(request, id)
    content = open_content(row.sha256)
    if content is None:
        raise Http404
    named = content_disposition_header(as_attachment=True, filename=row.name) or ""
    with content:
        return HttpResponse(content.read(), content_type=row.content_type,
                            headers=FOREIGN | {"Content-Disposition": named})  # fmt: skip


@router.delete("/evidence/{id}", response={204: None})
def remove(request: HttpRequest, id: Id) -> Status[None]:  # noqa: A002
    detach_evidence(actor_of(request), find_file(request, id))
    return Status(204, None)
