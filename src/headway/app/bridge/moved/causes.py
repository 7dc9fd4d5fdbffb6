"""Because of what tasks moved: the engine's comparison where both plans are known, else what drives them today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.reports.moves import Sentences, compared, days_in_words, short
from headway.app.bridge.reports.snapshot import OUTSIDE
from headway.app.models import Dependency, Task
from headway.app.queries.plan_changes import PlanChanges
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.bridge.moved.differences import Moved
    from headway.app.bridge.moved.states import State
    from headway.app.bridge.reports.snapshot import Snapshot, TaskState
    from headway.app.models import Component
    from headway.app.queries.plan_changes import Told
    from headway.engine.reading import Comparison
    from headway.engine.reading.changes import Change
    from headway.engine.reading.compare import Move

MOST_CAUSES = 3
MOST_STEPS = 12


def explain(component: Component, old: State, new: State, moved: Sequence[Moved]) -> None:
    """Write into each moved task why it moved and along which tasks, as far as that can be told."""
    if not moved:
        return
    left = list(moved)
    if old.snapshot is not None and new.snapshot is not None:
        left = Proof(component, old, new, old.snapshot, new.snapshot, moved).tell()
    if left and new.kind == "now":
        driven(component, old, new, left)


def cause_json(text: str, task: int | None, told: Told | None) -> dict[str, Any]:
    return {
        "text": text,
        "task": task,
        "event": told.event if told else None,
        "who": told.who if told else "",
        "at": told.at.isoformat() if told else None,
    }


class Proof:
    """The engine's comparison of two plans, in sentences that name who made the changes."""

    def __init__(
        self, component: Component, old: State, new: State, one: Snapshot, other: Snapshot, moved: Sequence[Moved]
    ) -> None:
        self.component, self.old, self.new = component, old, new
        self.before, self.after = to_plan(one.document), to_plan(other.document)
        self.docs = one.document.tasks, other.document.tasks
        self.own = {task.id for task in one.tasks} | {task.id for task in other.tasks}
        options = options_of(one.document), options_of(other.document)
        self.moved, ids = moved, {each.after.id for each in moved}
        rows = [row for row, task in enumerate(self.docs[1]) if task.uid in ids]
        self.comparison: Comparison = compared(self.before, self.after, *options, rows)
        names = [[short(task.name) for task in tasks] for tasks in self.docs]
        self.words = Sentences(self.before, self.after, lambda row: names[0][row], lambda row: names[1][row],
                               other.document.minutes_per_day)  # fmt: skip

    def tell(self) -> list[Moved]:
        """Explain what the comparison reaches; return what it does not."""
        found = {self.docs[1][move.task_after].uid: move for move in self.comparison.moves}
        pairs, left = [], []
        for each in self.moved:
            move = found.get(each.after.id)
            dates = move and (move.start_before, move.finish_before, move.start_after, move.finish_after)
            stored = (each.before.start, each.before.finish, each.after.start, each.after.finish)
            if move is not None and move.causes and dates == stored:
                pairs.append((each, move))
            else:
                left.append(each)
        wanted = {row for _, move in pairs for row in move.causes[:MOST_CAUSES]}
        said = self.sentences(sorted(wanted))
        for each, move in pairs:
            each.causes = [said[row] for row in move.causes[:MOST_CAUSES]]
            if (more := len(move.causes) - MOST_CAUSES) > 0:
                text = "one more change" if more == 1 else f"{more} more changes"
                each.causes.append(cause_json(text, None, None))
            each.proved = move.proved
            each.path = self.path(move)
        return left

    def sentences(self, rows: list[int]) -> dict[int, dict[str, Any]]:
        changes = {row: self.comparison.changes[row] for row in rows}
        ends = {row: self.ends(change) for row, change in changes.items()}
        tasks = {pk for pair in ends.values() for pk in pair if pk is not None}
        log = PlanChanges(self.component, self.old.at, self.new.at, {change.kind for change in changes.values()}, tasks)
        links = self.links(changes, ends)
        return {
            row: cause_json(self.words.words(change), self.mine(ends[row][1]),
                            self.event(log, change, ends[row], links.get(ends[row])))
            for row, change in changes.items()
        }  # fmt: skip

    def ends(self, change: Change) -> tuple[int | None, int | None]:
        """Return predecessor and successor of a link, or nothing and the task."""
        for plan, docs, task, link in (
            (self.after, self.docs[1], change.task_after, change.link_after),
            (self.before, self.docs[0], change.task_before, change.link_before),
        ):
            if link >= 0:
                links = plan.links
                return docs[int(links.predecessor[link])].uid, docs[int(links.successor[link])].uid
            if task >= 0:
                return None, docs[task].uid
        return None, None

    def links(self, changes: dict[int, Change], ends: dict[int, Any]) -> dict[tuple[Any, Any], int]:
        """Return the ids of changed links by their ends."""
        successors = {ends[row][1] for row, change in changes.items() if change.kind == "link-changed"}
        if not successors:
            return {}
        rows = Dependency.objects.filter(component=self.component, successor__in=successors)
        return {(one, other): pk for pk, one, other in rows.values_list("pk", "predecessor_id", "successor_id")}

    def event(self, log: PlanChanges, change: Change, ends: tuple[Any, Any], link: int | None) -> Told | None:
        if ends[0] is not None:
            return log.of_link(ends[0], ends[1], change.kind, link)
        return log.of_plan(change.kind) if ends[1] is None else log.of_task(ends[1], change.kind)

    def mine(self, task: int | None) -> int | None:
        """Return the task if it is one of this plan: what another plan holds is not named."""
        return task if task in self.own else None

    def path(self, move: Move) -> list[dict[str, Any]]:
        if move.way is None or not move.way.links:
            return []
        plan, docs = (self.after, self.docs[1]) if move.way.plan == "after" else (self.before, self.docs[0])
        rows = [int(plan.links.predecessor[move.way.links[0]])]
        rows += [int(plan.links.successor[link]) for link in move.way.links]
        steps = [{"task": self.mine(docs[row].uid), "name": docs[row].name} for row in rows]
        if len(steps) > MOST_STEPS:
            steps[MOST_STEPS - 2 : -1] = [{"task": None, "name": f"{len(steps) - MOST_STEPS + 1:,} more"}]
        return steps


