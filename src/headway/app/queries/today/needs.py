"""Panels about what is asked for and whether it is good: needs, requirements, quality checks."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from headway.app.models import Event, Record
from headway.app.models.record_kinds import KINDS
from headway.app.queries.success_metrics import figure
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.queries.today.register import panel, within
from headway.app.rules import Actor
from headway.app.rules.records import why_not_accept

NEED, QUALITY = Record.Kind.NEED, Record.Kind.QUALITY
SOON_DAYS = 14
MOSCOW = ("must", "should", "could")


def acceptance(reader: Reader) -> Panel:
    """Needs that were delivered and wait for somebody to accept or refuse them, the longest first."""
    rows = within(reader).filter(kind=NEED, status="delivered").order_by(F("due_on").asc(nulls_last=True), "pk")
    lines = [need_line(row, accept=(row.pk, row.version) if may_accept(reader, row) else None) for row in rows[:MOST]]
    empty = "Nothing that was delivered waits for acceptance."
    return Panel("Delivered, waiting for acceptance", empty, lines, "list-checks", rows.count())


def may_accept(reader: Reader, row: Record) -> bool:
    return not why_not_accept(Actor(reader.person, Event.Channel.PAGE), row)


def backlog(reader: Reader) -> Panel:
    """Needs that are not delivered yet: those without a place in the backlog, then the others in their order."""
    rows = within(reader).filter(kind=NEED).exclude(status="delivered").order_by(
        F("details__order").asc(nulls_first=True), "pk"
    )  # fmt: skip
    lines = [need_line(row) for row in rows[:MOST]]
    return Panel("Backlog", "No need waits for its place in the backlog.", lines, "list-checks", rows.count())


def need_line(row: Record, *, accept: tuple[int, int] | None = None) -> Line:
    health = "none" if "order" in row.details else "amber"
    return Line(f"{row.reference} {row.title}", ("record", row.pk), need_note(row), health, place_of(row),
                day=row.due_on, accept=accept)  # fmt: skip


def place_of(row: Record) -> str:
    return f"place {figure(row.details['order'])}" if "order" in row.details else "no place yet"


def need_note(row: Record) -> str:
    details = row.details
    said = [row.component.name, place_of(row), KINDS[NEED].statuses[row.status].lower(), details.get("from_whom", "")]
    if "value" in details:
        said.append(f"value {details['value']}")
    return " · ".join(word for word in said if word)


def requirements_open(reader: Reader) -> Panel:
    """Requirements that nobody has verified yet, what must be first."""
    ranked = Case(*(When(details__moscow=word, then=Value(place)) for place, word in enumerate(MOSCOW)),
                  default=Value(len(MOSCOW)), output_field=IntegerField())  # fmt: skip
    rows = within(reader).filter(kind=Record.Kind.REQUIREMENT)
    ordered = rows.order_by(ranked, F("due_on").asc(nulls_last=True), "pk")
    return panel("Requirements to verify", "Every requirement is verified.", ordered)


def quality_due(reader: Reader) -> Panel:
    """Quality checks that failed, passed with conditions only, or are to be made within two weeks."""
    rows = within(reader).filter(kind=QUALITY)
    until = timezone.localdate() + timedelta(days=SOON_DAYS)
    wanted = rows.filter(Q(status__in=("failed", "conditional")) | Q(due_on__lte=until)).order_by(
        Case(When(status="failed", then=Value(0)), default=Value(1), output_field=IntegerField()),
        F("due_on").asc(nulls_last=True), "pk",
    )  # fmt: skip
    return panel("Quality checks due and failed", "No quality check failed, and none is due within two weeks.", wanted)
