"""What a person may do to the rows of many plans: asked in a few queries for all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q

from headway.app.models import Task
from headway.app.rules.actor import Actor
from headway.app.rules.parts import PlanRights
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headway.app.models import Component, Person


def rights_below(person: Person, plans: Sequence[Component]) -> dict[int, Callable[[int], int]]:
    """Return for each plan what ``PlanRights.of_row`` says of its rows."""
    ids = [plan.pk for plan in plans]
    edited, reported = where(person, Verb.EDIT_PLAN, ids), where(person, Verb.REPORT_PROGRESS, ids)
    own = Q(owner=person) | Q(assignments__resource__person=person)
    theirs = set(Task.objects.filter(own, component__in=ids).values_list("component_id", flat=True)) - edited
    actor = Actor(person=person, channel="api")
    found: dict[int, Callable[[int], int]] = {}
    for plan in plans:
        if plan.pk in theirs:
            found[plan.pk] = PlanRights(actor, plan, partial(parents_of, plan.pk)).of_row
        else:
            found[plan.pk] = all_rows((plan.pk in edited) + 2 * (plan.pk in edited or plan.pk in reported))
    return found


def all_rows(number: int) -> Callable[[int], int]:
    return lambda _: number


def where(person: Person, verb: Verb, plans: Sequence[int]) -> set[int]:
    """Return those of these plans where a person may do a verb."""
    if person.is_superuser:
        return set(plans)
    return set(components_where(person, verb).filter(descendant__in=plans))


def parents_of(plan: int) -> Mapping[int, int | None]:
    rows = Task.objects.filter(component=plan).order_by("position", "pk")
    return dict(rows.values_list("pk", "parent_id"))
