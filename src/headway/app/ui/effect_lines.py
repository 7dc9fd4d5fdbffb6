"""The lines that the table of effects is made of, in words: tolerances, benefits, risks, hand-offs, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.html import format_html

from headway.app.bridge.tolerances import WORDS
from headway.app.queries.agreements import HEALTH
from headway.app.queries.agreements import WORDS as STANDINGS
from headway.app.ui.templatetags.days import day, iso_day
from headway.app.ui.templatetags.headway import NONE, money, percent_of_one, signed_days, working_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from django.utils.safestring import SafeString

    from headway.app.models import Component

MONEY = ("cost", "risk", "benefit")
HELD = {"tolerance": "Tolerance", "budget": "Budget", "raise": "More budget than authorized"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a row is made of."""

    text: str
    parts: Sequence[str | SafeString] = ()
    level: str = "none"
    word: str = ""
    url: str = ""


def signed_money(value: Decimal | float, currency: str) -> str:
    return ("+" if value > 0 else "") + money(value, currency)


def tolerance_lines(held: Iterable[dict[str, Any]], component: Component) -> list[Line]:
    return [tolerance_line(each, component) for each in held]


def tolerance_line(each: dict[str, Any], component: Component) -> Line:
    """Return how one tolerance would stand, and whose decision it is where it would break."""
    whose = HELD[each.get("held", "tolerance")]
    if each.get("name"):
        whose += f" of {each['name']}" + (f", stage {each['stage']}" if each["stage"] else "")
    elif each["stage"]:
        whose += f" of stage {each['stage']}"
    if each.get("held") == "budget":
        whose += f", {figure(each, 'limit', component)}, without a tolerance"
    parts: list[str] = [f"{figure(each, 'before', component)} → {figure(each, 'after', component)}"]
    if each["status_before"] != each["status_after"]:
        parts.append(f"{WORDS[each['status_before']]} → {WORDS[each['status_after']]}")
    if each.get("decides"):
        parts.append("decided by the board of " + (each["decides"]["name"] or "a level that you may not see"))
    if each.get("uncovered"):
        parts.append(uncovered(each, component))
    url = reverse("governance", args=[each.get("component", component.pk)])
    return Line(whose, parts, each["status_after"], WORDS[each["status_after"]], url)


def figure(each: dict[str, Any], name: str, component: Component) -> str:
    return amount(each["dimension"], each[name], each.get("currency", component.currency))


def amount(dimension: str, value: float | None, currency: str) -> str:
    if value is None:
        return NONE
    if dimension == "time":
        return signed_days(value)
    return money(value, currency) if dimension in MONEY else f"{value:,.1f}"


def uncovered(each: dict[str, Any], component: Component) -> str:
    """Return that what is left of a tolerance does not hold what the open risks are expected to take."""
    left, expected = each["room_after"], each["expected"]
    words = [money(one, component.currency) if each["dimension"] == "cost" else f"{one:.1f} days"
             for one in (left, expected)]  # fmt: skip
    room = "nothing is left" if left < 0 else f"{words[0]} are left"
    return f"{room}; the open risks are expected to take {words[1]}"


def benefit_line(each: dict[str, Any]) -> Line:
    """Return one benefit: what it brings before and then, from when, and which milestone moves it."""
    parts: list[str | SafeString] = []
    if each["before"] is not None:
        values = [each["before"], each["after"]]
        texts = [money(one, each["currency"]) if each["in_money"] else f"{one:,.4g} {each['unit']}" for one in values]
        parts.append(" → ".join(texts))
    by = ""
    if each["milestone"]:
        by = f" with “{each['milestone']['name']}”" + ("" if each["start_after"] else ", which would be gone")
    parts.append(format_html("begins {} → {}{}", iso_day(each["start_before"]), iso_day(each["start_after"]), by))
    status, url = each["status_after"], reverse("record", args=[each["record"]])
    return Line(f"{each['reference']} {each['title']}", parts, status, "" if status == "none" else WORDS[status], url)


def risk_line(each: dict[str, Any], component: Component) -> Line:
    values = [money(each[side], component.currency) for side in ("before", "after")]
    shares = [percent_of_one(each[f"probability_{side}"]) for side in ("before", "after")]
    what = each.get("what", "")
    if what == "new":
        parts = [f"new {each['sign']}, probability {shares[1]}", f"expected value {values[1]}"]
        return Line(each["title"], parts)
    if what == "closed":
        parts = [f"closed, expected value {values[0]} → {money(0, component.currency)}"]
    elif what == "changed" or shares[0] != shares[1]:
        parts = [f"expected value {values[0]} → {values[1]}"]
        if each.get("days_before") != each.get("days_after"):
            parts.insert(0, f"takes {days_of(each, 'before')} → {days_of(each, 'after')} days")
        if shares[0] != shares[1]:
            parts.insert(0, f"probability {shares[0]} → {shares[1]}")
    else:
        count = len(each["tasks"])
        parts = [f"linked to {count} task{'' if count == 1 else 's'} that change or move"]
    return Line(f"{each['reference']} {each['title']}", parts, url=reverse("record", args=[each["record"]]))


def days_of(each: dict[str, Any], side: str) -> str:
    value = each[f"days_{side}"]
    return NONE if value is None else f"{value:.4g}"


def hand_off_line(each: dict[str, Any], component: Component) -> Line:
    name = each["name"] or "A task that you may not see"
    sides = [each["giver_name"] or "a plan that you may not see", each["taker_name"] or "a plan that you may not see"]
    parts: list[str | SafeString] = [
        f"{sides[0]} for {sides[1]}",
        format_html("promised {}", iso_day(each["promised"])),
    ]
    if each["giver"]:
        parts.append(format_html("forecast {} → {}", iso_day(each["before"]), iso_day(each["after"])))
    if each["float"] is not None:
        parts.append(f"float left {working_days(each['float'], component.minutes_per_day)}")
    standing = each["standing_after"]
    return Line(name, parts, HEALTH.get(standing, "none"), STANDINGS.get(standing, "not promised").lower(),
                reverse("agreement", args=[each["agreement"]]))  # fmt: skip


def person_line(each: dict[str, Any], component: Component) -> Line:
    minutes = component.minutes_per_day
    work = [working_days(each[f"work_{side}"], minutes) for side in ("before", "after")]
    peak = f"peak {each['peak_before']:g} → {each['peak_after']:g} of {each['capacity']:g}"
    parts: list[str | SafeString] = [f"work {work[0]} → {work[1]}", peak]
    if each["over_after"]:
        parts.append(format_html("too much from {}", day(each["peak_at"])))
    level = "red" if each["newly_over"] else "amber" if each["over_after"] else "green"
    word = {"red": "overloaded", "amber": "overloaded already", "green": "within capacity"}[level]
    return Line(each["name"] or "In a plan that you may not see", parts, level, word)
