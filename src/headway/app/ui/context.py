"""What every page's frame needs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.utils.functional import SimpleLazyObject

from headway.app.models import Person
from headway.app.queries.audit.alarm import last_result
from headway.app.queries.news import zone_of
from headway.app.queries.pages.account import open_requests
from headway.app.queries.pages.navigation import navigation
from headway.app.ui.rows import pinned_of, tree_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headway.app.queries.pages.navigation import Navigation

THEMES = ("light", "dark")
DENSITIES = ("compact", "roomy")
PIN_LIMIT = 12


def pins_of(request: HttpRequest) -> list[int]:
    """Return the components that this browser keeps at hand."""
    words = request.COOKIES.get("pins", "").split("-")
    return [int(word) for word in words if word.isdecimal() and len(word) < 15][:PIN_LIMIT]


def chosen(request: HttpRequest, name: str, choices: tuple[str, ...]) -> str:
    value = request.COOKIES.get(name, "")
    return value if value in choices else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the frame around each page; the navigation is read only if the page shows it, times are those of
    the reader's clock.
    """
    pins = pins_of(request)
    person = getattr(request, "user", None)
    seen = cast("Navigation", SimpleLazyObject(lambda: navigation(person, current_of(request), pins)))
    return {
        "theme": chosen(request, "theme", THEMES),
        "density": chosen(request, "density", DENSITIES),
        "zone": zone_of(person) if isinstance(person, Person) else None,
        "pins": pins,
        "alarm": cache(lambda: last_result().get("count", 0) if getattr(person, "is_superuser", False) else 0),
        "asked_to_forget": cache(lambda: open_requests() if getattr(person, "is_superuser", False) else 0),
        "navigation": seen,
        "tree_html": lambda: tree_of(seen),
        "pinned_html": lambda: pinned_of(seen),
    }


def current_of(request: HttpRequest) -> int | None:
    """Return the component that the page is about, as its address says."""
    match = request.resolver_match
    return match.kwargs.get("component_id") or getattr(request, "component_id", None) if match else None
