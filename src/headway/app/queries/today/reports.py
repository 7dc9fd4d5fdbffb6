"""Panels about reports, support and directions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import Direction, DirectionAddress, Event, Report, SupportRequest
from headway.app.queries.reports.lists import to_answer
from headway.app.queries.today.panel import MOST, Line, Panel, Reader
from headway.app.rules import Verb, visible
from headway.app.rules.visible import components_where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from headway.app.models import ComponentPath

RECENT_DAYS = 3
LONGEST = 140


def my_reports(reader: Reader) -> Panel:
    """Drafts that wait to be sent, and reports that are missing, where the reader reports."""
    mine = components_where(reader.person, Verb.WRITE_REPORT)
    drafts = visible(reader.person, Report).filter(
        component__in=mine, state=Report.State.DRAFT, due_at__isnull=False
    ).filter(component__in=reader.scope()).select_related("component").order_by("due_at", "pk")  # fmt: skip
    missing, now = dict(missing_lines(reader, mine)), timezone.now()
    lines = []
    for each in drafts:
        late = missing.pop((each.component_id, each.day.isoformat()), None) or (each.due_at and each.due_at < now)
        level, word = ("red", "missing") if late else ("amber", "due")
        at = late.at if isinstance(late, Line) else each.due_at  # the rhythm may be another since it was drafted
        lines.append(Line(each.component.name, ("report", each.pk), f"{each.get_kind_display()}, drafted",
                          level, word, at=at))  # fmt: skip
    lines += missing.values()
    empty = "Every report of yours is sent. The next one is drafted three hours before it is due."
    return Panel("Reports to send", empty, lines[:MOST], "flag", len(lines))


def missing_lines(reader: Reader, within: QuerySet[ComponentPath, int]) -> Iterable[tuple[tuple[int, str], Line]]:
    """Return the reports that the worker found missing lately and that have not come since."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    rows = visible(reader.person, Event).filter(verb="report.overdue", at__gte=since, component__in=reader.scope())
    told = {
        row.component_id: row for row in rows.filter(component__in=within).select_related("component").order_by("pk")
    }
    sent = Report.objects.filter(component__in=list(told), state=Report.State.SENT)
    there = {(pk, kind, day.isoformat()) for pk, kind, day in sent.values_list("component", "kind", "day")}
    for pk, row in told.items():
        kind, day = str(row.after["kind"]), str(row.after["day"])
        if (pk, kind, day) not in there:
            note = f"missing, {kind.replace('_', '-')} report of {date.fromisoformat(day):%d %b %Y}"
            line = Line(
                row.component.name,
                ("reports", pk),
                note,
                "red",
                "missing",
                at=datetime.fromisoformat(str(row.after["due_at"])),
            )
            yield (pk, day), line


def missing_reports(reader: Reader) -> Panel:
    lines = [line for _, line in missing_lines(reader, reader.scope())]
    return Panel("Reports missing", "Every report that was due lately is there.", lines[:MOST], "flag", len(lines))


def contradictions(reader: Reader) -> Panel:
    """Reports of the last days that say it stands better than what was computed."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    rows = visible(reader.person, Event).filter(verb="report.sent", at__gte=since, component__in=reader.scope())
    found = [row for row in rows.select_related("component").order_by("-pk") if row.after.get("contradicted")]
    lines = [
        Line(row.component.name, ("report", row.object_id), ", ".join(row.after["contradicted"]),
             "red", "contradiction", at=row.at)
        for row in found[:MOST]
    ]  # fmt: skip
    empty = "No report of the last days says it stands better than what was computed."
    return Panel("Said better than computed", empty, lines, "triangle-alert", len(found))


def requests(reader: Reader) -> Panel:
    """Support that the reader is asked for, with its clock."""
    rows = list(to_answer(reader.person).filter(component__in=reader.scope()).order_by("due_at", "pk")[: MOST + 1])
    now = timezone.now()
    lines = [request_line(each, now) for each in rows[:MOST]]
    return Panel("Support asked of you", "Nobody waits for support of yours.", lines, "users", len(rows))


def request_line(row: SupportRequest, now: datetime) -> Line:
    late = row.is_late(now)
    word = "late" if late else str(row.get_state_display()).lower()
    tone = "bad" if late else ""
    return Line(row.text[:LONGEST], ("support", row.pk), row.component.name, row.level(now), word,
                at=row.due_at, tone=tone)  # fmt: skip


def directions(reader: Reader) -> Panel:
    """Directions that the reader has to answer."""
    rows = visible(reader.person, DirectionAddress).filter(
        component__in=components_where(reader.person, Verb.ANSWER_DIRECTION),
        state__in=DirectionAddress.UNANSWERED,
        direction__state=Direction.State.OPEN,
    ).filter(component__in=reader.scope())  # fmt: skip
    found = list(rows.select_related("direction", "component").order_by("direction__due_on", "pk")[: MOST + 1])
    today = timezone.localdate()
    lines = []
    for each in found[:MOST]:
        late = bool(each.direction.due_on and each.direction.due_on < today)
        word = "late" if late else str(each.get_state_display()).lower()
        lines.append(Line(each.direction.title, ("direction", each.direction_id), each.component.name,
                          "red" if late else "amber", word, day=each.direction.due_on))  # fmt: skip
    return Panel("Directions to answer", "No direction of the PMO waits for your answer.", lines, "compass", len(found))


def directions_open(reader: Reader) -> Panel:
    """Directions in force that somebody has not answered."""
    rows = visible(reader.person, DirectionAddress).filter(
        component__in=reader.scope(), state__in=DirectionAddress.UNANSWERED, direction__state=Direction.State.OPEN
    )
    counted: dict[int, list[DirectionAddress]] = {}
    for row in rows.select_related("direction").order_by("direction__due_on", "pk"):
        counted.setdefault(row.direction_id, []).append(row)
    today = timezone.localdate()
    lines = []
    for pk, waiting in counted.items():
        direction = waiting[0].direction
        late = bool(direction.due_on and direction.due_on < today)
        lines.append(Line(direction.title, ("direction", pk), f"{len(waiting)} to answer",
                          "red" if late else "amber", "late" if late else "open", day=direction.due_on))  # fmt: skip
    return Panel("Directions in force", "Every direction is answered.", lines[:MOST], "compass", len(lines))
