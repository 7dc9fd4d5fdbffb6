"""Add a component: kind and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from headway.app.actions.components import create_component
from headway.app.actions.errors import Refused
from headway.app.models import ALLOWED_CHILDREN, Component
from headway.app.rules import Verb, require
from headway.app.rules.why import an_operator
from headway.app.ui.views.frame import actor_of, find, head

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MEANING = {
    "portfolio": "Chooses, orders and balances what is worth doing; holds programs, projects and operations.",
    "program": "Related projects that only bring their benefit together.",
    "project": "One plan: tasks, dates, people, an end.",
    "operation": "Work that goes on: maintenance, support, running.",
}


class ComponentForm(forms.Form):
    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}))
    code = forms.CharField(max_length=30, required=False, widget=forms.TextInput(attrs={"class": "in"}))
    purpose = forms.CharField(required=False, max_length=4000, widget=forms.Textarea(attrs={"class": "in", "rows": 3}))

    def __init__(self, parent: Component | None, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        kinds = ALLOWED_CHILDREN[parent.kind] if parent else {Component.Kind.PORTFOLIO, Component.Kind.PROGRAM}
        self.kinds = [(kind, label) for kind, label in Component.Kind.choices if kind in kinds]
        self.fields["kind"] = forms.ChoiceField(widget=forms.RadioSelect, choices=self.kinds)
        chosen = self.data.get("kind") or (Component.Kind.PROJECT if parent else Component.Kind.PORTFOLIO)
        self.options = [(kind, label, MEANING[kind], kind == chosen) for kind, label in self.kinds]
        for name in ("name", "code", "purpose"):
            if name in self.errors:
                self.fields[name].widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"{name}-error"}


@login_required
def create_below(request: HttpRequest, component_id: int) -> HttpResponse:
    parent = find(request, component_id)
    require(actor_of(request), Verb.CREATE_COMPONENT, parent)
    if parent.holds_tasks:
        messages.error(request, f"A {parent.get_kind_display().lower()} holds tasks, not other components.")
        return redirect("component", parent.pk)
    return form_page(request, parent, head(request, parent, "create"))


@login_required
def create_root(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied(
            f"Only an operator starts a tree of its own: ask {an_operator()}, or create below what you lead."
        )
    return form_page(request, None, {})


def form_page(request: HttpRequest, parent: Component | None, context: dict[str, Any]) -> HttpResponse:
    form = ComponentForm(parent, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_component(actor_of(request), parent=parent, **form.cleaned_data)
            messages.success(request, f"“{made.name}” was added.")
            return redirect("component", made.pk)
        except Refused as refusal:
            form.add_error(None, " ".join(part for part in (refusal.title, refusal.detail, refusal.remedy) if part))
    status = 422 if request.method == "POST" else 200
    return render(request, "component/create.html", context | {"form": form, "parent": parent}, status=status)
