"""Directions from the PMO: set and withdrawn by it, acknowledged, complied with or explained by those addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, Direction, DirectionAddress, Rollup
from headway.app.rules import Verb, require
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from headway.app.models import Event
    from headway.app.rules import Actor

State = DirectionAddress.State
CHOICES: dict[str, Sequence[str]] = {
    "kinds": Component.Kind.values,
    "stages": Component.Stage.values,
    "healths": Rollup.Health.values,
}
COLUMNS = {"kinds": "kind", "stages": "stage", "healths": "rollup__health"}


def checked_filter(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    for name, values in wanted.items():
        if name not in CHOICES or set(values) - set(CHOICES[name]):
            raise Refused("invalid-filter", f"“{name[:40]}” cannot be chosen by like this.", str(values)[:80],
                          "Choose by kind, stage and health.")  # fmt: skip
    return {name: sorted(set(wanted.get(name, ()))) for name in CHOICES}


def fitting(component: Component, chosen: Mapping[str, Sequence[str]]) -> QuerySet[Component]:
    """Return the components at and below one that the filter leaves in; the one itself only where it is named by
    kind.
    """
    rows = Component.objects.filter(paths_up__ancestor=component).exclude(pk__in=trashed())
    if not chosen.get("kinds"):
        rows = rows.filter(kind__in=Component.PLANS)
    for name, column in COLUMNS.items():
        if chosen.get(name):
            rows = rows.filter(**{f"{column}__in": chosen[name]})
    return rows.distinct().order_by("pk")


@transaction.atomic
def set_direction(
    actor: Actor,
    component: Component,
    *,
    title: str,
    text: str,
    due_on: date | None = None,
    chosen: Mapping[str, Sequence[str]] | None = None,
    joins_new: bool = False,
) -> Direction:
    """Say how the components of a filter proceed; who is addressed is fixed here."""
    require(actor, Verb.SET_DIRECTION, component)
    lock_tree(component)
    row = Direction(component=component, due_on=due_on, filter=checked_filter(chosen or {}), joins_new=joins_new,
                    set_by=actor.person, set_at=timezone.now())  # fmt: skip
    row.title, row.text = clean(row, "title", title), clean(row, "text", text)
    if due_on and due_on < timezone.localdate():
        raise Refused("due-in-the-past", "The last day has passed already.", str(due_on), "Choose a later day.")
    addressed = list(fitting(component, row.filter))
    if not addressed:
        raise Refused("nobody-addressed", "No component fits this choice.", component.name,
                      "Leave out a condition.")  # fmt: skip
    row.save()
    after = {"title": row.title, "text": row.text, "due_on": due_on, "filter": row.filter, "joins_new": joins_new,
             "components": [each.pk for each in addressed]}  # fmt: skip
    summary = (
        f"Set the direction “{row.title}” for {len(addressed)} {'component' if len(addressed) == 1 else 'components'}"
    )
    cause = record(actor, component, "direction.set", row, summary=summary, after=after)
    for each in addressed:
        address(actor, row, each, cause)
    return row


def address(actor: Actor, direction: Direction, component: Component, cause: Event | None = None) -> DirectionAddress:
    row = DirectionAddress.objects.create(direction=direction, component=component, added_at=timezone.now())
    until = f", by {direction.due_on}" if direction.due_on else ""
    summary = f"The direction “{direction.title}” is addressed to “{component.name}”{until}"
    after = {"direction": direction.pk, "title": direction.title, "text": direction.text, "due_on": direction.due_on}
    record(actor, component, "direction.addressed", row, summary=summary, after=after, cause=cause)
    return row


@transaction.atomic
def join_direction(actor: Actor, direction: Direction) -> list[DirectionAddress]:
    """Address components that have come to fit the filter since; the system does this for those that want it."""
    require(actor, Verb.SET_DIRECTION, direction.component)
    lock_tree(direction.component)
    fresh = Direction.objects.get(pk=direction.pk)
    if fresh.state != Direction.State.OPEN or not fresh.joins_new:
        return []
    known = fresh.addresses.values("component")
    return [address(actor, fresh, each) for each in fitting(fresh.component, fresh.filter).exclude(pk__in=known)]


@transaction.atomic
def withdraw_direction(actor: Actor, direction: Direction, *, version: int | None = None) -> Direction:
    """Take a direction out of force; what was answered stays."""
    require(actor, Verb.SET_DIRECTION, direction.component)
    lock_tree(direction.component)
    fresh, before, after = change(direction, {"state": Direction.State.WITHDRAWN}, version=version)
    if after:
        summary = f"Withdrew the direction “{fresh.title}”"
        record(actor, fresh.component, "direction.withdrawn", fresh, summary=summary, before=before, after=after)
    return fresh


def open_address(actor: Actor, row: DirectionAddress) -> None:
    require(actor, Verb.ANSWER_DIRECTION, row.component)
    lock_tree(row.component)
    if row.direction.state != Direction.State.OPEN:
        raise Refused("withdrawn", "This direction was withdrawn.", row.direction.title, "Nothing is left to answer.")


@transaction.atomic
def acknowledge_direction(actor: Actor, row: DirectionAddress, *, version: int | None = None) -> DirectionAddress:
    """Say that the direction is understood; it still has to be complied with or explained."""
    open_address(actor, row)
    if row.state != State.OPEN:
        return row
    values = {"state": State.ACKNOWLEDGED, "acknowledged_by": actor.person, "acknowledged_at": timezone.now()}
    return answered(actor, row, "direction.acknowledged", "Acknowledged", values, version=version)


@transaction.atomic
def comply_with_direction(
    actor: Actor, row: DirectionAddress, *, answer: str = "", version: int | None = None
) -> DirectionAddress:
    """Say that the component proceeds as directed."""
    open_address(actor, row)
    values = {"state": State.COMPLIED, "answer": answer}
    return answered(actor, row, "direction.complied", "Complied with", values, version=version)


@transaction.atomic
def explain_direction(
    actor: Actor, row: DirectionAddress, *, answer: str, version: int | None = None
) -> DirectionAddress:
    """Say why the component proceeds otherwise."""
    open_address(actor, row)
    if not str(answer).strip():
        raise Refused("empty", "Explain why it cannot be followed.", row.direction.title, "Write a sentence.")
    values = {"state": State.EXPLAINED, "answer": answer}
    return answered(actor, row, "direction.explained", "Explained why not to follow", values, version=version)


def answered(
    actor: Actor, row: DirectionAddress, verb: str, words: str, values: dict[str, Any], *, version: int | None
) -> DirectionAddress:
    now = timezone.now()
    if "answer" in values:
        values |= {"answered_by": actor.person, "answered_at": now}
    if row.acknowledged_at is None:
        values |= {"acknowledged_by": actor.person, "acknowledged_at": now}
    fresh, before, after = change(row, values, version=version)
    summary = f"{words} the direction “{row.direction.title}”"
    record(actor, fresh.component, verb, fresh, summary=summary, before=before, after=after)
    return fresh
