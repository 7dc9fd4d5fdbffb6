"""Print and take away: what a schedule can leave as, with the choices; links and forms that work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render

from headway.app.bridge.grid_columns import COLUMNS, DRAWN
from headway.app.queries.pages.take_away import rows_by_level
from headway.app.queries.sharing import most_days, share_links_for
from headway.app.rules import Verb
from headway.app.ui.views.frame import find, head

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Component

PAPERS = [
    ("a4", "A4"), ("a3", "A3"), ("a2", "A2"), ("a1", "A1"), ("a0", "A0"), ("letter", "Letter"), ("tabloid", "Tabloid"),
]  # fmt: skip
WIDE = range(1, 9)
SCALES = (50, 70, 85, 100, 120, 150, 200)


def find_plan(request: HttpRequest, component_id: int) -> Component:
    component = find(request, component_id)
    if not component.holds_tasks:
        raise Http404
    return component


@login_required
def take_away(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find_plan(request, component_id)
    context = head(request, component, "schedule")
    if Verb.SHARE_PLAN in context["verbs"]:
        context["share_days"] = most_days(component)
        context["shares"] = share_links_for(request.user).filter(component=component)  # type: ignore[arg-type]
    context |= {
        "papers": PAPERS,
        "wide": WIDE,
        "scales": SCALES,
        "levels": rows_by_level(component),
        "columns": [(key, each.column.label, key in DRAWN) for key, each in COLUMNS.items() if key != "name"],
    }
    return render(request, "component/take_away.html", context)
