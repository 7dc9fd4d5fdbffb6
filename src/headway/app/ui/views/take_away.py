"""Print and take away: what a schedule or roadmap leaves as, with the choices; all of it works without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from headway.app.actions.calendar_feeds import end_feed, make_feed
from headway.app.actions.errors import Refused
from headway.app.bridge.grid_columns import drawn_beside, offered
from headway.app.models import CalendarFeed
from headway.app.queries.pages.take_away import MOST_ROWS, feeds_of, prints_of, rows_by_level
from headway.app.queries.sharing import most_days, share_links_for
from headway.app.rules import Verb
from headway.app.ui.views.frame import actor_of, do, find, head, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


PAPERS = [
    ("a4", "A4"), ("a3", "A3"), ("a2", "A2"), ("a1", "A1"), ("a0", "A0"), ("letter", "Letter"), ("tabloid", "Tabloid"),
]  # fmt: skip
WIDE = range(1, 9)
SCALES = (50, 70, 85, 100, 120, 150, 200)


@login_required
def take_away(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    context = head(request, component, "schedule")
    if Verb.SHARE_PLAN in context["verbs"]:
        context["share_days"] = most_days(component)
        context["shares"] = share_links_for(request.user).filter(component=component)  # type: ignore[arg-type]
    levels = rows_by_level(request.user, component)  # type: ignore[arg-type]
    context |= {
        "papers": PAPERS,
        "wide": WIDE,
        "scales": SCALES,
        "levels": levels,
        "many": bool(levels) and levels[-1][1] > MOST_ROWS,
        "most": f"{MOST_ROWS:,}",
        "prints": prints_of(request.user, component),  # type: ignore[arg-type]
        "feeds": feeds_of(request.user, component),  # type: ignore[arg-type]
        "contents": CalendarFeed.Content.choices,
        "columns": [
            (key, each.column.label, key in drawn_beside(component))
            for key, each in offered(component).items()
            if key != "name"
        ],
    }
    return render(request, "component/take_away.html", context)


@never_cache
@post_only
@login_required
def add_feed(request: HttpRequest, component_id: int) -> HttpResponse:
    """Make a calendar and show its address, this once, in the answer itself."""
    component = find(request, component_id)
    try:
        row, secret = make_feed(actor_of(request), component, content=request.POST.get("content", ""))
    except Refused as refusal:
        say(request, refusal)
        return redirect("take-away", component_id)
    link = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    return render(request, "component/feed_made.html", {"component": component, "feed": row, "link": link})


@post_only
@login_required
def remove_feed(request: HttpRequest, feed_id: int) -> HttpResponse:
    row = get_object_or_404(CalendarFeed, pk=feed_id, person=request.user)
    do(request, "The calendar has ended.", end_feed, row)
    return redirect("take-away", row.component_id)
