"""Branches in memory: the live plan with the steps of a branch in it, calculated."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from headway.app.actions.branch_fold import fold, refold
from headway.app.actions.branch_replay import Replay
from headway.app.actions.plan_draft import Draft
from headway.app.bridge.branch_comparison import figures_with_people
from headway.app.bridge.joined import joined_components, live
from headway.app.bridge.live_plans import Shelf, forked_plan
from headway.app.bridge.outside_tried import tried_rows
from headway.app.bridge.people_on_rows import people_of
from headway.app.bridge.plan_answers import Desk
from headway.app.bridge.plan_keys import key_of
from headway.app.bridge.sheet import Touched
from headway.app.models import Component, Event
from headway.app.rules.branches import BranchRights, may_edit_branch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.bridge.live_plan import Delta, Followed, LivePlan
    from headway.app.bridge.people_on_rows import People
    from headway.app.bridge.plan_keys import Key
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import BranchStep, ChangeSet, Person
    from headway.app.rules import Actor

Dates = dict[int, tuple[int | None, int | None]]


@dataclass(slots=True)
class BranchPlan:
    """One branch, evaluated."""

    plan: LivePlan
    component: Component
    live: Sheet
    """The plan without the branch."""
    live_people: People
    live_dates: dict[int, Dates]
    """Start and finish of every task of every tied plan without the branch."""
    before: JoinedPlan
    """The plans that the engine had without it."""
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.plan.size

    @property
    def sheet(self) -> Sheet:
        return self.plan.sheets[self.component.pk]

    def figures(self, reader: Person | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the plan comes to without the branch and with it."""
        people = people_of(self.plan.parts[self.component.pk])
        return (figures_with_people(reader, self.live, self.live_people),
                figures_with_people(reader, self.sheet, people))  # fmt: skip

    def number(self, revision: int) -> None:
        """Let the plan tell a revision."""
        self.plan.parts[self.component.pk].component.revision = revision

    def take(self, draft: Draft, touches: Mapping[int, int] | None = None) -> Followed:
        """Let the plan be what the draft makes of it, and show it."""
        return self.show(*fold(draft, touches))

    def turn(self, branch: ChangeSet, actor: Actor) -> Followed | None:
        """Let the plan be what the steps that stand now make of it; None where it has to be evaluated anew."""
        plan, live = forked_for(branch, self.live.revision)
        if live is not self.live:
            return None
        replay = replayed(branch, actor, plan)
        turned = refold(self.plan, replay.draft, replay.touches)
        if turned is None:
            return None
        self.conflicts = replay.conflicts
        return self.show(*turned)

    def show(self, delta: Delta, followed: Followed) -> Followed:
        """Show what is different."""
        own = self.component.pk
        self.plan.show(own, Touched(delta.changed, followed.rewritten.get(own, set()), delta.links, delta.people))
        self.show_outside()
        return followed

    def show_outside(self) -> None:
        """Let the sheet tell the links from and to other plans, too."""
        own = self.component.pk
        self.plan.sheets[own] = replace(self.plan.sheets[own], outside=tried_rows(self.plan, own))


branches: Shelf[BranchPlan] = Shelf()


def revision_of(branch: ChangeSet, group: list[int]) -> int:
    """Return a number that grows with every edit of the branch and of the plans that it stands on.

    Whatever changes these plans, or which they are, is told by an event at one of them, newer than all before.
    """
    newest = Event.objects.filter(component__in=group).aggregate(last=Max("pk"))["last"] or 0
    return branch.version + int(newest)


def state_of(branch: ChangeSet) -> tuple[Key, int]:
    """Return what the memory of a branch depends on, and its revision."""
    group = group_of(branch)
    key = key_of(Component.objects.filter(pk__in=group).order_by("pk"))
    return (branch.version, key), revision_of(branch, group)


