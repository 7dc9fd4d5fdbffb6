"""The quality of a schedule: every check, what it is held against and by whose word; who may sets other marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from headway.app.actions.quality_marks import LONGEST_REASON, set_quality_mark
from headway.app.bridge.quality import quality_of
from headway.app.rules import Verb
from headway.app.ui.views.frame import do, find, head, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SIGNS = {"<=": "at most", ">=": "at least", "=": "exactly", "between": "from"}
VERDICTS = {True: ("green", "Passes"), False: ("red", "Fails"), None: ("none", "No verdict")}


class MarkForm(forms.Form):
    check = forms.CharField(max_length=60)
    mark = forms.FloatField()
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)


@login_required
def quality(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Any = request.user
    context = head(request, component, "governance")
    told = quality_of(reader, component)
    context |= {
        "ready": told["ready"],
        "rows": [each | in_words(each) for each in told["checks"]],
        "may_set": Verb.SET_QUALITY_MARK in context["verbs"],
        "longest": LONGEST_REASON,
    }
    return render(request, "component/quality.html", context)


def in_words(check: dict[str, Any]) -> dict[str, Any]:
    """Return what a row of the page says of a check."""
    rag, verdict = VERDICTS[check["passed"]]
    unit = " %" if check["unit"] == "%" else ""
    return {
        "rag": rag,
        "verdict": verdict,
        "shown": "" if check["value"] is None else f"{check['value']:,.3g}{unit}",
        "held": held(check, unit),
        "usual": "" if check["standard"] is None else f"{check['standard']:g}{unit}",
    }


def held(check: dict[str, Any], unit: str) -> str:
    """Return what a check is held against, nothing where it only lists."""
    if check["threshold"] is None or check["operator"] not in SIGNS:
        return ""
    upper = "" if check["upper"] is None else f" to {check['upper']:g}"
    return f"{SIGNS[check['operator']]} {check['threshold']:g}{upper}{unit}"


@post_only
@login_required
def set_mark(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), MarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        values = form.cleaned_data
        check, reason = values["check"], values["reason"]
        do(request, "It is held against that.", set_quality_mark, component, check, values["mark"], reason=reason)
    return redirect("quality", component_id)


@post_only
@login_required
def inherit(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    do(request, "What holds above holds again.", set_quality_mark, component, request.POST.get("check", ""), None)
    return redirect("quality", component_id)
