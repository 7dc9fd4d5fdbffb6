"""The stopwatch of "My work": forms that work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from headway.app.actions.errors import Refused
from headway.app.actions.stopwatch import drop_stopwatch, start_stopwatch, stop_stopwatch
from headway.app.bridge.cell_hours import hours_text, worked_minutes
from headway.app.bridge.cell_numbers import Unreadable
from headway.app.models import Stopwatch, Task
from headway.app.rules import visible
from headway.app.ui.views.frame import actor_of, do, number, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@post_only
@login_required
def stopwatch(request: HttpRequest) -> HttpResponse:
    """Start, stop or drop the reader's stopwatch."""
    act = request.POST.get("act", "")
    if act == "start":
        task = get_object_or_404(visible(request.user, Task), pk=number(request.POST.get("task")) or 0)
        do(request, f"The stopwatch runs on “{str(task)[:80]}”.", start_stopwatch, task)
    elif act == "drop":
        do(request, "The stopwatch is off; nothing is reported.", drop_stopwatch)
    elif act == "stop":
        stop(request)
    return redirect("work")


def stop(request: HttpRequest) -> None:
    watch = Stopwatch.objects.filter(person=request.user.pk).select_related("component").first()
    hours = request.POST.get("hours", "").strip()
    try:
        minutes = worked_minutes(hours, watch.component) if hours and watch else None
        added = stop_stopwatch(actor_of(request), minutes=minutes)
    except Unreadable as error:
        say(request, Refused("bad-cell", error.title, "", error.remedy))
    except Refused as refusal:
        say(request, refusal)
    else:
        told = f"{hours_text(added)} h are reported." if added else "Less than a minute: nothing is reported."
        messages.success(request, told)
