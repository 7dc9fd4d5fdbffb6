"""Your account: name, password, sessions, API tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from headway.app.actions.accounts import change_password, end_sessions, update_profile
from headway.app.actions.api_tokens import create_token, revoke_token
from headway.app.actions.attempts import SIGN_IN_AS_FROM, count_failure, seconds_to_wait
from headway.app.actions.errors import Refused
from headway.app.actions.sessions import end_session
from headway.app.models import ApiToken, Person
from headway.app.queries.pages.account import last_request_of, scopes_for, second_steps_of, sessions_of, tokens_of
from headway.app.rules.address import address_of
from headway.app.ui.door.sessions import stay_signed_in
from headway.app.ui.views.frame import actor_of, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LIFETIMES = [(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "a year")]


class ProfileForm(forms.Form):
    name = forms.CharField(max_length=120)
    title = forms.CharField(max_length=120, required=False)
    time_zone = forms.CharField(max_length=60, required=False)


class PasswordForm(forms.Form):
    current = forms.CharField(strip=False, max_length=1000)
    password = forms.CharField(strip=False, max_length=1000)


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80)
    days = forms.TypedChoiceField(choices=LIFETIMES, coerce=int)

    def __init__(self, person: Person, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["scopes"] = forms.MultipleChoiceField(choices=scopes_for(person))


def owner(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


@never_cache
@login_required
def account(request: HttpRequest, made: str = "") -> HttpResponse:
    person = owner(request)
    context = {
        "tokens": tokens_of(person),
        "scopes": scopes_for(person),
        "lifetimes": LIFETIMES,
        "made": made,
        "sessions": sessions_of(person),
        "here": request.session.session_key,
        "asked": last_request_of(person),
        "steps": second_steps_of(person),
    }
    return render(request, "account/account.html", context)


def done(request: HttpRequest, form: forms.Form, act: Callable[[], str]) -> HttpResponse:
    """Do it with what the form holds and say so, or say what is wrong; then show the page again."""
    if form.is_valid():
        try:
            messages.success(request, act())
        except Refused as refusal:
            say(request, refusal)
    else:
        messages.error(request, wrong(form))
    return redirect("account")


@post_only
@login_required
def save_profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST)

    def act() -> str:
        update_profile(actor_of(request), owner(request), **form.cleaned_data)
        return "Saved."

    return done(request, form, act)


@sensitive_post_parameters()
@post_only
@login_required
def set_password(request: HttpRequest) -> HttpResponse:
    form, person = PasswordForm(request.POST), owner(request)
    tried = (person.email, address_of(request))

    def act() -> str:
        if seconds_to_wait(SIGN_IN_AS_FROM, *tried):
            raise Refused("too-many-attempts", "Too many attempts failed.", "", "Try again in a quarter of an hour.")
        values = form.cleaned_data
        try:
            changed = change_password(actor_of(request), person, values["password"], current=values["current"])
        except Refused as refusal:
            if refusal.id == "wrong-password":
                count_failure(SIGN_IN_AS_FROM, *tried)
            raise
        stay_signed_in(request, changed)
        return "The password is changed; every other session is signed out."

    return done(request, form, act)


@post_only
@login_required
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    def act() -> str:
        stay_signed_in(request, end_sessions(actor_of(request), owner(request)))
        return "Every other session is signed out."

    return done(request, forms.Form({}), act)


@post_only
@login_required
def sign_out_there(request: HttpRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=session_id, user=owner(request))

    def act() -> str:
        end_session(actor_of(request), session)
        return "Signed out there."

    return done(request, forms.Form({}), act)


@post_only
@login_required
def add_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, this once, in the answer itself."""
    form = TokenForm(owner(request), request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("account")
    try:
        _, secret = create_token(actor_of(request), **form.cleaned_data)
    except Refused as refusal:
        say(request, refusal)
        return redirect("account")
    return account(request, made=secret)


@post_only
@login_required
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=token_id, person=owner(request))

    def act() -> str:
        revoke_token(actor_of(request), token)
        return f"“{token.name}” lets nobody in any more."

    return done(request, forms.Form({}), act)
