"""Journey 7: a gate goes to the board as three different people do it, and its record cannot be altered unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
MANAGER, CHAIR, MEMBER = "maja.ekdahl", "helena.strand", "anders.hjelm"


def said(page: Page, text: str) -> None:
    page.locator(".toast", has_text=text).first.wait_for()


def test_a_gate_from_evidence_to_tracked_conditions(sign_in: Callable[..., Page]) -> None:
    manager = sign_in(MANAGER)
    manager.locator(".panel", has_text="Gates ahead").get_by_role("link", name="Ready for service").click()
    gate = manager.url
    rows = manager.locator(".criteria > li")
    judged = 0
    while (row := rows.filter(has_text="Not judged yet.").first).count():
        row.get_by_text("Judge", exact=True).click()
        row.get_by_label("Met", exact=True).check()
        row.get_by_label("Evidence", exact=True).fill("Shown at the site meeting.")
        row.get_by_role("button", name="Save").click()
        said(manager, "Judged.")
        judged += 1
    assert judged == 3
    manager.get_by_role("button", name="Submit to the board").click()
    said(manager, "frozen")
    manager.get_by_text("unaltered").wait_for()
    assert manager.get_by_role("button", name="Decide").count() == 0

    member = sign_in(MEMBER)
    member.locator(".panel", has_text="Decisions waiting for you").get_by_role("link", name="Ready for service").click()
    member.get_by_label("Vote", exact=True).select_option(label="Go with conditions")
    member.get_by_role("button", name="Vote", exact=True).click()
    said(member, "vote")

    chair = sign_in(CHAIR)
    chair.goto(gate)
    chair.get_by_text("Anders Hjelm: Go with conditions").wait_for()
    chair.get_by_label("Decision", exact=True).select_option(label="Go with conditions")
    chair.get_by_label("Why", exact=True).fill("The yard may switch over once the second test is passed.")
    chair.get_by_label("Condition 1", exact=True).fill("Pass the second impulse test")
    chair.get_by_label("Owner of condition 1").select_option(label="Maja Ekdahl")
    chair.get_by_label("Due day of condition 1").fill("2030-01-31")
    picture(chair, "gate-decide")
    chair.get_by_role("button", name="Decide").click()
    said(chair, "Decided.")
    chair.locator(".panel", has_text="Conditions").get_by_role("link", name="Pass the second impulse test").wait_for()
    chair.get_by_role("link", name="As the board saw it").click()
    chair.get_by_text("unaltered").wait_for()
    assert "Shown at the site meeting." in chair.locator("main").inner_text()
    picture(chair, "gate-as-seen")

    manager.goto(re.sub(r"/g/\d+/$", "/today/", gate))
    manager.locator(".panel", has_text="Yours in the register").get_by_text("Pass the second impulse test").wait_for()
