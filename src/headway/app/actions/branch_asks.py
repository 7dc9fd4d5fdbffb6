"""What a link with another plan asks of others once its branch is merged, told before anybody merges it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.actions.agreement_steps import may_agree_for
from headway.app.actions.branch_words import task_outside
from headway.app.actions.plan_links import retied_by
from headway.app.models import Dependency
from headway.app.rules import NotAllowed, Verb, require

if TYPE_CHECKING:
    from headway.app.actions.branch_facts import Fact, Facts
    from headway.app.actions.plan_draft import Draft


def asks_of(draft: Draft, kind: str, fact: Fact, facts: Facts) -> str:
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
    promised = kind == "uncrossed" or is_as_promised(fact, facts)
    if promised or may_agree_for(draft.actor.person, homes["predecessor"]):
        return ""
    return f"“{homes['predecessor']}” is asked to promise it."


def is_as_promised(fact: Fact, facts: Facts) -> bool:
    """Return whether the link is made instead of one that waits for the same end of the same task."""
    gone, made = ({each["link"]: (each["predecessor"], each["successor"], each["type"]) for each in facts.get(name, ())}
                  for name in ("uncrossed", "crossed"))  # fmt: skip
    was = next((gone[old] for old, new in retied_by(gone, made).items() if new == fact["link"]), None)
    return was is not None and (was[2] in Dependency.FROM_START) == (fact["type"] in Dependency.FROM_START)
