"""What a person answers for by name: it passes on when they leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from headway.app.models import (
    Agreement,
    ApiToken,
    CalendarFeed,
    ChangeSet,
    Component,
    Invitation,
    Membership,
    Person,
    Record,
    ShareLink,
    Stopwatch,
    SupportRequest,
    Task,
)
from headway.app.rules.holdings import role_labels
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of thing that somebody answers for by name."""

    model: type[Model]
    column: str
    """Who answers for it."""
    where: str
    """Where its component stands."""
    waiting: Q = field(default_factory=Q)
    """Which of them: all, or those that still wait for the person."""

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)  # noqa: SLF001 - as Django documents

    def of(self, person: Person) -> QuerySet[Model]:
        rows = self.model._default_manager.filter(self.waiting, **{self.column: person})  # noqa: SLF001 - Django's way for any model
        return rows.order_by("pk")


HELD = (
    Held(Component, "lead", "pk"),
    Held(Task, "owner", "component_id"),
    Held(Record, "owner", "component_id"),
    Held(Agreement, "asked_of", "giver_id", Q(state__in=Agreement.OPEN)),
    Held(SupportRequest, "asked_of", "component_id", Q(state__in=SupportRequest.WAITING)),
)
"""A kind of thing that somebody answers for joins here."""
WORDS = {
    "task": ("task", "tasks"),
    "agreement": ("hand-off to promise", "hand-offs to promise"),
    "supportrequest": ("request for support to answer", "requests for support to answer"),
}
PLURALS = {Record.Kind.DEPENDENCY: "dependencies", Record.Kind.READINESS: "readiness"}
"""Of kinds of records where it is not the label with an s."""


@dataclass(frozen=True, slots=True)
class Left:
    """What becomes of somebody's work when they leave."""

    roles: list[str]
    passes: list[tuple[Component, list[str]]]
    branches: int
    links: int
    """Shared by them to people without account; theirs who may share there."""
    planned: int
    ends: list[str]


def held_by(person: Person) -> dict[int, dict[str, list[int]]]:
    """Return the keys of everything that the person answers for, by component and kind."""
    found: dict[int, dict[str, list[int]]] = {}
    for held in HELD:
        for pk, component in held.of(person).values_list("pk", held.where):
            found.setdefault(component, {}).setdefault(held.name, []).append(pk)
    return found


def open_branches(person: Person) -> QuerySet[ChangeSet]:
    """Return the what-if branches that the person has at work."""
    return ChangeSet.objects.filter(kind=ChangeSet.Kind.WHAT_IF, state=ChangeSet.State.DRAFT, author=person)


def when_leaving(person: Person) -> Left:
    """Return, in words, what passes to a successor and what ends when the person leaves."""
    held = held_by(person)
    kinds: dict[int, Counter[str]] = {}
    for component, kind in Record.objects.filter(owner=person).values_list("component_id", "kind"):
        kinds.setdefault(component, Counter())[kind] += 1
    components = Component.objects.filter(pk__in=held).order_by("root_id", "name", "pk")
    planned = Task.objects.filter(assignments__resource__person=person, percent_complete__lt=100).distinct().count()
    return Left(
        roles=roles_of(person),
        passes=[(row, in_words(held[row.pk], kinds.get(row.pk, Counter()))) for row in components],
        branches=open_branches(person).count(),
        links=ShareLink.objects.filter(ShareLink.in_force(timezone.now()), made_by=person).count(),
        planned=planned,
        ends=ending(person),
    )


def roles_of(person: Person) -> list[str]:
    """Return the roles in their own right that pass on, with where they hold."""
    labels = role_labels()
    rows = Membership.objects.filter(person=person, deputy_for=None).exclude(component__in=trashed())
    rows = rows.select_related("component").order_by("component__root_id", "component__name", "role")
    return [f"{labels.get(row.role, row.role)} of “{row.component.name}”" for row in rows]


def in_words(held: dict[str, list[int]], kinds: Counter[str]) -> list[str]:
    """Return what somebody answers for in one component, each kind with how many."""
    words = ["the lead"] if "component" in held else []
    words += [amount(len(keys), *WORDS[name]) for name, keys in held.items() if name in WORDS]
    for kind in Record.Kind:
        if count := kinds[kind]:
            label = str(kind.label).lower()
            words.append(amount(count, label, PLURALS.get(kind, f"{label}s")))
    return words


def amount(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def ending(person: Person) -> list[str]:
    """Return what stops working at once."""
    now = timezone.now()
    counts = (
        (ApiToken.objects.filter(ApiToken.in_force(now), person=person).count(), "API token", "API tokens"),
        (CalendarFeed.objects.filter(person=person, revoked_at=None).count(), "calendar address", "calendar addresses"),
        (Invitation.objects.filter(Invitation.open_at(now), invited_by=person).count(), "invitation", "invitations"),
        (Membership.objects.filter(deputy_for__person=person).count(), "deputy", "deputies"),
    )
    words = [amount(count, one, many) for count, one, many in counts if count]
    running = Stopwatch.objects.filter(person=person).select_related("task").first()
    if running is not None:
        on = f" on “{str(running.task)[:80]}”" if running.task else ""
        words.append(f"the stopwatch{on}, without reporting what it measured")
    return words
