"""Say what the quality of schedules is held against, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.edit import change, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.quality_marks import fits, settable
from headway.app.models import Component
from headway.app.queries.quality_marks import KEY
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.rules import Actor

LONGEST_REASON = 300


@transaction.atomic
def set_quality_mark(
    actor: Actor, component: Component, check: str, mark: float | None, *, reason: str = ""
) -> Component:
    """Hold the schedules of a component and of all below it against another mark; None lets it inherit again."""
    require(actor, Verb.SET_QUALITY_MARK, component)
    found = settable().get(check)
    if found is None:
        raise Refused("no-such-check", f"“{check[:60]}” has no mark that can be set.", "",
                      "Take one of the checks that the page on quality lists.")  # fmt: skip
    why = " ".join(reason.split())
    if mark is not None and not fits(found, mark):
        raise Refused("invalid-mark", f"{found.name} cannot be held against {mark:g}.", "",
                      "Give a number from 0, of a share at most 100.")  # fmt: skip
    if mark is not None and not 0 < len(why) <= LONGEST_REASON:
        raise Refused("no-reason", "A mark of your own needs its reason.", found.name,
                      f"Say in at most {LONGEST_REASON} letters why the usual one does not fit.")  # fmt: skip
    lock_tree(component)
    stored: dict[str, Any] = Component.objects.get(pk=component.pk).governance
    own = {name: said for name, said in stored.get(KEY, {}).items() if name != check}
    if mark is not None:
        own[check] = {"mark": float(mark), "reason": why}
    settings = {name: value for name, value in stored.items() if name != KEY} | ({KEY: own} if own else {})
    fresh, _, after = change(component, {"governance": settings}, version=None)
    if after:
        words = f"is held against {mark:g}: {why}" if mark is not None else "is held against what holds above"
        record(actor, fresh, "quality.mark_set", fresh, summary=f"{found.name} in “{fresh}” {words}",
               before={"check": check, "mark": stored.get(KEY, {}).get(check)},
               after={"check": check, "mark": own.get(check)})  # fmt: skip
    return fresh
