"""What the views of a component's pages share: find it, its head and tabs, refusals in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from headway.app.actions.errors import Refused, Stale
from headway.app.models import Component, Event
from headway.app.queries.news import zone_of
from headway.app.queries.pages.overview import rollup_of
from headway.app.rules import Actor, Verb, verbs_of, visible
from headway.app.ui.context import pins_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import BaseForm
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


SELECTION_READERS = frozenset({Verb.PROPOSE_SELECTION, Verb.DECIDE_SELECTION, Verb.READ_SELECTION})
"""Who sees of what a portfolio chooses to do: nobody else."""
MOST_LOCALE = 35
"""Letters of the longest tag of a language."""


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    url: str


def part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render a part of a page that is fetched alone, with times on its reader's clock as the whole page has them."""
    with timezone.override(zone_of(request.user)):  # type: ignore[arg-type]
        return render(request, template, context)


def find(request: HttpRequest, component_id: int) -> Component:
    """Return a component with its rollup, or answer 404: absent and invisible look the same."""
    rows = visible(request.user, Component).select_related("rollup", "lead")
    return get_object_or_404(rows, pk=component_id)


def actor_of(request: HttpRequest) -> Actor:
    return Actor(request.user, Event.Channel.PAGE)  # type: ignore[arg-type]


def head(request: HttpRequest, component: Component, tab: str) -> dict[str, Any]:
    """Return what the head of every page of a component shows."""
    verbs = verbs_of(request.user, component)  # type: ignore[arg-type]
    rollup = rollup_of(component)
    fits = not rollup.task_count if component.holds_tasks else Verb.CREATE_COMPONENT in verbs
    may_import = Verb.IMPORT_PLAN in verbs and fits
    return {
        "component": component,
        "verbs": verbs,
        "rollup": rollup,
        "tab": tab,
        "tabs": tabs_of(component, verbs, may_import=may_import),
        "may_import": may_import,
        "may_decide": Verb.IMPORT_PLAN in verbs,
        "may_create": not component.holds_tasks and Verb.CREATE_COMPONENT in verbs,
        "pinned": component.pk in pins_of(request),
    }


def tabs_of(component: Component, verbs: frozenset[str], *, may_import: bool) -> list[Tab]:
    drawing = "Schedule" if component.holds_tasks else "Roadmap"
    chooses = component.kind == Component.Kind.PORTFOLIO and SELECTION_READERS & verbs
    names = [
        ("component", "Overview"),
        ("schedule", drawing),
        *([("board", "Board")] if component.holds_tasks else []),
        ("tasks", "Tasks"),
        ("register", "Register"),
        ("confidence", "Confidence"),
        ("benefits", "Benefits"),
        ("agreements", "Hand-offs"),
        *([("selections", "Selection")] if chooses else []),
        ("governance", "Governance"),
        ("reports", "Reports"),
        ("activity", "Activity"),
        ("people", "People"),
    ]
    if may_import:
        names.append(("import", "Import"))
    return [Tab(name, label, reverse(name, args=[component.pk])) for name, label in names]


def say(request: HttpRequest, refusal: Refused) -> None:
    """Show on the next page why an action was refused."""
    messages.error(request, in_sentences(refusal.title, refusal.detail, refusal.remedy))


def in_sentences(*parts: str) -> str:
    """Return texts one after the other, each with an end of its own."""
    return " ".join(part if part[-1] in ".!?:;" else f"{part}." for part in parts if part)


def do(request: HttpRequest, said: str, verb: Callable[..., object], *subjects: Any, **values: Any) -> bool:
    """Let the reader do something and say so, or say why not; return whether it was done."""
    try:
        verb(actor_of(request), *subjects, **values)
    except Refused as refusal:
        say(request, refusal)
    except Stale as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, said)
        return True
    return False


def wrong(form: BaseForm) -> str:
    """Return what is wrong with a form as one text that names each field."""
    return " ".join(
        f"{form.fields[name].label or name.replace('_', ' ').capitalize()}: {error}"
        if name in form.fields
        else str(error)
        for name, errors in form.errors.items()
        for error in errors
    )


def post_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send a reader who opens the address of an action to the start instead of an error."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        return view(request, *args, **values) if request.method == "POST" else redirect("home")

    return guarded


def number(text: str | None) -> int | None:
    """Return a whole number from an address, None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


def locale_of(request: HttpRequest) -> str:
    """Return how the reader writes numbers and days: the language that the browser asks for first."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first if first.replace("-", "").isalnum() and len(first) <= MOST_LOCALE else ""
