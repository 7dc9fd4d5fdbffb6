"""What a browser remembers of its reader: theme, density, pinned components. Cookies: no page flashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from headway.app.ui.context import DENSITIES, PIN_LIMIT, THEMES, pins_of
from headway.app.ui.views.frame import find, post_only

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600
CHOICES = {"theme": THEMES, "density": DENSITIES}


@post_only
def choose(request: HttpRequest) -> HttpResponse:
    response = redirect(back(request))
    for name, choices in CHOICES.items():
        if name in request.POST:
            value = request.POST[name]
            response.set_cookie(name, value if value in choices else "", max_age=YEAR, samesite="Lax")
    return response


@login_required
@post_only
def pin(request: HttpRequest, component_id: int) -> HttpResponse:
    component = find(request, component_id)
    pins = [pk for pk in pins_of(request) if pk != component.pk]
    if len(pins) == len(pins_of(request)):
        pins.insert(0, component.pk)
    response = redirect("component", component.pk)
    response.set_cookie("pins", "-".join(map(str, pins[:PIN_LIMIT])), max_age=YEAR, samesite="Lax", httponly=True)
    return response


def back(request: HttpRequest) -> str:
    """Return the page that the choice was made on, if it is one of ours."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if ours and "/" in address else "/"  # a word alone would be taken for the name of a view
