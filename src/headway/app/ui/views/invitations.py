"""Invite somebody, take it back; the page that a link of an invitation opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from headway.app.actions.errors import Refused
from headway.app.actions.invitations import (
    accept_invitation,
    account_of,
    invitation_of,
    invite,
    mail_invitation,
    withdraw_invitation,
)
from headway.app.models import Event
from headway.app.queries.pages.access import grantable
from headway.app.queries.pages.invitations import invitations_for
from headway.app.rules.holdings import role_labels
from headway.app.ui.door.fields import name_field, new_password_field
from headway.app.ui.views.frame import actor_of, find, post_only, say, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Invitation, Membership


class InviteForm(forms.Form):
    email = forms.EmailField()


class JoinForm(forms.Form):
    name = name_field()
    password = new_password_field("Choose a password")


@never_cache
@post_only
@login_required
def send(request: HttpRequest, component_id: int) -> HttpResponse:
    """Invite, and show the link, this once, in the answer itself."""
    component = find(request, component_id)
    form = InviteForm(request.POST)
    form.fields["role"] = forms.ChoiceField(choices=grantable(request.user, component))  # type: ignore[arg-type]
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("people", component_id)
    row, secret = invite(actor_of(request), component, **form.cleaned_data)
    link = request.build_absolute_uri(reverse("join", args=[secret]))
    if mail_invitation(row, link):
        messages.success(request, f"The invitation is on its way to {row.email}.")
        return redirect("people", component_id)
    label = role_labels().get(row.role, row.role)
    values = {"component": component, "invitation": row, "link": link, "label": label}
    return render(request, "account/invited.html", values)


@post_only
@login_required
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    row = get_object_or_404(invitations_for(request.user), pk=invitation_id)  # type: ignore[arg-type]
    try:
        withdraw_invitation(actor_of(request), row)
        messages.success(request, "The invitation is withdrawn; its link opens nothing any more.")
    except Refused as refusal:
        say(request, refusal)
    return redirect("people", row.component_id)


@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest, secret: str) -> HttpResponse:
    row = invitation_of(secret)
    owner = account_of(row) if row else None
    if row is None or (owner and not owner.is_active):
        raise Http404
    if owner and request.user.pk != owner.pk:
        return redirect_to_login(request.get_full_path())
    if not owner and request.user.is_authenticated:
        raise Http404
    form = JoinForm(request.POST or None)
    if request.method == "POST" and (owner or (form.is_valid() and not settings.HEADWAY_SSO_ONLY)):
        try:
            return let_in(request, accept_invitation(
                secret, channel=Event.Channel.PAGE, person=owner, **({} if owner else form.cleaned_data)
            ))  # fmt: skip
        except Refused as refusal:
            form.add_error(None, f"{refusal.title} {refusal.remedy}")
    return page(request, row, form)


def page(request: HttpRequest, row: Invitation, form: JoinForm) -> HttpResponse:
    label = role_labels().get(row.role, row.role)
    sso = {"sso": settings.HEADWAY_SSO_NAME, "sso_only": settings.HEADWAY_SSO_ONLY}
    return render(request, "door/join.html", {"invitation": row, "form": form, "label": label} | sso)


def let_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    there = reverse("component", args=[membership.component_id])
    if request.user.is_authenticated:
        return redirect(there)
    answer: HttpResponse = perform_login(request, membership.person, redirect_url=there)
    return answer
