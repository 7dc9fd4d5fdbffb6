"""Where the buttons of "Print and take away" lead: to the file, or to a print that the worker draws and one watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from headway.app.actions.errors import Refused
from headway.app.actions.prints import ask_for_print, cancel_print
from headway.app.models import Print
from headway.app.queries.pages.take_away import MOST_ROWS, rows_down_to
from headway.app.rules import visible
from headway.app.ui.views.frame import actor_of, do, find, head, part, post_only, say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

FILES = ("pdf", "png", "xlsx", "csv")
NOT_CHOICES = ("csrfmiddlewaretoken", "as")


@post_only
@login_required
def take(request: HttpRequest, component_id: int) -> HttpResponse:
    """Send to the address of the file with these choices; a PDF of very many rows is drawn by the worker."""
    component = find(request, component_id)
    asked = request.POST.get("as", "")
    wanted = asked if asked in FILES else FILES[0]
    rows = rows_down_to(request.user, component, request.POST.get("level", ""))  # type: ignore[arg-type]
    if wanted == "pdf" and rows > MOST_ROWS:
        choices = request.POST.dict() | {"columns": request.POST.getlist("columns")}
        try:
            return redirect("print", ask_for_print(actor_of(request), component, rows=rows, choices=choices).pk)
        except Refused as refusal:
            say(request, refusal)
            return redirect("take-away", component.pk)
    return redirect(f"{reverse(f'take-{wanted}', args=[component.pk])}?{choices_in_address(request.POST)}")


def choices_in_address(said: QueryDict) -> str:
    choices = said.copy()
    for name in NOT_CHOICES:
        choices.pop(name, None)
    return choices.urlencode()


def find_print(request: HttpRequest, print_id: int) -> Print:
    return get_object_or_404(visible(request.user, Print).select_related("component"), pk=print_id)


@login_required
def watch(request: HttpRequest, print_id: int) -> HttpResponse:
    row = find_print(request, print_id)
    component = find(request, row.component_id)
    context = head(request, component, "schedule") | told(row)
    return render(request, "prints/print.html", context)


@login_required
def progress(request: HttpRequest, print_id: int) -> HttpResponse:
    row = find_print(request, print_id)
    if row.state == Print.State.CANCELED:
        # Said in place: whoever pressed the button may be on the way to where it is said, and is not sent there twice.
        return part(request, "prints/_ended.html", told(row))
    answer = part(request, "prints/_progress.html", told(row))
    if not row.is_open:
        answer["HX-Refresh"] = "true"
    return answer


def told(row: Print) -> dict[str, object]:
    over = row.expires_at is not None and row.expires_at <= timezone.now()
    return {"print": row, "over": over, "ahead": ahead_of(row) if row.state == Print.State.WAITING else 0}


def ahead_of(row: Print) -> int:
    """Return how many prints of this installation are drawn before this one."""
    return Print.objects.filter(state__in=(Print.State.WAITING, Print.State.RUNNING), pk__lt=row.pk).count()


@post_only
@login_required
def cancel(request: HttpRequest, print_id: int) -> HttpResponse:
    row = find_print(request, print_id)
    do(request, "It is not drawn any more.", cancel_print, row)
    return redirect("take-away", row.component_id)
