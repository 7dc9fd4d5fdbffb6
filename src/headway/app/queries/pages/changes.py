"""Change requests of a component and what waits for approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import Agreement, ChangeSet, Component, ComponentPath, Dependency, Record, Resource, Task
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
        levels = components_where(person, verb)
        if not person.is_superuser:
            mine = mine.filter(**{f"{place}__in": levels})
        kept = (mine if authority == "manager" else mine.exclude(author=person)).select_related("component")
        asked = list(kept)
        if authority == "board" and asked and not person.is_superuser:
            held = set(levels)
            asked = [row for row in asked if (row.report.get("level") or row.component_id) in held]
        found += asked
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
    return impact | outside_seen_by(person, impact) | {
        "tasks": [each if each["task"] < 0 or each["task"] in tasks else
                  each | {"task": None, "name": "", "component": None} for each in impact["tasks"]],
        "plans": [each if each["component"] in plans else each | {"component": None, "name": ""}
                  for each in impact["plans"]],
        "resources": [each if each["resource"] in people else
                      each | {"resource": None, "name": "", "component": None} for each in impact["resources"]],
    }  # fmt: skip


def outside_seen_by(person: Person, impact: dict[str, Any]) -> dict[str, Any]:
    """Return of benefits, agreements and tolerances of other components what the person may see.

    A benefit or a level that they do not see is not there, and nothing is summed with it.
    """
    benefits, hand_offs, levels = (impact.get(name, []) for name in ("benefits", "hand_offs", "levels"))
    own = impact["tolerances"]
    records = seen(person, Record, (each["record"] for each in benefits))
    agreed = seen(person, Agreement, (each["agreement"] for each in hand_offs))
    sides = {each["decides"]["component"] for each in (*own, *levels) if each.get("decides")}
    sides |= {each["component"] for each in levels}
    sides |= {each[end] for each in hand_offs for end in ("giver", "taker")}
    components = seen(person, Component, sides)
    return {
        "benefits": [each for each in benefits if each["record"] in records],
        "hand_offs": [hand_off_of(each, components) for each in hand_offs if each["agreement"] in agreed],
        "levels": [decided_by(each, components) for each in levels if each["component"] in components],
        "tolerances": [decided_by(each, components) for each in own],
    }


def decided_by(line: dict[str, Any], components: set[int]) -> dict[str, Any]:
    if not line.get("decides") or line["decides"]["component"] in components:
        return line
    return line | {"decides": {"component": None, "name": ""}}


def hand_off_of(line: dict[str, Any], components: set[int]) -> dict[str, Any]:
    """Return an agreement without the side that is not seen, as its own page shows it."""
    hidden: dict[str, Any] = {}
    if line["giver"] not in components:
        hidden |= dict.fromkeys(("giver", "task", "before", "after", "float")) | {"giver_name": "", "name": ""}
    if line["taker"] not in components:
        hidden |= {"taker": None, "taker_name": "", "waits": ""}
    return line | hidden


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
