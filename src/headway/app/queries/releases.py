"""What releases and products come to: how many of their needs stand where, and when milestones say they are ready."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from headway.app.models import Event, Record, Task
from headway.app.models.record_kinds import KINDS
from headway.app.queries.agreements import finish_day
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from headway.app.models import Component, Person

Kind = Record.Kind
AHEAD = "planned"
"""The status of a release that is still to come."""
NOT_COUNTED = "refused"


@dataclass(frozen=True, slots=True)
class Needs:
    """How many needs stand where; those that were refused count nowhere."""

    by_status: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        return self.by_status["accepted"]

    @property
    def delivered(self) -> int:
        """Delivered and waiting for acceptance."""
        return self.by_status["delivered"]

    @property
    def open(self) -> int:
        return self.total - self.accepted - self.delivered

    @property
    def total(self) -> int:
        return self.by_status.total()

    @property
    def share_done(self) -> float | None:
        """The part of the needs that was accepted."""
        return self.accepted / self.total if self.total else None

    @property
    def words(self) -> str:
        if not self.total:
            return "no needs yet"
        return f"{self.accepted} of {self.total} accepted, {self.delivered} delivered, {self.open} open"


@dataclass(frozen=True, slots=True)
class ReleaseAccount:
    """A release as one reader sees it."""

    release: Record
    needs: Needs
    milestone: Task | None
    """None also where the reader may not see it."""
    today: date

    @property
    def hidden(self) -> bool:
        """Whether it has a milestone that the reader may not see."""
        return self.release.milestone_id is not None and self.milestone is None

    @property
    def forecast(self) -> date | None:
        """The last day of the milestone by its plan, in which it counts."""
        task = self.milestone
        return finish_day(task) if task is not None and task.active else None

    @property
    def reached(self) -> bool:
        """Whether the milestone is behind us."""
        return self.milestone is not None and self.milestone.actual_finish is not None

    @property
    def expected(self) -> date | None:
        """When it is there: released on, or by its milestone, and never before today."""
        if self.release.closed_at is not None:
            return timezone.localdate(self.release.closed_at)
        if self.forecast is None or self.reached:
            return self.forecast
        return max(self.forecast, self.today)

    @property
    def days_late(self) -> int | None:
        """Days from the target date to when it is there; below zero it is early. Without a milestone, until today."""
        target = self.release.due_on
        if target is None or self.release.status == "withdrawn":
            return None
        there = self.expected
        if there is None:
            return (self.today - target).days if target < self.today else None
        return (there - target).days

    @property
    def late(self) -> bool:
        return (self.days_late or 0) > 0

    @property
    def health(self) -> str:
        """Red when it is late, green when it is known not to be, none where nothing says so."""
        return "red" if self.late else "none" if self.days_late is None else "green"

    @property
    def words(self) -> str:
        """How it stands to its target date."""
        if self.release.status == "withdrawn":
            return "withdrawn"
        days = self.days_late
        if days is None:
            return "no target date" if self.release.due_on is None else "no computed date"
        amount = f"{abs(days)} {'day' if abs(days) == 1 else 'days'}"
        return f"{amount} late" if days > 0 else f"{amount} early" if days else "on its day"


def accounts_of(person: Person, releases: Collection[Record]) -> list[ReleaseAccount]:
    """Return what each release comes to for the reader: two queries."""
    counts = counts_of(person, Q(part_of__in=releases))
    milestones = visible(person, Task).select_related("component")
    seen = milestones.in_bulk([each.milestone_id for each in releases if each.milestone_id is not None])
    today = timezone.localdate()
    return [ReleaseAccount(each, Needs(counts[each.pk]), seen.get(each.milestone_id or 0), today) for each in releases]


def counts_of(person: Person, which: Q) -> dict[int | None, Counter[str]]:
    """Return how many visible needs stand where, by what they belong to."""
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    rows = visible(person, Record).filter(which, kind=Kind.NEED).exclude(status=NOT_COUNTED)
    for part_of, status in rows.order_by().values_list("part_of", "status"):
        found[part_of][status] += 1
    return found


@dataclass(frozen=True, slots=True)
class Move:
    """A stage that a product came to."""

    stage: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ProductAccount:
    """A product as one reader sees it."""

    product: Record
    releases: list[ReleaseAccount]
    unplanned: Needs
    """Those that are in no release."""

    @property
    def needs(self) -> Needs:
        every = (each.needs.by_status for each in self.releases if each.release.status != "withdrawn")
        return Needs(sum(every, self.unplanned.by_status))

    @property
    def ahead(self) -> list[ReleaseAccount]:
        """The releases that are still to come, the nearest first."""
        return [each for each in self.releases if each.release.status == AHEAD]

    @property
    def stage(self) -> str:
        return KINDS[Kind.PRODUCT].statuses[self.product.status]


def product_accounts(person: Person, products: Collection[Record]) -> list[ProductAccount]:
    """Return what each product comes to for the reader: four queries."""
    rows = visible(person, Record).filter(kind=Kind.RELEASE, part_of__in=products)
    by_product: dict[int | None, list[ReleaseAccount]] = defaultdict(list)
    for account in accounts_of(person, list(in_order(rows))):
        by_product[account.release.part_of_id].append(account)
    counts = counts_of(person, Q(part_of__in=products))
    return [ProductAccount(each, by_product[each.pk], Needs(counts[each.pk])) for each in products]


def in_order(releases: QuerySet[Record]) -> QuerySet[Record]:
    """Return releases by their target dates."""
    return releases.select_related("component").order_by(F("due_on").asc(nulls_last=True), "pk")


def stages_of(person: Person, product: Record) -> list[Move]:
    """Return the stages that a product went through by the log, the first one first."""
    rows = visible(person, Event).filter(object_type="record", object_id=product.pk, after__has_key="status")
    names = KINDS[Kind.PRODUCT].statuses
    return [
        Move(names[each.after["status"]], each.at, each.actor.name if each.actor else "")
        for each in rows.select_related("actor").order_by("pk")
    ]


def waiting_for(person: Person, plan: Component) -> list[ReleaseAccount]:
    """Return the releases to come that wait for a milestone of a plan, as far as the reader sees them."""
    rows = visible(person, Record).filter(kind=Kind.RELEASE, status=AHEAD, milestone__component=plan)
    return accounts_of(person, list(in_order(rows)))


def needs_in(person: Person, whole: Record) -> QuerySet[Record]:
    """Return the visible needs that belong to a release or a product itself, in the order of the backlog."""
    rows = visible(person, Record).filter(part_of=whole, kind=Kind.NEED)
    return rows.select_related("component", "owner").order_by(F("details__order").asc(nulls_last=True), "pk")


def wholes_for(person: Person, kind: str, current: Record | None = None) -> QuerySet[Record]:
    """Return what a record of the kind may belong to, as the reader sees it: what is open, and what it belongs to."""
    rows = visible(person, Record).filter(kind__in=KINDS[kind].part_of)
    return rows.filter(Q(closed_at=None) | Q(pk=current and current.part_of_id)).order_by("kind", "title", "pk")


def milestones_for(person: Person, release: Record | None = None) -> QuerySet[Task]:
    """Return the milestones that a release may wait for, as the reader sees them: what is ahead, and its own."""
    ahead = Q(kind=Task.Kind.MILESTONE, active=True, actual_finish=None)
    rows = visible(person, Task).filter(ahead | Q(pk=release and release.milestone_id))
    return rows.select_related("component").order_by("component__name", "position")


def ends_seen(person: Person, rows: Iterable[Record]) -> dict[type[Record | Task], dict[int, Record | Task]]:
    """Return what these records belong to and wait for, as far as the reader sees it."""
    given = list(rows)
    wholes = {each.part_of_id for each in given if each.part_of_id}
    milestones = {each.milestone_id for each in given if each.milestone_id}
    return {
        Record: dict(visible(person, Record).in_bulk(wholes)) if wholes else {},
        Task: dict(visible(person, Task).select_related("component").in_bulk(milestones)) if milestones else {},
    }
