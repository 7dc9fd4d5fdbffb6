"""What clients of a plan are sent: all of it, or what is different since the revision that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from headway.app.bridge.live_plans import current_sheet, shelf
from headway.app.bridge.outside import outside_ends
from headway.app.bridge.sheet import PARENT, difference, link_columns, task_columns
from headway.app.models import Calendar, Component
from headway.app.queries.fields import as_column, fields_of
from headway.app.queries.undoable import next_steps
from headway.app.rules import Actor, visible
from headway.app.rules.parts import PlanRights, own_tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reader has a plan before them: the live one, or a branch of it."""

    person: Person
    remembered: Callable[[Sheet, int], Sheet | None]
    """A revision before the sheet's."""
    rights: Callable[[Sheet], PlanRights]
    next_steps: Callable[[Component], dict[str, Any]]


def at_live_plan(person: Person) -> Desk:
    """Return where a reader has the plan itself before them."""
    return Desk(
        person,
        lambda sheet, since: shelf.sheet(sheet.component, since),
        lambda sheet: rights_of(person, sheet),
        lambda component: next_steps(person, component),
    )


class Done(Protocol):
    """What an edit did."""

    before: Sheet
    after: Sheet
    made: list[list[int]]
    problems: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    moved: int
    finish: tuple[int | None, int | None]
    elsewhere: dict[int, int]
    rights: PlanRights | None

    def next_steps(self, person: Person) -> dict[str, Any]:
        """Return what undo and redo would do now."""


def rights_of(person: Person, sheet: Sheet) -> PlanRights:
    component = Component.objects.get(pk=sheet.component)
    return PlanRights(
        Actor(person=person, channel="api"), component, lambda: {pk: row[PARENT] for pk, row in sheet.rows.items()}
    )


def with_rights(columns: dict[str, list[Any]], rights: PlanRights) -> dict[str, list[Any]]:
    return {**columns, "may": rights.of_rows(columns["id"])}


def loaded(person: Person, component: Component) -> dict[str, Any]:
    """Return a plan as one reader may edit it."""
    return whole(at_live_plan(person), component, current_sheet(component))


def whole(desk: Desk, component: Component, sheet: Sheet) -> dict[str, Any]:
    """Return a sheet with everything that its reader edits it with."""
    rights = desk.rights(sheet)
    calendars = Calendar.objects.filter(component__paths_down__descendant=component).order_by("name", "pk")
    return {
        "component": {"id": component.pk, "name": component.name, "kind": component.kind},
        "revision": sheet.revision,
        "status_date": sheet.status_date,
        "minutes_per_day": component.minutes_per_day,
        "currency": component.currency,
        "may_edit": rights.whole,
        "may_money": rights.money,
        "workflow": sheet.workflow.as_json(),
        "fields": [as_column(field) for field in fields_of(component)],
        "mine": own_tasks(desk.person, component),
        "nonworking": sheet.nonworking,
        "calendars": list(calendars.values("id", "name")),
        "tasks": with_rights(task_columns(sheet), rights),
        "links": link_columns(sheet),
        "outside": ends(desk.person, sheet),
        **desk.next_steps(component),
    }


def ends(person: Person, sheet: Sheet) -> dict[str, list[Any]]:
    return outside_ends(person, [sheet.component], lambda: {pk: index for index, pk in enumerate(sheet.rows)},
                        sheet.outside)  # fmt: skip


def answer_of(desk: Desk, done: Done, since: int | None) -> dict[str, Any]:
    """Return what an edit did, and what others did since the revision that the client holds."""
    told = different(desk, done.after, done.before.revision if since is None else since, done.before, done.rights)
    return told | done.next_steps(desk.person) | in_short(desk.person, done)


def in_short(person: Person, done: Done) -> dict[str, Any]:
    """Return what an edit made, left and moved, also in other plans as far as the reader sees them."""
    seen = visible(person, Component).filter(pk__in=done.elsewhere).order_by("pk")
    plans = [{"id": pk, "name": name, "tasks": done.elsewhere[pk]} for pk, name in seen.values_list("pk", "name")]
    first, last = done.finish
    return {
        "made": done.made, "problems": done.problems, "skipped": done.skipped,
        "moved": {"tasks": done.moved, "finish_before": first, "finish_after": last, "plans": plans},
    }  # fmt: skip


def changes_since(person: Person, component: Component, since: int) -> dict[str, Any]:
    """Return what is different since a revision."""
    return changed(at_live_plan(person), component, current_sheet(component), since)


def changed(desk: Desk, component: Component, sheet: Sheet, since: int) -> dict[str, Any]:
    """Return what is different in a sheet since a revision, as an edit is answered."""
    return different(desk, sheet, since, sheet) | desk.next_steps(component) | {
        "made": [], "problems": [], "skipped": [],
        "moved": {"tasks": 0, "finish_before": None, "finish_after": None, "plans": []},
    }  # fmt: skip


def different(desk: Desk, sheet: Sheet, since: int, known: Sheet, rights: PlanRights | None = None) -> dict[str, Any]:
    """Return the difference to the revision, or all of the plan where nobody remembers that one."""
    before = known if known.revision == since else desk.remembered(sheet, since)
    told: dict[str, Any] = {
        "revision": sheet.revision, "since": since, "rows": len(sheet.rows), "whole": None, "nonworking": None,
        "status_date": sheet.status_date, "workflow": sheet.workflow.as_json(), "calendars": None,
        "removed": {"tasks": [], "links": []},
    }  # fmt: skip
    if before is None:
        everything = whole(desk, Component.objects.get(pk=sheet.component), sheet)
        return told | {
            "whole": everything, "tasks": task_columns(sheet, ()) | {"may": []}, "links": link_columns(sheet, ()),
            "outside": everything["outside"],
        }  # fmt: skip
    found = difference(before, sheet)
    columns = task_columns(sheet, found.tasks, before)
    columns = with_rights(columns, rights or desk.rights(sheet)) if found.tasks else columns | {"may": []}
    if before.nonworking != sheet.nonworking:
        told["nonworking"] = sheet.nonworking
    return told | {
        "tasks": columns, "links": link_columns(sheet, found.links),
        "removed": {"tasks": found.removed_tasks, "links": found.removed_links},
        "outside": ends(desk.person, sheet),
    }  # fmt: skip
