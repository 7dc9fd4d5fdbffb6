"""The fields that a component has for its tasks: its own, and those from above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.fields import change_field, define_field, delete_field
from headway.app.models import CustomField
from headway.app.queries.fields import fields_of
from headway.app.rules import Verb, visible
from headway.app.ui.views.frame import do, find, head, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ChangeForm(forms.Form):
    name = forms.CharField(max_length=60)
    choices = forms.CharField(required=False, max_length=10_000)
    help = forms.CharField(required=False, max_length=200)
    version = forms.IntegerField(required=False, min_value=1)

    def clean_choices(self) -> list[str]:
        """Return one choice a line."""
        return str(self.cleaned_data["choices"]).splitlines()


class DefineForm(ChangeForm):
    kind = forms.ChoiceField(choices=CustomField.Kind.choices)


@login_required
def fields(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    rows = list(fields_of(component))
    context = head(request, component, "governance")
    context |= {
        "own": [row for row in rows if row.component_id == component.pk],
        "inherited": [row for row in rows if row.component_id != component.pk],
        "kinds": CustomField.Kind.choices,
        "may_define": Verb.DEFINE_FIELD in context["verbs"],
    }
    return render(request, "component/fields.html", context)


@post_only
@login_required
def define(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find(request, component_id), DefineForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        values = {name: form.cleaned_data[name] for name in ("name", "kind", "choices", "help")}
        do(request, "The field is there, here and below.", define_field, component, **values)
    return redirect("fields", component_id)


def own_field(request: HttpRequest, field_id: int) -> CustomField:
    """Return a field that the reader sees, or answer 404."""
    return get_object_or_404(visible(request.user, CustomField).select_related("component"), pk=field_id)


@post_only
@login_required
def change(request: HttpRequest, field_id: int) -> HttpResponse:
    field, form = own_field(request, field_id), ChangeForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    else:
        do(request, "The field is changed.", change_field, field, **form.cleaned_data)
    return redirect("fields", field.component_id)


@post_only
@login_required
def delete(request: HttpRequest, field_id: int) -> HttpResponse:
    field = own_field(request, field_id)
    do(request, "The field is deleted; tasks keep what they had in it.", delete_field, field)
    return redirect("fields", field.component_id)
