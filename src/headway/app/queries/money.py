"""Money in words: short where it is read beside others, to the unit where a sentence decides on it."""

from __future__ import annotations

from decimal import Decimal

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
"""Other currencies stand by their codes."""
SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MILLIONS_FROM = Decimal(999_500)
"""What would be a thousand thousands once rounded is a million."""


def short(amount: Decimal | float, currency: str) -> str:
    """Return an amount as pages say it: "€ 48.2 m"."""
    size = abs(round(Decimal(amount), 2))
    if size >= MILLIONS_FROM:
        number = f"{size / 1_000_000:,.1f}{SPACE}m"
    elif size >= 1_000:
        number = f"{size / 1_000:,.0f}{SPACE}k"
    else:
        number = f"{size:,.0f}"
    return signed(amount, currency, number)


def exact(amount: Decimal | float, currency: str) -> str:
    """Return an amount to the unit, for reports and decisions: "€ 48,213,500"."""
    return signed(amount, currency, f"{abs(round(Decimal(amount))):,.0f}")


def signed(amount: Decimal | float, currency: str, number: str) -> str:
    negative = round(Decimal(amount), 2) < 0
    return f"{MINUS if negative else ''}{SYMBOLS.get(currency, currency)}{SPACE}{number}"
