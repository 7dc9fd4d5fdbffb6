"""Decide about reported weeks, and open them again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from headway.app.actions.time_weeks import approve_week, reopen_week, send_back_week
from headway.app.models import Person, TimeEntry, TimeWeek
from headway.app.rules import visible
from headway.app.ui.views.frame import do, find, number, post_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

DECISIONS: dict[str, tuple[Callable[..., object], str]] = {
    "approve": (approve_week, "The hours are approved."),
    "return": (send_back_week, "The hours are sent back."),
}


def monday_given(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("monday", ""))
    except ValueError as error:
        raise Http404 from error


def back(address: str, monday: date) -> HttpResponse:
    return redirect(f"{address}?week={monday.isoformat()}")


@post_only
@login_required
def decide(request: HttpRequest, component_id: int) -> HttpResponse:
    """Approve or send back one person's week on one plan; the page that asks may be that of what is above it."""
    component, monday = find(request, component_id), monday_given(request)
    plan = find(request, number(request.POST.get("plan")) or 0)
    entries = visible(request.user, TimeEntry).filter(component=plan)
    reporters = Person.objects.filter(time_entries__in=entries).distinct()
    person = get_object_or_404(reporters, pk=number(request.POST.get("person")) or 0)
    action, said = DECISIONS.get(request.POST.get("act", ""), DECISIONS["approve"])
    do(request, said, action, plan, person, monday, word=request.POST.get("word", ""))
    return back(reverse("reported-time", args=[component.pk]), monday)


@post_only
@login_required
def reopen(request: HttpRequest, week_id: int) -> HttpResponse:
    week = get_object_or_404(visible(request.user, TimeWeek).select_related("component", "person"), pk=week_id)
    do(request, "The week is open again; it has to be approved anew.", reopen_week, week)
    own = week.person_id == request.user.pk
    page = reverse("work-week") if own else reverse("reported-time", args=[week.component_id])
    return back(page, week.monday)
