"""Signing in with a password, and the code of the second step: guesses are counted for all processes together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordAgain
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.core.exceptions import ValidationError

from headway.app.actions.attempts import (
    SIGN_IN_AS,
    SIGN_IN_AS_FROM,
    SIGN_IN_CODE,
    SIGN_IN_FROM,
    Limit,
    count_failure,
    forget_failures,
    seconds_to_wait,
)
from headway.app.rules.address import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable

WRONG = "This e-mail address and password do not belong together. Mind capital letters in the password."
WRONG_CODE = "This code is not the right one, or its half minute is over."
TOO_MANY = "Too many attempts failed."
OTHER_WAY = "Passwords are for operators only here: sign in with {name}."


def refuse_after_too_many(counted: Iterable[tuple[Limit, tuple[str, ...]]]) -> None:
    if seconds := max(seconds_to_wait(limit, *what) for limit, what in counted):
        raise ValidationError(f"{TOO_MANY} Try again in {-(-seconds // 60)} minutes.")


class SignInForm(LoginForm):  # type: ignore[misc]
    """Says the same for an unknown address, a wrong password and a person who has left."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        name, password = self.fields["login"], self.fields["password"]
        name.widget.attrs = {
            "type": "email",
            "autocomplete": "username webauthn",
            "inputmode": "email",
            "autofocus": True,
        }
        password.widget.attrs = {"autocomplete": "current-password"}
        name.label, password.label, password.help_text = "E-mail", "Password", ""

    def clean(self) -> dict[str, Any]:
        """Refuse without trying once too many were wrong; only wrong ones are counted."""
        name = str(self.cleaned_data.get("login", "")).lower()
        place = address_of(self.request) if self.request else ""
        counted = ((SIGN_IN_FROM, (place,)), (SIGN_IN_AS, (name,)), (SIGN_IN_AS_FROM, (name, place)))
        refuse_after_too_many(counted)
        try:
            values: dict[str, Any] = super().clean()
            right = self.user is not None and self.user.is_active
        except ValidationError:
            right = False
        if not right:
            for limit, what in counted:
                count_failure(limit, *what)
            raise ValidationError(WRONG)
        forget_failures(SIGN_IN_AS_FROM, name, place)
        if settings.HEADWAY_SSO_ONLY and not self.user.is_superuser:
            raise ValidationError(OTHER_WAY.format(name=settings.HEADWAY_SSO_NAME))
        return values


class PasswordAgainForm(PasswordAgain):  # type: ignore[misc]
    """The password, asked again before something delicate."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["password"].help_text = ""


class CountedCode:
    """A code is six digits: ten wrong ones an hour and person, wherever they come from."""

    user: Any

    def clean_code(self) -> str:
        who = (str(self.user.pk),)
        refuse_after_too_many([(SIGN_IN_CODE, who)])
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            count_failure(SIGN_IN_CODE, *who)
            raise ValidationError(WRONG_CODE) from None
        forget_failures(SIGN_IN_CODE, *who)
        return code


class CodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class CodeAgainForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """The second step, asked again before something delicate."""


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, which replaces the password unless that is not wanted."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        alone = self.fields["passwordless"]
        alone.initial, alone.label = True, "Sign in with it alone"
        alone.help_text = (
            "It asks for a fingerprint, a face or a PIN then, and the password is not needed. "
            "Otherwise it is the second step after the password."
        )
