"""Support requests: ask, acknowledge, answer, send back, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from headway.app.actions.errors import Refused, Stale
from headway.app.actions.support import (
    acknowledge_support,
    answer_support,
    close_support,
    request_support,
    return_support,
)
from headway.app.models import SupportRequest
from headway.app.rules import visible
from headway.app.ui.views.frame import actor_of, find, number, post_only

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
@post_only
def act(request: HttpRequest, request_id: int) -> HttpResponse:
    """Do what the button says."""
    row = get_object_or_404(visible(request.user, SupportRequest).select_related("component"), pk=request_id)
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
    return redirect("reports", number(data.get("at")) or row.component_id)
