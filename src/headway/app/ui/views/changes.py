"""Change requests: write, see the impact, propose, approve or reject, merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.change_items import CHECKS, LINKS, MOST_LETTERS, conflicts_of
from headway.app.actions.change_requests import (
    AUTHORITIES,
    STATED,
    add_item,
    approve_request,
    drop_item,
    holds_change,
    impact_holds,
    impact_now,
    propose_request,
    reject_request,
    start_request,
    state_effects,
    withdraw_request,
)
from headway.app.actions.change_risks import CLOSED, SIGNS
from headway.app.actions.errors import Refused
from headway.app.actions.exception_plans import keep_tolerance, propose_tolerance, start_plan
from headway.app.actions.settling import decided_at
from headway.app.bridge.cell_choices import assigned_text
from headway.app.bridge.tolerances import typed_dimensions
from headway.app.models import (
    MEASURED,
    UNITS,
    ChangeSet,
    Component,
    Dimension,
    Person,
    Resource,
    Tolerance,
    ToleranceException,
)
from headway.app.models.record_kinds import KINDS
from headway.app.queries.pages.changes import choices_of, impact_seen_by, requests_at
from headway.app.queries.pages.records import history_of
from headway.app.rules import Verb, verbs_of, visible
from headway.app.rules.why import names_of_holders
from headway.app.ui.effect_table import effect_rows, rows_that_differ
from headway.app.ui.sure_rows import sure_of
from headway.app.ui.views.frame import actor_of, do, find, head, number, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from headway.app.ui.effect_table import Row

MINUTES = 1440
State = ChangeSet.State


class ItemForm(forms.Form):
    """One pending change; which fields count depends on ``op``."""

    op = forms.ChoiceField(choices=[(each, each) for each in CHECKS])
    task = forms.IntegerField(required=False)
    days = forms.FloatField(required=False, min_value=0, max_value=100_000)
    cost = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2)
    start_on = forms.DateField(required=False)
    name = forms.CharField(required=False, max_length=1000)
    resources = forms.CharField(required=False, max_length=MOST_LETTERS)
    after = forms.IntegerField(required=False)
    before = forms.IntegerField(required=False)
    type = forms.ChoiceField(required=False, choices=[(each, each) for each in LINKS])
    lag = forms.FloatField(required=False, min_value=-100_000, max_value=100_000)
    dependency = forms.IntegerField(required=False)
    amount = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2)
    record = forms.IntegerField(required=False)
    probability = forms.FloatField(required=False, min_value=0, max_value=100)
    sign = forms.CharField(required=False, max_length=20)
    status = forms.CharField(required=False, max_length=20)
    days_high = forms.FloatField(required=False, min_value=0, max_value=100_000)
    cost_high = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2)
    tasks = forms.Field(required=False, widget=forms.SelectMultiple)

    def item(self, minutes_per_day: int) -> dict[str, Any]:
        """Return the change as the action takes it."""
        given = self.cleaned_data
        minutes = None if given["days"] is None else round(given["days"] * minutes_per_day)
        if given["op"] == "update_task":
            values: dict[str, Any] = {"duration_minutes": minutes, "cost": given["cost"]}
            if given["start_on"]:
                values |= {"constraint": "SNET", "constraint_date": minute_of(given["start_on"])}
            return {"op": "update_task", "task": given["task"], "values": values}
        if given["op"] == "create_task":
            return {
                "op": "create_task",
                "name": given["name"],
                "duration_minutes": minutes,
                "after": given["after"],
                "cost": given["cost"],
                "resources": given["resources"],
            }
        if given["op"] == "link":
            lag = (given["lag"] or 0) * minutes_per_day
            return {
                "op": "link",
                "before": given["before"],
                "after": given["after"],
                "type": given["type"] or "FS",
                "lag": lag,
            }
        if given["op"] in {"risk", "add_risk", "close_risk"}:
            return self.risk()
        return {name: given[name] for name in ("op", "dependency", "amount")}

    def risk(self) -> dict[str, Any]:
        """Return what becomes of a risk; an end that nobody has said is the likely one."""
        given = self.cleaned_data
        share = None if given["probability"] is None else given["probability"] / 100
        if given["op"] == "close_risk":
            return {name: given[name] for name in ("op", "record", "status")}
        ends = {f"{name}_likely": given[name] for name in ("days", "cost")}
        ends |= {f"{name}_low": given[name] for name in ("days", "cost") if given[f"{name}_high"] is not None}
        ends |= {"op": given["op"], "days_high": given["days_high"], "cost_high": given["cost_high"]}
        if given["op"] == "risk":
            return ends | {"record": given["record"], "probability": share}
        return ends | {"sign": given["sign"], "title": given["name"], "probability": share,
            "tasks": [pk for pk in map(number, given["tasks"] or ()) if pk is not None],
        }  # fmt: skip


def minute_of(day: Any) -> int:
    return int((day.toordinal() - 719_163) * MINUTES)


class EffectsForm(forms.Form):
    extra_cost = forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=2)
    scope_forecast = forms.FloatField(required=False)
    quality_forecast = forms.FloatField(required=False)
    benefit_forecast = forms.FloatField(required=False)

    def forecasts(self) -> dict[str, float | None]:
        return {each.value: self.cleaned_data[f"{each.value}_forecast"] for each in MEASURED}


@login_required
def requests(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Any = request.user
    verbs = verbs_of(reader, component)
    context = head(request, component, "governance") | {
        "rows": list(requests_at(reader, component)[:100]),
        "may_propose": Verb.PROPOSE_CHANGE in verbs and component.holds_tasks,
        "types": ChangeSet.REQUEST_TYPES,
    }
    return render(request, "changes/requests.html", context)


@post_only
@login_required
def start(request: HttpRequest, component_id: int) -> HttpResponse:
    component, given = find(request, component_id), request.POST
    try:
        row = start_request(
            actor_of(request),
            component,
            name=given.get("name", ""),
            description=given.get("description", ""),
            type=given.get("type", ""),
        )
    except Refused as refusal:
        say(request, refusal)
        return redirect("changes", component_id)
    return redirect("change", row.pk)


def find_request(request: HttpRequest, change_id: int) -> ChangeSet:
    rows = (
        visible(request.user, ChangeSet)
        .filter(kind=ChangeSet.Kind.REQUEST)
        .select_related("component__rollup", "author", "exception__decided_at_component", "exception__stage")
    )
    row = get_object_or_404(rows, pk=change_id)
    request.component_id = row.component_id  # type: ignore[attr-defined]
    return row


@login_required
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    row = find_request(request, change_id)
    reader: Any = request.user
    authority = row.report.get("authority", "")
    mine, at = row.author_id == reader.pk, decided_at(row)
    verb = AUTHORITIES[authority][0] if authority else None
    own = None if authority == "manager" else row.author_id
    writing = row.state == State.DRAFT and mine
    impact = impact_seen_by(reader, row.report.get("impact"))
    effects = effect_rows(impact, row.component, row.request.get("stated")) if impact else []
    may_decide = row.state == State.PROPOSED and verb in verbs_of(reader, at) and reader.pk != own
    context = head(request, row.component, "governance") | {
        "row": row,
        "items": with_people(with_conflicts(row)),
        "branch": visible(reader, ChangeSet).filter(pk=row.branch_id or 0).first(),
        "impact": impact,
        "frozen": impact_holds(row),
        "expected": [
            (each.value, each.label, UNITS[each.value], row.request.get("forecasts", {}).get(each.value, ""))
            for each in typed_dimensions(row.component)
        ],
        "stated": [(each.value, each.label, row.request.get("stated", {}).get(each.value, "")) for each in STATED],
        "authority": AUTHORITIES[authority][1] if authority else "",
        "approvers": names_of_holders(verb, at, besides=own) if verb else [],
        "outdated": bool(impact) and row.report.get("revision") != row.component.revision,
        "writing": writing,
        "proposable": writing and holds_change(row),
        "may_withdraw": mine and row.state in {State.DRAFT, State.PROPOSED},
        "may_decide": may_decide,
        "effects": effects,
        "sure": sure_of(row) if impact else None,
        "since": changed_since(reader, row, effects) if may_decide else [],
        "level": at.name if at != row.component and visible(reader, Component).filter(pk=at.pk).exists() else "",
        "decider": Person.objects.filter(pk=row.request.get("decided_by") or 0).first(),
        "exception": row.exception,
        "resettable": Tolerance.objects.filter(component=row.component, stage=row.exception.stage)
        if row.exception and writing
        else [],
        "history": history_of(reader, "changeset", row.pk),
        **(choices_of(row.component) if writing else {}),
        "link_types": LINKS,
        "signs": SIGNS,
        "closed": {status: KINDS["risk"].statuses[status] for status in CLOSED},
    }
    return render(request, "changes/change.html", context)


def changed_since(reader: Person, row: ChangeSet, effects: Sequence[Row]) -> list[str]:
    """Return what would be different now from what was proposed, for who is about to decide."""
    try:
        now = impact_seen_by(reader, impact_now(row))
    except Refused as refusal:
        return [refusal.title]
    return rows_that_differ(effects, effect_rows(now or {}, row.component, row.request.get("stated")))


def with_conflicts(row: ChangeSet) -> list[dict[str, Any]]:
    """Give each change that meets something else by now ``conflict``: what was changed since."""
    items: list[dict[str, Any]] = row.request.get("items", [])
    waits = row.state in {State.DRAFT, State.PROPOSED}
    found = conflicts_of(row.component, items) if waits else {}
    return [item | {"conflict": found[place].title} if place in found else item for place, item in enumerate(items)]


def with_people(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each new task ``people``: who would work on it, as the schedule writes it."""
    wanted = {pk for item in items for pk, _ in item.get("assigned", ())}
    names = dict(Resource.objects.filter(pk__in=wanted).values_list("pk", "name"))
    return [item | {"people": assigned_text((names.get(pk, "?"), units) for pk, units in item.get("assigned", ()))}
            for item in items]  # fmt: skip


