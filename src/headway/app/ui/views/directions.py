"""Directions: set, follow up, withdraw; acknowledge, comply, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from headway.app.actions.directions import (
    acknowledge_direction,
    comply_with_direction,
    explain_direction,
    set_direction,
    withdraw_direction,
)
from headway.app.actions.errors import Refused, Stale
from headway.app.models import Component, Direction, DirectionAddress, Rollup
from headway.app.queries.reports.lists import directions_at
from headway.app.rules import Verb, verbs_of, visible
from headway.app.ui.views.frame import actor_of, find, head, number, post_only, say, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DirectionForm(forms.Form):
    title = forms.CharField(max_length=200)
    text = forms.CharField(max_length=10_000)
    due_on = forms.DateField(required=False)
    kinds = forms.MultipleChoiceField(required=False, choices=Component.Kind.choices)
    stages = forms.MultipleChoiceField(required=False, choices=Component.Stage.choices)
    healths = forms.MultipleChoiceField(required=False, choices=Rollup.Health.choices)
    joins_new = forms.BooleanField(required=False)


@login_required
def directions(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    verbs = verbs_of(request.user, component)  # type: ignore[arg-type]
    form = DirectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (made := made_from(request, component, form)) is not None:
        return redirect("direction", made.pk)
    context = head(request, component, "reports") | {
        "rows": list(directions_at(request.user, component)),  # type: ignore[arg-type]
        "may_direct": Verb.SET_DIRECTION in verbs,
        "form": form,
        "today": timezone.localdate(),
        "choices": [(name, label, values, form[name].data or [])
                    for name, label, values in (("kinds", "Kind", Component.Kind.choices),
                                                ("stages", "Stage", Component.Stage.choices),
                                                ("healths", "Health", Rollup.Health.choices))],
    }  # fmt: skip
    return render(request, "directions/list.html", context, status=422 if request.method == "POST" else 200)


def made_from(request: HttpRequest, component: Component, form: DirectionForm) -> Direction | None:
    """Set the direction of the form, or say what is wrong and keep what was typed."""
    if not form.is_valid():
        messages.error(request, wrong(form))
        return None
    values = form.cleaned_data
    chosen = {name: values.pop(name) for name in ("kinds", "stages", "healths")}
    try:
        made = set_direction(actor_of(request), component, chosen=chosen, **values)
        messages.success(request, f"“{made.title}” is set.")
    except Refused as refusal:
        say(request, refusal)
        return None
    return made


@login_required
def direction(request: HttpRequest, direction_id: int) -> HttpResponse:
    """Show who is open and overdue, of what the reader sees."""
    row = get_object_or_404(visible(request.user, Direction).select_related("component", "set_by"), pk=direction_id)
    addresses = visible(request.user, DirectionAddress).filter(direction=row)
    addresses = addresses.select_related("component__lead", "acknowledged_by", "answered_by").order_by("pk")
    shown = list(addresses)
    order = {"open": 0, "acknowledged": 1, "explained": 2, "complied": 3}
    shown.sort(key=lambda each: order[each.state])
    seen = visible(request.user, Component).filter(pk=row.component_id).exists()
    component = find(request, row.component_id if seen else shown[0].component_id)
    request.component_id = component.pk  # type: ignore[attr-defined]  # the navigation opens there
    verbs = verbs_of(request.user, component)  # type: ignore[arg-type]
    today = timezone.localdate()
    context = head(request, component, "reports") | {
        "direction": row,
        "addresses": [(each, Verb.ANSWER_DIRECTION in verbs_of(request.user, each.component)) for each in shown],  # type: ignore[arg-type]
        "open": sum(each.state in DirectionAddress.UNANSWERED for each in shown),
        "is_overdue": bool(row.due_on and row.due_on < today),
        "is_open": row.state == Direction.State.OPEN,
        "seen": seen,
        "may_direct": seen and Verb.SET_DIRECTION in verbs,
    }
    return render(request, "directions/direction.html", context)


@login_required
@post_only
def withdraw(request: HttpRequest, direction_id: int) -> HttpResponse:
    seen = visible(request.user, Component).values("pk")
    rows = visible(request.user, Direction).filter(component__in=seen).select_related("component")
    row = get_object_or_404(rows, pk=direction_id)
    withdraw_direction(actor_of(request), row)
    messages.success(request, f"“{row.title}” is withdrawn.")
    return redirect("direction", row.pk)


@login_required
def answer(request: HttpRequest, address_id: int) -> HttpResponse:
    """Do what the button says: acknowledge, comply, explain; opened, lead to the direction."""
    rows = visible(request.user, DirectionAddress).select_related("component", "direction")
    row = get_object_or_404(rows, pk=address_id)
    if request.method == "POST":
        give_answer(request, row)
    return redirect("direction", row.direction_id)


def give_answer(request: HttpRequest, row: DirectionAddress) -> None:
    actor, text, version = actor_of(request), request.POST.get("answer", ""), number(request.POST.get("version"))
    acts = {
        "acknowledge": lambda: acknowledge_direction(actor, row, version=version),
        "comply": lambda: comply_with_direction(actor, row, answer=text, version=version),
        "explain": lambda: explain_direction(actor, row, answer=text, version=version),
    }
    try:
        acts.get(request.POST.get("act", ""), acts["acknowledge"])()
        messages.success(request, "Your answer is kept.")
    except Refused as refusal:
        say(request, refusal)
    except Stale:
        messages.error(request, "Somebody else answered meanwhile: look again.")
