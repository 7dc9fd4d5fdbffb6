"""Governance of a component: tolerances, exceptions, life cycle, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.exceptions import decide_exception, edit_exception, send_exception
from headway.app.actions.gates import apply_life_cycle, leave_out
from headway.app.actions.tolerances import measure, set_tolerance
from headway.app.bridge.tolerances import standings, typed_dimensions
from headway.app.models import MEASURED, UNITS, ChangeSet, Dimension, Measurement, Stage, ToleranceException
from headway.app.models.life_cycles import LIFE_CYCLES
from headway.app.queries.pages.changes import requests_at
from headway.app.queries.pages.governance import decisions_of, exceptions_at, stage_lines
from headway.app.queries.pages.records import history_of
from headway.app.rules import Verb, verbs_of, visible
from headway.app.ui.bands import drawn
from headway.app.ui.views.frame import do, find, head, number, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.rules import Actor

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


class DecideForm(forms.Form):
    decision = forms.ChoiceField(choices=ToleranceException.Decision.choices)
    rationale = forms.CharField(max_length=5000)
    plus = forms.FloatField(required=False, min_value=0)
    minus = forms.FloatField(required=False, min_value=0)


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


def find_exception(request: HttpRequest, exception_id: int) -> ToleranceException:
    rows = visible(request.user, ToleranceException).select_related(
        "component__rollup", "decided_at_component", "stage"
    )
    return get_object_or_404(rows, pk=exception_id)


@login_required
def exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    row = find_exception(request, exception_id)
    request.component_id = row.component_id  # type: ignore[attr-defined]
    reader: Any = request.user
    draft = row.state == ToleranceException.State.DRAFT
    decider = Verb.DECIDE_EXCEPTION in verbs_of(reader, row.decided_at_component)
    context = head(request, row.component, "governance") | {
        "row": row,
        "unit": UNITS[row.dimension],
        "above": row.forecast > row.target,
        "deviation": abs(row.forecast - row.target),
        "may_edit": draft and Verb.RAISE_EXCEPTION in verbs_of(reader, row.component),
        "may_decide_it": decider and row.state == ToleranceException.State.SENT and row.raised_by_id != reader.pk,
        "answers": ToleranceException.Decision.choices,
        "plans": visible(reader, ChangeSet).filter(exception=row).select_related("author").order_by("-pk"),
        "may_plan": row.state == ToleranceException.State.PLANNING
        and {Verb.RAISE_EXCEPTION, Verb.PROPOSE_CHANGE} <= verbs_of(reader, row.component),
        "history": history_of(reader, "toleranceexception", row.pk),
    }
    return render(request, "governance/exception.html", context)


@post_only
@login_required
def save_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Save the draft; send it too if the button says so."""
    row = find_exception(request, exception_id)
    texts = {name: request.POST.get(name, "")[:20_000] for name in ("what", "cause", "consequence", "recommendation")}

    def act(actor: Actor) -> None:
        edit_exception(actor, row, version=number(request.POST.get("version")), **texts)
        if request.POST.get("act") == "send":
            send_exception(actor, row)

    do(request, "Sent to the board." if request.POST.get("act") == "send" else "Saved.", act)
    return redirect("exception", row.pk)


@post_only
@login_required
def decide(request: HttpRequest, exception_id: int) -> HttpResponse:
    row, form = find_exception(request, exception_id), DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        do(request, "Decided.", decide_exception, row, **form.cleaned_data)
    return redirect("exception", row.pk)
