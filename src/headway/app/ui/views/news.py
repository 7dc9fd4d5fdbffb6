"""What reaches the reader by which channel, and the link in a mail that stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from headway.app.actions.errors import Refused
from headway.app.actions.mail import read_token
from headway.app.actions.news import choose_news, choose_times
from headway.app.models import NewsChoice, Notification
from headway.app.queries.news import ALLOWED, modes_of, times_of, zone_of
from headway.app.ui.views.frame import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person

Mode, Channel = NewsChoice.Mode, NewsChoice.Channel
MEANING = {
    "mention": "somebody calls you by name in a comment",
    "comment": "answers to you, talk about what you watch or own",
    "decision": "exceptions and gates that wait or were decided",
    "report": "reports, support, directions",
    "register": "risks, issues, actions and decisions that you own or watch",
    "plan": "tasks, dates and baselines of what you lead or watch",
    "role": "roles given to you or taken",
}


class TimesForm(forms.Form):
    digest_at = forms.TimeField()
    quiet_from = forms.TimeField()
    quiet_until = forms.TimeField()


@login_required
def news(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    form = TimesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            for channel in Channel.values:
                choose_news(person, channel, given(request, channel))
        except Refused as refusal:
            say(request, refusal)
            return redirect("news")
        choose_times(person, **form.cleaned_data)
        messages.success(request, "News reach you this way from now on.")
        return redirect("news")
    context = {"channels": Channel.choices, "rows": rows_of(person), "times": times_of(person), "zone": zone_of(person)}
    return render(request, "account/news.html", context | {"form": form}, status=422 if form.is_bound else 200)


def given(request: HttpRequest, channel: str) -> dict[str, str]:
    """Return what the form says about a channel: a box that is not ticked is not sent, so it is off."""
    found = {kind: request.POST.get(f"{kind}-{channel}", "") for kind in Notification.Kind.values}
    if is_box(channel):
        return {kind: mode or Mode.OFF.value for kind, mode in found.items()}
    return {kind: mode for kind, mode in found.items() if mode}


def is_box(channel: str) -> bool:
    return len(ALLOWED[channel]) == 2


def rows_of(person: Person) -> list[dict[str, Any]]:
    """Return a row for each kind: its name and what is chosen in each channel."""
    modes = {channel: modes_of(person, channel) for channel in Channel.values}
    return [
        {
            "kind": kind.value, "label": kind.label, "meaning": MEANING[kind.value],
            "cells": [
                {"name": f"{kind.value}-{channel.value}", "channel": channel.label, "mode": modes[channel][kind.value],
                 "box": is_box(channel), "choices": [(mode, Mode(mode).label) for mode in ALLOWED[channel]]}
                for channel in Channel
            ],
        }
        for kind in Notification.Kind
    ]  # fmt: skip


@csrf_exempt  # mail programs post without a cookie; the link is signed, and all that it can do is stop mail
def stop(request: HttpRequest, token: str) -> HttpResponse:
    found = read_token(token)
    if found is None:
        raise Http404
    person, kinds = found
    if request.method == "POST":
        choose_news(person, Channel.MAIL, dict.fromkeys(kinds, Mode.OFF.value))
    labels = [Notification.Kind(kind).label for kind in kinds]
    return render(request, "account/stop.html", {"labels": labels, "stopped": request.method == "POST"})
