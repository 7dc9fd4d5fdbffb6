"""Errors in one shape: {"error": {"id", "title", "detail", "remedy"}}."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja.errors import AuthenticationError, HttpError, ValidationError

from headway.app.actions.errors import Refused, Stale
from headway.app.api.auth import OlderPage, TooMany

if TYPE_CHECKING:
    from ninja import NinjaAPI

log = logging.getLogger(__name__)
MOST_PROBLEMS = 10
OVERTAKEN = {"rows-moved", "changed-since"}
"""Refusals because of what others did in the meantime."""


def place_of(error: Any) -> dict[str, int]:
    """Return which edit of a list an error belongs to, and which task."""
    return {name: getattr(error, name) for name in ("edit", "task") if hasattr(error, name)}


def add_error_handlers(api: NinjaAPI) -> None:
    """Answer every failure in the one shape."""

    def answer(request: HttpRequest, status: int, id: str, title: str, **rest: Any) -> HttpResponse:  # noqa: A002
        error = {"id": id, "title": title, "detail": "", "remedy": "", **rest}
        return api.create_response(request, {"error": error}, status=status)

    @api.exception_handler(AuthenticationError)
    def anonymous(request: HttpRequest, _: Any) -> HttpResponse:
        return answer(
            request, 401, "not-signed-in", "You are not signed in.", remedy="Sign in, or send a token that is in force."
        )

    @api.exception_handler(TooMany)
    def too_many(request: HttpRequest, error: Any) -> HttpResponse:
        title, remedy = str(error), f"Wait {error.seconds} seconds."
        response = answer(request, 429, "too-many-attempts", title, remedy=remedy)
        response["Retry-After"] = str(error.seconds)
        return response

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, _: Any) -> HttpResponse:
        title = "There is nothing here that you may see."
        return answer(request, 404, "not-found", title, remedy="Check the address, or ask for a role that may see it.")

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, 403, "not-allowed", str(error) or "You may not do this.", **place_of(error))

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        status = 409 if error.id in OVERTAKEN else 422
        more = place_of(error)
        return answer(request, status, error.id, error.title, detail=error.detail, remedy=error.remedy, **more)

    @api.exception_handler(Stale)
    def stale(request: HttpRequest, error: Any) -> HttpResponse:
        more = {"expected": error.expected, "current": error.current, "values": error.values, **place_of(error)}
        more["detail"] = error.said
        return answer(
            request, 409, "stale", str(error), remedy="Compare both values and send the current version.", **more
        )

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: Any) -> HttpResponse:
        problems = [f"{'.'.join(map(str, each['loc'][1:]))}: {each['msg']}" for each in error.errors[:MOST_PROBLEMS]]
        return answer(request, 422, "invalid", "These values cannot be taken.", detail="; ".join(problems)[:2000])

    @api.exception_handler(OlderPage)
    def older_page(request: HttpRequest, _: Any) -> HttpResponse:
        """Signing in changes what a page proves itself with; one that was open before is told what is right now."""
        more = {"token": get_token(request), "person": request.user.pk}
        title = "This page was loaded before you signed in."
        return answer(request, 403, "older-page", title, remedy="Load the page again.", **more)

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(request, error.status_code, "bad-request", str(error)[:500])

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Any) -> HttpResponse:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        title = "Something went wrong on our side; nothing was changed."
        return answer(request, 500, "internal", title, remedy="Try again. The operator's log has the details.")
