"""Support requests: the page of one; ask, acknowledge, answer, send back, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.errors import Refused, Stale
from headway.app.actions.support import (
    acknowledge_support,
    answer_support,
    close_support,
    request_support,
    return_support,
)
from headway.app.models import Report, SupportRequest
from headway.app.rules import visible
from headway.app.ui.views.frame import actor_of, find, head, number, post_only
from headway.app.ui.views.reports import rights

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
@post_only
def ask(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    try:
        row = request_support(actor_of(request), component, text=request.POST.get("text", ""))
        messages.success(request, f"Asked {row.asked_of.name if row.asked_of else 'for support'}.")
    except Refused as refusal:
        messages.error(request, f"{refusal.title} {refusal.remedy}")
    return redirect("reports", component.pk)


@login_required
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show one request; posted to, do what the button says."""
    rows = visible(request.user, SupportRequest).select_related(
        "component", "task", "asked_by", "asked_of", "answered_by"
    )
    row = get_object_or_404(rows, pk=request_id)
    if request.method == "POST":
        return act(request, row)
    component = find(request, row.component_id)
    request.component_id = component.pk  # type: ignore[attr-defined]  # the navigation opens there
    context = head(request, component, "reports")
    context |= rights(context["verbs"]) | {"row": row}
    context["report"] = visible(request.user, Report).filter(pk=row.report_id or 0).defer("content").first()
    return render(request, "reports/request.html", context)


def act(request: HttpRequest, row: SupportRequest) -> HttpResponse:
    actor, data, version = actor_of(request), request.POST, number(request.POST.get("version"))
    acts = {
        "acknowledge": lambda: acknowledge_support(actor, row, version=version),
        "answer": lambda: answer_support(actor, row, answer=data.get("answer", ""), version=version),
        "return": lambda: return_support(actor, row, comment=data.get("comment", ""), version=version),
        "close": lambda: close_support(actor, row, satisfaction=number(data.get("satisfaction")) or 0,
                                       comment=data.get("comment", ""), version=version),
    }  # fmt: skip
    try:
        acts.get(data.get("act", ""), acts["acknowledge"])()
        messages.success(request, "The request is kept up to date.")
    except Refused as refusal:
        messages.error(request, f"{refusal.title} {refusal.remedy}")
    except Stale:
        messages.error(request, "Somebody else was quicker: look at the request again.")
    if data.get("at") == "alone":
        return redirect("support", row.pk)
    return redirect("reports", number(data.get("at")) or row.component_id)
