"""Sign in, sign out, the first operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import LoginView
from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from headway.app.actions.errors import Refused
from headway.app.actions.set_up import first_operator, opens_set_up
from headway.app.models import Event
from headway.app.queries.pages.people import active_emails, nobody_yet
from headway.app.ui.door.fields import name_field, new_password_field

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "door/sign_in.html"

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """Offer the demonstration's people where it is loaded, and single sign-on where it is set up."""
        known: dict[str, Any] = super().get_context_data(**values)
        return known | {
            "accounts": demo_accounts(),
            "sso": settings.HEADWAY_SSO_NAME,
            "sso_only": settings.HEADWAY_SSO_ONLY,
            "nobody": self.request.method == "GET" and nobody_yet(),
        }


def demo_accounts() -> list[Any]:
    """Return the people to try the product as: those of the settings who are there."""
    accounts = getattr(settings, "HEADWAY_DEMO_ACCOUNTS", ())
    there = active_emails([account.email for account in accounts])
    return [account for account in accounts if account.email in there]


class OperatorForm(forms.Form):
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    name = name_field()
    password = new_password_field("Choose a password")


@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Make the first operator of an empty installation; the link is printed by the server alone."""
    if not opens_set_up(secret):
        raise Http404
    form = OperatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = first_operator(secret, channel=Event.Channel.PAGE, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, f"{refusal.title} {refusal.remedy}")
        else:
            answer: HttpResponse = perform_login(request, person, email_verification="none")
            return answer
    return render(request, "door/set_up.html", {"form": form})


@login_required
def sign_in_anew(request: HttpRequest) -> HttpResponse:
    """End this session and come back through the organisation's sign-in: proof enough for something delicate."""
    if request.method != "POST":
        return render(request, "door/sign_in_anew.html", {"sso": settings.HEADWAY_SSO_NAME})
    back = get_next_redirect_url(request) or reverse("account")
    logout(request)
    if not settings.HEADWAY_SSO_ISSUER:
        return redirect_to_login(back)
    return redirect(reverse("openid_connect_login", args=["sso"]) + "?" + urlencode({"next": back}))


sign_in = SignIn.as_view()
sign_out = auth.LogoutView.as_view(http_method_names=["post", "options"])
