"""Where two schedules of one plan differ, and which difference follows from which."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from differential_networks import compiled
from differential_peer import DATES, FLOATS

from headway.engine.calendars import CompiledCalendars
from headway.engine.network import Schedule, ScheduleOptions
from headway.engine.plan import MISSING, Plan, TaskKind

EARLY = ("start", "finish", "early_start", "early_finish")
LATE = ("late_start", "late_finish")
GROUPS = dict.fromkeys(EARLY, "early") | dict.fromkeys(LATE, "late") | {name: name for name in FLOATS}
"""Fields that differ together: a task that starts later also ends later."""


@dataclass
class Case:
    """One plan, scheduled twice."""

    plan: Plan
    options: ScheduleOptions
    ours: Schedule
    theirs: dict[str, np.ndarray]
    differs: dict[str, np.ndarray] = field(default_factory=dict)
    """Rows that differ, for each field."""
    compared: dict[str, np.ndarray] = field(default_factory=dict)
    cause: dict[tuple[int, str], str | None] = field(default_factory=dict)
    """Why a row differs in a group of fields; None where nothing explains it."""

    def __post_init__(self) -> None:
        tasks = self.plan.tasks
        # P6 leaves the early and late dates of finished work blank; MPXJ and we fill them with different things.
        blank = (tasks.actual_finish != MISSING) & (self.options.mode == "p6")
        self.compared = {name: self.leaf & ~(blank & (name not in {"start", "finish"})) for name in (*DATES, *FLOATS)}
        calendars, row = self.calendars, self.calendar
        for name in DATES:
            mine, other = getattr(self.ours, name), self.theirs[name]
            known = np.where(other == MISSING, mine, other).astype(np.int32)
            between = calendars.working_between(row, np.where(mine == MISSING, known, mine), known)
            self.differs[name] = self.compared[name] & ((between != 0) | (other == MISSING))
        for name in FLOATS:
            apart = np.abs(getattr(self.ours, name).astype(np.int64) - self.theirs[name])
            self.differs[name] = self.compared[name] & (apart > 1)

    @cached_property
    def calendars(self) -> CompiledCalendars:
        return compiled()

    @cached_property
    def calendar(self) -> np.ndarray:
        return np.where(self.plan.tasks.calendar >= 0, self.plan.tasks.calendar, 0).astype(np.int32)

    @cached_property
    def leaf(self) -> np.ndarray:
        return np.asarray(self.plan.tasks.kind != TaskKind.SUMMARY)

    @cached_property
    def below(self) -> list[list[int]]:
        """Leaf rows of every row: what a summary holds, a task itself."""
        found: list[list[int]] = [[row] if self.leaf[row] else [] for row in range(len(self.leaf))]
        for row in range(len(found) - 1, -1, -1):
            if (above := int(self.plan.tasks.parent[row])) >= 0:
                found[above] += found[row]
        return found

    @cached_property
    def incoming(self) -> list[list[tuple[int, int]]]:
        """Predecessor and link of every leaf row, through summaries too."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.leaf]
        for link, (a, b) in enumerate(zip(self.plan.links.predecessor, self.plan.links.successor, strict=True)):
            for after in self.below[b]:
                found[after] += [(before, link) for before in self.below[a]]
        return found

    @cached_property
    def outgoing(self) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = [[] for _ in self.leaf]
        for after, pairs in enumerate(self.incoming):
            for before, link in pairs:
                found[before].append((after, link))
        return found

    def apart(self, row: int, group: str) -> bool:
        return any(self.differs[name][row] for name, its in GROUPS.items() if its == group)

    @cached_property
    def last(self) -> list[int]:
        """Rows that decide the finish of the project in one of the schedules, where the finishes differ."""
        found = []
        mine, other = self.ours.early_finish[self.leaf], self.theirs["early_finish"][self.leaf]
        if mine.max() == other.max():
            return []
        rows = np.flatnonzero(self.leaf)
        for column in (mine, other):
            found += rows[column == column.max()].tolist()
        return found

    @cached_property
    def ends(self) -> list[int]:
        """Those of them that differ by working time."""
        return [row for row in self.last if self.apart(row, "early")]

    def is_open(self, row: int) -> bool:
        """Tell whether nothing that is not finished follows a row."""
        return all(self.plan.tasks.actual_finish[after] != MISSING for after, _ in self.outgoing[row])

    def sources(self, row: int, group: str) -> list[tuple[int, str]]:
        """Return the differences from which one of this row would follow."""
        before = [each for each, _ in self.incoming[row]]
        after = [each for each, _ in self.outgoing[row]]
        match group:
            case "early":
                found = [(each, name) for each in before for name in ("early", "late")] + [(row, "late")]
                if self.options.mode == "p6":
                    found += [(each, "early") for each in after]
            case "late":
                found = [(each, "late") for each in after] + [(each, "early") for each in self.ends]
            case "total_float":
                found = [(row, "early"), (row, "late")]
            case _:
                ends = self.ends if self.options.mode == "p6" and self.is_open(row) else []
                found = [(row, "early"), (row, "late"), (row, "total_float"), *((each, "early") for each in after)]
                found += [(each, "late") for each in after] + [(each, "early") for each in ends]
        return [each for each in found if self.apart(*each)]
