"""Whole plans: install one, take one away, set the status date."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from headway.app.actions import install_rows
from headway.app.actions.edit import change, check_instant, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.install_rows import minute
from headway.app.actions.plan_changes import neighbors_of, require_plan, touch_plan
from headway.app.actions.put_away import put_away
from headway.app.bridge.readiness import calculates
from headway.app.bridge.recalculate import recalculate
from headway.app.models import Component, Event
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.models import TrashItem
    from headway.app.rules import Actor
    from headway.formats.document import PlanDocument


@calculates
@transaction.atomic
def install_plan(actor: Actor, component: Component, document: PlanDocument, *, cause: Event | None = None) -> Event:
    """Store a plan document in an empty project or operation, calculate it, record one event; all or nothing."""
    require(actor, Verb.IMPORT_PLAN, component)
    require_plan(component)
    lock_tree(component)
    component = lock(component)
    if component.tasks.exists():
        raise Refused("not-empty", f"“{component.name}” already has a plan.", "", "Import into a new or empty project.")
    if not document.tasks:
        raise Refused("no-tasks", "This plan has no tasks.", document.name[:80], "Choose a file with tasks in it.")
    calendars = install_rows.install_calendars(component, document.calendars)
    ids = install_rows.install_tasks(component, document, calendars)
    links = install_rows.install_links(component, document, ids)
    install_rows.install_resources(component, document, ids, calendars)
    baselines = install_rows.install_baselines(component, document, ids)
    default = calendars.get(document.default_calendar) if document.default_calendar is not None else None
    for name, value in settings_of(document).items():
        setattr(component, name, value)
    component.calendar = default or next((each for each in calendars.values() if not each.personal), None)
    component.revision += 1
    component.version += 1
    component.save()
    after = {
        "format": document.format, "application": document.application, "name": document.name,
        "tasks": len(ids), "links": links, "calendars": len(calendars), "resources": len(document.resources),
        "assignments": len(document.assignments), "baselines": baselines,
    }  # fmt: skip
    summary = f"Imported the plan “{document.name or component.name}”: {len(ids):,} tasks, {links:,} links"
    event = record(actor, component, "plan.imported", component, summary=summary, after=after, cause=cause)
    recalculate([component.pk])
    return event


def clear_plan(actor: Actor, component: Component) -> TrashItem:
    """Put a whole plan into the trash: the undo of an import into an existing project."""
    linked = sorted(neighbors_of(component, component.tasks.values("pk")))
    count = component.tasks.count()
    told = record(actor, component, "plan.cleared", component, summary=f"Took the plan of “{component.name}” away",
                  before={"tasks": count, "linked": linked})  # fmt: skip
    rows = (component.dependencies, component.tasks, component.resources, component.baselines, component.calendars)
    item = put_away(actor, component, component, [each.all() for each in rows], title=f"Plan of “{component.name}”",
                    right=Verb.IMPORT_PLAN, event=told, count=count)  # fmt: skip
    touch_plan(component)
    recalculate([component.pk])
    return item


def settings_of(document: PlanDocument) -> dict[str, Any]:
    """Return the component's scheduling fields as the document says them."""
    rest = {
        "lag_calendar": document.lag_calendar,
        "progressed_logic": document.progressed_logic,
        "float_type": document.float_type,
        "multiple_critical_paths": document.multiple_critical_paths,
        "start_lag_from": document.start_lag_from,
        "use_expected_finish": document.use_expected_finish,
        "schedule_from": document.schedule_from,
        "finish": minute(document.finish) if document.schedule_from == "finish" else None,
    }
    values = {
        "plan_start": minute(document.start) if document.start else first_instant(document),
        "status_date": minute(document.status_date),
        "must_finish": minute(document.must_finish_by),
        "schedule_mode": document.mode,
        "honor_constraints": document.honor_constraints,
        "critical_float_minutes": document.critical_float_minutes,
        "minutes_per_day": max(1, min(document.minutes_per_day, 1440)),
        "minutes_per_week": max(1, min(document.minutes_per_week, 10_080)),
        "plan_settings": rest,
    }
    return values | ({"currency": document.currency[:3]} if document.currency else {})


def first_instant(document: PlanDocument) -> int:
    """Return the earliest date anywhere in a plan that does not say its start; today at eight without any."""
    dates = [
        instant
        for task in document.tasks
        for instant in (task.stored.start, task.actual_start, task.constraint_date)
        if instant is not None
    ]
    today = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0, tzinfo=None)
    return minute(min(dates, default=today)) or 0


@calculates
@transaction.atomic
def set_status_date(
    actor: Actor, component: Component, when: datetime | int | None, *, version: int | None = None
) -> Component:
    """Say up to when progress is reported: a naive date and time of the plan's wall clock, or its minute."""
    require(actor, Verb.EDIT_PLAN, component)
    require_plan(component)
    at = minute(when) if isinstance(when, datetime) else when
    check_instant(component, "status_date", at)
    lock_tree(component)
    fresh, before, after = change(component, {"status_date": at}, version=version)
    if after:
        Component.objects.filter(pk=fresh.pk).update(revision=F("revision") + 1)
        fresh.refresh_from_db(fields=["revision"])
        said = "" if at is None else f" to {words(at)}"
        record(actor, fresh, "status_date.set", fresh, summary=f"Set the status date of “{fresh.name}”{said}",
               before=before, after=after)  # fmt: skip
    return fresh


def words(at: int) -> str:
    """Return the day of a minute as ISO text."""
    return datetime.fromordinal(datetime(1970, 1, 1).toordinal() + at // 1440).date().isoformat()
