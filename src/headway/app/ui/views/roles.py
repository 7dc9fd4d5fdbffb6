"""The table of roles, and what an administrator adds to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render

from headway.app.actions.custom_roles import define_role, extend_role
from headway.app.actions.errors import Refused
from headway.app.queries.pages.roles import added_verbs, custom_roles
from headway.app.rules.roles import ROLES, Role, Verb
from headway.app.rules.verbs import act_alone
from headway.app.rules.why import an_operator
from headway.app.ui.views.frame import actor_of, post_only, say, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    summary: str
    first: str
    verbs: frozenset[str]
    added: frozenset[str]


class RoleForm(forms.Form):
    key = forms.SlugField(
        error_messages={"invalid": "Only letters, digits, hyphens and underscores, such as safety_officer."},
        max_length=40,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off"}),
    )
    label = forms.CharField(max_length=60, required=False, widget=forms.TextInput(attrs={"class": "in"}))
    summary = forms.CharField(max_length=300, required=False, widget=forms.TextInput(attrs={"class": "in"}))
    verbs = forms.MultipleChoiceField(
        required=False,
        choices=[(verb.value, act_alone(verb)) for verb in Verb],
        widget=forms.CheckboxSelectMultiple(),
    )


def columns() -> list[Column]:
    added = added_verbs()
    built_in = [
        Column(role, str(Role(role).label), row.summary, row.first, row.verbs, added.get(role, frozenset()))
        for role, row in ROLES.items()
    ]
    own = [
        Column(each.key, each.label, each.summary, "", frozenset(), added.get(each.key, frozenset()))
        for each in custom_roles()
    ]
    return [*built_in, *own]


@login_required
def table(request: HttpRequest) -> HttpResponse:
    shown = columns()
    rows = [(verb, act_alone(verb), [mark(column, verb) for column in shown]) for verb in Verb]
    chosen = next((each for each in shown if each.key == request.GET.get("role")), None)
    form = form_for(chosen) if request.user.is_superuser else None
    context = {"columns": shown, "rows": rows, "form": form, "chosen": chosen}
    one = next((each for each in shown if each.key == request.GET.get("show")), None)
    return render(request, "roles/table.html", context | (of_one(one) if one else {}))


def of_one(column: Column) -> dict[str, object]:
    """Return what one role may and may not do, in words: a phone is too narrow for the table."""
    marks = [(act_alone(verb), mark(column, verb)[0]) for verb in Verb]
    may = [(words, how) for words, how in marks if how]
    return {"one": column, "may": may, "may_not": [words for words, how in marks if not how]}


def form_for(column: Column | None) -> RoleForm:
    """Return the form with what was added so far, because saving replaces that."""
    if column is None:
        return RoleForm()
    own = {"label": column.label, "summary": column.summary} if column.key not in ROLES else {}
    form = RoleForm(initial={"key": column.key, "verbs": sorted(column.added), **own})
    form.fields["key"].widget.attrs["readonly"] = True
    return form


def mark(column: Column, verb: str) -> tuple[str, str]:
    """Return how a cell is marked, and whose column it is in."""
    return ("built-in" if verb in column.verbs else "added" if verb in column.added else ""), column.label


@post_only
@login_required
def define(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied(f"Only an operator of this installation changes what roles may do. Ask {an_operator()}.")
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("roles")
    key, verbs = form.cleaned_data["key"], frozenset(form.cleaned_data["verbs"])
    try:
        if key in ROLES:
            extend_role(actor_of(request), key, verbs)
        else:
            label = form.cleaned_data["label"] or key
            define_role(actor_of(request), key=key, label=label, summary=form.cleaned_data["summary"], verbs=verbs)
        messages.success(request, "The table of roles is changed.")
    except Refused as refusal:
        say(request, refusal)
    return redirect("roles")
