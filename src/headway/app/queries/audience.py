"""Who is concerned by events, and may see them now. Read once for a batch, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import F, Model, Q

from headway.app.models import (
    Agreement,
    ChangeSet,
    Comment,
    Component,
    DirectionAddress,
    Person,
    Print,
    Record,
    Report,
    SelectionProposal,
    SelectionRound,
    SupportRequest,
    Watch,
)
from headway.app.queries.undoable import GROUPS, MEMBERS
from headway.app.rules.concerns import APPROVES, concerns_of
from headway.app.rules.talk import readers_at
from headway.app.rules.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.app.models import Event
    from headway.app.rules.concerns import Concern

NARROW: dict[str, type[Model]] = {"comment": Comment, "changeset": ChangeSet, "report": Report, "record": Record,
                                 "print": Print, "selectionround": SelectionRound}  # fmt: skip
"""What fewer people see than see its component."""
OWNERS: dict[type[Model], tuple[str, ...]] = {
    Record: ("owner",),
    ChangeSet: ("author",),
    SupportRequest: ("asked_by", "asked_of"),
    Report: ("sent_by",),
    Agreement: ("asked_by", "asked_of", "answered_by"),
    SelectionRound: ("proposed_by",),
    SelectionProposal: ("proposed_by",),
    DirectionAddress: ("direction__set_by", "acknowledged_by", "answered_by"),
}
"""Whose it is."""


class Audience:
    def __init__(self, events: Sequence[Event]) -> None:
        self.events = [event for event in events if concerns_of(event.verb)]
        self.firsts = {event.pk: event.cause for event in self.events
                       if event.cause and (is_told_twice(event) or is_member(event))}  # fmt: skip
        self.told: dict[int, set[int]] = {}
        """By first event: who was told."""
        self.readers: dict[tuple[int, str], set[int]] = {}
        self.seen: dict[tuple[int, str], set[int]] = {}

    def of(self, event: Event) -> Iterator[tuple[int, Concern]]:
        """Give each person who is concerned and may see the event, once; never who did it.

        What stands in the logs of two sides is told to who sees both by the first, and what one edit of a plan did by
        the edit.
        """
        told = {event.actor_id, None}
        if event.pk in self.firsts:
            first = self.firsts[event.pk]
            if first.pk not in self.told:
                self.told[first.pk] = {person for person, _ in self.of(first)}
            told |= self.told[first.pk]
        for concern in concerns_of(event.verb):
            for who in concern.who:
                for person in self.named(who, event):
                    if person not in told and self.sees(person, event):
                        told.add(person)
                        yield person, concern

    def named(self, who: str, event: Event) -> Iterable[int]:
        word, _, rest = who.partition(":")
        if word == "right":
            return self.readers_of(event.component, rest)
        if word == "watchers":
            name, pk = subject_of(event)
            rows = [(name, pk), *self.rounds.get(pk, [])] if name == "selectionproposal" else [(name, pk)]
            return [*(who for row in rows for who in self.watching[row]), *self.watching_above[event.component_id]]
        if word == "authority":
            right = APPROVES.get(event.after.get("authority", ""))
            return self.readers_of(self.levels.get(event.object_id) or event.component, right) if right else ()
        return {
            "after": numbers(event.after.get(rest)),
            "before": numbers(event.before.get(rest)),
            "mentioned": event.after.get("mentioned") or [],
            "lead": numbers(event.component.lead_id),
            "owner": self.owners.get(subject_of(event), []),
            "answered": self.authors.get(event.after.get("answers") or 0, []),
        }[word]

    def sees(self, person: int, event: Event) -> bool:
        if person not in self.readers_of(event.component, "component.view") and person not in self.operators:
            return False
        return event.object_type not in NARROW or event.object_id in self.narrow(person, event.object_type)

    def readers_of(self, component: Component, verb: str) -> set[int]:
        key = (component.pk, verb)
        if key not in self.readers:
            self.readers[key] = set(readers_at(component, verb).values_list("pk", flat=True))
        return self.readers[key]

    def narrow(self, person: int, object_type: str) -> set[int]:
        key = (person, object_type)
        if key not in self.seen:
            ids = {event.object_id for event in self.events if event.object_type == object_type}
            rows = visible(self.people[person], NARROW[object_type]).filter(pk__in=ids)
            self.seen[key] = set(rows.values_list("pk", flat=True))
        return self.seen[key]

    @cached_property
    def levels(self) -> dict[int, Component]:
        """Change requests that a board above their component decides, with the level of that board."""
        ids = {event.object_id for event in self.events if event.after.get("authority") == "board"}
        asked = dict(ChangeSet.objects.filter(pk__in=ids).values_list("pk", "report__level")) if ids else {}
        known = Component.objects.in_bulk([level for level in asked.values() if level])
        return {pk: known[level] for pk, level in asked.items() if level in known}

    @cached_property
    def people(self) -> dict[int, Person]:
        return Person.objects.in_bulk()

    @cached_property
    def operators(self) -> set[int]:
        return set(Person.objects.filter(is_superuser=True, is_active=True).values_list("pk", flat=True))

    @cached_property
    def owners(self) -> dict[tuple[str, int], list[int]]:
        found: dict[tuple[str, int], list[int]] = {}
        for model, columns in OWNERS.items():
            kind = str(model._meta.model_name)  # noqa: SLF001 - as Django documents
            ids = {pk for name, pk in map(subject_of, self.events) if name == kind}
            rows = model._default_manager.filter(pk__in=ids).values_list("pk", *columns) if ids else ()  # noqa: SLF001
            found |= {(kind, pk): [who for who in people if who] for pk, *people in rows}
        return found

    @cached_property
    def authors(self) -> dict[int, list[int]]:
        ids = {event.after["answers"] for event in self.events if event.after.get("answers")}
        return {pk: [author] for pk, author in Comment.objects.filter(pk__in=ids).values_list("pk", "author_id")}

    @cached_property
    def watching(self) -> dict[tuple[str, int], list[int]]:
        """Watchers of the rows themselves."""
        ids: dict[str, set[int]] = defaultdict(set)
        for name, pk in [*map(subject_of, self.events), *(row for rows in self.rounds.values() for row in rows)]:
            ids[name].add(pk)
        where = Q(pk=None)
        for name, found in ids.items():
            where |= Q(object_type=name, object_id__in=found)
        result: dict[tuple[str, int], list[int]] = defaultdict(list)
        for name, pk, person in Watch.objects.filter(where, on=True).values_list("object_type", "object_id", "person"):
            result[name, pk].append(person)
        return result

    @cached_property
    def rounds(self) -> dict[int, list[tuple[str, int]]]:
        """By proposal that is talked about: its round, which is what people watch."""
        ids = {pk for name, pk in map(subject_of, self.events) if name == "selectionproposal"}
        rows = SelectionProposal.objects.filter(pk__in=ids).values_list("pk", "round") if ids else ()
        return {pk: [("selectionround", round_id)] for pk, round_id in rows}

    @cached_property
    def watching_above(self) -> dict[int, list[int]]:
        """Who chose to watch the component where it happened, or one above with what is below."""
        places = {event.component_id for event in (*self.events, *self.firsts.values())}
        rows = Watch.objects.filter(
            object_type="component", on=True, by_itself=False, component__paths_down__descendant__in=places
        )
        rows = rows.filter(Q(with_below=True) | Q(component=F("component__paths_down__descendant")))
        result: dict[int, list[int]] = defaultdict(list)
        for place, person in rows.values_list("component__paths_down__descendant", "person").distinct():
            result[place].append(person)
        return result


def numbers(value: object) -> list[int]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, int)]


def is_told_twice(event: Event) -> bool:
    """Return whether the event stands for the other side of one that another log holds."""
    first = event.cause
    if first is None or first.component_id == event.component_id:
        return False
    return (first.verb, first.object_type, first.object_id) == (event.verb, event.object_type, event.object_id)


def is_member(event: Event) -> bool:
    """Return whether the event is a part of what an edit of a plan did."""
    return event.cause is not None and event.cause.verb in GROUPS and event.verb in MEMBERS


def subject_of(event: Event) -> tuple[str, int]:
    """Return what an event is about: of a comment, what is talked about."""
    if event.object_type == "comment":
        return event.after.get("object_type", ""), event.after.get("object_id", 0)
    return event.object_type, event.object_id
