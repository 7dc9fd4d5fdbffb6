"""On which days a component works, as its calendar says: exceptions before weeks, the nearest calendar first."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from headway.app.models import ComponentPath
from headway.app.queries.standard import STANDARD_UID, with_parents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from headway.app.models import Component
    from headway.formats.document import CalendarDoc

WEEKEND = 5
"""Saturday, as Python counts."""


def working_days(component: Component) -> Callable[[date], bool]:
    """Return a function that tells whether the component works on a day.

    Who works all seven days of the week reports from Monday to Friday.
    """
    return working_days_of([component])[component.pk]


def working_days_of(components: Sequence[Component]) -> dict[int, Callable[[date], bool]]:
    """Return the same for many components; those that share a calendar share the function."""
    calendars = calendars_of(components)
    known = {each.uid: each for each in with_parents(pk for pk in calendars.values() if pk != STANDARD_UID)}
    functions = {pk: of_chain(chain_of(pk, known)) for pk in set(calendars.values())}
    return {pk: functions[calendar] for pk, calendar in calendars.items()}


def calendars_of(components: Sequence[Component]) -> dict[int, int]:
    """Return the calendar that holds for each component: its own, or the nearest above it."""
    above = ComponentPath.objects.filter(descendant__in=components, ancestor__calendar__isnull=False)
    found = dict.fromkeys((each.pk for each in components), STANDARD_UID)
    found |= dict(above.order_by("-depth").values_list("descendant_id", "ancestor__calendar"))
    return found


def chain_of(calendar: int, known: dict[int, CalendarDoc]) -> list[CalendarDoc]:
    """Return a calendar and what it inherits from, the nearest first."""
    chain: list[CalendarDoc] = []
    at: int | None = calendar
    while at in known and known[at] not in chain:
        chain.append(known[at])
        at = known[at].parent
    return chain


def of_chain(chain: Sequence[CalendarDoc]) -> Callable[[date], bool]:
    always = all(works_in_week(chain, weekday) for weekday in range(7))

    @lru_cache(maxsize=1000)
    def works(day: date) -> bool:
        if always and day.weekday() >= WEEKEND:
            return False
        for calendar in chain:
            fitting = [each for each in calendar.exceptions if each.first_day <= day <= each.last_day]
            if fitting:
                return bool(min(fitting, key=lambda each: each.last_day - each.first_day).shifts)
        for calendar in chain:
            for special in calendar.work_weeks:
                shifts = special.week[day.weekday()]
                if special.first_day <= day <= special.last_day and shifts is not None:
                    return bool(shifts)
        return works_in_week(chain, day.weekday())

    return works


def works_in_week(chain: Sequence[CalendarDoc], weekday: int) -> bool:
    shifts = (calendar.week[weekday] for calendar in chain)
    return bool(next((each for each in shifts if each is not None), ()))
