"""A stage gate: criteria, evidence, reviews, votes, decision; and as the board saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.gate_decisions import decide_gate, review_gate, vote_gate
from headway.app.actions.gates import (
    add_criterion,
    evidence_holds,
    files_hold,
    judge_criterion,
    leave_out,
    plan_gate,
    say_of_stage,
    submit_gate,
)
from headway.app.bridge.end_stage import shown_end_stage
from headway.app.bridge.gate_rules import answer
from headway.app.models import Criterion, Dimension, Gate, GateReview, Person
from headway.app.queries.audit.redactions import redaction_of
from headway.app.queries.pages.governance import conditions_of, events_of_gate, next_stage
from headway.app.queries.pages.people import holders_at
from headway.app.rules import Verb, verbs_of, visible
from headway.app.ui.views.frame import do, head, number, post_only, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Component

CONDITIONS = 3
"""Lines offered at once."""
CONDITION = ("title", "owner", "due")


class DecideForm(forms.Form):
    decision = forms.ChoiceField(choices=Gate.Decision.choices)
    rationale = forms.CharField(label="Why", max_length=5000)
    budget = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2)
    time_plus = forms.FloatField(label="Days late tolerated", required=False, min_value=0)
    cost_plus = forms.FloatField(label="Cost above tolerated", required=False, min_value=0)

    def __init__(self, component: Component, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for place in range(CONDITIONS):
            self.fields[f"title_{place}"] = forms.CharField(
                label=f"Condition {place + 1}", required=False, max_length=200
            )
            self.fields[f"owner_{place}"] = forms.ModelChoiceField(
                holders_at(component), label=f"Owner of condition {place + 1}", required=False
            )
            self.fields[f"due_{place}"] = forms.DateField(label=f"Due day of condition {place + 1}", required=False)

    def values(self) -> dict[str, Any]:
        """Return what the action takes; a line with anything in it is a condition."""
        given = self.cleaned_data
        lines = [[given[f"{name}_{place}"] for name in CONDITION] for place in range(CONDITIONS)]
        conditions = [{"title": title, "owner": owner, "due_on": due} for title, owner, due in lines
                      if title or owner or due]  # fmt: skip
        plus = {Dimension.TIME: given["time_plus"], Dimension.COST: given["cost_plus"]}
        return {
            "decision": given["decision"],
            "rationale": given["rationale"],
            "budget": given["budget"],
            "conditions": conditions,
            "tolerances": {name.value: {"plus": value} for name, value in plus.items() if value is not None},
        }


def find_gate(request: HttpRequest, gate_id: int) -> Gate:
    rows = visible(request.user, Gate).select_related("component__rollup", "stage", "submitted_by", "decided_by")
    gate = get_object_or_404(rows, pk=gate_id)
    request.component_id = gate.component_id  # type: ignore[attr-defined]
    return gate


@login_required
def gate(request: HttpRequest, gate_id: int) -> HttpResponse:
    return page_of(request, find_gate(request, gate_id), {})


def page_of(request: HttpRequest, row: Gate, typed: Mapping[str, str]) -> HttpResponse:
    """Show a gate; what was typed for a decision that could not be taken stands in its form again."""
    reader: Any = request.user
    verbs = verbs_of(reader, row.component)
    ahead, waiting = row.state == Gate.State.AHEAD, row.state == Gate.State.SUBMITTED
    other = row.submitted_by_id != reader.pk
    criteria = list(row.criteria.prefetch_related("files"))
    votes = list(row.votes.select_related("voter").order_by("at"))
    conditions, history = conditions_of(row), events_of_gate(reader, row)
    context = head(request, row.component, "governance") | {
        "gate": row,
        "criteria": [
            (each, *(answer(each.rule, row.component) if each.rule else (each.answer, each.evidence)))
            for each in criteria
        ]
        if ahead
        else [],
        "evidence": row.evidence,
        "holds": evidence_holds(row) if row.evidence else None,
        "redacted": redaction_of("gate", row.pk, row.component_id) if row.evidence else "",
        "reviews": row.reviews.select_related("reviewer").order_by("at"),
        "votes": votes,
        "mine": next((vote for vote in votes if vote.voter_id == reader.pk), None),
        "conditions": conditions,
        "met": sum(each.status == "done" for each in conditions),
        "may_prepare": ahead and Verb.SUBMIT_GATE in verbs,
        "may_review": waiting and other and Verb.REVIEW_GATE in verbs,
        "may_vote": waiting and other and Verb.DECIDE_GATE in verbs,
        "answers": [each for each in Criterion.Answer.choices if each[0]],
        "decisions": Gate.Decision.choices,
        "confidences": GateReview._meta.get_field("confidence").choices,  # noqa: SLF001
        "owners": [(str(each.pk), each.name) for each in holders_at(row.component)] if waiting else [],
        "typed": typed,
        "places": [[typed.get(f"{name}_{place}", "") for name in CONDITION] for place in range(CONDITIONS)],
        "history": history,
        "coming": next_stage(row) if waiting else None,
        "given": next((each.after.get("next") for each in history if each.verb == "gate.decided"), None),
    }
    return render(request, "governance/gate.html", context)


@login_required
def as_seen(request: HttpRequest, gate_id: int) -> HttpResponse:
    """Show the frozen evidence as the board saw it, and whether it is still the same."""
    row = find_gate(request, gate_id)
    holds = evidence_holds(row) and files_hold(row)
    noted = [each["noted"] for each in row.evidence.get("tolerances", ()) if each.get("noted")]
    names = dict(Person.objects.filter(pk__in=[each["by"] for each in noted if each["by"]]).values_list("pk", "name"))
    for each in noted:  # frozen by their number; by what they are called today
        each["name"] = names.get(each["by"], "Headway itself")
    redacted = redaction_of("gate", row.pk, row.component_id)
    shown = {"gate": row, "evidence": row.evidence, "holds": holds, "redacted": redacted}
    context = head(request, row.component, "governance") | shown
    return render(request, "governance/as_seen.html", context)


@login_required
def end_stage(request: HttpRequest, gate_id: int) -> HttpResponse:
    """Show the end-stage report: as it would be frozen now, or as it was frozen with the evidence."""
    row = find_gate(request, gate_id)
    reader: Any = request.user
    ahead = row.state == Gate.State.AHEAD
    context = head(request, row.component, "governance") | {
        "gate": row,
        "report": shown_end_stage(row),
        "frozen": not ahead and evidence_holds(row),
        "may_prepare": ahead and Verb.SUBMIT_GATE in verbs_of(reader, row.component),
    }
    return render(request, "governance/end_stage.html", context)


@post_only
@login_required
def say(request: HttpRequest, gate_id: int) -> HttpResponse:
    row, given = find_gate(request, gate_id), request.POST
    do(
        request,
        "Saved; it is frozen with the evidence.",
        say_of_stage,
        row,
        statement=given.get("statement", ""),
        version=number(given.get("version")),
    )
    return redirect("gate-end-stage", row.pk)


@post_only
@login_required
def judge(request: HttpRequest, gate_id: int, criterion_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    criterion = get_object_or_404(row.criteria, pk=criterion_id)
    given = request.POST
    if "left_out" in given:
        do(request, "The criterion is tailored.", leave_out, criterion, reason=given["left_out"])
    else:
        values: dict[str, Any] = {
            "answer": given.get("answer", ""),
            "evidence": given.get("evidence", ""),
            "evidence_url": given.get("url", ""),
        }
        do(request, "Judged.", judge_criterion, criterion, **values)
    return redirect("gate", row.pk)


@post_only
@login_required
def ask_more(request: HttpRequest, gate_id: int) -> HttpResponse:
    row, label = find_gate(request, gate_id), request.POST.get("label", "")
    do(request, "The gate asks it too.", add_criterion, row, label=label)
    return redirect("gate", row.pk)


class DayForm(forms.Form):
    due_on = forms.DateField(label="Decide on", required=False)


@post_only
@login_required
def plan(request: HttpRequest, gate_id: int) -> HttpResponse:
    row, form = find_gate(request, gate_id), DayForm(request.POST)
    if form.is_valid():
        do(request, "The day is set.", plan_gate, row, due_on=form.cleaned_data["due_on"])
    else:
        messages.error(request, wrong(form))
    return redirect("gate", row.pk)


@post_only
@login_required
def submit(request: HttpRequest, gate_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    do(request, "The evidence is frozen and with the board.", submit_gate, row)
    return redirect("gate", row.pk)


@post_only
@login_required
def review(request: HttpRequest, gate_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    values = {"confidence": request.POST.get("confidence", ""), "comment": request.POST.get("comment", "")}
    do(request, "Your review is noted.", review_gate, row, **values)
    return redirect("gate", row.pk)


@post_only
@login_required
def vote(request: HttpRequest, gate_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    values = {"vote": request.POST.get("vote", ""), "comment": request.POST.get("comment", "")}
    do(request, "Your vote is noted.", vote_gate, row, **values)
    return redirect("gate", row.pk)


@post_only
@login_required
def decide(request: HttpRequest, gate_id: int) -> HttpResponse:
    row = find_gate(request, gate_id)
    form = DecideForm(row.component, request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    elif do(request, "Decided.", decide_gate, row, **form.values()):
        return redirect("gate", row.pk)
    return page_of(request, find_gate(request, gate_id), request.POST)
