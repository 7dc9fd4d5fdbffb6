"""The tasks that were given to a person: those they own or are assigned to, with everything below what they own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from headway.app.models import Task
from headway.app.rules.permissions import may, require, verbs_of
from headway.app.rules.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from headway.app.models import Component, Person
    from headway.app.rules.actor import Actor


def is_given(person: Person, task: Task | None) -> bool:
    """Return whether the task, or a summary above it, is the person's."""
    above = task
    while above is not None:
        if above.owner_id == person.pk:
            return True
        above = above.parent
    return False


def is_own(person: Person, task: Task) -> bool:
    """Return whether the person does the task: owns it, was given its part, or is assigned to it."""
    return is_given(person, task) or task.assignments.filter(resource__person=person.pk).exists()


def own_tasks(person: Person, component: Component) -> list[int]:
    """Return the ids of the tasks of a plan that the person owns or is assigned to."""
    rows = Task.objects.filter(Q(owner=person) | Q(assignments__resource__person=person), component=component)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def require_edit(actor: Actor, task: Task) -> None:
    """Raise NotAllowed unless the actor may change the plan there, or this part of it was given to them."""
    person = actor.person
    if person is not None and is_given(person, task) and may(person, Verb.EDIT_GIVEN_PART, task.component):
        return
    require(actor, Verb.EDIT_PLAN, task.component)


def require_report(actor: Actor, task: Task) -> None:
    """Raise NotAllowed unless the actor may report progress there, or it is their own task."""
    person = actor.person
    if person is not None and is_own(person, task) and may(person, Verb.REPORT_OWN_PROGRESS, task.component):
        return
    require(actor, Verb.REPORT_PROGRESS, task.component)


class PlanRights:
    """What an actor may do to the rows of one plan: asked once, for thousands of rows."""

    def __init__(self, actor: Actor, component: Component, parents: Callable[[], Mapping[int, int | None]]) -> None:
        """Look up the actor's verbs, and the tasks that are theirs where these ask for it."""
        self._actor, self._component = actor, component
        person = actor.person
        allowed = may(person, Verb.VIEW, component) if person is not None else True
        verbs = frozenset(Verb) if person is None else verbs_of(person, component) if allowed else frozenset[str]()
        self.whole = Verb.EDIT_PLAN in verbs
        """May change every row, add some at the top, and link."""
        self.money = Verb.EDIT_MONEY in verbs
        """May change what tasks cost, of the rows that they may change."""
        self._sprints = Verb.RUN_SPRINT in verbs
        self._reports = self.whole or Verb.REPORT_PROGRESS in verbs
        part, own = Verb.EDIT_GIVEN_PART in verbs, Verb.REPORT_OWN_PROGRESS in verbs
        given: set[int] = set()
        if person is not None and not (self.whole and self._reports) and (part or own):
            given = below(
                Task.objects.filter(component=component, owner=person).values_list("pk", flat=True), parents()
            )
        self._given = given if part else set()
        self._own = set[int]()
        if own and not self._reports and person is not None:
            mine = Task.objects.filter(component=component, assignments__resource__person=person)
            self._own = given | set(mine.values_list("pk", flat=True))

    def may_edit(self, task: int | None) -> bool:
        """Return whether the row may be changed, and rows added below it; None is the top of the plan."""
        return self.whole or task in self._given

    def may_report(self, task: int) -> bool:
        return self._reports or task in self._own

    def require_edit(self, task: int | None) -> None:
        if not self.may_edit(task):
            require(self._actor, Verb.EDIT_PLAN, self._component)

    def require_report(self, task: int) -> None:
        if not self.may_report(task):
            require(self._actor, Verb.REPORT_PROGRESS, self._component)

    def require_money(self) -> None:
        if not self.money:
            require(self._actor, Verb.EDIT_MONEY, self._component)

    def require_sprint(self) -> None:
        if not self._sprints:
            require(self._actor, Verb.RUN_SPRINT, self._component)

    def adopt(self, task: int, parent: int | None) -> None:
        """Count a new row to the part that it was added to."""
        if parent in self._given:
            self._given.add(task)

    def of_row(self, task: int) -> int:
        """Return 1 for editing, 2 for reporting progress, 3 for both."""
        return int(self.may_edit(task)) + 2 * int(self.may_report(task))

    def of_rows(self, tasks: Sequence[int]) -> list[int]:
        return [3] * len(tasks) if self.whole else [self.of_row(task) for task in tasks]


def below(tops: Iterable[int], parents: Mapping[int, int | None]) -> set[int]:
    """Return these tasks and everything below them; parents come before their children."""
    found = set(tops)
    for pk, parent in parents.items() if found else ():
        if parent in found:
            found.add(pk)
    return found