def draft_of(branch: ChangeSet, actor: Actor, component: Component, plan: LivePlan) -> Draft:
    """Return a draft in which everything is permitted: nothing of it is anybody's plan."""
    draft = Draft(actor, component, plan)
    draft.rights = BranchRights(all_rows=True)
    draft.last_row, draft.last_link = branch.numbers.get("row", 0), branch.numbers.get("link", 0)
    return draft


def steps_of(branch: ChangeSet) -> list[BranchStep]:
    """Return the steps that stand, in their order."""
    return list(branch.steps.filter(undone=False).order_by("pk"))


def replayed(branch: ChangeSet, actor: Actor, plan: LivePlan) -> Replay:
    """Return all steps of the branch as one draft of a plan as it is."""
    component = plan.parts[branch.component_id].component
    replay = Replay(draft_of(branch, actor, component, plan), branch.numbers.get("merged", {}))
    for step in steps_of(branch):
        replay.run(step.facts)
    replay.settle_circles()
    return replay


def group_of(branch: ChangeSet) -> list[int]:
    """Return the plans that the branch stands on: those tied to its own, and those that it was ever linked with."""
    return live(joined_components([branch.component_id, *branch.numbers.get("plans", ())]))


def forked_for(branch: ChangeSet, revision: int) -> tuple[LivePlan, Sheet]:
    """Return a copy of the plan with those that the branch links it with, and its sheet."""
    steps = steps_of(branch) if branch.numbers.get("plans") else ()
    also = {fact["plan"] for step in steps for fact in step.facts.get("crossed", ())}
    return forked_plan(branch.component, revision, also)


def evaluated(branch: ChangeSet, actor: Actor, revision: int) -> BranchPlan:
    """Return the branch on the plan as it is now."""
    plan, live = forked_for(branch, revision)
    dates: dict[int, Dates] = {pk: {task: row[:2] for task, row in part.computed.items()}
                               for pk, part in plan.parts.items()}  # fmt: skip
    before, own = copy(plan.joined), plan.parts[branch.component_id]
    people = people_of(own)
    replay = replayed(branch, actor, plan)
    found = BranchPlan(plan, own.component, live, people, dates, before, replay.conflicts)
    found.take(replay.draft, replay.touches)
    return found


def checked_out(branch: ChangeSet, actor: Actor) -> tuple[BranchPlan, Key]:
    """Return a branch as it is now, for one use; ``put_back`` it afterwards."""
    key, revision = state_of(branch)
    found = branches.take((branch.pk,), key)
    if found is None:
        found = evaluated(branch, actor, revision)
    elif found.sheet.revision != revision:
        found.number(revision)
        found.plan.show(branch.component_id)
        found.show_outside()
    return found, key


def put_back(branch: ChangeSet, key: Key, found: BranchPlan) -> None:
    """Keep a branch in memory once everything is committed."""
    sheet = found.sheet

    def keep() -> None:
        branches.put((branch.pk,), key, found)
        branches.remember(key, sheet, branch.pk)

    transaction.on_commit(keep)


def seen(branch: ChangeSet, actor: Actor) -> BranchPlan:
    """Return a branch as it is now, for reading within this request."""
    found, key = checked_out(branch, actor)
    put_back(branch, key, found)
    return found


def at_branch(person: Person, branch: ChangeSet) -> Desk:
    """Return where a reader has the branch before them."""
    return Desk(
        person,
        lambda _, since: branches.sheet(branch.pk, since),
        lambda _: BranchRights(all_rows=may_edit_branch(person, branch)),
        lambda _: next_steps(person, branch),
    )


def next_steps(person: Person, branch: ChangeSet) -> dict[str, Any]:
    """Return what undo and redo would do now, in words."""
    own = branch.steps.filter(author=person)
    last = own.filter(undone=False).last()
    again = own.filter(undone=True, pk__gt=last.pk if last else 0).first()
    return {name: {"event": step.pk, "label": step.label} if step else None
            for name, step in (("undo", last), ("redo", again))}  # fmt: skip
