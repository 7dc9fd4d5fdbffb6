"""Share a schedule by a link: allow it, make one, end one; what whoever has the link sees."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from headway.app.actions.attempts import BAD_LINK, OPENED_LINK, count_failure, seconds_to_wait
from headway.app.actions.errors import Refused
from headway.app.actions.share_links import (
    LONGEST,
    allow_sharing,
    count_opening,
    make_share_link,
    revoke_share_link,
    share_link_of,
)
from headway.app.bridge.confidence.rows_kept import last_rows
from headway.app.bridge.schedule_columns import schedule_payload
from headway.app.queries.sharing import opens, share_links_for
from headway.app.rules.address import address_of
from headway.app.ui.views.frame import actor_of, do, find, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import ShareLink

    Page = Callable[[HttpRequest, ShareLink, str], HttpResponse]

HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}


class ShareForm(forms.Form):
    name = forms.CharField(max_length=80)
    days = forms.IntegerField(min_value=1, max_value=LONGEST)
    shows_resources = forms.BooleanField(required=False)
    shows_confidence = forms.BooleanField(required=False)


class DaysForm(forms.Form):
    days = forms.IntegerField(min_value=0, max_value=LONGEST)


@post_only
@login_required
def allow(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), DaysForm(request.POST)
    if form.is_valid():
        said = "Saved. What is shared below follows it at once."
        do(request, said, allow_sharing, component, days=form.cleaned_data["days"])
    else:
        messages.error(request, wrong(form))
    return redirect("people", component_id)


@never_cache
@post_only
@login_required
def make(request: HttpRequest, component_id: int) -> HttpResponse:
    """Make a link and show it, this once, in the answer itself."""
    component, form = find(request, component_id), ShareForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("take-away", component_id)
    try:
        row, secret = make_share_link(actor_of(request), component, **form.cleaned_data)
    except Refused as refusal:
        say(request, refusal)
        return redirect("take-away", component_id)
    link = request.build_absolute_uri(reverse("shared", args=[secret]))
    return render(request, "shared/made.html", {"component": component, "share": row, "link": link})


@post_only
@login_required
def revoke(request: HttpRequest, share_id: int) -> HttpResponse:
    row = get_object_or_404(share_links_for(request.user), pk=share_id)  # type: ignore[arg-type]
    do(request, f"The link for {row.name} shows nothing any more.", revoke_share_link, row)
    return redirect("take-away", row.component_id)


def by_link(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """Let in whoever has the secret of a link that still opens: nobody's session counts, guessing is made slow."""

    @never_cache
    @require_safe
    @wraps(page)
    def guarded(request: HttpRequest, secret: str) -> HttpResponse:
        place = address_of(request)
        answer = waiting(request, max(seconds_to_wait(BAD_LINK, place), seconds_to_wait(OPENED_LINK, place)))
        if answer is None:
            link = share_link_of(secret)
            if link is None:
                count_failure(BAD_LINK, place)
                raise Http404
            count_failure(OPENED_LINK, place)
            answer = page(request, link, secret) if opens(link) else render(request, "shared/ended.html", status=410)
        for name, value in HEADERS.items():
            answer[name] = value
        return answer

    return guarded


def waiting(request: HttpRequest, seconds: int) -> HttpResponse | None:
    if not seconds:
        return None
    answer = render(request, "429.html", status=429)
    answer["Retry-After"] = str(seconds)
    return answer


@by_link
def shared(request: HttpRequest, link: ShareLink, secret: str) -> HttpResponse:
    count_opening(link)
    return render(request, "shared/schedule.html", {"share": link, "component": link.component, "secret": secret})


@by_link
def shared_schedule(request: HttpRequest, link: ShareLink, secret: str) -> HttpResponse:  # noqa: ARG001 - as of all pages
    """Send the columns of the schedule as a stranger may read them: other plans are hidden, people too by default."""
    payload: dict[str, Any] = schedule_payload(AnonymousUser(), link.component)
    if not link.shows_resources:
        payload["tasks"]["resources"] = [""] * len(payload["tasks"]["id"])
    return JsonResponse({**payload, "shared": True, "shows_confidence": link.shows_confidence})


@by_link
def shared_confidence(request: HttpRequest, link: ShareLink, secret: str) -> HttpResponse:  # noqa: ARG001
    """Send the last answer of the simulation, where the link lets it be seen; a stranger has nothing simulated."""
    if not link.shows_confidence:
        raise Http404
    kept = last_rows(link.component)
    return JsonResponse({"reason": kept.reason, "old": kept.old, "waiting": False, **kept.columns})
