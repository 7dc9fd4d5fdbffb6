"""In which state a branch takes what: open, and not waiting for somebody's decision."""

from __future__ import annotations

from headway.app.actions.errors import Refused
from headway.app.models import ChangeSet
from headway.app.rules.branches import waits_as


def in_state(branch: ChangeSet, *states: str) -> ChangeSet:
    if branch.kind != ChangeSet.Kind.WHAT_IF or branch.state not in states:
        raise Refused("wrong-state", f"“{branch}” is {branch.get_state_display().lower()}.", "",
                      "Load it again; its author can restore it.")  # fmt: skip
    return branch


def refuse_waiting(branch: ChangeSet) -> None:
    """Refuse what would change a branch while it is proposed: what is decided is what was seen."""
    if waits_as(branch) is not None:
        raise Refused("proposed", f"“{branch}” waits for a decision as a change request.", "",
                      "Take the request back, or wait for the decision.")  # fmt: skip
