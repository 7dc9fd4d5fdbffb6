"""Where the log does not hold, in words that somebody can go and look by: when, where, who, and what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import Component, Event
from headway.app.queries.audit.words import with_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.app.queries.audit.verify import ChainProblem

SYSTEM = "Headway itself"


@dataclass(frozen=True, slots=True)
class Place:
    problem: ChainProblem
    tree: Component | None
    event: Event | None
    """The event that does not hold; None where it is missing."""
    words: str


def places_of(problems: Iterable[ChainProblem]) -> list[Place]:
    problems = list(problems)
    trees = Component.objects.in_bulk({each.root for each in problems})
    rows = Event.objects.filter(pk__in={each.event for each in problems if each.event})
    events = {row.pk: row for row in with_words(rows.select_related("actor", "component"))}
    return [place_of(each, trees.get(each.root), events.get(each.event or 0)) for each in problems]


def place_of(problem: ChainProblem, tree: Component | None, event: Event | None) -> Place:
    words = said_by(event) if event else between(problem) if tree else ""
    return Place(problem, tree, event, words)


def said_by(event: Event) -> str:
    """Return what the row says now: any of it may be what was altered."""
    who = event.actor.name if event.actor else SYSTEM
    words = getattr(event, "words", event.summary)
    return f"In “{event.component.name}”, {moment(event)}, by {who}; now it says: {words}."


def between(problem: ChainProblem) -> str:
    """Return between which events something is missing, as their own times tell."""
    chain = Event.objects.filter(root_id=problem.root).select_related("component")
    last = chain.filter(sequence__lt=problem.sequence).order_by("-sequence").first()
    following = chain.filter(sequence__gt=problem.sequence).order_by("sequence").first()
    after = f"After event {last.sequence} of {moment(last)}" if last else "At the beginning"
    return f"{after}, before event {following.sequence} of {moment(following)}." if following else f"{after}."


def moment(event: Event) -> str:
    return f"{timezone.localtime(event.at):%d %b %Y %H:%M}"
