"""Documents over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from headway.app.models import Gate
from headway.app.reports.certificate import certificate
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
def gate_certificate(request: HttpRequest, gate_id: int) -> HttpResponse:
    reader: Any = request.user
    rows = visible(reader, Gate).filter(state=Gate.State.DECIDED)
    gate = get_object_or_404(rows.select_related("component", "decided_by", "submitted_by"), pk=gate_id)
    answer = HttpResponse(certificate(reader, gate), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="gate-{gate.pk}.pdf"'
    return answer
