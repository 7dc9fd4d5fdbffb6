"""The first page of each role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from headway.app.queries.pages.arrival import first_component
from headway.app.rules.holdings import role_labels
from headway.app.rules.roles import ROLES, Role
from headway.app.ui.first_page import panels_of, roles_held

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from headway.app.models import Person

OVERVIEW_FIRST = frozenset({Role.PORTFOLIO_MANAGER})
"""Roles that arrive at the overview of what they steer; their first page is one click away."""

WORK_FIRST = frozenset({Role.TEAM_MEMBER})
"""Roles that arrive at their tasks."""


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the person's first role; operators and portfolio managers to their overview."""
    person: Person = request.user  # type: ignore[assignment]
    roles = [] if person.is_superuser else roles_held(person)
    if roles and roles[0] in WORK_FIRST:
        return redirect("work")
    if roles and roles[0] not in OVERVIEW_FIRST:
        return redirect("today")
    first = first_component(person)
    return redirect("component", first) if first else render(request, "home/nothing.html")


@login_required
def today(request: HttpRequest) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    roles = roles_held(person)
    if not roles:
        return home(request) if not person.is_superuser else redirect("home")
    labels = role_labels()
    role = request.GET.get("as", roles[0])
    role = role if role in roles else roles[0]
    context = {
        "roles": [(each, labels.get(each, each)) for each in roles],
        "role": role,
        "answers": ROLES[role].first if role in ROLES else "",
        "panels": panels_of(person, role),
    }
    return render(request, "home/today.html", context)
