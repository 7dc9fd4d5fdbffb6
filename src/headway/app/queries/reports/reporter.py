"""Who reports on components, in which zone and rhythm; who is asked for support. Many cost as many queries as one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from headway.app.models import Component, Membership, Person, ReportCadence
from headway.app.rules import Verb
from headway.app.rules.cadence import Rhythm
from headway.app.rules.holdings import in_force, permitting

if TYPE_CHECKING:
    from collections.abc import Sequence

Role = Membership.Role
REPORTERS = (Role.PROJECT_MANAGER, Role.DELIVERY_MANAGER, Role.PROGRAM_MANAGER, Role.PORTFOLIO_MANAGER)
"""Who is taken as the reporter where the lead may not report, in this order."""
SUPPORTERS = (Role.PROGRAM_MANAGER, Role.PORTFOLIO_MANAGER)


def nearest(
    components: Sequence[Component],
    verb: Verb,
    order: Sequence[str],
    *,
    first: dict[int, int] | None = None,
    besides: Person | None = None,
) -> dict[int, Person]:
    """Return for each component who may do the verb there: the wanted person if they may, else by the order of roles,
    the nearest first.
    """
    held = Membership.objects.filter(
        in_force() & permitting(verb), component__paths_down__descendant__in=components, person__is_active=True
    ).exclude(person=besides)
    rank = {role: place for place, role in enumerate(order)}
    found: dict[int, list[tuple[bool, int, int, int]]] = {}
    names = ("component__paths_down__descendant", "component__paths_down__depth", "role", "person")
    for pk, depth, role, who in held.values_list(*names):
        wanted = first is not None and first.get(pk) == who
        found.setdefault(pk, []).append((not wanted, rank.get(role, len(order)), depth, who))
    best = {pk: min(rows)[-1] for pk, rows in found.items()}
    people = Person.objects.in_bulk(set(best.values()))
    return {pk: people[who] for pk, who in best.items()}


def reporters_of(components: Sequence[Component]) -> dict[int, Person]:
    """Return whose morning counts: the lead if a role lets them report, else the nearest manager."""
    leads = {each.pk: each.lead_id for each in components if each.lead_id}
    return nearest(components, Verb.WRITE_REPORT, REPORTERS, first=leads)


def reporter_of(component: Component) -> Person | None:
    return reporters_of([component]).get(component.pk)


def supporter_of(component: Component) -> Person | None:
    """Return who is asked for support: the nearest program manager, else the nearest who may answer."""
    return nearest([component], Verb.ANSWER_SUPPORT, SUPPORTERS).get(component.pk)


def reviewer_of(component: Component, reporter: Person) -> Person | None:
    """Return who hears that a report stays away: the nearest program manager, else the nearest who reviews reports."""
    return nearest([component], Verb.REVIEW_REPORT, SUPPORTERS, besides=reporter).get(component.pk)


def zone_of(person: Person | None) -> ZoneInfo:
    """Return a person's time zone; that of the installation where they chose none or it is not known here."""
    try:
        return ZoneInfo((person.time_zone if person else "") or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def rhythms_of(components: Sequence[Component]) -> dict[int, Rhythm]:
    """Return when components report: as set, or by their kind from the day after they were created."""
    rows = {row.component_id: row for row in ReportCadence.objects.filter(component__in=components)}
    result = {}
    for each in components:
        row = rows.get(each.pk)
        if row is None:
            cadence = ReportCadence.DEFAULTS[Component.Kind(each.kind)]
            anchor = each.created_at.date() + timedelta(days=1)
            result[each.pk] = Rhythm(cadence, ReportCadence.DUE_MINUTE, 4, 1, anchor)
        else:
            result[each.pk] = Rhythm(row.cadence, row.due_minute, row.weekday, row.month_day, row.anchor)
    return result
