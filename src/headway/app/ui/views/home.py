"""Search without a script, and what a field offers while a milestone's name is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from headway.app.queries.milestones import fitting
from headway.app.queries.pages.benefits import milestones_for as milestones_below
from headway.app.queries.releases import milestones_for
from headway.app.queries.search import search
from headway.app.ui.views.frame import find as find_component
from headway.app.ui.views.frame import number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def find(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    hits = search(request.user, text, limit=50) if text else []  # type: ignore[arg-type]
    return render(request, "home/search.html", {"text": text, "hits": hits})


@login_required
def milestones(request: HttpRequest) -> HttpResponse:
    """Return the milestones that fit what is typed: all that are ahead, or those of a component and below it."""
    below, reader = number(request.GET.get("below")), request.user
    rows = milestones_for(reader) if below is None else milestones_below(reader, find_component(request, below))  # type: ignore[arg-type]
    found = fitting(rows, request.GET.get("milestone", "").strip())
    return render(request, "home/milestones.html", {"found": found})
