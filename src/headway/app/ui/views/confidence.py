"""How sure the dates are: the kept answer of the simulation, and the ranges that it assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse

from headway.app.actions.confidence_ranges import LEAST, LONGEST_REASON, MOST, Range, set_range
from headway.app.bridge.confidence.kept import kept_for
from headway.app.queries.confidence_ranges import ranges_at
from headway.app.rules import Verb
from headway.app.ui.confidence_page import shown
from headway.app.ui.views.frame import do, find, head, part, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class RangeForm(forms.Form):
    name = forms.CharField(max_length=40)
    low = forms.FloatField(label="At best")
    high = forms.FloatField(label="At worst")
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)


@login_required
def confidence(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Any = request.user
    kept = kept_for(reader, component)
    context = head(request, component, "confidence")
    context |= shown(kept.told, kept.readings) if kept.told else {"state": "", "problems": kept.problems}
    context |= {
        "computed_at": kept.computed_at,
        "waiting": kept.waiting,
        "stale": kept.told is not None,
        "ranges": ranges_at(reader, component),
        "may_set": Verb.SET_RANGE in context["verbs"],
        "least": LEAST,
        "most": MOST,
        "longest": LONGEST_REASON,
    }
    return render(request, "confidence/page.html", context)


@login_required
def computing(request: HttpRequest, component_id: int) -> HttpResponse:
    """Say whether the runs are done: what a page asks that waits for them."""
    component = find(request, component_id)
    kept = kept_for(request.user, component)  # type: ignore[arg-type]  # signed in
    values = {"component": component, "ready": not kept.waiting, "stale": kept.told is not None,
              "computed_at": kept.computed_at}  # fmt: skip
    return part(request, "confidence/_computing.html", values)


@post_only
@login_required
def set_assumed(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), RangeForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        chosen = Range(values["low"], values["high"])
        do(request, "The range is assumed from now on.", set_range, component, values["name"], chosen,
           reason=values["reason"])  # fmt: skip
    else:
        messages.error(request, wrong(form))
    return back(component_id)


@post_only
@login_required
def inherit_assumed(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    do(request, "What is assumed above holds again.", set_range, component, request.POST.get("name", ""), None)
    return back(component_id)


def back(component_id: int) -> HttpResponse:
    return redirect(reverse("confidence", args=[component_id]) + "#assumed")
