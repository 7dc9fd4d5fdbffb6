"""Who has which role at a component and why; giving, dating, delegating and taking roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.errors import Refused
from headway.app.actions.memberships import delegate_role, grant_role, revoke_role, set_role_days
from headway.app.models import Component, Membership, Person
from headway.app.queries.pages.access import grantable, nameable
from headway.app.queries.pages.invitations import invitations_at
from headway.app.queries.pages.people import roles_at
from headway.app.queries.sharing import most_days
from headway.app.rules import Verb, visible, why
from headway.app.rules.holdings import role_labels
from headway.app.rules.verbs import act_alone
from headway.app.ui.views.frame import actor_of, find, head, post_only, say, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from headway.app.models import TrashItem
    from headway.app.rules.why import Reason


class DaysForm(forms.Form):
    starts_on = forms.DateField(required=False)
    ends_on = forms.DateField(required=False)


class PersonForm(forms.Form):
    def __init__(self, reader: Person, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["person"] = forms.ModelChoiceField(nameable(reader))


class DeputyForm(PersonForm):
    starts_on = forms.DateField()
    ends_on = forms.DateField()


class RoleForm(PersonForm, DaysForm):
    def __init__(self, reader: Person, component: Component, *args: Any, **values: Any) -> None:
        super().__init__(reader, *args, **values)
        self.fields["role"] = forms.ChoiceField(choices=grantable(reader, component))


class WhyForm(PersonForm):
    verb = forms.ChoiceField(choices=[(verb.value, verb.value) for verb in Verb])


@login_required
def people(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    reader: Person = request.user  # type: ignore[assignment]
    labels = role_labels()
    held = roles_at(component, labels)
    seen = visible(reader, Component).filter(pk__in={row.component_id for row in held})
    grants = grantable(reader, component, labels)
    asked = WhyForm(reader, request.GET) if "verb" in request.GET else None
    context = head(request, component, "people") | {
        "held": held,
        "seen": set(seen.values_list("pk", flat=True)),
        "roles": grants,
        "invitations": invitations_at(reader, component, labels),
        "share_days": most_days(component) if component.kind == Component.Kind.PORTFOLIO else None,
        "grants": {role for role, _ in grants},
        "names": [(str(each.pk), each.name) for each in nameable(reader)],
        "acts": [(verb.value, act_alone(verb)) for verb in Verb],
        "who": request.GET.get("person", str(reader.pk)),
        "act": request.GET.get("verb", Verb.EDIT_PLAN.value),
        "reason": reason_of(asked, component) if asked else None,
    }
    return render(request, "component/people.html", context)


def reason_of(ask: WhyForm, component: Component) -> Reason | None:
    return why(ask.cleaned_data["person"], Verb(ask.cleaned_data["verb"]), component) if ask.is_valid() else None


def back(
    request: HttpRequest, component_id: int, form: forms.Form, act: Callable[[], str], undo: Callable[[], str] = str
) -> HttpResponse:
    """Do it with what the form holds and say so, or say what is wrong; then show the page again."""
    if form.is_valid():
        try:
            done = act()
            messages.success(request, done, extra_tags=undo())
        except Refused as refusal:
            say(request, refusal)
    else:
        messages.error(request, wrong(form))
    return redirect("people", component_id)


@post_only
@login_required
def give(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    form = RoleForm(request.user, component, request.POST)  # type: ignore[arg-type]

    def act() -> str:
        row = grant_role(actor_of(request), component, **form.cleaned_data)
        return f"{row.person.name} has the role now."

    return back(request, component_id, form, act)


def membership(request: HttpRequest, membership_id: int) -> Membership:
    """Return a role that the reader sees, or answer 404."""
    rows = visible(request.user, Membership).select_related("person", "component")
    return get_object_or_404(rows, pk=membership_id)


@post_only
@login_required
def set_days(request: HttpRequest, membership_id: int) -> HttpResponse:
    row, form = membership(request, membership_id), DaysForm(request.POST)

    def act() -> str:
        set_role_days(actor_of(request), row, **form.cleaned_data)
        return f"The days of {row.person.name} are changed."

    return back(request, row.component_id, form, act)


@post_only
@login_required
def delegate(request: HttpRequest, membership_id: int) -> HttpResponse:
    row, form = membership(request, membership_id), DeputyForm(request.user, request.POST)  # type: ignore[arg-type]

    def act() -> str:
        deputy, days = form.cleaned_data["person"], form.cleaned_data
        delegate_role(actor_of(request), row, deputy, starts_on=days["starts_on"], ends_on=days["ends_on"])
        return f"{deputy.name} stands in for {row.person.name}."

    return back(request, row.component_id, form, act)


@post_only
@login_required
def revoke(request: HttpRequest, membership_id: int) -> HttpResponse:
    row = membership(request, membership_id)

    items: list[TrashItem] = []

    def act() -> str:
        items.append(revoke_role(actor_of(request), row))
        return f"{row.person.name} no longer has the role."

    return back(request, row.component_id, forms.Form({}), act, lambda: f"undo-trash-item-{items[0].pk}")
