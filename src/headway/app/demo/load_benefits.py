"""Write the demonstration's objectives and benefits through the same actions as everybody."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from headway.app.actions.benefits import read_benefit, serve_objective, tie_benefit
from headway.app.actions.events import as_of
from headway.app.actions.records import raise_record
from headway.app.demo.benefits import BENEFITS, OBJECTIVES
from headway.app.demo.load_register import acting
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from headway.app.demo.benefits import Benefit
    from headway.app.models import Component, Person, Record


def load_benefits(people: Mapping[str, Person], components: Mapping[str, Component], monday: date) -> None:
    with as_of(morning(monday - timedelta(days=90))):
        goals = {
            each.key: raise_record(
                acting(people[each.by]), components[each.where], "objective", title=each.title, owner=people[each.by],
                details={"weight": each.weight, "measure": each.measure},
            )
            for each in OBJECTIVES
        }  # fmt: skip
        rows = [note_benefit(each, people, components, goals, monday) for each in BENEFITS]
    for each, row in zip(BENEFITS, rows, strict=True):
        for days, gain, note in each.readings:
            day = monday - timedelta(days=days)
            with as_of(morning(day)):
                read_benefit(acting(people[each.owner]), row, on=day, gain=gain, note=note)


def note_benefit(
    each: Benefit,
    people: Mapping[str, Person],
    components: Mapping[str, Component],
    goals: Mapping[str, Record],
    monday: date,
) -> Record:
    actor = acting(people[each.owner])
    until = monday.replace(year=monday.year + each.years, month=12, day=31)
    row = raise_record(
        actor, components[each.where], "benefit", title=each.title, status=each.status,
        owner=people[each.owner] if each.owned else None, details=each.details | {"until": until.isoformat()},
    )  # fmt: skip
    for where, milestone in each.waits_for:
        tie_benefit(actor, row, Task.objects.get(component=components[where], name=milestone))
    if each.serves:
        serve_objective(actor, row, goals[each.serves])
    return row


def morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)
