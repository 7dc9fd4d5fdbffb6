"""Numbers, percentages, money and yes or no as people type them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils.formats import get_format

MOST_SHOWN = 60
MOST_DIGITS = 15
WHOLE = re.compile(r"[+-]?(\d*|\d{1,3}([.,\s\u00a0\u202f\u2009'\u2019]\d{3})+)", re.ASCII)
"""Digits, also in groups of three."""
REGIONS = {"de-ch", "en-ca", "en-ie", "en-za"}
"""That write dates or numbers in a way of their own, beside the languages that Django speaks."""
YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "1",
        "x",
        "on",
        "ja",
        "j",
        "wahr",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "vero",
        "verdadero",
        "sì",
        "sann",
    ]
)
NO = frozenset(
    ["no", "n", "false", "0", "off", "nein", "falsch", "non", "faux", "falso", "nei", "nej", "usann", "falsk"]
)


class Unreadable(ValueError):  # noqa: N818 - reads as a sentence where it is raised
    """A text that no cell of its kind can hold."""

    def __init__(self, title: str, remedy: str, text: str = "") -> None:
        super().__init__(title)
        self.title, self.remedy, self.text = title, remedy, text


def shown(text: str) -> str:
    """Return a text short enough for a message."""
    return f"“{text[:MOST_SHOWN]}{'…' if len(text) > MOST_SHOWN else ''}”"


def language(locale: str) -> str:
    """Return the language, of those that have forms of dates and numbers, that is nearest to a locale."""
    code = locale.replace("_", "-").lower()
    known = {code for code, _ in settings.LANGUAGES} | REGIONS
    return next((each for each in (code, code.split("-")[0]) if each in known), "en")


def decimal_mark(locale: str) -> str:
    """Return the point or comma with which a locale writes fractions."""
    return "," if get_format("DECIMAL_SEPARATOR", language(locale)) == "," else "."


def plain_number(value: float) -> str:
    """Print a number with at most two decimals, never with an exponent."""
    return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")


def number(text: str, locale: str = "") -> Decimal:
    """Read a number with marks for thousands and fractions; what could be either goes by the locale."""
    given = text.strip().replace("\u2212", "-")
    marks = [mark for mark in ".," if mark in given]
    if len(marks) == 2:
        fraction = max(marks, key=given.rfind)
    elif not marks or given.count(marks[0]) > 1:
        fraction = ""
    else:
        thousands = re.fullmatch(r"[+-]?\d{1,3}[.,]\d{3}", given) is not None
        fraction = decimal_mark(locale) if thousands else marks[0]
    whole_part, _, rest = given.partition(fraction) if fraction else (given, "", "")
    if not WHOLE.fullmatch(whole_part) or not re.fullmatch(r"\d{0,9}", rest, re.ASCII) or not (whole_part or rest):
        raise Unreadable(f"{shown(text)} is not a number.", "Type digits, such as 12 or 12.5.", text)
    digits = re.sub(r"[^\d+-]", "", whole_part)
    if len(digits) > MOST_DIGITS or not (digits.strip("+-") or rest):
        raise Unreadable(f"{shown(text)} is not a number.", "Type digits, such as 12 or 12.5.", text)
    return Decimal(f"{digits}.{rest}" if rest else digits)


def percent(text: str, locale: str = "") -> float:
    value = float(number(text.replace("%", ""), locale))
    if not 0 <= value <= 100:
        raise Unreadable(f"{shown(text)} is not between 0 and 100 %.", "Type a share of the whole, such as 40 %.", text)
    return value


def money(text: str, currency: str, locale: str = "") -> Decimal:
    """Read an amount; the currency may stand beside it if it is the plan's."""
    found = re.fullmatch(
        r"\s*([A-Za-z]{3}|[$€£¥]|kr\.?|Fr\.)?\s*([-+\d.,\s\u00a0\u202f'\u2019]+?)\s*([A-Za-z]{3}|[$€£¥]|kr\.?|Fr\.)?\s*",
        text,
    )
    code = ((found[1] or found[3] or "") if found else "").upper()
    if found is None or (code.isalpha() and len(code) == 3 and code != currency):
        raise Unreadable(f"{shown(text)} is not an amount in {currency}.", f"Type it in {currency}: 1200.50.", text)
    try:
        return number(found[2], locale).quantize(Decimal("0.01"))
    except (Unreadable, InvalidOperation) as error:
        raise Unreadable(f"{shown(text)} is not an amount.", f"Type it in {currency}: 1200.50.", text) from error


def whole(text: str, locale: str = "") -> int:
    value = number(text, locale)
    if value != value.to_integral_value():
        raise Unreadable(f"{shown(text)} is not a whole number.", "Type digits only.", text)
    return int(value)


def yes_or_no(text: str) -> bool:
    word = text.strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise Unreadable(f"{shown(text)} is neither yes nor no.", "Type yes or no.", text)
