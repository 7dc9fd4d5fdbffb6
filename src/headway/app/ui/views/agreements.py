"""Hand-offs between projects: the list of a component, the card of one, and its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions import agreements as verbs
from headway.app.bridge.lags import agreed_tie
from headway.app.bridge.lateness import working_days_late
from headway.app.models import Agreement, Component, Dependency, Task
from headway.app.queries.agreements import agreements_of, cards, latest_first, with_ends
from headway.app.rules import Verb, visible
from headway.app.rules.agreements import steps_open_to
from headway.app.ui.views.frame import do, find, head, locale_of, post_only, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST = 200
SIDES = (("", "All"), ("given", "Given"), ("taken", "Taken"))
STATES = (("", "Any state"), ("open", "Waiting for an answer"), *Agreement.State.choices)


def tasks_to_choose(request: HttpRequest, component: Component | int) -> QuerySet[Task]:
    rows = visible(request.user, Task).filter(component=component, active=True, actual_finish=None)
    return rows.order_by("position")


class RequestForm(forms.Form):
    task = forms.ModelChoiceField(Task.objects.none(), empty_label=None)
    giver = forms.ModelChoiceField(Component.objects.none(), empty_label=None)
    text = forms.CharField(max_length=500)
    needed_by = forms.DateField(required=False)
    tie = forms.CharField(max_length=40, required=False)

    def __init__(self, request: HttpRequest, component: Component, data: Any = None) -> None:
        super().__init__(data)
        rows: dict[str, QuerySet[Any]] = {
            "task": tasks_to_choose(request, component).exclude(kind=Task.Kind.SUMMARY),
            "giver": visible(request.user, Component).filter(kind__in=Component.PLANS).exclude(pk=component.pk)
            .order_by("name", "pk"),
        }  # fmt: skip
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What any step may say; which of it counts depends on the step."""

    version = forms.IntegerField(required=False)
    day = forms.DateField(required=False)
    reason = forms.CharField(max_length=1000, required=False)
    task = forms.IntegerField(required=False)


@login_required
def agreements(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    side = request.GET.get("side", "") if request.GET.get("side") in dict(SIDES) else ""
    state = request.GET.get("state", "") if request.GET.get("state") in dict(STATES) else ""
    rows = agreements_of(request.user, component, side=side, state=state)  # type: ignore[arg-type]
    found = latest_first(cards(request.user, rows[:MOST]))  # type: ignore[arg-type]
    context = head(request, component, "agreements")
    may_ask = component.holds_tasks and Verb.EDIT_PLAN in context["verbs"]
    context |= {
        "cards": found, "late": working_days_late(found), "total": rows.count(),
        "ties": {card.row.pk: agreed_tie(card.row) for card in found},
        "side": side, "state": state, "sides": SIDES, "states": STATES,
        "form": RequestForm(request, component) if may_ask else None,
    }  # fmt: skip
    return render(request, "agreements/list.html", context)


@login_required
@post_only
def ask(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    form = RequestForm(request, component, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        do(request, f"Asked “{values['giver'].name}”.", verbs.request_agreement, values["task"], values["giver"],
           text=values["text"], needed_by=values["needed_by"],
           tie=values["tie"], locale=locale_of(request))  # fmt: skip
    else:
        messages.error(request, wrong(form))
    return redirect("agreements", component.pk)


@login_required
def agreement(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Show one, in the frame of the side that the reader sees; posted to, take the step that the button says."""
    row = get_object_or_404(with_ends(visible(request.user, Agreement)), pk=agreement_id)
    if request.method == "POST":
        take_step(request, row)
        return redirect("agreement", row.pk)
    (card,) = cards(request.user, [row])  # type: ignore[arg-type]
    home = card.taker or card.giver
    assert home is not None
    component = find(request, home.pk)
    request.component_id = component.pk  # type: ignore[attr-defined]  # the navigation opens there
    steps = steps_open_to(request.user, row)  # type: ignore[arg-type]
    pick = "accept" in steps and not row.was_linked
    context = head(request, component, "agreements") | {
        "card": card, "row": row, "tie": tie_words(row), "steps": steps, "late": working_days_late([card]),
        "tasks": tasks_to_choose(request, row.giver_id)[:500] if pick else (),
    }  # fmt: skip
    return render(request, "agreements/agreement.html", context)


def tie_words(row: Agreement) -> str:
    """Return type and lag of a hand-off in words and as they are typed: Start to start, SS+2d."""
    text = agreed_tie(row)
    return f"{Dependency.Type(text[:2]).label}, {text}"


def take_step(request: HttpRequest, row: Agreement) -> None:
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
        return
    day, reason, version = (form.cleaned_data[name] for name in ("day", "reason", "version"))
    picked = form.cleaned_data["task"]
    task = get_object_or_404(visible(request.user, Task), pk=picked) if picked else None
    steps: dict[str, tuple[Callable[..., Agreement], dict[str, Any]]] = {
        "accept": (verbs.accept_agreement, {"promised_on": day, "reason": reason, "task": task}),
        "propose": (verbs.propose_date, {"proposed_on": day, "reason": reason}),
        "decline": (verbs.decline_agreement, {"reason": reason}),
        "agree": (verbs.agree_to_proposal, {}),
        "ask": (verbs.ask_again, {"needed_by": day, "text": reason}),
        "withdraw": (verbs.withdraw_agreement, {}),
        "impose": (verbs.impose_agreement, {"promised_on": day, "reason": reason}),
    }
    name = request.POST.get("act", "")
    if name not in steps or (name in {"propose", "impose"} and day is None):
        messages.error(request, "Choose a day.")
        return
    verb, values = steps[name]
    do(request, "The other side is told.", verb, row, version=version, **values)
