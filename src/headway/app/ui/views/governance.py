"""Governance of a component: tolerances, life cycle, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.gates import apply_life_cycle, leave_out
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.tolerances import standings, typed_dimensions
from headway.app.models import MEASURED, UNITS, Dimension, Measurement, Stage
from headway.app.models.life_cycles import LIFE_CYCLES
from headway.app.queries.pages.changes import requests_at
from headway.app.queries.pages.governance import decisions_of, exceptions_at, stage_lines
from headway.app.rules import Verb, verbs_of, visible
from headway.app.ui.bands import drawn
from headway.app.ui.views.frame import do, find, head, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NUMBER = forms.NumberInput(attrs={"class": "in", "step": "any"})


class ToleranceForm(forms.Form):
    dimension = forms.ChoiceField(choices=Dimension.choices)
    stage = forms.IntegerField(required=False)
    target = forms.FloatField(required=False)
    plus = forms.FloatField(required=False, min_value=0)
    minus = forms.FloatField(required=False, min_value=0)


class MeasureForm(forms.Form):
    dimension = forms.ChoiceField(choices=[(each.value, each.label) for each in MEASURED])
    value = forms.FloatField()
    source = forms.CharField(max_length=200)


@login_required
def governance(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Any = request.user
    verbs = verbs_of(reader, component)
    lines = stage_lines(component)
    context = head(request, component, "governance") | {
        "bands": [drawn(each) for each in standings(component)],
        "exceptions": list(exceptions_at(reader, component)[:30]),
        "lines": lines,
        "current": next((line.stage for line in lines if line.stage.state == Stage.State.CURRENT), None),
        "decisions": list(decisions_of(reader, component)[:30]),
        "cycles": LIFE_CYCLES.items(),
        "dimensions": [(each.value, each.label, UNITS[each.value]) for each in Dimension],
        "noted": visible(reader, Measurement).filter(component=component).select_related("measured_by")[:12],
        "measured": [(each.value, each.label) for each in typed_dimensions(component)],
        "requests": list(requests_at(reader, component)[:6]),
        "may_propose": Verb.PROPOSE_CHANGE in verbs and component.holds_tasks,
        "may_set": Verb.SET_TOLERANCE in verbs,
        "may_measure": Verb.WRITE_REPORT in verbs,
        "may_tailor": Verb.SUBMIT_GATE in verbs,
    }
    return render(request, "governance/governance.html", context)


@post_only
@login_required
def tolerance(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), ToleranceForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        values = form.cleaned_data
        stage = Stage.objects.filter(component=component, pk=values.pop("stage") or 0).first()
        dimension = values.pop("dimension")
        do(request, "The tolerance is set.", set_tolerance, component, dimension, stage=stage, **values)
    return redirect("governance", component_id)


@post_only
@login_required
def measurement(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), MeasureForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        values = form.cleaned_data
        do(request, "The value is noted.", measure, component, **values)
    return redirect("governance", component_id)


@post_only
@login_required
def life_cycle(request: HttpRequest, component_id: int) -> HttpResponse:
    component, key = find(request, component_id), request.POST.get("life_cycle", "")
    do(request, "The stages are there; leave out what does not fit.", apply_life_cycle, component, key)
    return redirect("governance", component_id)


@post_only
@login_required
def tailor_stage(request: HttpRequest, component_id: int, stage_id: int) -> HttpResponse:
    component = find(request, component_id)
    stage = get_object_or_404(visible(request.user, Stage), pk=stage_id, component=component)
    do(request, "The stage is tailored.", leave_out, stage, reason=request.POST.get("reason", ""))
    return redirect("governance", component_id)
