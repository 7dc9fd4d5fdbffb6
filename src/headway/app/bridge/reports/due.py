"""When reports of components fall due next, when they last did, and which of them are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.models import Component, Report
from headway.app.queries.reports.reporter import reporters_of, rhythms_of, zone_of
from headway.app.queries.working_days import working_days_of
from headway.app.rules.cadence import FARTHEST_DAYS, around, belongs_to, due_days, instant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from headway.app.models import Person
    from headway.app.rules.cadence import Due, Rhythm


@dataclass(frozen=True, slots=True)
class Timetable:
    component: Component
    reporter: Person | None
    zone: ZoneInfo
    rhythm: Rhythm
    works: Callable[[date], bool]
    last: Due | None
    following: Due | None
    last_is_sent: bool
    """Also where nothing was due yet."""

    @property
    def missing(self) -> Due | None:
        """Return the due time that passed without a report."""
        return None if self.last_is_sent else self.last

    def now_for(self, now: datetime) -> Due | None:
        """Return the due time that a report of now is for."""
        return belongs_to(self.last, self.following, now, last_is_sent=self.last_is_sent)

    def passed(self, first: date, now: datetime) -> list[date]:
        """Return the days from the first on whose due time has passed."""
        if not reports_regularly(self.component):
            return []
        days = due_days(self.rhythm, first, now.astimezone(self.zone).date(), self.works)
        return [day for day in days if instant(day, self.rhythm.due_minute, self.zone) <= now]


def reports_regularly(component: Component) -> bool:
    """Return whether reports are due at all: only of what is active."""
    return component.stage == Component.Stage.ACTIVE and component.trashed_at is None


def timetables(components: Sequence[Component], now: datetime) -> dict[int, Timetable]:
    """Return the timetable of each component."""
    reporters, rhythms = reporters_of(components), rhythms_of(components)
    works = working_days_of(components)
    since = now.date() - timedelta(days=FARTHEST_DAYS + 1)
    rows = Report.objects.filter(component__in=components, state=Report.State.SENT, day__gte=since)
    sent = set(rows.values_list("component", "kind", "day"))
    result = {}
    for each in components:
        rhythm, reporter = rhythms[each.pk], reporters.get(each.pk)
        zone, last, following = zone_of(reporter), None, None
        if rhythm.cadence != "none" and reports_regularly(each):
            last, following = around(rhythm, now, zone, works[each.pk])
        there = last is None or (each.pk, rhythm.cadence, last.day) in sent
        result[each.pk] = Timetable(each, reporter, zone, rhythm, works[each.pk], last, following, there)
    return result


def timetable(component: Component, now: datetime) -> Timetable:
    return timetables([component], now)[component.pk]
