"""What-if branches of a plan: begin, name, share, discard, restore, merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.branch_choice import choice_of, do_again
from headway.app.actions.branch_states import in_state, refuse_waiting
from headway.app.actions.edit import clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import require_plan
from headway.app.actions.plan_edit_kinds import Batch
from headway.app.actions.plan_edits import Edited, edited
from headway.app.bridge.readiness import calculates
from headway.app.models import ChangeSet
from headway.app.rules import Verb, require
from headway.app.rules.branches import require_author
from headway.app.rules.talk import readers_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.actions.plan_draft import Draft
    from headway.app.models import Component, Person
    from headway.app.rules import Actor

State, Sharing = ChangeSet.State, ChangeSet.Sharing
MOST_OPEN = 50
"""Branches of one person on one plan."""


def named(branch: ChangeSet) -> str:
    """Return how the log names a branch; a private one has no name there."""
    return "a private what-if branch" if branch.sharing == Sharing.PRIVATE else f"the what-if branch “{branch}”"


@calculates
@transaction.atomic
def start_branch(actor: Actor, component: Component, *, name: str = "") -> ChangeSet:
    """Begin a branch of the plan: whoever sees it may, and only they see the branch."""
    require(actor, Verb.VIEW, component)
    require_plan(component)
    if actor.person is None:
        raise Refused("no-author", "A branch belongs to someone.", "", "Name the person who starts it.")
    own = ChangeSet.objects.filter(kind=ChangeSet.Kind.WHAT_IF, component=component, author=actor.person)
    count = own.count()
    if own.filter(state=State.DRAFT).count() >= MOST_OPEN:
        raise Refused("too-many", f"You have {MOST_OPEN} open branches of this plan.", "", "Discard some first.")
    lock_tree(component)
    branch = ChangeSet(kind=ChangeSet.Kind.WHAT_IF, state=State.DRAFT, component=component, author=actor.person)
    branch.name = clean(branch, "name", name.strip() or f"What if {count + 1}")
    branch.save()
    record(actor, component, "branch.started", branch, summary=f"Began {named(branch)}")
    return branch


def own_branch(actor: Actor, branch: ChangeSet, *states: str) -> ChangeSet:
    """Return the locked branch, if it is the actor's and in one of these states."""
    lock_tree(branch.component)
    branch = lock(branch)
    require_author(actor, branch)
    return in_state(branch, *states)


@transaction.atomic
def share_branch(
    actor: Actor,
    branch: ChangeSet,
    *,
    sharing: str | None = None,
    editors: Sequence[int] | None = None,
    name: str | None = None,
) -> ChangeSet:
    """Let whoever sees the plan open the branch by its link, look or edit; name it, and the people who edit it."""
    branch = own_branch(actor, branch, State.DRAFT, State.MERGED)
    before = shared_with(branch)
    if name is not None:
        branch.name = clean(branch, "name", name)
    if sharing is not None:
        branch.sharing = clean(branch, "sharing", sharing)
    branch.version += 1
    branch.save(update_fields=["name", "sharing", "version"])
    if editors is not None:
        branch.editors.set(people_to_edit(branch, editors))
    after = shared_with(branch)
    if after != before:
        shared = after["editors"] or branch.sharing != Sharing.PRIVATE
        words = f"Shared {named(branch)}" if shared else "Shares a what-if branch no more"
        after["named"] = sorted(set(after["editors"]) - set(before["editors"]))
        record(actor, branch.component, "branch.shared", branch, summary=words, before=before, after=after)
    return branch


def shared_with(branch: ChangeSet) -> dict[str, Any]:
    return {"sharing": branch.sharing, "editors": sorted(branch.editors.values_list("pk", flat=True))}


def people_to_edit(branch: ChangeSet, ids: Sequence[int]) -> list[Person]:
    """Return the people of these ids; refuse who may not see the plan."""
    found = list(readers_at(branch.component).filter(pk__in=ids).exclude(pk=branch.author_id))
    if len(found) < len(set(ids) - {branch.author_id}):
        raise Refused("not-a-reader", "Somebody of these may not see the plan.", "",
                      "Choose people with a role here, or give them one first.")  # fmt: skip
    return found


@transaction.atomic
def discard_branch(actor: Actor, branch: ChangeSet) -> ChangeSet:
    """Put the branch away; it can be restored."""
    branch = own_branch(actor, branch, State.DRAFT)
    refuse_waiting(branch)
    return decided(actor, branch, State.DISCARDED, "branch.discarded", f"Discarded {named(branch)}")


@transaction.atomic
def restore_branch(actor: Actor, branch: ChangeSet) -> ChangeSet:
    """Open a branch again that was discarded, or merged."""
    branch = own_branch(actor, branch, State.DISCARDED, State.MERGED)
    return decided(actor, branch, State.DRAFT, "branch.restored", f"Opened {named(branch)} again")


def decided(actor: Actor, branch: ChangeSet, state: str, verb: str, summary: str) -> ChangeSet:
    branch.state, branch.version = state, branch.version + 1
    branch.decided_at = None if state == State.DRAFT else timezone.now()
    branch.save(update_fields=["state", "version", "decided_at"])
    record(actor, branch.component, verb, branch, summary=summary)
    return branch


@calculates
@transaction.atomic
def merge_branch(
    actor: Actor, branch: ChangeSet, *, only: Sequence[str] | None = None, asked_by: Person | None = None
) -> Edited:
    """Do the changes of the branch, all or those of these keys, to the plan: one edit, by the actor's own rights.

    What the chosen ones need goes along. The branch stays open until all of it is merged. Other plans are asked for
    links in the name of ``asked_by``, or else of the actor.
    """
    lock_tree(branch.component)
    branch = in_state(lock(branch), State.DRAFT)
    refuse_waiting(branch)
    choice = choice_of(branch, actor)
    items = choice.chosen(only)
    if not items:
        raise Refused("nothing-to-merge", "This branch changes nothing of the plan.", str(branch))
    whole = len(items) == len(choice.items)
    number = f"{len(items):,} {'change' if len(items) == 1 else 'changes'}"
    cause = record(actor, branch.component, "branch.merged", branch,
                   summary=f"Merged {number} of the what-if branch “{branch}”",
                   after={"changes": len(items), "of": len(choice.items)})  # fmt: skip
    new: list[int] = []

    def fill(draft: Draft) -> Batch:
        draft.asked_by = asked_by
        batch = Batch(draft, "", lambda: None)
        batch.skipped = do_again(draft, branch, choice, items).conflicts
        new.extend(draft.new)
        batch.made = [[task] for task in new]
        return batch

    done = edited(actor, branch.component, fill, cause=cause, label=f"Merged {number} of the branch “{branch}”")
    if done.event is None:
        raise Refused("nothing-to-merge", "Nothing of this is left to merge.", str(branch), "Load the list again.")
    became: dict[str, Any] = {str(task): made[0] for task, made in zip(new, done.made, strict=True) if made}
    branch.numbers["merged"] = branch.numbers.get("merged", {}) | became
    branch.version += 1
    if whole:
        branch.state, branch.decided_at = State.MERGED, timezone.now()
    branch.save(update_fields=["numbers", "version", "state", "decided_at"])
    return done
