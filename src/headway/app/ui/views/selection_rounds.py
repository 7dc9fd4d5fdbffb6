"""Selections of a portfolio: its rounds, one of them with its answer or as it was proposed, the steps to a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from headway.app.actions import selection_decisions as steps
from headway.app.actions.errors import Refused
from headway.app.actions.selection_rounds import change_selection, start_selection
from headway.app.bridge.selection_answers import inputs_and_answer, kept_answer
from headway.app.models import Component, SelectionCandidate, SelectionProposal, SelectionRound
from headway.app.queries.selection_rounds import (
    candidate,
    is_worked_on,
    names_for,
    proposal_shown,
    rounds_of,
    steps_open_to,
)
from headway.app.rules import Verb, may, require, verbs_of, visible
from headway.app.ui.charts.selection import curve, spending
from headway.app.ui.selection_forms import ChangeRoundForm, RoundForm
from headway.app.ui.selection_words import Words
from headway.app.ui.views.frame import (
    SELECTION_READERS,
    actor_of,
    do,
    find,
    head,
    number,
    part,
    post_only,
    say,
    wrong,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def find_portfolio(request: HttpRequest, component_id: int) -> Component:
    """Return a portfolio for who proposes, decides or reads there; for others there is no such page."""
    component = find(request, component_id)
    if component.kind != Component.Kind.PORTFOLIO or not SELECTION_READERS & verbs_of(request.user, component):  # type: ignore[arg-type]
        raise Http404
    return component


def find_round(request: HttpRequest, round_id: int) -> SelectionRound:
    rows = visible(request.user, SelectionRound).select_related("component__rollup", "proposed_by", "decided_by")
    row = get_object_or_404(rows, pk=round_id)
    request.component_id = row.component_id  # type: ignore[attr-defined]  # the navigation opens there
    return row


def find_worked_on(request: HttpRequest, round_id: int) -> SelectionRound:
    """Return a round for who works on it; others, who see what was proposed, find no form."""
    row = find_round(request, round_id)
    if not may(request.user, Verb.PROPOSE_SELECTION, row.component):
        raise Http404
    return row


@login_required
def selections(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find_portfolio(request, component_id)
    context = head(request, component, "selections")
    rows = list(rounds_of(request.user, component))  # type: ignore[arg-type]
    may_propose = Verb.PROPOSE_SELECTION in context["verbs"]
    context |= {"rounds": rows, "form": RoundForm(initial={"months": 3, "periods": 8, "carry_over": True})
                if may_propose else None}  # fmt: skip
    return render(request, "selection/list.html", context)


@post_only
@login_required
def start(request: HttpRequest, component_id: int) -> HttpResponse:
    component, form = find_portfolio(request, component_id), RoundForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return redirect("selections", component.pk)
    try:
        row = start_selection(actor_of(request), component, **form.values())
    except Refused as refusal:
        say(request, refusal)
        return redirect("selections", component.pk)
    messages.success(request, "The round has begun: add what could be done.")
    return redirect("selection", row.pk)


@login_required
def selection(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show the round as it stands to who works on it, and as it was proposed to everybody else."""
    row = find_round(request, round_id)
    reader: Any = request.user
    context = head(request, row.component, "selections")
    try:
        frozen = proposal_shown(row, context["verbs"], number(request.GET.get("proposal")))
    except SelectionProposal.DoesNotExist as absent:
        raise Http404 from absent
    inputs, told = (frozen.evidence["inputs"], frozen.evidence["answer"]) if frozen else inputs_and_answer(row)
    context |= {
        "round": row, "frozen": frozen, "holds": steps.proposal_holds(frozen) if frozen else None,
        "inputs": inputs, "told": told, "proposals": row.proposals.select_related("proposed_by"),
        "proposes": Verb.PROPOSE_SELECTION in context["verbs"],
        "works": frozen is None and is_worked_on(row, context["verbs"]),
        "steps": steps_open_to(reader, row, context["verbs"]),
        **shown(request, inputs, told),
    }  # fmt: skip
    if context["works"]:
        out = [candidate(each) for each in row.candidates.filter(taken_out=True).select_related("subject")]
        context |= {"taken_out": names_for(reader, out).items(), "wishes": SelectionCandidate.Wish.choices}
    return render(request, "selection/round.html", context)


@login_required
def computing(request: HttpRequest, round_id: int) -> HttpResponse:
    """Say whether the answer to the inputs as they are is there: what a page asks that waits for it."""
    row = find_round(request, round_id)
    require(actor_of(request), Verb.PROPOSE_SELECTION, row.component)
    return part(request, "selection/_computing.html", {"round": row, "ready": kept_answer(row) is not None})


def shown(request: HttpRequest, inputs: dict[str, Any], told: dict[str, Any] | None) -> dict[str, Any]:
    """Return lines, figures and charts in the names that the reader knows."""
    words = Words(inputs, told or {}, names_for(request.user, inputs["candidates"]))  # type: ignore[arg-type]
    found: dict[str, Any] = {"lines": words.lines(), "problems": words.problems(), "violations": words.violations()}
    if told and told["status"] != "invalid":
        found |= {"kpis": words.kpis(), "spending": spending(inputs, told), "curve": curve(inputs, told)}
    return found


@login_required
def proposed(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Lead to the page of the round as it was proposed then."""
    frozen = get_object_or_404(visible(request.user, SelectionProposal), pk=proposal_id)
    return redirect(f"{reverse('selection', args=[frozen.round_id])}?proposal={frozen.number}")


@post_only
@login_required
def step(request: HttpRequest, round_id: int) -> HttpResponse:
    row, given = find_round(request, round_id), request.POST
    why = {"rationale": given.get("rationale", ""), "number": number(given.get("proposal")) or 0}
    known: dict[str, tuple[Any, str, dict[str, Any]]] = {
        "propose": (steps.propose_selection, "It is frozen and with the board.",
                    {"revision": number(given.get("revision")) or 0}),
        "approve": (steps.approve_selection, "Approved.", why),
        "send_back": (steps.send_back_selection, "Sent back; who proposed it is told.", why),
        "withdraw": (steps.withdraw_selection, "Withdrawn. It can be taken up again.", {}),
        "reopen": (steps.reopen_selection, "It is a draft again.", {}),
    }  # fmt: skip
    if given.get("act") in known:
        verb, said, values = known[given["act"]]
        do(request, said, verb, row, **values)
    return redirect("selection", row.pk)


@login_required
def change(request: HttpRequest, round_id: int) -> HttpResponse:
    """Change periods and money."""
    row = find_worked_on(request, round_id)
    form = ChangeRoundForm(row, request.POST or None)
    if form.is_bound and form.is_valid() and do(request, "Changed.", change_selection, row, **form.values()):
        return redirect("selection", row.pk)
    return render(
        request, "selection/change.html", head(request, row.component, "selections") | {"round": row, "form": form}
    )
