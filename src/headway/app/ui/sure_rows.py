"""How sure a plan is without and with changes: rows of the table of their effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.actions.tried_confidence import tried_of
from headway.app.ui.confidence_words import chance, chance_rag
from headway.app.ui.effect_lines import signed_money
from headway.app.ui.effect_table import Row
from headway.app.ui.templatetags.days import last_day
from headway.app.ui.templatetags.headway import MINUS, NONE, gain_tone, money, signed_days, tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.actions.tried_confidence import Tried
    from headway.app.bridge.confidence.answer import Told
    from headway.app.models import ChangeSet

SIDES = ("live", "after")
WORDS = {"green": "Likely kept", "amber": "Open", "red": "Unlikely", "none": "Nothing agreed"}
WITHOUT = {
    "done": "all tasks are complete, so there is nothing to simulate.",
    "no-plan": "there are no tasks, so there is nothing to simulate.",
    "stopped": "the time for it ended before the first runs were done. Ask again when less is being simulated.",
}
POINTS = 100


@dataclass(frozen=True, slots=True)
class Sure:
    change_set: int
    kept: Tried
    rows: Sequence[Row]
    problems: Sequence[str]
    """Why a side has no figures, and what limits those of the others."""
    precision: str
    runs: int


def sure_of(row: ChangeSet) -> Sure:
    """Return what is known of how sure the plan is with these changes; it asks for nothing."""
    kept = tried_of(row)
    told = kept.told if "live" in kept.told else {}
    problems = [kept.error] if kept.error else problems_of(told)
    if not told or any(told[side]["state"] != "ok" for side in SIDES):
        return Sure(row.pk, kept, (), problems, "", 0)
    error = max(told[side]["error_days"] for side in SIDES)
    return Sure(row.pk, kept, rows_of(told), problems, f"{error:.1f}", min(told[side]["runs"] for side in SIDES))


def problems_of(told: Told) -> list[str]:
    """Say of each side why it has no figures, or that its time ended."""
    found = []
    for side, words in (("live", "As planned now"), ("after", "With the change")) if told else ():
        part = told[side]
        if part["state"] == "invalid":
            why = "; ".join(part["problems"]) or "the plan does not calculate"
            found.append(f"{words} it cannot be simulated: {why.rstrip('.')}.")
        elif part["state"] != "ok":
            found.append(f"{words}: {WITHOUT[part['state']]}")
        elif part["runs"] < part["wanted"]:
            found.append(f"{words}: the time for it ended after {part['runs']:,} of {part['wanted']:,} runs.")
    return found


def rows_of(told: Told) -> list[Row]:
    live, after = (told[side] for side in SIDES)
    rows = [finish_row(told, live, after)]
    if after["agreed"] is not None:
        rows.append(chance_row("Chance of the agreed date", live["holds"], after["holds"]))
    costs = live["cost"], after["cost"]
    if costs[1] is None:
        return rows
    rows.append(cost_row(told, *costs))
    if costs[1]["budget"] is not None:
        rows.append(chance_row("Chance of the budget", costs[0] and costs[0]["holds"], costs[1]["holds"]))
    return rows


def finish_row(told: Told, live: Told, after: Told) -> Row:
    agreed = after["agreed"]
    level, word = kept_by(after["p80"], agreed, ("Keeps what is agreed", "After what is agreed", "No date agreed"))
    days = told["days"]
    return Row("P80 finish", last_day(live["p80"]), last_day(after["p80"]), signed_days(days), tone(days), level, word)


def cost_row(told: Told, live: Told | None, after: Told) -> Row:
    currency, before = told["currency"], live["p80"] if live else None
    more = after["p80"] - (before or 0.0)
    level, word = kept_by(after["p80"], after["budget"], ("Within the budget", "Above the budget", "No budget"))
    return Row("P80 cost", money(before, currency), money(after["p80"], currency), signed_money(more, currency),
               gain_tone(-more), level, word)  # fmt: skip


def kept_by(value: float, limit: float | None, words: tuple[str, str, str]) -> tuple[str, str]:
    if limit is None:
        return "none", words[2]
    return ("green", words[0]) if value <= limit else ("red", words[1])


def chance_row(name: str, before: float | None, after: float) -> Row:
    """Return a row of two chances; the difference is in hundredths of the runs."""
    more = None if before is None else round((after - before) * POINTS, 2)
    level = chance_rag(after)
    said = NONE if more is None else "0 points" if abs(more) < 0.5 else f"{more:+.0f} points".replace("-", MINUS)
    return Row(name, chance(before), chance(after), said, gain_tone(more), level, WORDS[level])
