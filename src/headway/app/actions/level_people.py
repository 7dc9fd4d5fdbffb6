"""Level the people of a plan: hold tasks back until nobody has more to do than they can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.errors import Refused
from headway.app.actions.plan_store import is_empty
from headway.app.bridge.levelling import levelled
from headway.app.bridge.levelling_words import problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.plan_draft import Draft

DELAY = "leveling_delay_minutes"


def level_draft(draft: Draft, how: str) -> list[dict[str, str]]:
    """Give every task the delay that its people need, as long as it takes, within the float, or none, and keep why.

    Returns what stays too much.
    """
    if not is_empty(draft):
        raise Refused("level-alone", "Leveling looks at the plan as it is, not at edits of the same request.", "",
                      "Send it in a request of its own.")  # fmt: skip
    if how == "none":
        held_back(draft, dict.fromkeys(draft.level, 0))
        return []
    found = levelled(draft.plan, draft.component.pk, within_float=how == "float")
    if found.refusal:
        raise Refused("cannot-level", "This plan cannot be leveled.", found.refusal, "Mend what is said there first.")
    draft.because = {"waits": found.waits, "overloads": found.overloads}
    held_back(draft, found.delays)
    return problems(found.overloads, draft.actor.person)


def held_back(draft: Draft, delays: Mapping[int, int]) -> None:
    for task, delay in delays.items():
        if draft.value(task, DELAY) != delay:
            draft.set(task, {DELAY: delay})
