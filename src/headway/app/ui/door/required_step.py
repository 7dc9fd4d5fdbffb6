"""Whoever must have a second step and has none is led to set it up, and gets nothing else before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from headway.app.models import Person

OPEN = {"sign-out", "privacy", "preferences", "service-worker", "sign-in-anew"}
"""Names of addresses that stay open, besides those of allauth's flows."""
FLOWS = ("mfa_", "account_", "socialaccount_", "openid_connect_")
STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""Recovery codes alone are none."""
ANSWER = {
    "id": "second-step-needed",
    "title": "Your account needs a second step before it may do anything.",
    "detail": "",
    "remedy": "Set it up at /account/security/.",
}


def must_have_one(person: Person) -> bool:
    wanted = settings.HEADWAY_SECOND_STEP
    return wanted == "everybody" or (wanted == "operators" and person.is_superuser)


def vouched_for(request: HttpRequest) -> bool:
    """Return whether the organisation's sign-in let them in: it asks for what it thinks right."""
    return any(each.get("method") == "socialaccount" for each in get_authentication_records(request, request.user))


class RequiredStep:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        if settings.HEADWAY_SECOND_STEP == "offered" or not request.user.is_authenticated:
            return None
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        if name in OPEN or name.startswith(FLOWS) or not must_have_one(request.user):
            return None
        if is_mfa_enabled(request.user, STEPS) or vouched_for(request):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"error": ANSWER}, status=403)
        messages.info(request, "This installation asks you for a second step. Set one up to go on.")
        return redirect("mfa_index")
