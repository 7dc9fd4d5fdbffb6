"""Panels from the register."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from headway.app.models import Component, Record
from headway.app.models.record_kinds import KINDS
from headway.app.queries.pages.records import AMBER, RED, actions_due
from headway.app.queries.success_metrics import rating_of
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

FELT = ("quality", "benefit", "reputation")
RECENT_DAYS = 60
ABOVE_PROJECTS = (Component.Kind.PROGRAM, Component.Kind.PORTFOLIO)


def line(row: Record) -> Line:
    late = row.due_on is not None and row.due_on < timezone.localdate()
    word, health = "", ""
    if row.score is not None:
        bad = "red" if row.score >= RED else "amber" if row.score >= AMBER else "green"
        health = "green" if row.sign == Record.Sign.OPPORTUNITY else bad
        word = f"score {row.score:.2f}"
    kind = KINDS[row.kind]
    if row.status in kind.marks:
        word, health = kind.statuses[row.status], kind.marks[row.status]
    said = [row.component.name, row.get_sign_display() or row.get_kind_display()]
    if kind.columns:
        said += [rating_of(row), kind.statuses[row.status].lower()]
    note = " · ".join(each for each in said if each)
    tone = "bad" if late else ""
    return Line(f"{row.reference} {row.title}", ("record", row.pk), note, health, word, day=row.due_on, tone=tone)


def panel(title: str, empty: str, rows: QuerySet[Record]) -> Panel:
    shown = list(rows[: MOST + 1])
    total = len(shown) if len(shown) <= MOST else rows.count()
    return Panel(title, empty, [line(row) for row in shown[:MOST]], "shield-check", total)


def seen(reader: Reader) -> QuerySet[Record]:
    """Return the records within the reader's roles, also closed ones."""
    rows = visible(reader.person, Record).filter(Q(component__in=reader.scope()) | Q(held_by__in=reader.scope()))
    return rows.select_related("component")


def within(reader: Reader) -> QuerySet[Record]:
    """Return the open records within the reader's roles."""
    return seen(reader).filter(closed_at=None)


def my_actions(reader: Reader) -> Panel:
    """Open records of every kind that the person answers for."""
    return panel("Yours in the register", "No action, risk or issue is yours.", actions_due(reader.person))


def risks(reader: Reader) -> Panel:
    """Threats and opportunities, the highest score first."""
    rows = within(reader).filter(kind=Record.Kind.RISK).order_by(F("score").desc(nulls_last=True), "pk")
    return panel("Threats and opportunities", "No risk is open: neither a threat nor an opportunity is noted.", rows)


def major_risks(reader: Reader) -> Panel:
    """Only what is owned above the projects, was escalated, or should be by its limits."""
    rows = within(reader).filter(kind=Record.Kind.RISK)
    major = rows.filter(Q(held_by__kind__in=ABOVE_PROJECTS) | Q(needs_level__gte=1) | Q(escalation="asked"))
    ordered = major.order_by(F("score").desc(nulls_last=True), "pk")
    return panel("Major risks", "No risk is above what its project may keep.", ordered)


def felt(reader: Reader) -> Panel:
    """Risks to what people outside the project get: its quality, its benefit, the good name of who promised it."""
    rows = within(reader).filter(kind=Record.Kind.RISK).order_by(F("score").desc(nulls_last=True), "pk")
    found = [row for row in rows if any(row.details.get(f"impact_{name}") for name in FELT)]
    lines = [line(row) for row in found[:MOST]]
    empty = "No open risk is rated against quality, benefit or reputation."
    return Panel("Risks that users would feel", empty, lines, "shield-check", len(found))


def decided(reader: Reader) -> Panel:
    """Decisions of the last weeks, the newest first."""
    rows = visible(reader.person, Record).filter(component__in=reader.scope(), kind=Record.Kind.DECISION)
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    lately = list(rows.filter(closed_at__gte=since).select_related("component").order_by("-closed_at", "-pk"))
    lines = [
        Line(f"{row.reference} {row.title}", ("record", row.pk), row.component.name, at=row.closed_at)
        for row in lately[:MOST]
    ]
    empty = f"Nothing was decided in the last {RECENT_DAYS} days."
    return Panel("Decided lately", empty, lines, "shield-check", len(lately))


def receipts(reader: Reader) -> Panel:
    """Escalations that wait for a receipt."""
    rows = within(reader).filter(escalation="asked", escalated_to__in=reader.scope()).order_by("pk")
    return panel("Escalated to you", "Nothing waits for your receipt.", rows)


def impediments(reader: Reader) -> Panel:
    rows = within(reader).filter(kind=Record.Kind.ISSUE).order_by("priority", "pk")
    return panel("Issues and impediments", "No issue is open.", rows)


def decisions_proposed(reader: Reader) -> Panel:
    rows = within(reader).filter(kind=Record.Kind.DECISION).order_by(F("due_on").asc(nulls_last=True), "pk")
    return panel("Decisions proposed", "No decision is proposed.", rows)
