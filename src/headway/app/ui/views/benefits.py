"""Benefits: those of a component and below, one of them beside its record, and what is done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from headway.app.actions.benefits import read_benefit, serve_objective, tie_benefit
from headway.app.bridge.benefit_sums import gaps_of, owed_to_plans, sums_of
from headway.app.bridge.benefits import rate_of, standings_of, value_day
from headway.app.models import Record
from headway.app.queries.pages.benefits import benefits_at, milestones_for, objectives_at, objectives_for
from headway.app.rules import Verb, visible
from headway.app.rules.records import may_read_benefit
from headway.app.ui.benefit_words import line_of
from headway.app.ui.charts.benefit import benefit_curve
from headway.app.ui.milestone_field import LONGEST, MilestoneInput, milestone_named
from headway.app.ui.views.frame import do, find, head, number, post_only, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.bridge.benefits import Standing
    from headway.app.models import Person


class ReadingForm(forms.Form):
    on = forms.DateField()
    gain = forms.FloatField()
    note = forms.CharField(required=False, max_length=300)


@login_required
def benefits(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Any = request.user
    rate = rate_of(component)
    standings = standings_of(benefits_at(reader, component), rate)
    objectives = objectives_at(reader, component)
    gaps = gaps_of(standings, objectives)
    context = head(request, component, "benefits")
    context |= {
        "lines": [line_of(each, gaps.get(each.row.pk, [])) for each in standings],
        "sums": sums_of(standings),
        "owed": owed_to_plans(standings),
        "objectives": [(each, gaps.get(each.pk, []), served(each, standings)) for each in objectives],
        "rate": rate * 100,
        "value_day": value_day(),
        "may_raise": Verb.EDIT_BENEFIT in context["verbs"],
    }
    return render(request, "benefits/list.html", context)


def served(objective: Record, standings: list[Standing]) -> int:
    return sum(objective.pk in each.facts.objectives for each in standings)


def beside_record(reader: Person, row: Record, *, may_edit: bool) -> dict[str, Any]:
    """Return what the page of a record shows besides where it is a benefit."""
    if row.kind != Record.Kind.BENEFIT:
        return {}
    rate = rate_of(row.component)
    standing = standings_of([row], rate)[0]
    return {
        "benefit": line_of(standing, gaps_of([standing]).get(row.pk, [])),
        "curve": benefit_curve(standing) if standing.planned or standing.forecast else None,
        "readings": row.readings.select_related("read_by"),
        "milestone_field": MilestoneInput(row.component_id).render("milestone", "", {"aria-label": "Milestone"})
        if may_edit
        else "",
        "objectives": objectives_for(reader, row) if may_edit else [],
        "may_read": may_read_benefit(reader, row) and row.status != "retired",
        "rate": rate * 100,
        "value_day": value_day(),
        "today": timezone.localdate(),
    }


def find_benefit(request: HttpRequest, record_id: int) -> Record:
    rows = visible(request.user, Record).select_related("component", "held_by")
    return get_object_or_404(rows, pk=record_id, kind=Record.Kind.BENEFIT)


@post_only
@login_required
def tie(request: HttpRequest, record_id: int) -> HttpResponse:
    """Let the benefit wait for a milestone, or serve an objective, that the reader sees."""
    row = find_benefit(request, record_id)
    text, objective = (
        request.POST.get("milestone", "").replace("\x00", "").strip()[:LONGEST],
        number(request.POST.get("objective")),
    )
    if text:
        try:
            found = milestone_named(milestones_for(request.user, row.component), text)  # type: ignore[arg-type]
        except forms.ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            do(request, f"It waits for “{found}” now.", tie_benefit, row, found)
    elif objective is not None:
        goal = get_object_or_404(visible(request.user, Record), pk=objective)
        do(request, f"It serves “{goal}” now.", serve_objective, row, goal)
    else:
        messages.error(request, "Choose one first.")
    return redirect("record", row.pk)


@post_only
@login_required
def reading(request: HttpRequest, record_id: int) -> HttpResponse:
    row, form = find_benefit(request, record_id), ReadingForm(request.POST)
    if form.is_valid():
        do(request, "The reading is noted.", read_benefit, row, **form.cleaned_data)
    else:
        messages.error(request, wrong(form))
    return redirect("record", row.pk)