def driven(component: Component, old: State, new: State, moved: Sequence[Moved]) -> None:
    """Name the moved task at the beginning of what drives each one today, and what takes longer on the way."""
    rows = Task.objects.filter(component=component, driver__isnull=False)
    before = dict(rows.values_list("pk", "driver__predecessor_id"))
    tasks, per_day = new.tasks, component.minutes_per_day
    elsewhere = {pk for pk, was in old.tasks.items() if pk in tasks and was.finish != tasks[pk].finish}
    chains = {each.after.id: chain(each.after.id, before, elsewhere) for each in moved}
    log = PlanChanges(component, old.at, new.at, set(), {pk for found in chains.values() for pk in found})
    for each in moved:
        first, *others = chains[each.after.id]
        told = log.moving_task(first)
        text = told.summary if told else longer(old.tasks.get(first), tasks[first], per_day)
        if not text and others:
            text = f"{short(tasks[first].name)} moved before it"
        if not text and before.get(first) not in {None, *tasks}:
            text = f"{OUTSIDE} holds it"
        on_the_way = [(longer(old.tasks.get(pk), tasks[pk], per_day), pk) for pk in others]
        causes = [(text, first), *on_the_way]
        each.causes = [cause_json(text, pk, log.moving_task(pk)) for text, pk in causes if text][:MOST_CAUSES]
        each.path = [{"task": pk, "name": tasks[pk].name} for pk in (first, *others)] if others else []


def longer(was: TaskState | None, task: TaskState, per_day: int) -> str:
    """Say that a task takes another time than it did; nothing where that is not so, or not known."""
    if was is None or was.duration is None or task.duration is None or was.duration == task.duration:
        return ""
    took, takes = days_in_words(was.duration, per_day), days_in_words(task.duration, per_day)
    return f"{short(task.name)} takes {takes} instead of {took}"


def chain(task: int, before: dict[int, int], elsewhere: set[int]) -> list[int]:
    """Return the tasks from the first one that moved to this one, along what drives them."""
    found = [task]
    while (driver := before.get(found[0])) in elsewhere and driver not in found and len(found) < MOST_STEPS:
        found.insert(0, driver)
    return found
