"""The tasks that were given to a person: those they own or are assigned to, with everything below what they own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.rules.permissions import may, require
from headway.app.rules.verbs import Verb

if TYPE_CHECKING:
    from headway.app.models import Person, Task
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
