"""Who calls: a program with a token, or somebody signed in whose browser sends the CSRF token with what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer
from ninja.security.session import SessionAuth

from headway.app.actions.api_tokens import token_of
from headway.app.actions.attempts import BAD_TOKEN, count_failure, seconds_to_wait
from headway.app.models import ApiToken
from headway.app.rules import NotAllowed
from headway.app.rules.address import address_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from headway.app.models import Person

SAFE = {"GET", "HEAD", "OPTIONS"}
Scope = ApiToken.Scope


class TooMany(Exception):  # noqa: N818 - reads as a sentence where it is raised
    def __init__(self, seconds: int) -> None:
        super().__init__("Too many failed attempts.")
        self.seconds = seconds


class OlderPage(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A page proves itself with what held before its reader signed in anew."""


class SignedIn(SessionAuth):
    """The session of a browser."""

    def _get_key(self, request: HttpRequest) -> str | None:
        try:
            return super()._get_key(request)
        except HttpError:
            if request.user.is_authenticated:
                raise OlderPage from None
            return None


class Token(HttpBearer):
    """``Authorization: Bearer hw_...``: a wrong one is refused, whoever is signed in besides."""

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope
        """What calls of these routes need; None takes read or write by the method."""

    def __call__(self, request: HttpRequest) -> Person | None:
        """Return whose token it is; None where there is none, so that the session is asked."""
        kind, _, secret = request.headers.get(self.header, "").partition(" ")
        if not kind:
            return None
        return self.authenticate(request, secret.strip() if kind.lower() == self.openapi_scheme else "")

    def authenticate(self, request: HttpRequest, token: str) -> Person:
        place = address_of(request)
        if seconds := seconds_to_wait(BAD_TOKEN, place):
            raise TooMany(seconds)
        found = token_of(token)
        if found is None:
            count_failure(BAD_TOKEN, place)
            raise AuthenticationError(message="bad-token")
        needed = self.scope_for(request.method or "")
        if needed not in found.scopes:
            raise NotAllowed(f"This token may not do that: it lacks the scope “{needed}”.")
        request.user = found.person
        return found.person

    def scope_for(self, method: str) -> Scope:
        if method in SAFE:
            return Scope.READ
        return self.scope or Scope.WRITE


def doors(scope: Scope | None = None) -> list[Callable[..., Any]]:
    """Return the ways in, for routes whose changes need this scope of a token."""
    return [Token(scope), SignedIn()]
