"""Error pages: what happened, what was kept, what to do. Who is signed in keeps the frame with their way on; else
none of them needs the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from headway.app.ui.context import THEMES, chosen

if TYPE_CHECKING:
    from django.http import HttpRequest


FRAMED = "errors/framed.html"


def page(request: HttpRequest, status: int, detail: str = "", *, framed: bool = False) -> HttpResponse:
    """Render without context processors, which may be what failed, unless it is in the frame of all pages."""
    context = {
        "theme": chosen(request, "theme", THEMES),
        "status": status,
        "detail": detail,
        "path": request.path[:200],
    }
    if framed:
        return render(request, f"errors/{status}.html", context | {"frame": FRAMED}, status=status)
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def has_frame(request: HttpRequest) -> bool:
    """Return whether a signed-in reader asked for a whole page."""
    reader = getattr(request, "user", None)
    whole = "text/html" in request.headers.get("accept", "") and "HX-Request" not in request.headers
    return whole and reader is not None and reader.is_authenticated


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403, str(exception or ""), framed=has_frame(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return page(request, 404, framed=has_frame(request))


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)
