"""What every page's frame needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from headway.app.queries.pages.navigation import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest

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
    """Values of the frame around each page; the navigation is read only if the page shows it."""
    pins = pins_of(request)
    person = getattr(request, "user", None)
    return {
        "theme": chosen(request, "theme", THEMES),
        "density": chosen(request, "density", DENSITIES),
        "pins": pins,
        "navigation": SimpleLazyObject(lambda: navigation(person, current_of(request), pins)),
    }


def current_of(request: HttpRequest) -> int | None:
    """Return the component that the page is about, as its address says."""
    match = request.resolver_match
    return match.kwargs.get("component_id") or getattr(request, "component_id", None) if match else None
