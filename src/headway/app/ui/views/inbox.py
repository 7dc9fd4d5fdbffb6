"""The inbox: what happened that concerns the reader; and watching."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.actions.notify import set_all_read, set_state
from headway.app.actions.watches import unwatch, watch
from headway.app.models import Notification
from headway.app.queries.pages.inbox import MOST, SHOWS, entries, lines, places, unread_count
from headway.app.rules import visible
from headway.app.rules.talk import find_commentable, find_watchable, page_of
from headway.app.ui.views.frame import actor_of, number, part, post_only, say
from headway.app.ui.views.preferences import back

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person

MORNING = time(8)
SNOOZES = {"tomorrow": ("Tomorrow", 1), "week": ("In a week", 7)}


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    show, kind = request.GET.get("show", "inbox"), request.GET.get("kind", "")
    show = show if show in SHOWS else "inbox"
    component = number(request.GET.get("component"))
    waiting = lines(person, show, kind, component)
    total, first = waiting.count(), number(request.GET.get("from")) or 0
    found = entries(person, waiting, MOST, first=first)
    last = first + len(found)
    rows = [(entry, reverse(entry.target[0], args=entry.target[1:])) for entry in found]
    context = {
        "rows": rows, "show": show, "kind": kind, "shows": SHOWS.items(), "kinds": Notification.Kind.choices,
        "unread": unread_count(person), "snoozes": SNOOZES.items(), "component_filter": component or "",
        "places": places(person, show), "total": total, "last": last,
        "which": f"{first + 1:,} to {last:,} of {total:,}", "newer": max(0, first - MOST) if first else None,
    }  # fmt: skip
    return render(request, "inbox/inbox.html", context)


@login_required
def count(request: HttpRequest) -> HttpResponse:
    """Answer the number beside the inbox in the navigation; the page asks for it after it is shown."""
    return part(request, "inbox/_count.html", {"unread": unread_count(request.user)})  # type: ignore[arg-type]


@login_required
def follow(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Go to what a line is about; it is read then."""
    row = get_object_or_404(visible(request.user, Notification), pk=notification_id)
    if request.method == "POST":
        act(request, row)
        return redirect(back(request) if request.POST.get("next") else "inbox")
    set_state(request.user, row, "read")  # type: ignore[arg-type]
    (entry,) = entries(request.user, visible(request.user, Notification).filter(pk=row.pk))  # type: ignore[arg-type]
    return redirect(entry.target[0], *entry.target[1:])


def act(request: HttpRequest, row: Notification) -> None:
    state = request.POST.get("state") or ("snooze" if "until" in request.POST else "")
    until = wake_at(request.user, request.POST.get("until", "")) if state == "snooze" else None  # type: ignore[arg-type]
    try:
        set_state(request.user, row, state, until=until)  # type: ignore[arg-type]
    except Refused as refusal:
        say(request, refusal)


def wake_at(person: Person, word: str) -> datetime | None:
    """Return the local morning of the person that a choice means."""
    if word not in SNOOZES:
        return None
    zone = ZoneInfo(person.time_zone or settings.TIME_ZONE)
    day = timezone.now().astimezone(zone).date() + timedelta(days=SNOOZES[word][1])
    return datetime.combine(day, MORNING, zone)


@post_only
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    set_all_read(request.user)  # type: ignore[arg-type]
    return redirect("inbox")


@post_only
@login_required
def set_watching(request: HttpRequest, object_type: str, object_id: int) -> HttpResponse:
    target = find_watchable(request.user, object_type, object_id)  # type: ignore[arg-type]
    if target is None:
        raise Http404
    actor = actor_of(request)
    if request.POST.get("on") == "1":
        watch(actor, target, with_below=request.POST.get("below") == "1")
    else:
        unwatch(actor, target)
    if find_commentable(request.user, object_type, object_id) is None:  # type: ignore[arg-type]
        return redirect(page_of(target), target.pk)
    return redirect("talk", object_type, object_id)
