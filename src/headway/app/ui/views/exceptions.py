"""Exceptions: the report as it was drafted, completed and sent, and the board's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.exceptions import decide_exception, edit_exception, send_exception
from headway.app.bridge.exception_report import needed
from headway.app.bridge.tolerances import standings
from headway.app.models import UNITS, ChangeSet, Component, ToleranceException
from headway.app.queries.pages.records import history_of
from headway.app.rules import Verb, verbs_of, visible
from headway.app.rules.why import names_of_holders
from headway.app.ui.bands import drawn
from headway.app.ui.views.frame import do, head, number, post_only, wrong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from headway.app.rules import Actor

TEXTS = {
    "what": "What", "cause": "Cause", "consequence": "Consequence", "recommendation": "Recommendation",
    "lessons": "Lessons",
}  # fmt: skip
HINTS = {"lessons": "What the next project should know. It goes into the register when the board has decided."}


class DecideForm(forms.Form):
    decision = forms.ChoiceField(choices=ToleranceException.Decision.choices)
    rationale = forms.CharField(max_length=5000)
    plus = forms.FloatField(required=False, min_value=0)
    minus = forms.FloatField(required=False, min_value=0)


def find_exception(request: HttpRequest, exception_id: int) -> ToleranceException:
    rows = visible(request.user, ToleranceException).select_related(
        "component__rollup", "decided_at_component", "stage"
    )
    return get_object_or_404(rows, pk=exception_id)


@login_required
def exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    return page_of(request, find_exception(request, exception_id))


def page_of(request: HttpRequest, row: ToleranceException, typed: Mapping[str, str] | None = None) -> HttpResponse:
    """Show an exception; ``typed`` is what could not be taken, and stays in the form."""
    request.component_id = row.component_id  # type: ignore[attr-defined]
    reader: Any = request.user
    draft = row.state == ToleranceException.State.DRAFT
    decider = Verb.DECIDE_EXCEPTION in verbs_of(reader, row.decided_at_component)
    context = head(request, row.component, "governance") | {
        "row": row,
        "typed": typed or {},
        "texts": [text_field(row, name, typed) for name in TEXTS],
        "unit": row.component.currency if UNITS[row.dimension] == "money" else UNITS[row.dimension],
        "above": row.forecast > row.target,
        "needed": f"{needed(row.dimension, abs(row.forecast - row.target)):g}",
        "board": board_of(reader, row),
        "baseline": row.component.baselines.filter(current=True).first(),
        "bands": [drawn(each) for each in standings(row.component)],
        "may_edit": draft and Verb.RAISE_EXCEPTION in verbs_of(reader, row.component),
        "may_decide_it": decider and row.state == ToleranceException.State.SENT and row.raised_by_id != reader.pk,
        "answers": ToleranceException.Decision.choices,
        "plans": visible(reader, ChangeSet).filter(exception=row).select_related("author").order_by("-pk"),
        "may_plan": row.state == ToleranceException.State.PLANNING
        and {Verb.RAISE_EXCEPTION, Verb.PROPOSE_CHANGE} <= verbs_of(reader, row.component),
        "history": history_of(reader, "toleranceexception", row.pk),
    }
    return render(request, "governance/exception.html", context)


def text_field(row: ToleranceException, name: str, typed: Mapping[str, str] | None) -> dict[str, Any]:
    """Return a text of the report for its form, and what stands there by now where somebody was faster."""
    stored = getattr(row, name)
    value = typed.get(name, stored) if typed else stored
    other = stored if value.split() != stored.split() else ""
    return {"name": name, "label": TEXTS[name], "hint": HINTS.get(name, ""), "value": value, "meanwhile": other}


def board_of(reader: Any, row: ToleranceException) -> dict[str, Any]:
    """Say who decides: where that is, if the reader may see it, and who holds the right there."""
    at = row.decided_at_component
    seen = visible(reader, Component).filter(pk=at.pk).exists()
    people = names_of_holders(Verb.DECIDE_EXCEPTION, at, besides=row.raised_by_id)
    return {"name": at.name if seen else "", "own": at.pk == row.component_id, "people": people}


@post_only
@login_required
def save_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Save the draft; send it too if the button says so."""
    row, given = find_exception(request, exception_id), request.POST
    texts = {name: given.get(name, "")[:20_000] for name in TEXTS}

    def act(actor: Actor) -> None:
        edit_exception(actor, row, version=number(given.get("version")), **texts)
        if given.get("act") == "send":
            send_exception(actor, row)

    if do(request, "Sent to the board." if given.get("act") == "send" else "Saved.", act):
        return redirect("exception", row.pk)
    return page_of(request, find_exception(request, row.pk), texts)


@post_only
@login_required
def decide(request: HttpRequest, exception_id: int) -> HttpResponse:
    row, form = find_exception(request, exception_id), DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    elif do(request, "Decided.", decide_exception, row, **form.cleaned_data):
        return redirect("exception", row.pk)
    return page_of(request, find_exception(request, row.pk), request.POST.dict())
