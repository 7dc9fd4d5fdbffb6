"""What django-allauth asks us: who may come in without an invitation, how secrets are kept, what is said."""

from __future__ import annotations

import base64
import logging
import time
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings as accounts
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from headway.app.actions.invitations import is_invited
from headway.app.actions.people import create_person
from headway.app.models import Event
from headway.app.rules import Actor

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

    from headway.app.models import Person

security = logging.getLogger("headway.app.security")
SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: people are invited, made by an operator, or come with single sign-on."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any,
                    **values: Any) -> None:  # fmt: skip
        """Say what is worth saying; that one is signed in shows by itself."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *rest, **values)

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Take a fresh single sign-on as proof from those who have no other: no password, no second step, no mail."""
        needed: bool = super().is_reauthentication_required(app=app, **rest)
        if not needed or get_reauthentication_flows(self.request.user):
            return needed
        records = get_authentication_records(self.request, self.request.user)
        return not any(
            each["method"] == "socialaccount" and time.time() - each["at"] < accounts.REAUTHENTICATION_TIMEOUT
            for each in records
        )

    def get_reauthentication_methods(self, user: Person) -> list[dict[str, Any]]:
        """Send those who have no other proof to sign in anew."""
        known: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return known or [{"id": "sign-in-anew", "description": "Sign in anew", "url": reverse("sign-in-anew")}]


def boxes() -> MultiFernet:
    """Return what encrypts secrets in the database: with this installation's key, readable with the former ones too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    raw = [salted_hmac("headway.second-step", "key", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in raw])


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps and recovery codes are kept encrypted."""

    def encrypt(self, text: str) -> str:
        return boxes().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return boxes().decrypt(encrypted_text.encode()).decode()


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """People whom the organisation's own sign-in vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return bool(settings.HEADWAY_SSO_CREATE) or is_invited(sociallogin.user.email)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **why: Any) -> None:  # noqa: ARG002
        """Keep why for operators; the page says no more than that the answer was not taken."""
        security.warning("Single sign-on was refused: %s.", why.get("exception") or why.get("error"))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:  # noqa: ARG002
        """Refuse whoever has left, and an address that the organisation does not vouch for."""
        person = sociallogin.user
        address = next((each for each in sociallogin.email_addresses if each.verified), None)
        if sociallogin.is_existing and person.is_active:
            return
        if sociallogin.is_existing or address is None:
            security.warning("Single sign-on was refused: %s.", "has left" if sociallogin.is_existing else "no address")
            raise ImmediateHttpResponse(redirect("socialaccount_login_error"))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Person:  # noqa: ARG002
        """Make the person as every other: through the action, with an address that is confirmed."""
        made = sociallogin.user
        name = sociallogin.account.extra_data
        known = name.get("userinfo") or name.get("id_token") or name
        person = create_person(
            Actor(None, Event.Channel.PAGE), email=made.email, name=str(known.get("name") or made.email)[:120]
        )
        sociallogin.user = person
        sociallogin.save(request, connect=True)
        return person

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Person:  # noqa: ARG002
        """Fill in what a person has here: an address and a name."""
        person: Person = sociallogin.user
        person.email = str(data.get("email") or "").lower()
        person.name = str(data.get("name") or person.email)[:120]
        return person
