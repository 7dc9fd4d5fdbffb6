"""Candidates of a selection: the form of one, what is held, what is taken out and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.selection_candidates import (
    add_candidate,
    change_candidate,
    hold_candidate,
    put_back_candidate,
    take_out_candidate,
)
from headway.app.models import SelectionCandidate
from headway.app.queries.selection_rounds import candidate as facts_of
from headway.app.queries.selection_rounds import names_for
from headway.app.rules import visible
from headway.app.ui.selection_forms import CandidateForm
from headway.app.ui.views.frame import do, head, post_only
from headway.app.ui.views.selection_rounds import find_worked_on

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import SelectionRound


def find_candidate(request: HttpRequest, candidate_id: int) -> SelectionCandidate:
    rows = visible(request.user, SelectionCandidate).select_related("round__component__rollup", "subject")
    one = get_object_or_404(rows, pk=candidate_id)
    request.component_id = one.component_id  # type: ignore[attr-defined]
    return one


@login_required
def add(request: HttpRequest, round_id: int) -> HttpResponse:
    row = find_worked_on(request, round_id)
    form = CandidateForm(request.user, row, None, request.POST or None)  # type: ignore[arg-type]
    if form.is_bound and form.is_valid():
        values = form.values()
        values.pop("version")
        if do(request, "Added.", add_candidate, row, **values):
            return redirect("selection", row.pk)
    return shown(request, row, form, "")


@login_required
def candidate(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Change a candidate."""
    one = find_candidate(request, candidate_id)
    form = CandidateForm(request.user, one.round, one, request.POST or None)  # type: ignore[arg-type]
    if form.is_bound and form.is_valid() and do(request, "Changed.", change_candidate, one, **form.values()):
        return redirect("selection", one.round_id)
    name = names_for(request.user, [facts_of(one)])[one.pk]  # type: ignore[arg-type]
    return shown(request, one.round, form, name)


def shown(request: HttpRequest, row: SelectionRound, form: CandidateForm, name: str) -> HttpResponse:
    context: dict[str, Any] = {"round": row, "form": form, "name": name,
                               "amounts": [form[each] for each in form.amount_names]}  # fmt: skip
    return render(request, "selection/candidate.html", head(request, row.component, "selections") | context)


@post_only
@login_required
def hold(request: HttpRequest, candidate_id: int) -> HttpResponse:
    one, given = find_candidate(request, candidate_id), request.POST
    do(request, "Chosen anew.", hold_candidate, one, wish=given.get("wish", ""), reason=given.get("reason", ""))
    return redirect("selection", one.round_id)


@post_only
@login_required
def take_out(request: HttpRequest, candidate_id: int) -> HttpResponse:
    one = find_candidate(request, candidate_id)
    verb = put_back_candidate if request.POST.get("act") == "back" else take_out_candidate
    do(request, "Chosen anew.", verb, one)
    return redirect("selection", one.round_id)
