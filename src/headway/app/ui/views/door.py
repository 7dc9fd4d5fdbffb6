"""Sign in, sign out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from headway.app.actions.attempts import (
    SIGN_IN_AS,
    SIGN_IN_AS_FROM,
    SIGN_IN_FROM,
    count_failure,
    forget_failures,
    seconds_to_wait,
)
from headway.app.queries.pages.people import active_emails

if TYPE_CHECKING:
    from django.http import HttpRequest

WRONG = "This e-mail address and password do not belong together. Mind capital letters in the password."
TOO_MANY = "Too many attempts failed."


class SignInForm(AuthenticationForm):
    """Says the same for an unknown address, a wrong password and a person who has left."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        """Refuse without trying once too many were wrong; only wrong ones are counted."""
        name = str(self.cleaned_data.get("username", "")).lower()
        place = self.request.META.get("REMOTE_ADDR") or "" if self.request else ""
        counted = ((SIGN_IN_FROM, (place,)), (SIGN_IN_AS, (name,)), (SIGN_IN_AS_FROM, (name, place)))
        if seconds := max(seconds_to_wait(limit, *what) for limit, what in counted):
            raise ValidationError(f"{TOO_MANY} Try again in {-(-seconds // 60)} minutes.")
        try:
            values: dict[str, Any] = super().clean()
        except ValidationError:
            for limit, what in counted:
                count_failure(limit, *what)
            raise
        forget_failures(SIGN_IN_AS_FROM, name, place)
        return values

    def __init__(self, request: HttpRequest | None = None, *args: Any, **values: Any) -> None:
        super().__init__(request, *args, **values)
        name, password = self.fields["username"], self.fields["password"]
        name.widget.attrs |= {"class": "in", "type": "email", "autocomplete": "username", "inputmode": "email"}
        password.widget.attrs |= {"class": "in"}


class SignIn(auth.LoginView):
    template_name = "door/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """Offer the demonstration's people where it is loaded."""
        return super().get_context_data(accounts=demo_accounts(), **values)


def demo_accounts() -> list[Any]:
    """Return the people to try the product as: those of the settings who are there."""
    accounts = getattr(settings, "HEADWAY_DEMO_ACCOUNTS", ())
    there = active_emails([account.email for account in accounts])
    return [account for account in accounts if account.email in there]


sign_in = SignIn.as_view()
sign_out = auth.LogoutView.as_view(http_method_names=["post", "options"])
