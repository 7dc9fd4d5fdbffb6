"""What the page of one's own account shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from headway.app.models import ApiToken, DataRequest

if TYPE_CHECKING:
    from headway.app.models import Person


def tokens_of(person: Person) -> list[ApiToken]:
    """Return the tokens of a person that are in force, newest first."""
    return list(ApiToken.objects.filter(ApiToken.in_force(timezone.now()), person=person))


def scopes_for(person: Person) -> list[tuple[str, str]]:
    """Return the scopes, with their words, that the person may give a token."""
    return [
        (scope.value, str(scope.label))
        for scope in ApiToken.Scope
        if scope != ApiToken.Scope.ADMIN or person.is_superuser
    ]


def sessions_of(person: Person) -> list[UserSession]:
    """Return where the person is signed in, the last seen first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(UserSession.objects.filter(user=person, session_key__in=alive).order_by("-last_seen_at", "-pk"))


def second_steps_of(person: Person) -> dict[str, int]:
    """Return how many ways to prove who they are besides the password a person has, by kind."""
    found: dict[str, int] = {}
    for kind in Authenticator.objects.filter(user=person).values_list("type", flat=True):
        found[kind] = found.get(kind, 0) + 1
    return found


def last_request_of(person: Person) -> DataRequest | None:
    """Return the person's latest request to be anonymized, with what became of it."""
    return DataRequest.objects.filter(person=person).first()


def open_requests() -> int:
    """Return how many requests wait for an operator."""
    return DataRequest.objects.filter(state=DataRequest.State.ASKED).count()
