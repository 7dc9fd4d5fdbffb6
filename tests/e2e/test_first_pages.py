"""The first page of each role, as somebody of the demonstration who has it: full enough to open, and accessible."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

from headway.app.demo.tree import PEOPLE, Someone
from headway.app.rules.roles import ROLES
from headway.app.ui.first_page import FIRST_PAGE

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from running import Running

pytestmark = [pytest.mark.browser, pytest.mark.first]


def first_role(someone: Someone) -> str:
    """Return the role whose page somebody arrives at."""
    return min((role for role, _ in someone.roles), key=list(ROLES).index)


HOLDERS = {first_role(someone): someone for someone in reversed(PEOPLE)}
"""Somebody whose first role it is, for each role."""
EMPTY_AT_MOST = 1 / 2
"""The share of panels that may have nothing to tell."""


def test_the_demonstration_has_somebody_of_each_role() -> None:
    assert set(HOLDERS) == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_the_first_page_of_a_role(
    role: str, sign_in: Callable[..., Page], server: Running, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    page = sign_in(HOLDERS[role].name.lower().replace(" ", "."), bypass_csp=True)
    page.goto(f"{server.address}/today/?as={role}")
    assert page.locator(".chip[aria-current=true]").count() == 1
    panels = page.locator(".panels > .panel")
    assert panels.count() == len(FIRST_PAGE[role])
    filled = panels.filter(has=page.locator("li")).count()
    assert filled >= (1 - EMPTY_AT_MOST) * panels.count()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert accessibility_faults(page) == []
            picture(page, f"first-page-{role}-{theme}-{width}", whole=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
