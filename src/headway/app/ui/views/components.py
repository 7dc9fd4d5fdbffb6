"""Pages of one component: overview, schedule or roadmap, people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from headway.app.bridge.confidence.kept import last_told
from headway.app.models import Component
from headway.app.queries.pages.handoffs import handoffs
from headway.app.queries.pages.overview import SORTS, Wish, arranged, plans_of, rollup_of, rows_below
from headway.app.queries.pages.problems import diagnostics_with_tasks, named_tasks, reasons_with_tasks
from headway.app.queries.pages.register import next_milestone
from headway.app.queries.releases import waiting_for
from headway.app.rules import Verb
from headway.app.ui.charts.progress import comparable, progress_against_plan
from headway.app.ui.charts.variance import finish_variance, in_words, largest
from headway.app.ui.columns import columns_of
from headway.app.ui.confidence_words import in_short
from headway.app.ui.kpis import holder_kpis, plan_kpis
from headway.app.ui.rows import table_rows
from headway.app.ui.views.frame import find, head

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

HEALTHS = {"": "All", "red": "Off track", "amber": "At risk", "green": "On track"}


@login_required
def overview(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    return plan_page(request, component) if component.holds_tasks else holder_page(request, component)


def wish_of(request: HttpRequest) -> Wish:
    """Read filter and order from the address; what is unknown counts as not said."""
    asked = request.GET
    health, sort = asked.get("health", ""), asked.get("sort", "")
    return Wish(
        text=asked.get("q", "")[:100].replace("\x00", ""),
        health=health if health in HEALTHS else "",
        sort=sort if sort in SORTS else "",
        descending=asked.get("descending") == "1",
    )


def holder_page(request: HttpRequest, component: Component) -> HttpResponse:
    wish = wish_of(request)
    rows = rows_below(request.user, component)  # type: ignore[arg-type]
    plans = plans_of(rows)
    context = head(request, component, "component") | {
        "kpis": holder_kpis(component, rollup_of(component), plans),
        "total": len(rows),
        "rows": (shown := arranged(rows, wish)),
        "lines": table_rows(shown, flat=bool(wish.sort)),
        "wish": wish,
        "columns": columns_of(wish),
        "healths": HEALTHS.items(),
    }
    if request.htmx and request.headers.get("HX-Target", "").endswith("#components"):  # type: ignore[attr-defined]
        return apart(render(request, "component/_components.html", context))
    context |= charts_of(plans)
    if component.kind == Component.Kind.PROGRAM:
        context["handoffs"] = handoffs(request.user, component)  # type: ignore[arg-type]
    context["sure"] = in_short(last_told(component))
    context["reasons"] = reasons_with_tasks(rollup_of(component), {})
    return apart(render(request, f"component/{component.kind}.html", context))


def apart(response: HttpResponse) -> HttpResponse:
    """Keep a part and the whole page of one address apart in the browser's cache: going back must show the page."""
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def charts_of(plans: list[Any]) -> dict[str, Any]:
    """Return the two charts, None where there is nothing to draw."""
    late, done = largest(plans), comparable(plans)
    return {
        "variance_chart": finish_variance(plans) if late else None,
        "variance_words": in_words(plans),
        "progress_chart": progress_against_plan(plans) if done else None,
    }


def plan_page(request: HttpRequest, component: Component) -> HttpResponse:
    rollup = rollup_of(component)
    tasks = named_tasks(rollup)
    milestone = next_milestone(request.user, component) if rollup.milestone_count else None  # type: ignore[arg-type]
    context = head(request, component, "component") | {
        "kpis": plan_kpis(component, rollup, milestone),
        "reasons": reasons_with_tasks(rollup, tasks),
        "sure": in_short(last_told(component)) if rollup.task_count else "",
        "diagnostics": diagnostics_with_tasks(rollup, tasks),
        "releases": waiting_for(request.user, component),  # type: ignore[arg-type]  # signed in
    }
    return render(request, "component/plan.html", context)


@login_required
def schedule(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    context = head(request, component, "schedule")
    edits = {Verb.EDIT_PLAN, Verb.EDIT_GIVEN_PART, Verb.REPORT_OWN_PROGRESS} & context["verbs"]
    return render(request, "component/schedule.html", context | {"only_reads": component.holds_tasks and not edits})
