"""Edit a what-if branch: the edits of a plan, calculated at once, of which only the branch keeps anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.branch_facts import facts_of
from headway.app.actions.branch_plans import (
    BranchPlan,
    branches,
    checked_out,
    draft_of,
    next_steps,
    put_back,
)
from headway.app.actions.branch_states import in_state, refuse_waiting
from headway.app.actions.edit import lock
from headway.app.actions.errors import Refused
from headway.app.actions.field_values import ASSIGNED, taken_off, told_in
from headway.app.actions.plan_draft import MOST_ROWS
from headway.app.actions.plan_edits import Edited, filled, in_words, levels, rows_at
from headway.app.actions.plan_links import refuse_circles, refuse_twice
from headway.app.actions.plan_store import is_empty
from headway.app.bridge.branch_comparison import finish_of
from headway.app.bridge.readiness import calculates, make_ready
from headway.app.models import Assignment, BranchStep, ChangeSet
from headway.app.rules.branches import BranchRights, require_editor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.app.actions.plan_draft import Draft
    from headway.app.bridge.plan_keys import Key
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Person
    from headway.app.rules import Actor

MOST_STEPS = 2_000


@dataclass(slots=True)
class BranchEdited(Edited):
    """What an edit did to a branch."""

    steps: dict[str, Any] = field(default_factory=dict)

    def next_steps(self, person: Person) -> dict[str, Any]:  # noqa: ARG002 - they are of who edited
        return self.steps


def open_branch(actor: Actor, branch: ChangeSet) -> ChangeSet:
    """Return the locked branch, if the actor may edit it and it is open."""
    branch = lock(branch)
    in_state(branch, ChangeSet.State.DRAFT)
    require_editor(actor, branch)
    refuse_waiting(branch)
    return branch


def editor_of(actor: Actor) -> Person:
    """Return whose edit it is."""
    if actor.person is None:
        raise Refused("no-author", "A branch is edited by somebody.", "", "Name the person.")
    return actor.person


def edit_branch(
    actor: Actor,
    branch: ChangeSet,
    edits: Sequence[dict[str, Any]],
    *,
    revision: int | None = None,
    locale: str = "",
) -> BranchEdited:
    """Do all edits in the branch, or none."""
    make_ready(levelling=levels(edits))
    return in_branch(actor, branch, edits, revision, locale)


@transaction.atomic
def in_branch(
    actor: Actor, branch: ChangeSet, edits: Sequence[dict[str, Any]], revision: int | None, locale: str
) -> BranchEdited:
    branch = open_branch(actor, branch)
    held, key = checked_out(branch, actor)
    before = held.sheet
    draft = draft_of(branch, actor, held.component, held.plan)
    known = None if revision is None else branches.sheet(branch.pk, revision)
    batch = filled(draft, edits, locale, lambda: rows_at(draft, revision, known))
    require_within(branch, draft)
    if is_empty(draft):
        put_back(branch, key, held)
        return BranchEdited(before, before, made=batch.made, problems=batch.problems,
                            steps=next_steps_of(actor, branch))  # fmt: skip
    refuse_circles(draft)
    author = editor_of(actor)
    branch.steps.filter(author=author, undone=True).delete()
    facts = facts_of(draft)
    BranchStep.objects.create(branch=branch, author=author, label=in_words(draft)[:500], facts=facts)
    plans = {*branch.numbers.get("plans", ()), *(fact["plan"] for fact in facts.get("crossed", ()))}
    branch.numbers |= {"row": draft.last_row, "link": draft.last_link, "plans": sorted(plans)}
    key = counted_up(branch, held, key)
    if draft.crossing or draft.uncrossed:
        return anew(actor, branch, held, BranchEdited(before, before, made=batch.made, problems=batch.problems))
    followed = held.take(draft)
    put_back(branch, key, held)
    return told(actor, branch, held, before, followed.moved, BranchEdited(before, held.sheet, made=batch.made,
                                                                     problems=batch.problems))  # fmt: skip


def require_within(branch: ChangeSet, draft: Draft) -> None:
    """Refuse what a branch cannot hold."""
    refuse_twice(draft)
    assigned = told_in(draft, ASSIGNED)
    taken_off(draft, Assignment.objects.filter(task__in=list(assigned)).select_related("resource"), assigned)
    new = sum(task < 0 for task in draft.level)
    if new > MOST_ROWS or branch.steps.count() >= MOST_STEPS:
        raise Refused("too-many", f"A branch holds at most {MOST_ROWS:,} new rows and {MOST_STEPS:,} edits.", "",
                      "Merge some of it, or discard it.")  # fmt: skip


def counted_up(branch: ChangeSet, held: BranchPlan, key: Key) -> Key:
    """Give the branch its next version; return the key of what is in memory then."""
    branch.version += 1
    branch.save(update_fields=["version", "numbers"])
    held.number(held.sheet.revision + 1)
    return branch.version, key[1]


def told(actor: Actor, branch: ChangeSet, held: BranchPlan, before: Sheet, moved: Mapping[int, int],
         result: BranchEdited) -> BranchEdited:  # fmt: skip
    """Complete an answer with what moved."""
    own = branch.component_id
    result.moved = moved.get(own, 0)
    result.elsewhere = {pk: count for pk, count in moved.items() if pk != own and count}
    result.finish = finish_of(before), finish_of(held.sheet)
    result.rights = BranchRights(all_rows=True)
    result.steps = next_steps_of(actor, branch)
    return result


def next_steps_of(actor: Actor, branch: ChangeSet) -> dict[str, Any]:
    return next_steps(actor.person, branch) if actor.person else {"undo": None, "redo": None}


def undo_in_branch(actor: Actor, branch: ChangeSet, *, step: int | None = None) -> BranchEdited:
    """Take back the actor's last edit of the branch, or a certain one of theirs."""
    return turned(actor, branch, step, undone=True)


