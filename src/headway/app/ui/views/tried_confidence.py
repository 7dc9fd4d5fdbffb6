"""How sure the plan would be with a what-if or a change request: rows of the table of its effects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from headway.app.actions.errors import Refused
from headway.app.actions.tried_confidence import ask_confidence
from headway.app.models import ChangeSet
from headway.app.rules import visible
from headway.app.ui.sure_rows import sure_of
from headway.app.ui.views.frame import part, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

Kind = ChangeSet.Kind


def find_tried(request: HttpRequest, pk: int) -> ChangeSet:
    rows = visible(request.user, ChangeSet).filter(kind__in=(Kind.WHAT_IF, Kind.REQUEST))
    return get_object_or_404(rows.select_related("component", "branch"), pk=pk)


@login_required
def sure(request: HttpRequest, change_set_id: int) -> HttpResponse:
    """Answer with the rows as they are now: what a page asks that waits for them."""
    return rows_of(request, find_tried(request, change_set_id))


@post_only
@login_required
def simulate(request: HttpRequest, change_set_id: int) -> HttpResponse:
    row = find_tried(request, change_set_id)
    try:
        ask_confidence(row)
    except Refused as refusal:
        say(request, refusal)
    if request.htmx:  # type: ignore[attr-defined]
        return rows_of(request, row)
    return redirect("branch-compare" if row.kind == Kind.WHAT_IF else "change", row.pk)


def rows_of(request: HttpRequest, row: ChangeSet) -> HttpResponse:
    return part(request, "changes/_sure.html", {"sure": sure_of(row), "component": row.component})
