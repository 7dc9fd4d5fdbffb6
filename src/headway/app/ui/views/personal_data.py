"""Privacy in short, one's request to be anonymized, and what operators decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from headway.app.actions.anonymizing import anonymize_person, sweep
from headway.app.actions.errors import Refused
from headway.app.actions.personal_data import ask_to_be_anonymized, refuse_request, withdraw_request
from headway.app.models import DataRequest, Person
from headway.app.ui.cookies import COOKIES
from headway.app.ui.views.frame import actor_of, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

Asked = DataRequest.State.ASKED


class AskForm(forms.Form):
    act = forms.ChoiceField(choices=[("ask", "ask"), ("withdraw", "withdraw")])
    note = forms.CharField(max_length=1000, required=False)


class RefuseForm(forms.Form):
    reason = forms.CharField(max_length=500)


class AnonymizeForm(forms.Form):
    email = forms.CharField(max_length=254)
    also = forms.CharField(max_length=1000, required=False)

    def __init__(self, person: Person, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.person = person

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        if typed.lower() != self.person.email.lower():
            raise forms.ValidationError("That is not their address; nothing was changed.")
        return typed


def privacy(request: HttpRequest) -> HttpResponse:
    """Say in short what is kept, why and how long; anybody may read it."""
    inside = "account/privacy.html" if request.user.is_authenticated else "account/privacy_open.html"
    return render(request, inside, {"cookies": COOKIES, "session_days": settings.SESSION_COOKIE_AGE // (24 * 3600)})


def attempt(request: HttpRequest, form: forms.Form, act: Callable[[], str]) -> None:
    """Do it if the form is right, and say how it went."""
    if not form.is_valid():
        messages.error(request, wrong(form))
        return
    try:
        messages.success(request, act())
    except Refused as refusal:
        say(request, refusal)


@post_only
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST)

    def act() -> str:
        if form.cleaned_data["act"] == "ask":
            ask_to_be_anonymized(actor_of(request), form.cleaned_data["note"])
            return "Asked. An operator decides; here you read how."
        row = DataRequest.objects.filter(person=request.user, state=Asked).first()  # type: ignore[misc]
        if row is not None:
            withdraw_request(actor_of(request), row)
        return "Taken back; nothing changes."

    attempt(request, form, act)
    return redirect("account")


def require_operator(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise Http404


@never_cache
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """Show operators who asks to be anonymized, and what was decided."""
    require_operator(request)
    rows = DataRequest.objects.select_related("person", "decided_by")
    context = {"waiting": rows.filter(state=Asked), "decided": rows.exclude(state=Asked)[:100]}
    return render(request, "account/requests.html", context)


@post_only
@login_required
def refuse(request: HttpRequest, request_id: int) -> HttpResponse:
    require_operator(request)
    row, form = get_object_or_404(DataRequest, pk=request_id), RefuseForm(request.POST)

    def act() -> str:
        refuse_request(actor_of(request), row, form.cleaned_data["reason"])
        return f"Refused; {row.person.name} reads why."

    attempt(request, form, act)
    return redirect("data-requests")


@post_only
@login_required
def anonymize(request: HttpRequest, person_id: int) -> HttpResponse:
    """Anonymize somebody who left; their address, typed, shows that this person is meant."""
    require_operator(request)
    person = get_object_or_404(Person, pk=person_id)
    form = AnonymizeForm(person, request.POST)

    def act() -> str:
        done = anonymize_person(actor_of(request), person, also=form.cleaned_data["also"].splitlines())
        sweep()
        rows = done.texts + done.events + done.frozen
        said = f"Anonymized: {done.person.name} now. In words, the name stood in {rows} rows."
        twin = " Somebody else has the same name, so it was left in what people wrote."
        return said + twin * done.ambiguous

    attempt(request, form, act)
    return redirect("person-leave", person.pk)
