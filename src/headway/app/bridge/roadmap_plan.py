"""A roadmap as one reader may edit it: milestones of all projects, and every task of those that they opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headway.app.bridge.live_plans import current_sheet
from headway.app.bridge.nonworking import days_off
from headway.app.bridge.outside import outside_ends
from headway.app.bridge.plan_answers import in_short
from headway.app.bridge.roadmap_columns import (
    MILESTONES,
    NAMES,
    component_row,
    every_task,
    lifted_links,
    milestone_row,
    milestones_of,
)
from headway.app.bridge.rollup import calendars_for
from headway.app.bridge.sheet import COLUMNS, LINK_COLUMNS, RARE
from headway.app.queries.components import visible_tree
from headway.app.queries.roadmaps import stamps
from headway.app.queries.undoable import next_steps
from headway.app.rules.plans_below import rights_below

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from headway.app.bridge.plan_answers import Done
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Component, Person

    Rights = Callable[[int], int]

MOST_OPEN = 50
"""Plans of which one roadmap shows every task."""
BESIDE = {
    "uid": 0, "code": "", "duration_text": "", "manual": 0, "active": 1, "constraint": "", "noted": 0,
    "board_column": "", "blocked_reason": "", "owner": "", "task_type": "", "effort_driven": 0,
}  # fmt: skip
"""What a row of a roadmap has where a sheet has more; None for all others."""
VERSION, COMPONENT_OF = MILESTONES.index("version"), MILESTONES.index("component_id")
PARENT, LEVEL = COLUMNS.index("parent"), COLUMNS.index("level")


@dataclass(slots=True)
class Rows:
    """The rows of a roadmap while they are put together."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    may: list[int] = field(default_factory=list)
    plan: list[int] = field(default_factory=list)
    """The plan that a row belongs to, or is; 0 of a program."""
    component_at: dict[int, int] = field(default_factory=dict)
    task_at: dict[int, int] = field(default_factory=dict)
    links: list[tuple[Any, ...]] = field(default_factory=list)

    def add_component(self, each: Component, level: int) -> None:
        """Add the row of a component; below zero, its id is no task's."""
        row = component_row(each, self.component_at.get(each.parent_id or 0, -1), level)
        self.component_at[each.pk] = len(self.rows)
        self.add(as_in_sheet((-each.pk, *row[1:]), 0), each.pk if each.holds_tasks else 0, 0)

    def add(self, row: tuple[Any, ...], plan: int, may: int) -> None:
        self.rows.append(row)
        self.plan.append(plan)
        self.may.append(may)

    def add_milestones(self, milestones: list[tuple[Any, ...]], level: int, rights: Rights) -> None:
        for each in milestones:
            plan = each[COMPONENT_OF]
            row = milestone_row(each, self.component_at[plan], level)
            self.task_at[each[0]] = len(self.rows)
            self.add(as_in_sheet(row, each[VERSION]), plan, rights(each[0]))

    def add_sheet(self, sheet: Sheet, level: int, rights: Rights) -> None:
        """Add all rows of a plan and the links between them."""
        top = self.component_at[sheet.component]
        for pk, told in sheet.rows.items():
            row = list(told)
            row[PARENT] = top if told[PARENT] is None else self.task_at[told[PARENT]]
            row[LEVEL] = level + told[LEVEL] - 1
            self.task_at[pk] = len(self.rows)
            self.add(tuple(row), sheet.component, rights(pk))
        for pk, one, other, *rest in sheet.links.values():
            self.links.append((pk, self.task_at[one], self.task_at[other], *rest))


def as_in_sheet(row: tuple[Any, ...], version: int) -> tuple[Any, ...]:
    """Return a row of a roadmap with the columns of a sheet."""
    known = BESIDE | dict(zip(NAMES, row, strict=True)) | {"version": version}
    return tuple(map(known.get, COLUMNS))


def roadmap_plan(person: Person, component: Component, opened: Collection[int]) -> dict[str, Any]:
    """Return the roadmap with what its reader edits it with; ``opened`` are the plans that show every task."""
    stamp = stamps([component.pk])[component.pk]
    below = [each for each in visible_tree(person, component) if each.pk != component.pk]
    plans = [each for each in below if each.holds_tasks]
    rights = rights_below(person, plans)
    shown = {each.pk: current_sheet(each) for each in plans if each.pk in opened}
    milestones = milestones_of([each.pk for each in plans if each.pk not in shown])
    found = Rows()
    for each in below:
        level = each.depth - below[0].depth + 1  # type: ignore[attr-defined]
        found.add_component(each, level)
        if each.pk in shown:
            found.add_sheet(shown[each.pk], level + 1, rights[each.pk])
        elif each.holds_tasks:
            found.add_milestones(milestones.get(each.pk, []), level + 1, rights[each.pk])
    columns = {name: [row[place] for row in found.rows] for place, name in enumerate(COLUMNS)}
    for name in RARE:
        if not any(columns[name]):
            del columns[name]
    place = every_task(below, found.component_at) | found.task_at
    return {
        "component": {"id": component.pk, "name": component.name, "kind": component.kind},
        "revision": stamp,
        "status_date": component.status_date,
        "minutes_per_day": component.minutes_per_day,
        "currency": component.currency,
        "may_edit": False,
        "workflow": {"refuses": False, "columns": []},
        "fields": [],
        "mine": [],
        "calendars": [],
        "open": sorted(shown),
        "nonworking": days_off(calendars_for(component), columns["start"], columns["finish"]),
        "tasks": columns | {"may": found.may, "plan": found.plan},
        "links": links_of(found, below, place),
        "outside": outside_ends(person, [each.pk for each in below], place),
        **next_steps(person, *plans),
    }


def links_of(found: Rows, below: list[Component], place: dict[int, int]) -> dict[str, list[Any]]:
    """Return the links within plans that are open, and those between plans, lifted to what is shown."""
    lifted = lifted_links(below, place, found.task_at)
    return {name: [row[index] for row in found.links] + lifted[name] for index, name in enumerate(LINK_COLUMNS)}


def roadmap_answer(person: Person, component: Component, opened: Collection[int], done: Done | None) -> dict[str, Any]:
    """Return the roadmap as it is now, and what an edit did, as edits of a plan are answered."""
    whole = roadmap_plan(person, component, opened)
    told = {} if done is None else in_short(person, done)
    return told | {name: whole[name] for name in ("revision", "undo", "redo")} | {"whole": whole}
