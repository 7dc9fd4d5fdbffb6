"""What the journeys through the demonstration share: who is there, how they sign in, where pictures go."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
PASSWORD = "headway-demo"
DOMAIN = "sundmark.example"


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a screenshot; CI stores the folder."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=whole)


def enter(page: Page, who: str) -> None:
    """Sign in on the page, as a person does, and arrive."""
    page.get_by_label("E-mail").fill(f"{who}@{DOMAIN}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"/(today|work|c/\d+)/$"))
