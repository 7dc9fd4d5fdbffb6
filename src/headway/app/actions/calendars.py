"""Working calendars."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from headway.app.actions.edit import clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.actions.plan_changes import touch_plan
from headway.app.actions.put_away import put_away
from headway.app.models import Calendar, Component
from headway.app.rules import Verb, require

if TYPE_CHECKING:
    from headway.app.models import TrashItem
    from headway.app.rules import Actor

MOST_EXCEPTIONS = 20_000
OFFICE_WEEK: list[list[list[int]] | None] = [*[[[480, 720], [780, 1020]]] * 5, [], []]
"""Monday to Friday, 8 to 12 and 13 to 17."""


def bad_calendar(where: str, why: str) -> Refused:
    return Refused("invalid-calendar", f"{where}: {why}", "", "Shifts are pairs of minutes of the day, in order.")


def check_shifts(shifts: Any, where: str) -> list[list[int]]:
    """Return the shifts of one day as stored; refuse what is no ordered list of [from, to) in minutes."""
    if not isinstance(shifts, (list, tuple)):
        raise bad_calendar(where, "shifts are a list.")
    result, last = [], 0
    for shift in shifts:
        whole = isinstance(shift, (list, tuple)) and len(shift) == 2 and all(type(m) is int for m in shift)
        if not whole or not last <= shift[0] < shift[1] <= 2880 or shift[0] >= 1440:
            raise bad_calendar(where, f"{str(shift)[:60]} is not a shift that follows the one before.")
        result.append([shift[0], shift[1]])
        last = shift[1]
    return result


def check_week(week: Any, where: str) -> list[list[list[int]] | None]:
    if not isinstance(week, (list, tuple)) or len(week) != 7:
        raise bad_calendar(where, "a week has seven days, Monday first.")
    return [None if day is None else check_shifts(day, f"{where}, day {n}") for n, day in enumerate(week, 1)]


def check_span(entry: Any, where: str) -> dict[str, Any]:
    try:
        first, last = date.fromisoformat(entry["first"]), date.fromisoformat(entry["last"])
    except (KeyError, TypeError, ValueError) as error:
        raise bad_calendar(where, "first and last are days like 2026-12-24.") from error
    if not 1900 <= first.year <= last.year <= 2199 or first > last:
        raise bad_calendar(where, "the last day lies before the first, or outside 1900 to 2199.")
    return {"first": first.isoformat(), "last": last.isoformat(), "name": str(entry.get("name", ""))[:200]}


@transaction.atomic
def create_calendar(
    actor: Actor,
    component: Component,
    *,
    name: str,
    week: Any = None,
    exceptions: Any = (),
    work_weeks: Any = (),
    parent: Calendar | None = None,
) -> Calendar:
    """Add working hours to a component; the components below may use them too. Default: the office week."""
    require(actor, Verb.EDIT_CALENDAR, component)
    if len(exceptions) + len(work_weeks) > MOST_EXCEPTIONS:
        raise bad_calendar("Exceptions", f"more than {MOST_EXCEPTIONS}.")
    if week is None:
        week = OFFICE_WEEK if parent is None else [None] * 7
    calendar = Calendar(component=component, parent=parent)
    calendar.name = clean(calendar, "name", name)
    calendar.week = check_week(week, "Week")
    calendar.exceptions = [
        check_span(entry, f"Exception {n}") | {"shifts": check_shifts(entry.get("shifts", []), f"Exception {n}")}
        for n, entry in enumerate(exceptions, 1)
    ]
    calendar.work_weeks = [
        check_span(entry, f"Work week {n}") | {"week": check_week(entry.get("week"), f"Work week {n}")}
        for n, entry in enumerate(work_weeks, 1)
    ]
    calendar.save()
    record(actor, component, "calendar.created", calendar, summary=f"Added the calendar “{calendar.name}”",
           after={name: getattr(calendar, name) for name in ("name", "week", "exceptions", "work_weeks")}
           | {"parent": parent.pk if parent else None})  # fmt: skip
    return calendar


@transaction.atomic
def delete_calendar(actor: Actor, calendar: Calendar) -> TrashItem:
    """Put a calendar into the trash; what worked by it follows the plan's own until it is restored."""
    component = calendar.component
    require(actor, Verb.EDIT_CALENDAR, component)
    lock_tree(component)
    uses = Q(calendar=calendar) | Q(tasks__calendar=calendar) | Q(resources__calendar=calendar)
    users = Component.objects.filter(uses | Q(calendars__parent=calendar))
    plans = sorted(set(users.values_list("pk", flat=True)))
    told = record(actor, component, "calendar.deleted", calendar, summary=f"Deleted the calendar “{calendar.name}”",
                  before={"name": calendar.name, "linked": plans})  # fmt: skip
    item = put_away(actor, component, calendar, [[calendar]], title=f"Calendar “{calendar.name}”",
                    right=Verb.EDIT_CALENDAR, event=told)  # fmt: skip
    for pk in plans:
        touch_plan(Component(pk=pk))
    return item
