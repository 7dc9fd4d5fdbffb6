"""Plans that links tie together, in memory with their schedule: it follows edits, and so do the tables."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from headway.app.bridge.live_part import SPARE_DAYS, LivePart
from headway.app.bridge.outside_tried import tried_rows
from headway.app.bridge.plan_of_rows import Tried, join
from headway.app.bridge.recalculate import Computed, computed_rows, note_waiting, store_schedule, waits
from headway.app.bridge.rollup_plan import clock_for, span_of, write_plan_rollups
from headway.app.bridge.scheduling import compiles_meanwhile, schedule_plan
from headway.app.bridge.sheet import NOTHING, sheet_of
from headway.engine.garbage import without_collecting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.bridge.live_part import Row
    from headway.app.bridge.sheet import Sheet, Touched
    from headway.app.models import Component
    from headway.engine.network import LiveSchedule
    from headway.engine.network.changes import Change
    from headway.engine.network.result import Schedule
    from headway.engine.plan import Minutes

FEW = 32
"""Changed tasks that the schedule follows one by one; beyond, all of it is calculated, which takes no longer."""


@dataclass(slots=True)
class Delta:
    """What an edit did to the tables."""

    changed: set[int] = field(default_factory=set)
    """Tasks with new values, new ones too."""
    removed: set[int] = field(default_factory=set)
    order: list[int] | None = None
    """The outline, where it is another one."""
    links: set[int] = field(default_factory=set)
    """New and changed ones."""
    unlinked: set[int] = field(default_factory=set)
    crossing: bool = False
    """A link between plans is among them."""
    assigned: bool = False
    """Others work on some of the tasks."""
    people: set[int] = field(default_factory=set)
    """Tasks on which others work, or with other units."""
    worked: set[int] = field(default_factory=set)
    """Tasks on which they do more or less."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What the schedule did because of an edit."""

    rewritten: dict[int, set[int]]
    """By plan: tasks of which a computed column is different."""
    moved: dict[int, int]
    """By plan: how many tasks start or finish at another time."""

    def and_before(self, other: Followed) -> Followed:
        """Return both together."""
        plans = self.rewritten.keys() | other.rewritten.keys()
        rewritten = {pk: self.rewritten.get(pk, set()) | other.rewritten.get(pk, set()) for pk in plans}
        plans = self.moved.keys() | other.moved.keys()
        return Followed(rewritten, {pk: self.moved.get(pk, 0) + other.moved.get(pk, 0) for pk in plans})


