"""Error pages: what happened, what was kept, what to do. None of them needs the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.template.loader import render_to_string

from headway.app.ui.context import THEMES, chosen

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest, status: int, detail: str = "") -> HttpResponse:
    """Render without context processors: they may be what failed."""
    context = {
        "theme": chosen(request, "theme", THEMES),
        "status": status,
        "detail": detail,
        "path": request.path[:200],
    }
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403, str(exception or ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)
