"""What a link with another plan asks of others once its branch is merged, told before anybody merges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.agreement_steps import may_agree_for
from headway.app.actions.branch_words import task_outside
from headway.app.rules import NotAllowed, Verb, require

if TYPE_CHECKING:
    from headway.app.actions.branch_facts import Fact
    from headway.app.actions.plan_draft import Draft


def asks_of(draft: Draft, kind: str, fact: Fact) -> str:
    """Return who is asked once a change of a link between plans is merged, or why the reader cannot merge it."""
    homes = {}
    for end in ("predecessor", "successor"):
        if fact[end] in draft.level:
            homes[end] = draft.component
        elif (task := task_outside(draft.actor, fact[end])) is not None:
            homes[end] = task.component
        else:
            return "You may not see that plan, so somebody else has to merge this."
    if homes["successor"] != draft.component:
        try:
            require(draft.actor, Verb.EDIT_PLAN, homes["successor"])
        except NotAllowed as refusal:
            return str(refusal)
    if kind == "uncrossed" or may_agree_for(draft.actor.person, homes["predecessor"]):
        return ""
    return f"“{homes['predecessor']}” is asked to promise it."
