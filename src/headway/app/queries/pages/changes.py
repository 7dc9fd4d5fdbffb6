"""Change requests of a component and what waits for approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import ChangeSet, Component, ComponentPath, Dependency, Record, Resource, Task
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from headway.app.models import Person

MOST_CHOICES = 500


def requests_at(person: Person, component: Component) -> QuerySet[ChangeSet]:
    """Return the change requests of a component and below, the newest first; drafts only to who writes them."""
    below = ComponentPath.objects.filter(ancestor=component).values("descendant")
    rows = visible(person, ChangeSet).filter(kind=ChangeSet.Kind.REQUEST, component__in=below)
    return rows.select_related("component", "author").order_by("-pk")


def changes_waiting(person: Person) -> list[ChangeSet]:
    """Return the proposed requests that the person is the authority for and did not write."""
    verbs = {"manager": Verb.APPROVE_SMALL_CHANGE, "authority": Verb.APPROVE_CHANGE, "board": Verb.DECIDE_CHANGE}
    verbs["exception"] = Verb.DECIDE_EXCEPTION
    rows = visible(person, ChangeSet).filter(kind=ChangeSet.Kind.REQUEST, state=ChangeSet.State.PROPOSED)
    found = []
    for authority, verb in verbs.items():
        mine = rows.filter(report__authority=authority)
        place = "exception__decided_at_component" if authority == "exception" else "component"
        if not person.is_superuser:
            mine = mine.filter(**{f"{place}__in": components_where(person, verb)})
        found += list((mine if authority == "manager" else mine.exclude(author=person)).select_related("component"))
    return sorted(found, key=lambda row: row.pk)


def impact_seen_by(person: Person, impact: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the impact without the names and numbers of other plans, their tasks and people that the person
    may not see.
    """
    if not impact:
        return None
    tasks = seen(person, Task, (each["task"] for each in impact["tasks"]))
    plans = seen(person, Component, (each["component"] for each in impact["plans"]))
    people = seen(person, Resource, (each["resource"] for each in impact["resources"]))
    return impact | {
        "tasks": [each if each["task"] < 0 or each["task"] in tasks else
                  each | {"task": None, "name": "", "component": None} for each in impact["tasks"]],
        "plans": [each if each["component"] in plans else each | {"component": None, "name": ""}
                  for each in impact["plans"]],
        "resources": [each if each["resource"] in people else
                      each | {"resource": None, "name": "", "component": None} for each in impact["resources"]],
    }  # fmt: skip


def seen(person: Person, model: type[Model], ids: Iterable[int]) -> set[int]:
    return set(visible(person, model).filter(pk__in=list(ids)).values_list("pk", flat=True))


def choices_of(component: Component) -> dict[str, Any]:
    """Return the tasks, links, risks and resources that a request can name."""
    risks = Record.objects.filter(component=component, kind=Record.Kind.RISK, closed_at=None, trashed_at=None)
    tasks = Task.objects.filter(component=component).exclude(kind=Task.Kind.SUMMARY).order_by("position")
    links = Dependency.objects.filter(component=component, from_component=component).select_related(
        "predecessor", "successor"
    )
    return {
        "tasks": list(tasks.only("pk", "name", "wbs")[:MOST_CHOICES]),
        "links": list(links.order_by("pk")[:MOST_CHOICES]),
        "risks": list(risks.order_by("-score", "pk")[:MOST_CHOICES]),
        "resources": list(component.resources.order_by("name").values_list("name", flat=True)[:MOST_CHOICES]),
    }