def redo_in_branch(actor: Actor, branch: ChangeSet) -> BranchEdited:
    """Do again what the actor last took back."""
    return turned(actor, branch, None, undone=False)


@calculates
@transaction.atomic
def turned(actor: Actor, branch: ChangeSet, step: int | None, *, undone: bool) -> BranchEdited:
    """Let a step count no more, or again; all others are done again, and memory follows what is different then."""
    branch = open_branch(actor, branch)
    name = "undo" if undone else "redo"
    own = branch.steps.filter(author=actor.person, undone=not undone)
    known = next_steps_of(actor, branch)[name]
    row = own.filter(pk=step if step is not None else known["event"] if known else 0).first()
    if row is None:
        raise Refused(f"nothing-to-{name}", "There is nothing of yours to take back." if undone else
                      "There is nothing of yours to do again.")  # fmt: skip
    held, key = checked_out(branch, actor)
    before = held.sheet
    row.undone = undone
    row.save(update_fields=["undone"])
    key = counted_up(branch, held, key)
    followed = held.turn(branch, actor)
    if followed is None:
        return anew(actor, branch, held, BranchEdited(before, before))
    put_back(branch, key, held)
    return told(actor, branch, held, before, followed.moved, BranchEdited(before, held.sheet))


def anew(actor: Actor, branch: ChangeSet, held: BranchPlan, result: BranchEdited) -> BranchEdited:
    """Evaluate all of the branch again after a step that does not follow from what is in memory."""
    dates = {pk: part.computed for pk, part in held.plan.parts.items()}
    held, key = checked_out(branch, actor)
    put_back(branch, key, held)
    moved = {}
    for pk, part in held.plan.parts.items():
        before = dates.get(pk, held.live_dates[pk])
        moved[pk] = sum(row[:2] != before.get(task, row)[:2] for task, row in part.computed.items())
    result.after = held.sheet
    return told(actor, branch, held, result.before, moved, result)
