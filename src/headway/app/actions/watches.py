"""Watch things and stop watching. What a person wants to hear of is theirs alone: it is not in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.errors import Refused
from headway.app.models import Component, Watch
from headway.app.rules import Verb, require
from headway.app.rules.talk import component_for, require_watchable, watched_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from headway.app.models import Person
    from headway.app.rules import Actor


@transaction.atomic
def watch(actor: Actor, target: Model, *, with_below: bool = False) -> Watch:
    """Let the actor hear of what happens to a row, and below it if it is a component."""
    return set_watch(actor, target, on=True, with_below=with_below and isinstance(target, Component))


@transaction.atomic
def unwatch(actor: Actor, target: Model) -> Watch:
    """Stop it; commenting or being mentioned does not start it again."""
    return set_watch(actor, target, on=False, with_below=False)


def set_watch(actor: Actor, target: Model, *, on: bool, with_below: bool) -> Watch:
    target = watched_of(target)
    component = component_for(actor.person, target)
    require(actor, Verb.VIEW, component)
    require_watchable(actor, target)
    if actor.person is None:
        raise Refused("nobody-watches", "Only a person can watch.")
    return Watch.objects.update_or_create(
        person=actor.person,
        object_type=target._meta.model_name,  # noqa: SLF001 - as Django documents
        object_id=target.pk,
        defaults={"component": component, "on": on, "with_below": with_below, "by_itself": False},
    )[0]


def watch_by_itself(people: Iterable[Person], target: Model) -> None:
    """Let people watch what they comment on or are mentioned in and that alone, except where they chose otherwise."""
    target = watched_of(target)
    name = str(target._meta.model_name)  # noqa: SLF001
    rows = [Watch(person=each, component=component_for(each, target), object_type=name, object_id=target.pk,
                  by_itself=True) for each in people]  # fmt: skip
    Watch.objects.bulk_create(rows, ignore_conflicts=True)
