"""What a change or a what-if branch does, as one table: a row for each dimension, with the lines that it is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from headway.app.bridge.tolerances import WORDS
from headway.app.queries.agreements import HEALTH
from headway.app.queries.agreements import WORDS as STANDINGS
from headway.app.ui.effect_lines import (
    Line,
    amount,
    benefit_line,
    hand_off_line,
    person_line,
    risk_line,
    signed_money,
    tolerance_lines,
)
from headway.app.ui.templatetags.days import last_day
from headway.app.ui.templatetags.headway import NONE, gain_tone, money, signed_days, tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from headway.app.models import Component

SIDES = ("before", "after")
RANK = ("none", "green", "amber", "red")
Impact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    before: str | SafeString
    after: str | SafeString
    change: str
    tone: str
    """The class of the difference."""
    level: str
    word: str
    lines: Sequence[Line] = field(default=())
    said: str = ""
    """What the author says of it."""


def effect_rows(impact: Impact, component: Component, stated: dict[str, str] | None = None) -> list[Row]:
    """Return the table for a reader, from an impact that is redacted for them already."""
    said = stated or {}
    held = defaultdict[str, list[dict[str, Any]]](list)
    for each in (*impact["tolerances"], *impact.get("levels", ())):
        held[each["dimension"]].append(each)
    rows = [
        time_row(impact, component, held["time"]),
        cost_row(impact, component, held["cost"]),
        *(measured_row(name, component, held[name], said.get(name, "")) for name in ("scope", "quality")
          if held[name] or said.get(name)),
        *benefit_rows(impact, component, held["benefit"], said.get("benefit", "")),
        risk_row(impact, component, held["risk"], said.get("risk", "")),
        hand_off_row(impact, component),
        people_row(impact, component),
    ]  # fmt: skip
    return [row for row in rows if row is not None]


def verdict(held: Iterable[dict[str, Any]], other: str = "No tolerance") -> tuple[str, str]:
    """Return color and word of the tolerance that stands worst then."""
    worst = max((each["status_after"] for each in held), key=RANK.index, default="")
    return (worst, WORDS[worst].capitalize()) if worst else ("none", other)


def time_row(impact: Impact, component: Component, held: Sequence[dict[str, Any]]) -> Row:
    lines = tolerance_lines(held, component)
    for plan in impact["plans"]:
        url = reverse("component", args=[plan["component"]]) if plan["component"] else ""
        name = plan["name"] or "A plan that you may not see"
        lines.append(Line(name, [f"finish {signed_days(plan['days'])}"], url=url))
    level, word = verdict(held) if impact["ok"] else ("red", "Not calculable")
    before, after = (last_day(impact[f"finish_{side}"]) for side in SIDES)
    return Row("Finish", before, after, signed_days(impact["days"]), tone(impact["days"]), level, word, lines)


def cost_row(impact: Impact, component: Component, held: Sequence[dict[str, Any]]) -> Row:
    more, known = Decimal(impact["cost"]), impact.get("cost_before")
    before, after = (None, None) if known is None else (Decimal(known), Decimal(known) + more)
    level, word = verdict(held)
    return Row("Cost", money(before, component.currency), money(after, component.currency),
               signed_money(more, component.currency), gain_tone(-float(more)), level, word,
               tolerance_lines(held, component))  # fmt: skip


def measured_row(name: str, component: Component, held: Sequence[dict[str, Any]], said: str) -> Row:
    own = next((each for each in held if not each["stage"] and "name" not in each), None)
    before, after = (None, None) if own is None else (own["before"], own["after"])
    change = NONE if before is None or after is None else f"{after - before:+,.1f}"
    level, word = verdict(held)
    texts = amount(name, before, ""), amount(name, after, "")
    return Row(name.capitalize(), texts[0], texts[1], change, "", level, word, tolerance_lines(held, component), said)


def benefit_rows(impact: Impact, component: Component, held: Sequence[dict[str, Any]], said: str) -> list[Row]:
    """Return a row for each currency; what counts in no money stands in the first."""
    by_currency = defaultdict[str, list[dict[str, Any]]](list)
    for each in impact.get("benefits", ()):
        by_currency[each["currency"] if each["counted"] else component.currency].append(each)
    by_currency[component.currency] += []
    return [
        benefit_row(own, component, held if currency == component.currency else (), currency, said)
        for currency, own in sorted(by_currency.items(), key=lambda each: (each[0] != component.currency, each[0]))
    ]


def benefit_row(
    own: Sequence[dict[str, Any]], component: Component, held: Sequence[dict[str, Any]], currency: str, said: str
) -> Row:
    before, after = (sum(each[side] for each in own if each["counted"]) for side in SIDES)
    level, word = verdict([*held, *(each for each in own if each["status_after"] != "none")])
    texts, change = (NONE, NONE), "none that you see moves"
    if any(each["counted"] for each in own):
        texts, change = (money(before, currency), money(after, currency)), signed_money(after - before, currency)
    elif own:
        change = f"{len(own)} begin{'s' if len(own) == 1 else ''} on another day"
    main = currency == component.currency
    name, lines = "Benefits" if main else f"Benefits in {currency}", [benefit_line(each) for each in own]
    lines += tolerance_lines(held, component)
    return Row(name, *texts, change, gain_tone(after - before), level, word, lines, said if main else "")


def risk_row(impact: Impact, component: Component, held: Sequence[dict[str, Any]], said: str) -> Row | None:
    risks = impact.get("risks")
    if not risks:
        return None
    lines = [risk_line(each, component) for each in risks["touched"]] + tolerance_lines(held, component)
    more = risks["after"] - risks["before"]
    before, after = (money(risks[side], component.currency) for side in SIDES)
    level, word = verdict(held)
    change = signed_money(more, component.currency)
    return Row("Expected loss", before, after, change, gain_tone(-more), level, word, lines, said)


def hand_off_row(impact: Impact, component: Component) -> Row | None:
    found = impact.get("hand_offs")
    if not found:
        return None
    late = [sum(each[f"standing_{side}"] in {"late", "gone"} for each in found) for side in SIDES]
    worst = max((HEALTH.get(each["standing_after"], "none") for each in found), key=RANK.index)
    word = next(
        (STANDINGS[each["standing_after"]] for each in found if HEALTH.get(each["standing_after"]) == worst), ""
    )
    more = late[1] - late[0]
    return Row("Hand-offs", f"{late[0]} late", f"{late[1]} late", counted(more), gain_tone(-more), worst,
               word or "Not promised", [hand_off_line(each, component) for each in found])  # fmt: skip


def people_row(impact: Impact, component: Component) -> Row | None:
    found = impact["resources"]
    if not found:
        return None
    over = [sum(each[f"over_{side}"] for each in found) for side in ("before", "after")]
    new = any(each["newly_over"] for each in found)
    level, word = (
        ("red", "Overloaded") if new else ("amber", "Overloaded already") if over[1] else ("green", "Within capacity")
    )
    more = over[1] - over[0]
    return Row("People", f"{over[0]} overloaded", f"{over[1]} overloaded", counted(more), gain_tone(-more),
               level, word, [person_line(each, component) for each in found])  # fmt: skip


def counted(more: int) -> str:
    return f"{more:+d}" if more else "0"


def rows_that_differ(before: Sequence[Row], now: Sequence[Row]) -> list[str]:
    """Return the names of the rows that say something else than they did."""
    was, then = ({row.name: row for row in rows} for rows in (before, now))
    return [name for name in dict.fromkeys((*was, *then)) if was.get(name) != then.get(name)]
