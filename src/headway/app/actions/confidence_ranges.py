"""Say within what range durations without an estimate of their own may end, here and below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.edit import change, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component
from headway.app.queries.confidence_ranges import MEANS
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.rules import Actor

LEAST, MOST = 10.0, 500.0
"""Percent of what is planned."""
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Range:
    """Percent of what is planned: at best and at worst."""

    low: float
    high: float


@transaction.atomic
def set_range(actor: Actor, component: Component, name: str, range_: Range | None, *, reason: str = "") -> Component:
    """Assume another range for a component and all below it; None lets it inherit again."""
    require(actor, Verb.SET_RANGE, component)
    if name not in MEANS:
        raise Refused("no-such-range", f"“{name[:60]}” is no range that can be set.", "",
                      "Take one that the page on confidence lists.")  # fmt: skip
    why = " ".join(reason.split())
    if range_ is not None:
        check(range_, why)
    lock_tree(component)
    stored: dict[str, Any] = Component.objects.get(pk=component.pk).governance
    own = None if range_ is None else {"low": range_.low, "high": range_.high, "reason": why}
    settings = {key: value for key, value in stored.items() if key != name} | ({name: own} if own else {})
    fresh, _, after = change(component, {"governance": settings}, version=None)
    if after:
        said = "as assumed above" if range_ is None else f"{range_.low:g} to {range_.high:g} %: {why}"
        record(actor, fresh, "confidence.range_set", fresh, summary=f"{MEANS[name][0]} in “{fresh}” {said}",
               before={name: stored.get(name)}, after={name: own})  # fmt: skip
    return fresh


def check(range_: Range, why: str) -> None:
    """Refuse a range that no duration can lie in, or that nobody gave a reason for."""
    if not LEAST <= range_.low <= 100 <= range_.high <= MOST:
        raise Refused(
            "invalid-range", f"{range_.low:g} to {range_.high:g} % is no range of a duration.", "",
            f"Give at best {LEAST:g} to 100 %, and at worst 100 to {MOST:g} % of what is planned.",
        )  # fmt: skip
    if not 0 < len(why) <= LONGEST_REASON:
        raise Refused("no-reason", "A range of your own needs its reason.", "",
                      f"Say in at most {LONGEST_REASON} letters where it comes from.")  # fmt: skip
