"""The changes of a branch within a change request: what they would do, and their merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.branch_choice import choice_of, try_out
from headway.app.actions.branch_effects import tried_effect
from headway.app.actions.branch_plans import forked_for
from headway.app.actions.branches import merge_branch
from headway.app.actions.change_edits import EDITS
from headway.app.actions.errors import Refused
from headway.app.rules import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.models import ChangeSet

BRANCH = "branch"
"""The kind of change of a request that is one of its branch."""
Item = dict[str, Any]


def keys_of(items: Iterable[Item]) -> list[str]:
    return [item["key"] for item in items if item["op"] == BRANCH]


def refuse_beside_branch(row: ChangeSet, item: Mapping[str, Any]) -> None:
    """Refuse an edit of the plan in a request whose edits are those of a branch."""
    if row.branch_id is not None and item.get("op") in EDITS:
        raise Refused("in-branch", "The changes of the plan in this request are those of its branch.", str(row.branch),
                      "Take the request back, edit the branch, and propose it again.")  # fmt: skip


def branch_effect(row: ChangeSet, items: Iterable[Item]) -> dict[str, Any] | None:
    """Return what the request's changes of its branch would do to the plan as it is; None where it has no branch."""
    if row.branch is None:
        return None
    actor, branch = Actor(None, "worker"), row.branch
    choice = choice_of(branch, actor)
    plan, live = forked_for(branch, branch.component.revision)
    before = {pk: {task: row[:2] for task, row in part.computed.items()} for pk, part in plan.parts.items()}
    try_out(plan, branch, actor, choice, choice.chosen(keys_of(items)))
    return tried_effect(branch.component, plan, before, live, plan.show(branch.component_id))


def merge_proposed(merger: Actor, row: ChangeSet, items: Iterable[Item]) -> None:
    """Merge the approved changes of the branch as its own merge does; other plans are asked in the author's name."""
    keys = keys_of(items)
    if row.branch is None or not keys:
        return
    against = [words for item in choice_of(row.branch, merger).chosen(keys) for words in item.conflicts]
    if against:
        raise Refused("changed-since", "The plan was changed after the request was written.", " ".join(against[:3]),
                      "Reject it and ask for a new one, or merge without this change.")  # fmt: skip
    merge_branch(merger, row.branch, only=keys, asked_by=row.author)
