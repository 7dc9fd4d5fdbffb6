"""Begin a what-if branch in which the people of a plan are levelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.branch_edits import edit_branch
from headway.app.actions.branches import start_branch
from headway.app.actions.errors import Refused
from headway.app.bridge.readiness import make_ready

if TYPE_CHECKING:
    from headway.app.models import ChangeSet, Component
    from headway.app.rules import Actor

NAMES = {"people": "Leveled", "float": "Leveled within the float", "none": "Without leveling"}
NOTHING = {
    "people": "There is nothing to level: no task that may wait has to wait for somebody.",
    "float": "There is nothing to level within the float: no task that may wait has to wait for somebody.",
    "none": "No task of this plan is held back by leveling.",
}


def start_levelled(actor: Actor, component: Component, how: str, *, name: str = "") -> ChangeSet:
    """Begin a branch with the people of the plan levelled; none where that changes nothing."""
    if how not in NAMES:
        raise Refused("invalid", "A plan is leveled as far as it takes, within its float, or not at all.", how[:40],
                      "Choose one of these.")  # fmt: skip
    make_ready(levelling=how != "none")
    return with_levels(actor, component, how, name)


@transaction.atomic
def with_levels(actor: Actor, component: Component, how: str, name: str) -> ChangeSet:
    branch = start_branch(actor, component, name=name.strip() or NAMES[how])
    stays = edit_branch(actor, branch, [{"op": "level", "how": how}]).problems
    if not branch.steps.exists():
        raise Refused("nothing-to-level", NOTHING[how], *(f"{each['title']} {each['where']}." for each in stays[:1]))
    return branch
