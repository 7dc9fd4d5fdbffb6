"""Search without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from headway.app.queries.search import search

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def find(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    hits = search(request.user, text, limit=50) if text else []  # type: ignore[arg-type]
    return render(request, "home/search.html", {"text": text, "hits": hits})