class LivePlan:
    """What is known of some tied plans at one revision. Used by one edit at a time."""

    @without_collecting()
    def __init__(self, components: Sequence[Component]) -> None:
        self.parts = {component.pk: LivePart(component) for component in components}
        self.tried = Tried()
        self._live: LiveSchedule | None = None
        self._clock: Any = None
        self.above: Any = None
        """What is above the plans, as the memory's key holds it."""
        self._calculate()
        self.settled, self.unwritten = self._take_over(self._computed())
        """What the tables held of an older plan, and what they are to hold; an edit begins with nothing unwritten."""
        self.sheets: dict[int, Sheet] = {}
        """What was last shown of each plan."""

    @property
    def size(self) -> int:
        return sum(len(part.rows) for part in self.parts.values())

    @property
    def waits(self) -> bool:
        """Whether there are so many dates that the worker stores them; they are known here before."""
        return waits(self.size)

    def take(self, components: Sequence[Component]) -> None:
        """Hold the rows of the components as they are locked now."""
        for component in components:
            part = self.parts[component.pk]
            part.component = part.part.component = component
        self.joined.components[:] = components

    # ------------------------------------------------------------------ follow

    def follow(self, component: int, delta: Delta) -> Followed:
        """Let memory, schedule and the schedule columns of the tables follow an edit of one plan."""
        part = self.parts[component]
        part.forget(delta.removed, delta.unlinked)
        part.read(delta.changed, delta.links)
        part.read_people(delta.people | delta.worked)
        followed, different = self._catch_up(component, delta)
        if not self.waits:
            store_schedule(different)
        return followed

    def follow_in_memory(self, component: int, delta: Delta, rows: Iterable[Row], ties: Iterable[Row]) -> Followed:
        """Let memory and schedule follow changes of one plan that no table has."""
        part = self.parts[component]
        part.forget(delta.removed, delta.unlinked)
        part.hold(rows, ties)
        part.hold_people(delta.people | delta.worked)
        return self._catch_up(component, delta)[0]

    def _catch_up(self, component: int, delta: Delta) -> tuple[Followed, dict[int, tuple[Computed, Computed]]]:
        """Let order, links and schedule follow the rows; return what moved, and what is to be written."""
        part = self.parts[component]
        whole = bool(delta.removed) or delta.order is not None
        if delta.order is not None:
            part.put_in_order(delta.order)
        changes = None if whole or delta.assigned else part.change(delta.changed) if delta.changed else {}
        if changes is None:
            if delta.assigned or not (whole and part.reshape(delta.changed, delta.links)):
                part.rebuild()
        elif delta.links or delta.unlinked:
            part.relink()
        if changes is None or delta.links or delta.unlinked or delta.crossing or len(changes) > FEW:
            self._calculate()
            computed = self._computed()
        else:
            computed = self._step(component, changes)
        return self._take_over(computed)

    def forked(self, revision: int) -> LivePlan:
        """Return the same plans for changes that no table will have; they tell another revision."""
        twin = copy(self)
        twin.parts = {pk: part.forked(revision) for pk, part in self.parts.items()}
        twin.joined = replace(self.joined, components=[part.component for part in twin.parts.values()])
        twin.tried = Tried(dict(self.tried.made), set(self.tried.removed))
        twin.sheets, twin._live = {}, None  # noqa: SLF001 - its own
        return twin

    def take_in(self, others: Iterable[LivePart]) -> None:
        """Calculate more plans together with these."""
        more = {part.component.pk: part for part in others}
        self.parts = dict(sorted({**self.parts, **more}.items()))
        self._calculate()
        self._take_over(self._computed())

    def settle(self) -> None:
        """Write what the tables do not hold yet, if that is not for the worker to do."""
        if not self.waits:
            store_schedule(self.unwritten)
            self.unwritten = {}

    def leave_to_worker(self, tasks: int) -> None:
        """Note how many tasks have dates that the worker has to store."""
        if self.waits:
            note_waiting(self.parts, tasks)

    def roll_up(self) -> dict[int, tuple[int | None, int | None]]:
        """Write what is computed for each plan as a whole; return the finish of each before and after."""
        baselines = {pk: part.baseline for pk, part in self.parts.items()}
        first, last = span_of(self.joined, self.schedule, baselines)
        known = self._clock
        fits = known is not None and known.first_day <= first and last < known.last_day
        if not fits or known.calendars != self.joined.plan.calendars:
            self._clock = clock_for(self.joined, self.schedule, baselines, SPARE_DAYS)
        finishes = write_plan_rollups(self.joined, self.schedule, baselines, self._clock)
        return dict(zip(self.parts, finishes, strict=True))

    def show(self, component: int, touched: Touched = NOTHING) -> Sheet:
        """Return the sheet of a plan; what is neither touched nor follows from it is as in the last one."""
        part, dates = self.parts[component], self.dates(component)
        sheet = sheet_of(part, dates, self.sheets.get(component), touched)
        if self.waits:
            sheet = replace(sheet, outside=tried_rows(self, component))
        self.sheets[component] = sheet
        return sheet

    def dates(self, component: int) -> tuple[Minutes, Minutes]:
        """Return start and finish of the rows of a plan."""
        first, _ = self.offsets(component)
        rows = slice(first, first + len(self.parts[component].rows))
        return self.schedule.start[rows], self.schedule.finish[rows]

    # ------------------------------------------------------------------ calculate

    def _calculate(self) -> None:
        self.joined = join([part.part for part in self.parts.values()], self.tried)
        if compiles_meanwhile():
            self._live = None
            self.schedule: Schedule = schedule_plan(self.joined.plan, self.joined.options)
            return
        from headway.engine.network import LiveSchedule  # noqa: PLC0415 - numba loads only where something is calculated

        self._live = LiveSchedule(self.joined.plan, self.joined.options)
        self.schedule = self._live.schedule

    def _step(self, component: int, changes: dict[int, dict[str, Any]]) -> dict[int, Computed]:
        """Let the schedule follow new values of a few tasks; return the computed columns of what they reached."""
        if not changes:
            return {}
        if self._live is None:
            self._calculate()
            return self._computed()
        from headway.engine.network import TaskChange, reschedule  # noqa: PLC0415

        first, calendars = self.offsets(component)
        steps: list[Change] = []
        for row, values in changes.items():
            moved = {name: value + calendars if name in {"calendar", "float_calendar"} and value >= 0 else value
                     for name, value in values.items()}  # fmt: skip
            steps.append(TaskChange(row + first, moved))
        rows = reschedule(self._live, *steps).rows
        self.schedule = self._live.schedule
        self.joined.plan = self._live.plan
        return self._computed(rows)

    def offsets(self, component: int) -> tuple[int, int]:
        """Return the first row of a plan among all, and its first calendar."""
        first = calendars = 0
        for pk, part in self.parts.items():
            if pk == component:
                break
            first, calendars = first + len(part.rows), calendars + len(part.part.plan.calendars)
        return first, calendars

    def _computed(self, rows: Any = None) -> dict[int, Computed]:
        """Return the schedule columns of all rows or of some, by task."""
        found = computed_rows(self.joined, self.schedule, rows)
        ids = self.joined.task_ids if rows is None else self.joined.task_ids[rows]
        return dict(zip(ids.tolist(), found, strict=True))

    def _take_over(self, computed: dict[int, Computed]) -> tuple[Followed, dict[int, tuple[Computed, Computed]]]:
        """Hold the computed columns; return what is different, in numbers and as rows to write, new and old."""
        different = {}
        rewritten: dict[int, set[int]] = {}
        moved: dict[int, int] = {}
        for pk, part in self.parts.items():
            mine = set()
            for task, new in computed.items() if len(computed) < len(part.rows) else self._of(part, computed):
                old = part.computed.get(task)
                if old is None or old == new:
                    continue
                mine.add(task)
                moved[pk] = moved.get(pk, 0) + (old[0] is not None and old[:2] != new[:2])
                different[task] = new, old
                part.computed[task] = new
            if mine:
                rewritten[pk] = mine
        return Followed(rewritten, moved), different

    @staticmethod
    def _of(part: LivePart, computed: dict[int, Computed]) -> list[tuple[int, Computed]]:
        return [(task, computed[task]) for task in part.rows if task in computed]
