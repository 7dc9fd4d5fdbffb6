"""Operators let people leave and come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from headway.app.actions.errors import Refused
from headway.app.actions.leaving import deactivate_person, reactivate_person
from headway.app.models import Person
from headway.app.queries.answered_for import when_leaving
from headway.app.queries.pages.access import nameable
from headway.app.ui.views.frame import actor_of, say, wrong

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class LeaveForm(forms.Form):
    successor = forms.ModelChoiceField(Person.objects.none(), required=False)
    act = forms.ChoiceField(choices=[("leave", "leave"), ("return", "return")])


@login_required
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    if not request.user.is_superuser:
        raise Http404
    person = get_object_or_404(Person, pk=person_id)
    others = nameable(request.user).exclude(pk=person.pk)
    if request.method == "POST":
        change(request, person, LeaveForm(request.POST))
        return redirect("person-leave", person.pk)
    left = when_leaving(person) if person.is_active else None
    return render(request, "account/leave.html", {"person": person, "others": others, "left": left})


def change(request: HttpRequest, person: Person, form: LeaveForm) -> None:
    form.fields["successor"].queryset = Person.objects.filter(is_active=True)  # type: ignore[attr-defined]
    if not form.is_valid():
        messages.error(request, wrong(form))
        return
    try:
        if form.cleaned_data["act"] == "leave":
            deactivate_person(actor_of(request), person, successor=form.cleaned_data["successor"])
            messages.success(request, f"{person.name} has left and is signed out everywhere.")
        else:
            reactivate_person(actor_of(request), person)
            messages.success(request, f"{person.name} can sign in again.")
    except Refused as refusal:
        say(request, refusal)
