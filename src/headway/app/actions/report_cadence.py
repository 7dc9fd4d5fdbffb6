"""Set when reports fall due, and in which time zone a person's mornings begin."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, Person, ReportCadence
from headway.app.rules import NotAllowed, Verb, require

if TYPE_CHECKING:
    from datetime import date

    from headway.app.rules import Actor


@transaction.atomic
def set_report_cadence(
    actor: Actor,
    component: Component,
    *,
    cadence: str,
    due_minute: int = ReportCadence.DUE_MINUTE,
    weekday: int = 4,
    month_day: int = 1,
    since: date | None = None,
    version: int | None = None,
) -> ReportCadence:
    """Say how often a component reports, and by when in the local time of whoever reports; nothing is due before
    ``since``, by default today.
    """
    require(actor, Verb.UPDATE_COMPONENT, component)
    wrong = (
        cadence not in ReportCadence.Cadence.values
        or not 0 <= due_minute < 1440
        or not 0 <= weekday <= 6
        or not 1 <= month_day <= 31
    )
    if wrong:
        raise Refused("invalid-cadence", "Reports cannot fall due like this.", cadence[:40],
                      "Choose a rhythm of the list, a time of the day, a weekday and a day of the month.")  # fmt: skip
    lock_tree(component)
    values = {"cadence": cadence, "due_minute": due_minute, "weekday": weekday, "month_day": month_day}
    row, new = ReportCadence.objects.get_or_create(
        component=component, defaults={**values, "anchor": since or timezone.localdate()}
    )
    before: dict[str, object] = {}
    after: dict[str, object] = dict(values)
    if not new:
        again = {"anchor": since or timezone.localdate()} if since or cadence != row.cadence else {}
        row, before, after = change(row, values | again, version=version)
    if after:
        at = f"{due_minute // 60:02}:{due_minute % 60:02}"
        summary = f"“{component.name}” reports: {row.get_cadence_display().lower()}, by {at}"
        record(actor, component, "report.cadence_set", component, summary=summary, before=before, after=after)
    return row


@transaction.atomic
def set_time_zone(actor: Actor, person: Person, time_zone: str) -> Person:
    """Choose in which time zone a person's day begins; everybody their own. People belong to no tree, so no chain
    records it.
    """
    if actor.person is not None and actor.person.pk != person.pk and not actor.person.is_superuser:
        raise NotAllowed("Everybody sets their own time zone.")
    if time_zone and time_zone not in available_timezones():
        raise Refused("unknown-time-zone", f"There is no time zone called “{time_zone[:60]}”.", "",
                      "Choose one of the list, as Europe/Oslo.")  # fmt: skip
    person.time_zone = ZoneInfo(time_zone).key if time_zone else ""
    person.save(update_fields=["time_zone"])
    return person
