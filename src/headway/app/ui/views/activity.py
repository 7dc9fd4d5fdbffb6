"""What happened, by whom, and whether the log was tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from headway.app.queries.audit.alarm import alarms_of, last_result
from headway.app.queries.audit.verify import verify_chain
from headway.app.queries.pages.activity import KINDS, activity, authors
from headway.app.rules import Verb
from headway.app.ui.views.frame import find, head, number, part

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def feed(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    kind, who = request.GET.get("kind", ""), number(request.GET.get("who"))
    kind = kind if kind in KINDS else ""
    page = activity(request.user, component, kind=kind, who=who, before=number(request.GET.get("before")))  # type: ignore[arg-type]
    context = head(request, component, "activity") | {"page": page, "kind": kind, "who": who}
    context["query"] = f"kind={kind}&who={who or ''}"
    if request.htmx:  # type: ignore[attr-defined]
        return part(request, "component/_events.html", context)
    context |= {"alarms": alarms_of(component), "may_export": Verb.EXPORT_AUDIT in context["verbs"]}
    context |= {"kinds": [(name, label) for name, (label, _) in KINDS.items()]}
    context |= {"authors": authors(request.user, component)}  # type: ignore[arg-type]
    return render(request, "component/activity.html", context)


@login_required
def chain(request: HttpRequest, component_id: int) -> HttpResponse:
    """Walk the whole chain of the tree; asked for by the page after it is shown."""
    component = find(request, component_id)
    problems = verify_chain(component.root or component)
    context = {"problems": problems[:20], "component": component, "last": last_result()}
    return part(request, "component/_chain.html", context)
