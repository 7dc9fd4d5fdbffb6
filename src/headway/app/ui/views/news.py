"""What reaches the reader by which channel, and the link in a mail that stops it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from headway.app.actions.errors import Refused
from headway.app.actions.mail import read_token
from headway.app.actions.news import choose_news, choose_times
from headway.app.actions.push import subscribe, unsubscribe
from headway.app.actions.push_keys import public_key
from headway.app.models import NewsChoice, Notification, PushSubscription
from headway.app.queries.news import ALLOWED, modes_of, times_of, zone_of
from headway.app.ui.views.frame import number, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.models import Person

Mode, Channel = NewsChoice.Mode, NewsChoice.Channel
SHORT: dict[str, str] = {Mode.NOW: "At once", Mode.DAILY: "Daily digest", Mode.WEEKLY: "Weekly digest", Mode.OFF: "Off"}
"""Words that a narrow phone has room for."""
MEANING = {
    "mention": "somebody calls you by name in a comment",
    "comment": "answers to you, talk about what you watch or own",
    "decision": "exceptions and gates that wait or were decided",
    "report": "reports, support, directions",
    "register": "risks, issues, actions and decisions that you own or watch",
    "plan": "tasks, dates and baselines of what you lead or watch",
    "role": "roles given to you or taken",
}

BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


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
    context = {
        "form": form, "channels": Channel.choices, "rows": rows_of(person), "times": times_of(person),
        "zone": zone_of(person), "browsers": PushSubscription.objects.filter(person=person),
        "push_key": public_key(), "session_key": request.session.session_key,
    }  # fmt: skip
    return render(request, "account/news.html", context, status=422 if form.is_bound else 200)


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
                 "box": is_box(channel), "choices": [(mode, SHORT[mode]) for mode in ALLOWED[channel]]}
                for channel in Channel
            ],
        }
        for kind in Notification.Kind
    ]  # fmt: skip


@post_only
@login_required
def push(request: HttpRequest) -> HttpResponse:
    """Keep or forget a browser's subscription; scripts get a bare answer, a form the page."""
    person: Person = request.user  # type: ignore[assignment]
    act, given = request.POST.get("act"), {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        if act == "subscribe":
            subscribe(person, **given, session=request.session.session_key or "", browser=browser_of(request))
        elif act == "unsubscribe":
            unsubscribe(person, endpoint=given["endpoint"])
        elif pk := number(request.POST.get("subscription")):
            unsubscribe(person, pk=pk)
            return redirect("news")
    except Refused as refusal:
        return HttpResponse(refusal.title, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


def browser_of(request: HttpRequest) -> str:
    """Return in words from which browser and system a request comes."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    name = next((label for mark, label in BROWSERS if mark in agent), "")
    system = next((label for mark, label in SYSTEMS if mark in agent), "")
    return " on ".join(part for part in (name, system) if part)


def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker; it says nothing about anybody, and a redirect to the sign-in would break it."""
    del request
    path = Path(settings.STATICFILES_DIRS[0]) / "headway" / "dist" / "sw.js"
    if not path.is_file():
        raise Http404
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(path.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


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
