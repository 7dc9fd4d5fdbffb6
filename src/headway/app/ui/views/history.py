"""The history of one thing, whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.dateparse import parse_date

from headway.app.queries.pages.history import Wanted, choices_of, history, subject_of
from headway.app.ui.views.frame import number, part

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse


@login_required
def of(request: HttpRequest, object_type: str, object_id: int) -> HttpResponse:
    subject = subject_of(request.user, object_type, object_id)  # type: ignore[arg-type]
    if subject is None:
        raise Http404
    asked = request.GET
    verb = asked.get("verb", "")[:60].replace("\x00", "")
    wanted = Wanted(verb, number(asked.get("who")), day(asked.get("since")), day(asked.get("until")),
                    number(asked.get("before")))  # fmt: skip
    if subject.component is not None:
        request.component_id = subject.component.pk  # type: ignore[attr-defined]
    page = history(request.user, subject, wanted)  # type: ignore[arg-type]
    shown = {"subject": subject, "page": page, "wanted": wanted, "component": subject.component, "of_one": True}
    shown["query"] = query_of(request)
    if request.htmx:  # type: ignore[attr-defined]
        return part(request, "component/_events.html", shown)
    return render(request, "history.html", shown | choices_of(subject))


def day(text: str | None) -> date | None:
    """Return a day from an address, None for anything else."""
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def query_of(request: HttpRequest) -> str:
    """Return the filters of the address without the place in the list."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return asked.urlencode()
