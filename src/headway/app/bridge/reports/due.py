"""When the report of a component falls due next, when it last did, and whether that one is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.bridge.working_days import working_days
from headway.app.models import Component, Report
from headway.app.queries.reports.reporter import reporter_of, rhythm_of, zone_of
from headway.app.rules.cadence import around, belongs_to, due_days

if TYPE_CHECKING:
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


def reports_regularly(component: Component) -> bool:
    """Return whether reports are due at all: only of what is active."""
    return component.stage == Component.Stage.ACTIVE and component.trashed_at is None


def timetable(component: Component, now: datetime) -> Timetable:
    reporter = reporter_of(component)
    zone, rhythm = zone_of(reporter), rhythm_of(component)
    last = following = None
    if rhythm.cadence != "none" and reports_regularly(component):
        last, following = around(rhythm, now, zone, working_days(component))
    sent = Report.objects.filter(component=component, kind=rhythm.cadence, state=Report.State.SENT)
    there = last is None or sent.filter(day=last.day).exists()
    return Timetable(component, reporter, zone, rhythm, last, following, there)


def days_due(component: Component, first: date, last: date) -> list[date]:
    """Return the days on which a report was or is due in a span."""
    rhythm = rhythm_of(component)
    if rhythm.cadence == "none" or not reports_regularly(component):
        return []
    return list(due_days(rhythm, first, last, working_days(component)))
