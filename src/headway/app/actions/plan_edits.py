"""Edit a plan: a list of edits in one transaction, with one group of events, calculated at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.branch_words import both_in_words
from headway.app.actions.edit import lock_tree
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.events import record
from headway.app.actions.field_values import words
from headway.app.actions.plan_changes import require_plan, touch_plan
from headway.app.actions.plan_draft import Draft
from headway.app.actions.plan_edit_kinds import KINDS, Batch
from headway.app.actions.plan_store import counts, is_empty, store
from headway.app.actions.sprint_tasks import tell_scope
from headway.app.bridge.live_plan import Followed
from headway.app.bridge.live_plans import checked_out, keep, shelf, tied_to
from headway.app.bridge.readiness import calculates, make_ready
from headway.app.bridge.recalculate import recalculate
from headway.app.bridge.sheet import Touched
from headway.app.models import Component
from headway.app.queries.undoable import EDITED, next_steps
from headway.app.rules import Actor, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.app.actions.plan_store import Stored
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Event, Person
    from headway.app.rules.parts import PlanRights

MOST_EDITS = 200
WORDS = {
    "changed": "Changed {} {task}", "added": "added {} {task}", "moved": "moved {} {task}",
    "deleted": "deleted {} {task}", "linked": "made {} {link}", "relinked": "changed {} {link}",
    "unlinked": "removed {} {link}",
}  # fmt: skip


@dataclass(slots=True)
class Edited:
    """What an edit did to a plan."""

    before: Sheet
    after: Sheet
    event: Event | None = None
    """Head of its group; None where nothing changed."""
    made: list[list[int]] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[dict[str, Any]] = field(default_factory=list)
    moved: int = 0
    finish: tuple[int | None, int | None] = (None, None)
    elsewhere: dict[int, int] = field(default_factory=dict)
    """Moved tasks of other plans, by plan."""
    rights: PlanRights | None = None
    """Of the actor, where they hold for every row."""

    def next_steps(self, person: Person) -> dict[str, Any]:
        """Return what undo and redo would do now: of a new change, to take it back and nothing."""
        if self.event is not None and self.event.verb == EDITED:
            return {"undo": {"event": self.event.pk, "label": self.event.summary}, "redo": None}
        return next_steps(person, self.component)

    @property
    def component(self) -> Component:
        return Component(pk=self.after.component)


def edit_plan(
    actor: Actor,
    component: Component,
    edits: Sequence[dict[str, Any]],
    *,
    revision: int | None = None,
    locale: str = "",
) -> Edited:
    """Do all edits, or none; ``revision`` is the one that row numbers in them belong to."""

    def fill(draft: Draft) -> Batch:
        known = None if revision is None else shelf.sheet(component.pk, revision)
        return filled(draft, edits, locale, lambda: rows_at(draft, revision, known))

    make_ready(levelling=levels(edits))
    return edited(actor, component, fill)


def levels(edits: Sequence[dict[str, Any]]) -> bool:
    """Tell whether people are to be levelled, which takes more than a schedule does."""
    return any(edit["op"] == "level" for edit in edits)


def filled(draft: Draft, edits: Sequence[dict[str, Any]], locale: str, check_rows: Callable[[], None]) -> Batch:
    """Do edits in a draft, one after the other; what is refused says which of them it was."""
    batch = Batch(draft, locale, check_rows)
    if len(edits) > MOST_EDITS:
        raise Refused("too-many", f"At most {MOST_EDITS} edits at a time.", "", "Send them in several steps.")
    for number, edit in enumerate(edits):
        try:
            batch.number = draft.edit = number
            batch.made.append([])
            KINDS[edit["op"]](batch, edit)
        except (Refused, Stale, NotAllowed) as error:
            error.edit = number  # type: ignore[union-attr]
            if isinstance(error, Stale):
                error.said = both_in_words(draft, error.values)
            raise
    return batch


def rows_at(draft: Draft, revision: int | None, known: Sheet | None) -> None:
    """Refuse numbers of rows where rows moved since the revision that they belong to."""
    current = draft.component.revision
    if revision is None or revision == current:
        return
    if known is None or list(known.rows) != list(draft.base):
        raise RowsMoved(revision, current)


class RowsMoved(Refused):
    """Numbers of rows were sent that are not those of the plan any more."""

    def __init__(self, revision: int, current: int) -> None:
        where = f"Your revision is {revision}, the plan's is {current}."
        title = "Rows were added, moved or deleted in the meantime."
        super().__init__("rows-moved", title, where, "Merge the changes and try again.")


@calculates
@transaction.atomic
def edited(
    actor: Actor,
    component: Component,
    fill: Callable[[Draft], Batch],
    *,
    cause: Event | None = None,
    label: str = "",
    prepare: Callable[[Event], bool] | None = None,
    verb: str = "plan.edited",
) -> Edited:
    """Let ``fill`` change a draft, store it, and let the schedule follow.

    ``prepare`` may change the tables first, and returns whether it did; what it did belongs to the group.
    """
    require_plan(component)
    lock_tree(*Component.objects.filter(pk__in={component.pk, *tied_to(component)}))
    try:
        plan = checked_out(component)
    except Component.DoesNotExist as gone:
        raise Refused("gone", "The plan is not there any more.", "Someone put it into the trash.",
                      "Ask for it to be brought back.") from gone  # fmt: skip
    part = plan.parts[component.pk]
    before = plan.sheets.get(component.pk)
    if before is None or before.revision != part.component.revision:
        before = plan.show(component.pk)
    head, prepared, first = None, False, Followed({}, {})
    if prepare is not None:
        head = record(actor, part.component, verb, part.component, summary=label, cause=cause)
        prepared = prepare(head)
    if prepared:
        plan = checked_out(component, fresh=True)
        first = plan.settled
    draft = Draft(actor, plan.parts[component.pk].component, plan)
    batch = fill(draft)
    if is_empty(draft) and not prepared:
        keep(plan, [before])
        return Edited(before, before, made=batch.made, problems=batch.problems, skipped=batch.skipped)
    head = head or record(actor, draft.component, verb, draft.component, summary=label or in_words(draft),
                          after=counts(draft), cause=cause)  # fmt: skip
    done = store(draft, head)
    result = Edited(before, before, done.head, problems=batch.problems, skipped=batch.skipped)
    result.rights = draft.rights if draft.rights.whole else None
    result.made = [[done.ids[task] for task in made if task in done.ids] for made in batch.made]
    settle(actor, plan, draft.component, done, result, first)
    tell_scope(actor, draft.component, before, result.after, done.head)
    return result


def in_words(draft: Draft) -> str:
    """Return one sentence that says what a draft does."""
    numbers = counts(draft)
    if numbers == {"changed": 1}:
        ((task, values),) = draft.changed.items()
        return f"Changed {words(draft, values)} of “{draft.name(task)}”"
    parts = [WORDS[name].format(f"{number:,}", task="task" if number == 1 else "tasks",
             link="link" if number == 1 else "links") for name, number in numbers.items()]  # fmt: skip
    whole = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return whole[:1].upper() + whole[1:]


def settle(actor: Actor, plan: LivePlan, component: Component, done: Stored, result: Edited, first: Followed) -> None:
    """Let the schedule follow what was stored, in the tables too, and tell each plan what moved, ``first`` included."""
    if done.delta.crossing or done.delta.assigned:
        plan = checked_out(component, fresh=True)
        followed = plan.settled.and_before(first)
    else:
        followed = plan.follow(component.pk, done.delta).and_before(first)
    for pk in {component.pk, *followed.rewritten, *done.neighbors}:
        touch_plan(Component(pk=pk))
    calculate_apart(actor, done.neighbors - plan.parts.keys(), done.head)
    rows = Component.objects.filter(pk__in=list(plan.parts)).order_by("pk")
    plan.take(list(rows))
    finishes = plan.roll_up()
    if rewritten := sum(map(len, followed.rewritten.values())):
        plan.leave_to_worker(rewritten)
    sheets = []
    for pk, part in plan.parts.items():
        known = plan.sheets.get(pk)
        if pk == component.pk or (known is not None and known.revision != part.component.revision):
            edited = done.delta.changed if pk == component.pk else frozenset()
            people = done.delta.people if pk == component.pk else frozenset()
            touched = Touched(edited, followed.rewritten.get(pk, frozenset()), done.delta.links, people)
            sheets.append(plan.show(pk, touched))
        if followed.moved.get(pk) or finishes[pk][0] != finishes[pk][1]:
            tell(actor, part.component, followed.moved.get(pk, 0), finishes[pk], done.head)
    result.after = plan.sheets[component.pk]
    result.moved, result.finish = followed.moved.get(component.pk, 0), finishes[component.pk]
    result.elsewhere = {pk: count for pk, count in followed.moved.items() if pk != component.pk and count}
    keep(plan, sheets)


def calculate_apart(actor: Actor, components: set[int], cause: Event) -> None:
    """Calculate plans that nothing ties to this one any more."""
    for outcome in recalculate(components) if components else ():
        if outcome.moved or outcome.finish_before != outcome.finish_after:
            component = Component.objects.get(pk=outcome.component)
            tell(actor, component, outcome.moved, (outcome.finish_before, outcome.finish_after), cause)


def tell(actor: Actor, component: Component, moved: int, finish: tuple[int | None, int | None], cause: Event) -> None:
    """Record what the schedule did, as the worker does for other changes."""
    tasks = f"{moved:,} {'task' if moved == 1 else 'tasks'} moved"
    record(Actor(person=None, channel=actor.channel), component, "schedule.recalculated", component,
           summary=f"Recalculated “{component.name}”: {tasks}", before={"finish": finish[0]},
           after={"finish": finish[1], "moved": moved}, cause=cause)  # fmt: skip
