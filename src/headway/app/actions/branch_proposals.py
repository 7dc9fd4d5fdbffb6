"""Propose the changes of a branch as a change request, to whoever has the authority that their impact needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.branch_choice import choice_of
from headway.app.actions.branch_proposed import BRANCH
from headway.app.actions.branch_states import in_state, refuse_waiting
from headway.app.actions.branches import named
from headway.app.actions.change_requests import MOST_ITEMS, evaluate, start_request
from headway.app.actions.edit import lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import ChangeSet
from headway.app.rules.branches import require_editor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.actions.branch_choice import Item
    from headway.app.rules import Actor

FOR_ALL = {
    "crossed": "linked with a task of another plan",
    "uncrossed": "linked with a task of another plan no more",
    "retied": "linked with a task of another plan in another way",
}
"""Words for what not every reader of the request may know more of."""


@transaction.atomic
def propose_branch(
    actor: Actor, branch: ChangeSet, *, name: str = "", description: str = "", only: Sequence[str] | None = None
) -> ChangeSet:
    """Begin a change request of the branch's changes, all or those of these keys; whoever edits the branch may.

    Until it is decided or taken back the branch stays as it is, and whoever sees the plan sees it.
    """
    lock_tree(branch.component)
    branch = in_state(lock(branch), ChangeSet.State.DRAFT)
    require_editor(actor, branch)
    refuse_waiting(branch)
    choice = choice_of(branch, actor)
    items = choice.chosen(only)
    if not items:
        raise Refused("no-change", "This changes nothing of the plan.", str(branch), "Choose what to propose.")
    if len(items) > MOST_ITEMS:
        raise Refused("too-many", f"A request holds at most {MOST_ITEMS} changes.", f"Chosen: {len(items):,}.",
                      "Choose fewer of them.")  # fmt: skip
    row = start_request(actor, branch.component, name=name.strip() or branch.name, description=description)
    row.branch = branch
    row.request["items"] = [{"op": BRANCH, "key": item.key, "label": label_of(item)} for item in items]
    row.save(update_fields=["branch", "request"])
    if branch.sharing == ChangeSet.Sharing.PRIVATE:
        branch.sharing = ChangeSet.Sharing.SEE
    branch.version += 1
    branch.save(update_fields=["sharing", "version"])
    record(actor, branch.component, "branch.proposed", branch, summary=f"Proposed changes of {named(branch)}",
           after={"change": row.pk, "changes": len(items), "of": len(choice.items)})  # fmt: skip
    return evaluate(row)


def label_of(item: Item) -> str:
    """Return a change in words for every reader of the plan."""
    return f"“{item.name}”: {FOR_ALL.get(item.kind, item.words)}"