@post_only
@login_required
def add(request: HttpRequest, change_id: int) -> HttpResponse:
    row, form = find_request(request, change_id), ItemForm(request.POST)
    if form.is_valid():
        do(request, "Added; the impact is calculated.", add_item, row, form.item(row.component.minutes_per_day))
    else:
        messages.error(request, wrong(form))
    return redirect("change", row.pk)


@post_only
@login_required
def start_exception_plan(request: HttpRequest, exception_id: int) -> HttpResponse:
    exception = get_object_or_404(visible(request.user, ToleranceException), pk=exception_id)
    try:
        row = start_plan(actor_of(request), exception)
    except Refused as refusal:
        say(request, refusal)
        return redirect("exception", exception.pk)
    return redirect("change", row.pk)


class NewToleranceForm(forms.Form):
    dimension = forms.ChoiceField(choices=Dimension.choices)
    target = forms.FloatField(required=False)
    plus = forms.FloatField(required=False, min_value=0)
    minus = forms.FloatField(required=False, min_value=0)


@post_only
@login_required
def tolerance(request: HttpRequest, change_id: int) -> HttpResponse:
    """Set a tolerance that an exception plan proposes; ``keep`` leaves the old one."""
    row, form = find_request(request, change_id), NewToleranceForm(request.POST)
    if not form.is_valid():
        messages.error(request, wrong(form))
    elif "keep" in request.POST:
        do(request, "It stays.", keep_tolerance, row, form.cleaned_data["dimension"])
    else:
        do(request, "It is part of the plan.", propose_tolerance, row, **form.cleaned_data)
    return redirect("change", row.pk)


