"""The board of a plan, and the columns of boards at a component and below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from headway.app.actions.workflows import HIGHEST_LIMIT, LONGEST_NAME, MOST_COLUMNS, set_workflow
from headway.app.queries.sprints import sprints_of
from headway.app.queries.workflow import KEY, STATE_WORDS, workflow_of
from headway.app.rules import Verb
from headway.app.ui.views.frame import do, find, head, number, part
from headway.app.ui.views.sprints import sprint_head

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SPARE = 2
"""Empty lines of the form, for new columns."""


class ColumnForm(forms.Form):
    """One column; without a name, none."""

    place = forms.IntegerField(required=False, min_value=1, max_value=99, label="Place")
    key = forms.CharField(required=False, max_length=LONGEST_NAME, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=LONGEST_NAME, label="Name")
    kind = forms.ChoiceField(choices=[(str(kind), word) for kind, word in STATE_WORDS.items()], label="Kind")
    limit = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_LIMIT, label="Limit")


Columns = forms.formset_factory(ColumnForm, extra=0, max_num=MOST_COLUMNS, validate_max=True)


@login_required
def board(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    if not component.holds_tasks:
        return redirect("board-columns", component.pk)
    context = head(request, component, "board")
    found = sprints_of(component)
    context |= sprint_head(request, component, found) | {
        "may_shape": Verb.SHAPE_BOARD in context["verbs"],
        "may_run": Verb.RUN_SPRINT in context["verbs"],
        "choices": [{"id": each.pk, "name": each.name, "state": each.state} for each in found if each.is_open],
    }
    return render(request, "board/board.html", context)


@login_required
def running_sprint(request: HttpRequest, component_id: int) -> HttpResponse:
    """Show the head of the board anew: a card was moved."""
    component = find(request, component_id)
    context = sprint_head(request, component, sprints_of(component))
    return part(request, "board/_sprint.html", context | {"component": component})


@login_required
def columns(request: HttpRequest, component_id: int) -> HttpResponse:
    """Show the columns, and change them where the reader may."""
    component = find(request, component_id)
    workflow = workflow_of(component)
    begin: list[dict[str, Any]] = [
        {"place": place, "key": each.key, "name": each.name, "kind": each.kind.value, "limit": each.limit}
        for place, each in enumerate(workflow.columns, 1)
    ]
    spare = min(SPARE, MOST_COLUMNS - len(begin))
    begin += [{"place": place, "kind": "doing"} for place in range(len(begin) + 1, len(begin) + 1 + spare)]
    lines = Columns(request.POST or None, initial=begin)
    if request.method == "POST":
        if "inherit" in request.POST:
            return stored(request, component_id, None)
        if lines.is_valid():
            named = [each for each in lines.cleaned_data if each.get("name")]
            return stored(request, component_id, sorted(named, key=lambda each: each["place"] or 99))
    context = head(request, component, "board")
    context |= {"lines": lines, "refuses": workflow.refuses, "own": KEY in component.governance,
                "may_shape": Verb.SHAPE_BOARD in context["verbs"]}  # fmt: skip
    return render(request, "board/columns.html", context, status=422 if lines.is_bound else 200)


def stored(request: HttpRequest, component_id: int, wanted: list[dict[str, Any]] | None) -> HttpResponse:
    component, version = find(request, component_id), number(request.POST.get("version"))
    words = "The columns are saved; they hold here and below."
    do(request, words, set_workflow, component, wanted, refuses=request.POST.get("refuses") == "1", version=version)
    return redirect("board-columns", component.pk)
