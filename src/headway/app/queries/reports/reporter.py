"""Who reports on a component, in which time zone and rhythm; who is asked for support."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from headway.app.models import Component, ComponentPath, Membership, ReportCadence
from headway.app.rules import Verb, may
from headway.app.rules.cadence import Rhythm
from headway.app.rules.why import holders_of

if TYPE_CHECKING:
    from headway.app.models import Person

Role = Membership.Role
REPORTERS = (Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER, Role.PROGRAM_MANAGER, Role.PORTFOLIO_MANAGER)
"""Who is taken as the reporter where the lead may not report, in this order."""


def reporter_of(component: Component) -> Person | None:
    """Return whose morning counts: the lead if they may report, else the nearest manager."""
    if component.lead is not None and may(component.lead, Verb.WRITE_REPORT, component):
        return component.lead
    held = list(holders_of(Verb.WRITE_REPORT, component))
    for role in REPORTERS:
        for row in held:
            if row.role == role:
                return row.person
    return held[0].person if held else None


def zone_of(person: Person | None) -> ZoneInfo:
    """Return a person's time zone; that of the installation where they chose none or it is not known here."""
    try:
        return ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def rhythm_of(component: Component) -> Rhythm:
    """Return when the component reports: as set, or by the kind of component from the day after it was created."""
    row = ReportCadence.objects.filter(component=component).first()
    if row is None:
        cadence = ReportCadence.DEFAULTS[Component.Kind(component.kind)]
        return Rhythm(cadence, ReportCadence.DUE_MINUTE, 4, 1, component.created_at.date() + timedelta(days=1))
    return Rhythm(row.cadence, row.due_minute, row.weekday, row.month_day, row.anchor)


def supporter_of(component: Component) -> Person | None:
    """Return who is asked for support: the nearest program manager, else the nearest who may answer."""
    depth = dict(ComponentPath.objects.filter(descendant=component).values_list("ancestor_id", "depth"))
    held = sorted(
        holders_of(Verb.ANSWER_SUPPORT, component),
        key=lambda row: (row.role != Role.PROGRAM_MANAGER, depth[row.component_id], row.person_id),
    )
    return held[0].person if held else None