@post_only
@login_required
def drop(request: HttpRequest, change_id: int) -> HttpResponse:
    row, place = find_request(request, change_id), number(request.POST.get("place"))
    do(request, "Taken out.", drop_item, row, -1 if place is None else place)
    return redirect("change", row.pk)


@post_only
@login_required
def effects(request: HttpRequest, change_id: int) -> HttpResponse:
    row, form = find_request(request, change_id), EffectsForm(request.POST)
    if form.is_valid():
        stated = {each.value: request.POST.get(each.value, "") for each in STATED}
        do(
            request,
            "Noted.",
            state_effects,
            row,
            stated,
            cost=form.cleaned_data["extra_cost"],
            forecasts=form.forecasts(),
        )
    else:
        messages.error(request, wrong(form))
    return redirect("change", row.pk)


@post_only
@login_required
def propose(request: HttpRequest, change_id: int) -> HttpResponse:
    row = find_request(request, change_id)
    do(request, "Proposed.", propose_request, row)
    return redirect("change", row.pk)


@post_only
@login_required
def decide(request: HttpRequest, change_id: int) -> HttpResponse:
    row, rationale = find_request(request, change_id), request.POST.get("rationale", "")
    if request.POST.get("act") == "reject":
        do(request, "Rejected.", reject_request, row, rationale=rationale)
    else:
        only = [place for place in map(number, request.POST.getlist("only")) if place is not None]
        do(request, "Approved and merged.", approve_request, row, rationale=rationale, only=only)
    return redirect("change", row.pk)


@post_only
@login_required
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    row = find_request(request, change_id)
    do(request, "Taken back.", withdraw_request, row)
    return redirect("changes", row.component_id)
