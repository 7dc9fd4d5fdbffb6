"""One stored plan in memory: its rows as the tables have them, and what the engine makes of them."""

from __future__ import annotations

from copy import copy
from dataclasses import fields, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import BooleanField, ExpressionWrapper, Q

from headway.app.bridge.document_of_rows import (
    PLANNED,
    SCHEDULED,
    assignments_of,
    empty_document,
    fill,
    link_doc,
    task_doc,
)
from headway.app.bridge.people_on_rows import by_task, stated, tried
from headway.app.bridge.plan_of_rows import PlanPart
from headway.app.bridge.rollup import calendars_for
from headway.app.bridge.rollup_plan import Baselined
from headway.app.models import Assignment, Dependency, Person, Task
from headway.app.queries.workflow import workflow_of
from headway.engine.plan import Links, Tasks
from headway.formats.plan_of import links_of, options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.bridge.people_on_rows import Pairs, Shaped, Stated
    from headway.app.models import Component
    from headway.formats.document import AssignmentDoc, TaskDoc

SHOWN = (
    "level", "wbs", "uid", "code", "version", "owner_id", "physical_percent", "priority", "work_minutes", "cost",
    "fixed_cost", "actual_cost", "duration_estimated", "actual_work_minutes", "remaining_work_minutes", "noted",
    "board_column", "board_rank", "blocked_since", "blocked_reason", "booked_minutes", "custom",
    "sprint_id", "duration_low_minutes", "duration_high_minutes",
)  # fmt: skip
"""What grids show beside the columns that the engine reads."""
COLUMNS = (*PLANNED, *SHOWN)
AT = {name: index for index, name in enumerate(COLUMNS)}
TIES = ("pk", "predecessor_id", "successor_id", "type", "lag", "lag_kind", "lag_unit")
OF_THE_WHOLE = {"uid", "parent", "project"}
"""Columns of the engine that no single row tells."""
BATCH = 900
SPARE_DAYS = 400
"""Compiled beyond what is asked for, so that the next edit finds it."""
Row = tuple[Any, ...]
planned = itemgetter(slice(0, len(PLANNED)))


def rows_of(**which: Any) -> Any:
    """Return rows of tasks as COLUMNS."""
    noted = ExpressionWrapper(~Q(notes=""), BooleanField())
    return Task.objects.filter(**which).annotate(noted=noted)


IN_MEMORY_ONLY = ("copies", "assigned", "worked", "shaped", "notes")
"""What a part holds that no table has."""


