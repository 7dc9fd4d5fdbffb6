"""Reports below a component by exception, and how disciplined they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.bridge.reports.due import timetables
from headway.app.bridge.reports.status import DIMENSIONS
from headway.app.models import Component, Report, ReportAddendum, ReportReview
from headway.app.rules import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headway.app.bridge.reports.due import Timetable
    from headway.app.models import Person

MOVED_DAYS = 3.0
WINDOW_DAYS = 30
RANK = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Status:
    """One dimension of a report: what was computed, what was said."""

    name: str
    label: str
    computed: str
    typed: str
    why: str
    reason: str

    @property
    def level(self) -> str:
        """Return what is meant."""
        return self.typed or self.computed

    @property
    def overrides(self) -> bool:
        """Tell whether somebody said something else than what was computed."""
        return bool(self.typed) and self.computed in RANK

    @property
    def contradicts(self) -> bool:
        """Tell whether it was said to stand better than computed."""
        return self.overrides and RANK[self.typed] < RANK[self.computed]


def statuses_of(report: Report) -> list[Status]:
    return [
        Status(name, DIMENSIONS[name], each["computed"], each["typed"], each["why"], each["reason"])
        for name, each in report.statuses.items()
        if name in DIMENSIONS
    ]


@dataclass(slots=True)
class Row:
    component: Component
    times: Timetable
    report: Report | None
    """The last one sent."""
    statuses: list[Status] = field(default_factory=list)
    flags: list[tuple[str, str]] = field(default_factory=list)
    """(level, words), the worst first."""
    read: bool = False

    @property
    def worst(self) -> str:
        """Return the level of the worst flag."""
        return self.flags[0][0] if self.flags else "green"


def reporting_below(person: Person, component: Component) -> list[Component]:
    """Return what the person sees below the component."""
    rows = visible(person, Component).filter(paths_up__ancestor=component).exclude(pk=component.pk)
    return list(rows.select_related("lead").order_by("position", "pk"))


def rows_below(person: Person, component: Component, now: datetime, *, moved_days: float = MOVED_DAYS) -> list[Row]:
    """Return every component below that reports, the worst first; without flags where nothing is out of order."""
    components = reporting_below(person, component)
    times = timetables(components, now)
    latest = latest_reports(person, components)
    back, read = returned(latest.values()), read_by(person, latest.values())
    rows = []
    for each in components:
        report = latest.get(each.pk)
        if report is None and times[each.pk].last is None:
            continue
        row = Row(each, times[each.pk], report)
        if report is not None:
            row.statuses, row.read = statuses_of(report), report.pk in read
        row.flags = flags_of(row, moved_days, was_returned=report is not None and report.pk in back)
        rows.append(row)
    order = {"red": 0, "amber": 1, "green": 2}
    rows.sort(key=lambda row: (order[row.worst], -len(row.flags)))
    return rows


def latest_reports(person: Person, components: Iterable[Component]) -> dict[int, Report]:
    """Return the last sent report of each component."""
    rows = visible(person, Report).filter(component__in=list(components), state=Report.State.SENT)
    return {row.component_id: row for row in rows.select_related("sent_by").order_by("sent_at", "pk")}


def returned(reports: Iterable[Report]) -> set[int]:
    """Return the ids of reports that were sent back and not added to since."""
    ids = [each.pk for each in reports]
    last = dict(ReportReview.objects.filter(report__in=ids, act="returned").order_by("at").values_list("report", "at"))
    said = dict(ReportAddendum.objects.filter(report__in=ids).order_by("at").values_list("report", "at"))
    return {pk for pk, at in last.items() if pk not in said or said[pk] < at}


def read_by(person: Person, reports: Iterable[Report]) -> set[int]:
    rows = ReportReview.objects.filter(report__in=[each.pk for each in reports], act="read", person=person.pk)
    return set(rows.values_list("report", flat=True))


def flags_of(row: Row, moved_days: float, *, was_returned: bool) -> list[tuple[str, str]]:
    """Say what is out of the ordinary."""
    found: list[tuple[str, str]] = []
    if row.times.missing is not None:
        day = row.times.missing.at.astimezone(row.times.zone)
        found.append(("red", f"missing since {day.day} {day:%b}, {day:%H:%M}"))
    for status in row.statuses:
        if status.contradicts:
            found.append(("red", f"{status.label}: said {status.typed}, computed {status.computed}"))
        elif status.overrides:
            found.append(("amber", f"{status.label}: said {status.typed}, computed {status.computed}"))
        elif status.level == "red":
            found.append(("red", f"{status.label} is red"))
    moved = float((row.report.facts.get("moved_days") if row.report else 0) or 0)
    if moved > moved_days:
        found.append(("amber", f"moved by {moved:g} days"))
    if was_returned:
        found.append(("amber", "sent back, not answered yet"))
    found.sort(key=lambda pair: pair[0] != "red")
    return found


@dataclass(frozen=True, slots=True)
class Discipline:
    component: Component
    due: int
    on_time: int
    late: int
    missing: int
    contradictions: int

    @property
    def share(self) -> float | None:
        """Return the percentage sent on time."""
        return 100 * self.on_time / self.due if self.due else None


def discipline_below(person: Person, component: Component, now: datetime) -> list[Discipline]:
    """Return how each component below reported in the last 30 days, the worst first."""
    components = [*reporting_below(person, component), component]
    times = timetables(components, now)
    first = (now - timedelta(days=WINDOW_DAYS)).date()
    rows = visible(person, Report).filter(component__in=components, state=Report.State.SENT, day__gte=first)
    sent: dict[tuple[int, str], dict[object, Report]] = {}
    contradictions: Counter[int] = Counter()
    for report in rows:
        sent.setdefault((report.component_id, report.kind), {})[report.day] = report
        contradictions[report.component_id] += any(status.contradicts for status in statuses_of(report))
    result = []
    for each in components:
        days = times[each.pk].passed(first, now)
        mine = sent.get((each.pk, times[each.pk].rhythm.cadence), {})
        there = [mine[day] for day in days if day in mine]
        on_time = sum(report.on_time for report in there)
        if days or contradictions[each.pk]:
            result.append(Discipline(each, len(days), on_time, len(there) - on_time, len(days) - len(there),
                                     contradictions[each.pk]))  # fmt: skip
    result.sort(key=lambda row: (101 if row.share is None else row.share, -row.contradictions))
    return result
