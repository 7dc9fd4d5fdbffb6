"""Where people arrive, and where they search without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from headway.app.queries.pages.arrival import first_component
from headway.app.queries.search import search

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def home(request: HttpRequest) -> HttpResponse:
    first = first_component(request.user)  # type: ignore[arg-type]
    return redirect("component", first) if first else render(request, "home/nothing.html")


@login_required
def find(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    hits = search(request.user, text, limit=50) if text else []  # type: ignore[arg-type]
    return render(request, "home/search.html", {"text": text, "hits": hits})