class LivePart:
    """A plan whose rows, document and engine's plan follow the tables."""

    rows: dict[int, Row]
    """By task, in the order of the outline."""
    ties: dict[int, Row]
    """Links within the plan as TIES, in the order of their ids."""
    computed: dict[int, Row]
    """What the schedule columns of the tables hold."""
    baseline: Baselined
    part: PlanPart

    def __init__(self, component: Component) -> None:
        self.component = component
        names = (*COLUMNS, *SCHEDULED, "position")
        stored = list(rows_of(component=component).order_by("position", "pk").values_list(*names))
        self.rows = {row[0]: row[: len(COLUMNS)] for row in stored}
        self.computed = {row[0]: row[len(COLUMNS) : -1] for row in stored}
        self.positions = {row[0]: row[-1] for row in stored}
        links = Dependency.objects.filter(component=component, from_component=component).order_by("pk")
        self.ties = {tie[0]: tie for tie in links.values_list(*TIES)}
        self.baseline = Baselined(component)
        self.workflow = workflow_of(component)
        given = Task.objects.filter(component=component, owner__isnull=False)
        self._owners: dict[int, str] = dict(given.values_list("owner", "owner__name").distinct())
        self.days_off: tuple[tuple[int, int], list[int]] | None = None
        """Between which days, and the days."""
        self._calendars: Any = None
        self._clock: Any = None
        self._docs: dict[int, TaskDoc] = {}
        self.copies: dict[int, int] = {}
        """Rows that are in memory only, to the stored ones that they are copies of."""
        self.assigned: dict[int, Pairs] = {}
        """Who works on rows, as pairs of resource and units, where that is in memory only."""
        self.worked: dict[int, Stated] = {}
        """Stated work of resources on rows, where that is in memory only."""
        self.shaped: dict[int, Shaped] = {}
        """How the work of resources lies over the time of rows, where that is in memory only."""
        self._people: dict[int, list[AssignmentDoc]] | None = None
        self.notes: dict[int, str] = {}
        """Those that are in memory only."""
        self.last_uid = 0
        """The last of the tables, for those of rows in memory only."""
        self._document = empty_document(component)
        self.rebuild()

    def value(self, task: int, name: str) -> Any:
        return self.rows[task][AT[name]]

    def column(self, name: str) -> dict[int, Any]:
        index = AT[name]
        return {pk: row[index] for pk, row in self.rows.items()}

    @property
    def assignments(self) -> list[AssignmentDoc]:
        return self._document.assignments

    def people(self, task: int) -> list[AssignmentDoc]:
        """Return who works on a row."""
        if self._people is None:
            self._people = by_task(self.assignments)
        return self._people.get(task, [])

    def workers(self) -> set[int]:
        """Return the resources that are people and machines, neither material nor costs."""
        return {each.uid for each in self._document.resources if each.kind == "work"}

    def clock(self, first: int, last: int) -> tuple[Any, int]:
        """Return the plan's calendar compiled for these days, and its row; it is kept."""
        from headway.engine.calendars import compile_calendars  # noqa: PLC0415 - numba loads only where something is calculated

        calendars, row = self.calendars()
        if self._clock is None or first < self._clock.first_day or last > self._clock.last_day:
            self._clock = compile_calendars(calendars, first - SPARE_DAYS, last + SPARE_DAYS)
        return self._clock, row

    def calendars(self) -> Any:
        """Return the engine's calendars that the plan's own needs, and its row; they are kept."""
        if self._calendars is None:
            self._calendars = calendars_for(self.component)
        return self._calendars

    def calendar_rows(self) -> dict[int, int]:
        """Return the row in the engine's plan of each calendar that the plan works with, by its id."""
        return {each.uid: row for row, each in enumerate(self._document.calendars)}

    def owner_of(self, row: Row) -> str:
        """Return the name of who answers for a row."""
        pk = row[AT["owner_id"]]
        if pk is None:
            return ""
        if pk not in self._owners:
            self._owners[pk] = Person.objects.get(pk=pk).name
        return self._owners[pk]

    # ------------------------------------------------------------------ follow the tables

    def read(self, tasks: Iterable[int], links: set[int]) -> None:
        """Read some rows anew; those that are new go to the end until ``put_in_order``."""
        for some in batches(tasks):
            for row in rows_of(pk__in=some).values_list(*COLUMNS):
                self.rows[row[0]] = row
                self.computed.setdefault(row[0], (None,) * len(SCHEDULED))
                self._docs.pop(row[0], None)
        for some in batches(links):
            for tie in Dependency.objects.filter(pk__in=some).values_list(*TIES):
                self.ties[tie[0]] = tie
        if links:
            self.ties = dict(sorted(self.ties.items()))

    def hold(self, rows: Iterable[Row], ties: Iterable[Row]) -> None:
        """Take rows and links over that no table has, as ``read`` those of the tables."""
        for row in rows:
            self.rows[row[0]] = row
            self.computed.setdefault(row[0], (None,) * len(SCHEDULED))
            self._docs.pop(row[0], None)
        self.ties |= {tie[0]: tie for tie in ties}
        self.ties = dict(sorted(self.ties.items()))

    def forked(self, revision: int) -> LivePart:
        """Return the same part for changes that no table will have; it tells another revision."""
        twin = copy(self)
        twin.component = copy(self.component)
        twin.component.revision = revision
        twin.last_uid = max(self.column("uid").values(), default=0)
        for name in (*IN_MEMORY_ONLY, "rows", "computed", "positions", "ties", "_docs"):
            setattr(twin, name, dict(getattr(self, name)))
        document = self._document
        twin._document = replace(document, tasks=list(document.tasks), links=list(document.links))  # noqa: SLF001 - its own
        twin.part = replace(self.part, component=twin.component, names=list(self.part.names))
        return twin

    def read_people(self, tasks: Iterable[int]) -> None:
        """Read anew how much each does of some rows; those who do are the same."""
        for some in batches(tasks):
            self._restate({each.uid: each for each in assignments_of(self.component, set(some), task__in=some)})

    def hold_people(self, tasks: Iterable[int]) -> None:
        """Take over how much each does of some rows, as no table has it."""
        mine = [each for task in tasks for each in self.people(task)]
        self._restate({each.uid: stated(each, self.assigned, self.worked, self.shaped) for each in mine})

    def _restate(self, docs: Mapping[int, AssignmentDoc]) -> None:
        self._document.assignments = [docs.get(each.uid, each) for each in self._document.assignments]
        if self._people is not None:
            self._people = {**self._people, **by_task(docs.values())}

    def forget(self, tasks: Iterable[int], links: Iterable[int]) -> None:
        gone = set(tasks)
        for pk in gone:
            self.rows.pop(pk, None), self.computed.pop(pk, None), self._docs.pop(pk, None)
        for pk in links:
            self.ties.pop(pk, None)
        if gone:
            self.ties = {pk: tie for pk, tie in self.ties.items() if tie[1] not in gone and tie[2] not in gone}

    def put_in_order(self, order: Iterable[int]) -> None:
        self.rows = {pk: self.rows[pk] for pk in order}
        self.positions = {pk: index for index, pk in enumerate(self.rows)}

    # ------------------------------------------------------------------ the engine's plan

    def rebuild(self) -> None:
        """Make the engine's plan of all rows."""
        known = self.rows.keys()
        for pk, row in self.rows.items():
            if pk not in self._docs:
                self._docs[pk] = task_doc(row, known)  # type: ignore[arg-type]  # keys are set-like
        docs = [self._docs[pk] for pk in self.rows]
        fill(self._document, self.component, docs, [link_doc(tie) for tie in self.ties.values()])
        self._people = None
        if self.copies or self.assigned or self.worked or self.shaped:
            stored = self._document.assignments
            self._document.assignments = tried(
                self.component, stored, self.copies, self.assigned, self.worked, self.shaped, self.rows
            )
        plan, options = to_plan(self._document), options_of(self._document)
        self.part = PlanPart(self.component, plan, options, [doc.name for doc in docs], [], list(self.ties))

    def relink(self) -> None:
        """Make the engine's plan anew where links only are different."""
        place = {pk: row for row, pk in enumerate(self.rows)}
        self._document.links = [link_doc(tie) for tie in self.ties.values()]
        plan = self.part.plan.replace(links=links_of(self._document.links, place))
        self.part = replace(self.part, link_ids=list(self.ties), plan=plan)

    def change(self, tasks: Iterable[int]) -> dict[int, dict[str, Any]] | None:
        """Let the engine's plan follow new values of some tasks; return what is different by row and column.

        None where more than these rows may be different: then nothing is done.
        """
        ids, plan = list(tasks), self.part.plan
        made = self._some(ids)
        if made is None:
            return None
        docs, small = made
        mine = set(ids)
        rows = {pk: row for row, pk in enumerate(self.rows) if pk in mine}
        places = np.array([rows[pk] for pk in ids], np.int64)
        found: dict[int, dict[str, Any]] = {}
        columns: dict[str, Any] = {}
        for field in fields(Tasks):
            if field.name in OF_THE_WHOLE:
                continue
            new, old = getattr(small, field.name), getattr(plan.tasks, field.name)
            different = np.flatnonzero(new != old[places])
            if len(different):
                columns[field.name] = old.copy()
                columns[field.name][places[different]] = new[different]
                for index in different.tolist():
                    found.setdefault(int(places[index]), {})[field.name] = new[index].item()
        for pk, doc in zip(ids, docs, strict=True):
            self._document.tasks[rows[pk]] = doc
            self.part.names[rows[pk]] = doc.name
        self.part = replace(self.part, plan=plan.replace(tasks=replace(plan.tasks, **columns)))
        return found

    def reshape(self, changed: set[int], fresh_links: set[int]) -> bool:
        """Make the engine's plan of the old one where rows came, went or moved; False where it takes all of them."""
        plan, old_ids = self.part.plan, self.part.plan.tasks.uid.tolist()
        known = dict(zip(old_ids, range(len(old_ids)), strict=True))
        unknown = [pk for pk in self.rows if pk not in known]
        assigned = {self.copies.get(pk, pk) for pk in unknown}
        if any(Assignment.objects.filter(task__in=some).exists() for some in batches(assigned)):
            return False
        ids = [pk for pk in self.rows if pk in changed or pk not in known]
        made = self._some(ids)
        if made is None or len(plan.assignments):
            return False
        _, small = made
        at = {**known, **{pk: len(old_ids) + index for index, pk in enumerate(ids)}}
        index = np.array([at[pk] for pk in self.rows], np.int64)
        columns = {field.name: np.concatenate((getattr(plan.tasks, field.name), getattr(small, field.name)))[index]
                   for field in fields(Tasks)}  # fmt: skip
        place = {pk: row for row, pk in enumerate(self.rows)}
        parent = AT["parent_id"]
        columns["parent"] = np.array([place.get(row[parent], -1) for row in self.rows.values()], np.int32)
        docs = [self._docs[pk] for pk in self.rows]
        self._document.tasks = docs
        self._document.assignments = [each for each in self._document.assignments if each.task in place]
        self._people = None
        links = self._moved_links(place, old_ids, fresh_links)
        self.part = PlanPart(self.component, plan.replace(tasks=Tasks(**columns), links=links), self.part.options,
                             [doc.name for doc in docs], [], list(self.ties))  # fmt: skip
        return True

    def _moved_links(self, place: dict[int, int], old_ids: list[int], fresh: set[int]) -> Links:
        """Return the links between rows in their new places."""
        known, old = self.part.link_ids, self.part.plan.links
        added = self.ties.keys() - set(known)
        if fresh - added or min(added, default=1 << 62) < max(known, default=0):
            return links_of([link_doc(tie) for tie in self.ties.values()], place)
        row = np.array([place.get(pk, -1) for pk in old_ids], np.int32)
        kept = np.array([pk in self.ties for pk in known], bool)
        more = links_of([link_doc(self.ties[pk]) for pk in sorted(added)], place)
        ends = {"predecessor", "successor"}
        columns = {name: getattr(old, name)[kept] for name in (field.name for field in fields(Links))}
        columns |= {name: row[columns[name]] for name in ends}
        return Links(**{name: np.concatenate((column, getattr(more, name))) for name, column in columns.items()})

    def _some(self, ids: list[int]) -> tuple[list[TaskDoc], Tasks] | None:
        """Return documents and columns of some rows alone, without parents; None where others decide about them."""
        document, plan, mine = self._document, self.part.plan, set(ids)
        known = {calendar.uid for calendar in document.calendars}
        docs = [task_doc(self.rows[pk], set()) for pk in ids]
        if self.component.plan_start is None or any(doc.calendar not in known for doc in docs if doc.calendar):
            return None
        assigned = [each for each in document.assignments if each.task in mine]
        small = to_plan(replace(document, tasks=docs, links=[], assignments=assigned))
        own = np.isin(plan.tasks.uid, ids)
        parts = len(small.assignments) or own[plan.assignments.task].any()
        if len(small.calendars) > len(document.calendars) or parts:
            return None
        if (plan.tasks.calendar[own] >= len(document.calendars)).any():
            return None
        parent = AT["parent_id"]
        for pk, doc in zip(ids, docs, strict=True):
            above = self.rows[pk][parent]
            doc.parent = above if above in self.rows else None
            self._docs[pk] = doc
        return docs, small.tasks


def batches(ids: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(ids)
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
