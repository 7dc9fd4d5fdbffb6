"""Journey: the product manager plans a release, sends back what is not good enough, accepts what is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from demo import picture

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

Faults = Callable[["Page"], list[str]]
NEED = "Quarter-hour price on the bill of companies"
SPRING = "Spring release"


def panel(page: Page, title: str) -> Locator:
    return page.locator("section.panel", has=page.get_by_role("heading", name=re.compile(rf"^{title}")))


def figure(page: Page, name: str) -> Locator:
    return page.get_by_label("What the release comes to").locator("li", has_text=name).locator("strong")


def test_a_product_manager_plans_a_release_sends_back_and_accepts(
    sign_in: Callable[..., Page], accessibility_faults: Faults
) -> None:
    elin = sign_in("elin.storm")
    first = elin.locator(".panels h2").all_inner_texts()[:4]
    assert [re.sub(r"\s*\d+$", "", title) for title in first] == [
        "Products", "Delivered, waiting for acceptance", "Backlog", "Releases",
    ]  # fmt: skip

    # From the product, its life cycle before her, to a new release that waits for a milestone of a project.
    panel(elin, "Products").get_by_role("link", name="Quarter-hour bill").click()
    assert elin.locator(".stages .current strong").inner_text() == "Development"
    product = elin.url
    assert accessibility_faults(elin) == []
    picture(elin, "product")
    elin.get_by_role("link", name="Register", exact=True).click()
    elin.get_by_role("link", name=re.compile(r"^Releases")).click()
    elin.get_by_role("link", name="Add").click()
    elin.get_by_label("Title").fill("Ledger release")
    elin.get_by_label("Target date").fill("2030-03-01")
    elin.get_by_label("Belongs to").select_option(label="P-1 Quarter-hour bill")
    field = elin.get_by_label("Ready with the milestone")
    field.press_sequentially("go or no")
    offered = elin.locator("#id_milestone-offers option[value='Billing core replacement: Go or no-go']")
    offered.wait_for(state="attached")
    assert elin.locator("#id_milestone-offers option").count() < 20
    field.fill(offered.get_attribute("value") or "")
    elin.get_by_role("button", name="Save").click()
    elin.get_by_text("Ledger release is in the register").wait_for()
    assert figure(elin, "Target date").inner_text() == "01 Mar 2030"
    assert re.fullmatch(r"\d+ \w{3} 20\d\d", figure(elin, "Computed").inner_text())
    assert accessibility_faults(elin) == []
    picture(elin, "release")
    elin.goto(product)
    panel(elin, "Releases").get_by_role("link", name="Ledger release").wait_for()

    # One delivered need lacks something: it goes back to who delivers it, who is told.
    elin.goto(elin.url.split("/r/")[0] + "/today/")
    elin.get_by_role("link", name=f"Send back N-2 {NEED}").click()
    elin.get_by_role("button", name="Send back").click()
    elin.get_by_text("Say what is missing.").wait_for()
    elin.get_by_label("What you found").fill("The tax is missing")
    assert accessibility_faults(elin) == []
    picture(elin, "need-delivered")
    elin.get_by_role("button", name="Send back").click()
    elin.get_by_text(f"{NEED} is back in delivery.").wait_for()
    elin.get_by_text("The tax is missing").first.wait_for()
    need = elin.url

    # Karin reads it, delivers again, and cannot accept her own delivery.
    karin = sign_in("karin.wallin")
    karin.goto(need)
    karin.get_by_role("link", name="Change", exact=True).click()
    karin.get_by_label("Status").select_option("delivered")
    karin.get_by_role("button", name="Save").click()
    panel(karin, "Acceptance").get_by_text("You may not accept products of").wait_for()
    assert panel(karin, "Acceptance").get_by_role("button").count() == 0

    # Elin hears of it, and accepts it where she starts her day; the release says so.
    elin.goto(need.split("/r/")[0] + "/inbox/")
    told = elin.get_by_text(re.compile(f"Delivered N-2 {NEED}"))
    for _ in range(60):
        if told.count():
            break
        elin.wait_for_timeout(500)
        elin.reload()
    told.first.wait_for()
    elin.goto(need.split("/r/")[0] + "/today/")
    elin.get_by_role("button", name=f"Accept N-2 {NEED}").click()
    elin.get_by_text(f"{NEED} is accepted.").wait_for()
    panel(elin, "Releases").get_by_role("link", name=SPRING).click()
    assert figure(elin, "Accepted").inner_text() == "50 %"


def test_who_sees_nothing_of_the_program_finds_no_product(sign_in: Callable[..., Page]) -> None:
    elin = sign_in("elin.storm")
    panel(elin, "Products").get_by_role("link", name="Quarter-hour bill").click()
    address = elin.url
    jonas = sign_in("jonas.berge", quiet=True)
    answer = jonas.goto(address)
    assert answer is not None
    assert answer.status == 404
