"""Edits on a roadmap: each changes one of the plans below, as it would be changed on its own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.plan_edits import edit_plan
from headway.app.actions.undo import redo, undo
from headway.app.models import Dependency, Task
from headway.app.queries.roadmaps import plans_below
from headway.app.queries.undoable import last_redoable, last_undoable
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headway.app.actions.plan_edits import Edited
    from headway.app.models import Component, Event, Person
    from headway.app.rules import Actor

PLACES = ("successor", "after", "before", "parent")
"""Fields of edits that name one task of the plan that is changed; a link belongs to the plan of its successor."""


def edit_roadmap(actor: Actor, component: Component, edits: Sequence[dict[str, Any]], *, locale: str = "") -> Edited:
    """Do all edits, or none, in the one plan below that they name."""
    return edit_plan(actor, plan_of(person_of(actor), component, edits), edits, locale=locale)


def undo_on_roadmap(actor: Actor, component: Component) -> Edited:
    """Take back the actor's last change of any plan below."""
    event = last(actor, component, last_undoable, "nothing-to-undo", "There is nothing of yours to take back.")
    return undo(actor, event.component, event=event.pk)


def redo_on_roadmap(actor: Actor, component: Component) -> Edited:
    """Do again what the actor last took back in any plan below."""
    event = last(actor, component, last_redoable, "nothing-to-redo", "There is nothing of yours to do again.")
    return redo(actor, event.component)


def last(actor: Actor, component: Component, look: Callable[..., Any], refusal: str, words: str) -> Event:
    found = look(person_of(actor), *plans_below(person_of(actor), component))
    if found is None:
        raise Refused(refusal, words)
    event: Event = found[0]
    return event


def person_of(actor: Actor) -> Person:
    """Return who edits; a roadmap is what one person sees."""
    if actor.person is None:
        raise Refused("nobody", "A roadmap is edited by a person.", "", "Edit the plan itself.")
    return actor.person


def plan_of(person: Person, component: Component, edits: Sequence[dict[str, Any]]) -> Component:
    """Return the plan below that all edits name."""
    tasks, links = set(tasks_named(edits)), {edit["link"] for edit in edits if "link" in edit}
    plans = {plan.pk: plan for plan in plans_below(person, component)}
    rows = visible(person, Task).filter(pk__in=tasks, component__in=plans).values_list("pk", "component_id")
    ties = visible(person, Dependency).filter(pk__in=links, component__in=plans).values_list("pk", "component_id")
    found = [*rows, *ties]
    if len(found) < len(tasks) + len(links) or not found:
        raise Refused("gone", "This is not on the roadmap any more, or it stands for a whole project.", "",
                      "Load the roadmap again; show the tasks of the project to change them.")  # fmt: skip
    homes = {plan for _, plan in found}
    if len(homes) > 1:
        names = ", ".join(sorted(plans[pk].name for pk in homes))
        raise Refused("several-plans", "These rows belong to several projects.", names,
                      "Change them project by project.")  # fmt: skip
    return plans[homes.pop()]


def tasks_named(edits: Sequence[dict[str, Any]]) -> Iterator[int]:
    for edit in edits:
        for each in edit.get("tasks") or []:
            yield each["id"] if isinstance(each, dict) else each
        for name in PLACES:
            if edit.get(name) is not None:
                yield edit[name]
