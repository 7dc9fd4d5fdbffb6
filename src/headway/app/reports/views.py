"""Documents over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase  # noqa: TC002 - beside the others
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from headway.app.actions.errors import Refused
from headway.app.actions.personal_data import take_out_data
from headway.app.models import Event, Gate, Person
from headway.app.reports.certificate import certificate
from headway.app.reports.end_stage import end_stage_pdf
from headway.app.reports.personal_data import file_name, personal_data
from headway.app.reports.pieces import streamed
from headway.app.rules import Actor, visible

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_required
def gate_certificate(request: HttpRequest, gate_id: int) -> HttpResponse:
    reader: Any = request.user
    rows = visible(reader, Gate).filter(state=Gate.State.DECIDED)
    gate = get_object_or_404(rows.select_related("component", "decided_by", "submitted_by"), pk=gate_id)
    return shown(certificate(reader, gate), f"gate-{gate.pk}.pdf")


@login_required
def gate_end_stage(request: HttpRequest, gate_id: int) -> HttpResponse:
    reader: Any = request.user
    gate = get_object_or_404(visible(reader, Gate).select_related("component", "stage"), pk=gate_id)
    content = end_stage_pdf(reader, gate)
    if content is None:
        raise Http404
    return shown(content, f"end-stage-{gate.pk}.pdf")


def shown(content: bytes, name: str) -> HttpResponse:
    """Return a document that browsers show rather than store."""
    named = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=named)


@require_POST
@login_required
def own_data(request: HttpRequest) -> HttpResponseBase:
    """Send people what is kept about them."""
    answer: HttpResponseBase = data_of(request, request.user)
    return answer


@require_POST
@login_required
def data_of_person(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Send an operator what is kept about somebody."""
    if not request.user.is_superuser:
        raise Http404
    answer: HttpResponseBase = data_of(request, get_object_or_404(Person, pk=person_id))
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]
def data_of(request: HttpRequest, person: Person) -> HttpResponseBase:
    try:
        take_out_data(Actor(request.user, Event.Channel.PAGE), person)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, " ".join(filter(None, (refusal.title, refusal.detail, refusal.remedy))))
        return redirect("account")
    answer = streamed(request, personal_data(person))
    answer["Content-Type"] = "application/zip"
    answer["Content-Disposition"] = f'attachment; filename="{file_name(person)}"'
    answer["Cache-Control"] = "no-store"
    return answer
