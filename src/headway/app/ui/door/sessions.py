"""Where somebody is signed in: kept for the list on their account, ended one by one or all others at once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash, user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from headway.app.actions.sessions import forget_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from headway.app.models import Person

SEEN, EVERY = "seen", 15 * 60
"""When the list was last told, in seconds since 1970; how often that is done at most."""


@receiver(user_logged_in)
def note_the_time(sender: type, request: HttpRequest, **_: object) -> None:  # noqa: ARG001 - the signal's signature
    request.session[SEEN] = int(time.time())


def keep_last_seen(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Write down every quarter of an hour that a session is in use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SEEN in request.session:
            now = int(time.time())
            if now - request.session[SEEN] >= EVERY:
                request.session[SEEN] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return get_response(request)

    return middleware


def stay_signed_in(request: HttpRequest, person: Person) -> None:
    """Keep this session alone after a change that ends all of a person's sessions."""
    update_session_auth_hash(request, person)
    forget_sessions(person)
    UserSession.objects.create_from_request(request)
