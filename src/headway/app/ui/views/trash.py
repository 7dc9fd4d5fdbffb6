"""The trash of a component, the trash of everything, and the way out of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from headway.app.actions.components import trash_component
from headway.app.actions.errors import Refused
from headway.app.actions.purge import empty_trash
from headway.app.actions.trash import restore
from headway.app.models import Component, Record, TrashItem
from headway.app.queries.trash import find_in_trash, trash_of
from headway.app.rules import Verb
from headway.app.ui.views.frame import actor_of, find, head, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_required
def of_component(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    context = head(request, component, "activity") | {"entries": trash_of(request.user, component)}  # type: ignore[arg-type]
    context["may_empty"] = Verb.TRASH_COMPONENT in context["verbs"]
    context["may_trash"] = context["may_empty"] and (component.parent_id is not None or request.user.is_superuser)
    return render(request, "component/trash.html", context)


@login_required
def of_everything(request: HttpRequest) -> HttpResponse:
    """Show operators what lies in the trash anywhere."""
    if not request.user.is_superuser:
        raise Http404
    return render(request, "log/trash.html", {"entries": trash_of(request.user), "may_empty": True})


@post_only
@login_required
def put(request: HttpRequest, component_id: int) -> HttpResponse:
    """Put the component itself into the trash; the toast takes it back."""
    component = find(request, component_id)
    try:
        trash_component(actor_of(request), component)
    except Refused as refusal:
        say(request, refusal)
        return redirect("trash", component.pk)
    tag = f"undo-trash-component-{component.pk}"
    messages.success(request, f"“{component.name}” is in the trash.", extra_tags=tag)
    return redirect("component", component.parent_id) if component.parent_id else redirect("home")


@post_only
@login_required
def bring_back(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = find_in_trash(request.user, kind, pk)  # type: ignore[arg-type]
    if row is None:
        raise Http404
    home = row.pk if isinstance(row, Component) else row.component_id
    try:
        left_out = restore(actor_of(request), row)
    except Refused as refusal:
        say(request, refusal)
        place = row.parent_id if isinstance(row, Component) else home
        return redirect("trash", place) if place else redirect("all-trash")
    name = f"“{row.name}”" if isinstance(row, Component) else str(row) if isinstance(row, Record) else "It"
    rest = f" {left_out} rows had to stay behind: what they were tied to is gone." if left_out else ""
    messages.success(request, f"{name} is back.{rest}")
    return to_what_is_back(row, home)


def to_what_is_back(row: Any, home: int) -> HttpResponse:
    """Lead to the page of what was restored; what has none is seen where it belongs."""
    if isinstance(row, Record):
        return redirect("record", row.pk)
    if isinstance(row, TrashItem) and row.object_type == "task":
        return redirect("task", row.object_id)
    if isinstance(row, TrashItem) and row.object_type == "membership":
        return redirect("people", home)
    return redirect("component", home)


@post_only
@login_required
def empty(request: HttpRequest, component_id: int | None = None) -> HttpResponse:
    """Purge for good, only where the form says that this is meant."""
    component = find(request, component_id) if component_id else None
    back = redirect("trash", component.pk) if component else redirect("all-trash")
    if request.POST.get("sure") != "yes":
        messages.error(request, "Nothing was purged: say that you are sure, because it cannot be undone.")
        return back
    count = empty_trash(actor_of(request), component)
    messages.success(request, f"{count} {'thing is' if count == 1 else 'things are'} gone for good.")
    return back
