"""Money is said in one way: short beside others, to the unit where a sentence decides on it."""

from decimal import Decimal

import pytest

from factories.people import SYSTEM, holder, tree
from headway.app.actions.components import update_component
from headway.app.queries.money import MINUS, exact, short
from headway.app.ui.first_page import panels_of
from headway.app.worker.follow import run_pending


@pytest.mark.parametrize(
    ("amount", "currency", "shorter", "longer"),
    [
        (0, "EUR", "€ 0", "€ 0"),
        (Decimal("999.4"), "EUR", "€ 999", "€ 999"),
        (1000, "USD", "$ 1 k", "$ 1,000"),
        (999_499, "EUR", "€ 999 k", "€ 999,499"),
        (999_500, "EUR", "€ 1.0 m", "€ 999,500"),
        (Decimal(531_550_000), "EUR", "€ 531.6 m", "€ 531,550,000"),
        (-1234567.8, "NOK", f"{MINUS}NOK 1.2 m", f"{MINUS}NOK 1,234,568"),
        (-0.001, "EUR", "€ 0", "€ 0"),
    ],
)
def test_amounts(amount, currency, shorter, longer):
    assert (short(amount, currency), exact(amount, currency)) == (
        shorter.replace(" ", "\N{NO-BREAK SPACE}"),
        longer.replace(" ", "\N{NO-BREAK SPACE}"),
    )


@pytest.mark.django_db
def test_today_says_budgets_as_the_overview_does():
    place = tree()
    update_component(SYSTEM, place.project, budget=Decimal(1_250_000))
    run_pending()
    chief = holder("Ines Chief", place.portfolio, "portfolio_manager")
    panels = {each.title: each for each in panels_of(chief, "portfolio_manager")}
    notes = [line.note for line in panels["Balance and exposure"].lines]
    assert any(note.endswith("budget €\N{NO-BREAK SPACE}1.2\N{NO-BREAK SPACE}m") for note in notes), notes
