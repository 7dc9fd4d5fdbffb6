"""What the simulation said, in words that are kept for good: reports, exceptions, gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.reports.moves import day_in_words
from headway.app.queries.figures import in_percent
from headway.app.queries.money import exact

if TYPE_CHECKING:
    from headway.app.bridge.confidence.answer import Told

NOTHING = {
    "certain": "The simulation has no figures: nothing open is uncertain. Set a range, or estimate durations.",
    "done": "The simulation has no figures: every task is complete.",
    "no-plan": "The simulation has no figures: there are no tasks yet.",
}


def share_in_words(share: float) -> str:
    """Return a share of the runs: "23 %"; what nearly never or nearly always came does not claim certainty."""
    if 0 < share < 0.01:
        return "below 1 %"
    if 0.99 < share < 1:
        return "above 99 %"
    return in_percent(share)


def without_figures(state: str, problems: list[str], error: str) -> str:
    """Say why the last answer has no figures, and what to do about it."""
    if error:
        return error
    if state == "invalid":
        return f"The plan cannot be simulated: {'; '.join(problems[:3]).rstrip('.')}. Mend that in the schedule."
    return NOTHING.get(state, "The simulation has no figures. Its page says more.")


def finish_in_words(told: Told) -> str:
    finish = told["finish"]
    said = f"80 of 100 runs end by {day_in_words(finish['p80'])} (P80 finish)"
    if finish["agreed"] is None:
        return f"{said}; no date is agreed."
    kept = share_in_words(finish["agreed_probability"])
    return f"{said}; the agreed {day_in_words(finish['agreed'])} holds in {kept} of them."


def cost_in_words(told: Told) -> str:
    """Say how sure the cost is; empty where no task has one."""
    cost, currency = told["cost"], told["currency"]
    if cost is None:
        return ""
    said = f"80 of 100 runs cost at most {exact(cost['p80'], currency)} (P80 cost)"
    if cost["agreed"] is None:
        return f"{said}; no budget is given."
    kept = share_in_words(cost["agreed_probability"])
    return f"{said}; the budget of {exact(cost['agreed'], currency)} holds in {kept} of them."
