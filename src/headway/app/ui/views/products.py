"""A need is accepted or sent back by a button of its page or of Today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect

from headway.app.actions.acceptance import accept_need, send_back_need
from headway.app.ui.views.frame import do, number, post_only
from headway.app.ui.views.records import find_record

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@post_only
@login_required
def judge(request: HttpRequest, record_id: int) -> HttpResponse:
    """Accept what was delivered for a need, or send it back with what is missing."""
    row = find_record(request, record_id)
    given = {"words": request.POST.get("words", ""), "version": number(request.POST.get("version"))}
    if request.POST.get("answer") == "accept":
        do(request, f"{row} is accepted.", accept_need, row, **given)
    else:
        do(request, f"{row} is back in delivery.", send_back_need, row, **given)
    return redirect("today") if request.POST.get("from") == "today" else redirect("record", row.pk)
