"""A plan while it is edited: many edits change the draft, then all of it is stored at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from headway.app.actions.edit import check_instant, clean, refused_value
from headway.app.actions.errors import Refused, Stale
from headway.app.actions.field_values import (
    ASSIGNED,
    CONTOURS,
    WORKED,
    cleaned_beside,
    is_beside,
    known_fields,
    stored_beside,
)
from headway.app.actions.plan_changes import require_known
from headway.app.actions.sprint_tasks import require_open
from headway.app.actions.task_fields import (
    CARD,
    INSTANTS,
    LENGTHS,
    LONGEST_MINUTES,
    MONEY,
    NEEDS_DATE,
    NOT_NEGATIVE,
    OWNED,
    PLANNED,
    PROGRESS,
)
from headway.app.actions.task_range import range_follows, refuse_outside
from headway.app.actions.work_follows import refuse_undriven, work_follows
from headway.app.models import Calendar, Person, Task
from headway.app.rules.parts import PlanRights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.app.bridge.live_plan import LivePlan
    from headway.app.models import Component, CustomField
    from headway.app.rules import Actor

MOST_ROWS = 5_000
"""That one request changes or adds."""
MOST_TASKS = 200_000
"""Of one plan."""
PERCENTS = frozenset({"percent_complete", "physical_percent"})
ATTNAMES = {"calendar": "calendar_id", "owner": "owner_id", "parent": "parent_id", "sprint": "sprint_id"}
SETTABLE = PLANNED | CARD | {"kind"}


def is_someone(pk: Any) -> bool:
    return type(pk) is int and Person.objects.filter(pk=pk, is_active=True).exists()


@dataclass(slots=True)
class Link:
    """A link of the draft; its id is negative while it is new."""

    predecessor: int
    successor: int
    type: str = "FS"
    lag: float = 0.0
    lag_kind: str = "working"
    lag_unit: str = "d"
    edit: int = 0
    """Number of the edit that made it."""
    again: int | None = None
    """The id that it had before it was removed."""

    @property
    def values(self) -> tuple[str, float, str, str]:
        return self.type, self.lag, self.lag_kind, self.lag_unit


@dataclass(slots=True)
class Draft:
    """What the edits of one request have made of a plan so far. New rows and links have negative ids."""

    actor: Actor
    component: Component
    plan: LivePlan
    rights: PlanRights = field(init=False)
    base: dict[int, tuple[Any, ...]] = field(init=False)
    """The rows as they are stored, in the order of the outline."""
    order: list[int] = field(init=False)
    level: dict[int, int] = field(init=False)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    """New values by task and field."""
    new: dict[int, dict[str, Any]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    """Tops of branches that were put elsewhere."""
    gone: list[int] = field(default_factory=list)
    """Tops of deleted branches."""
    removed: set[int] = field(default_factory=set)
    """All deleted rows."""
    links: dict[int, Link] = field(default_factory=dict)
    """New and changed links."""
    unlinked: set[int] = field(default_factory=set)
    copies: dict[int, int] = field(default_factory=dict)
    """New row to the one that it is a copy of."""
    reordered: bool = False
    edit: int = 0
    """Number of the edit at work."""
    crossing: dict[int, Link] = field(default_factory=dict)
    """Links between plans to make."""
    uncrossed: set[int] = field(default_factory=set)
    """Links between plans to remove."""
    asked_by: Person | None = None
    """In whose name other plans are asked for links, where it is not the actor's."""
    because: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Why a calculation set what it set, to be kept with it."""
    last_row: int = 0
    """The number below zero that a new row had last."""
    last_link: int = 0
    _model: Task = field(init=False)
    _calendars: dict[int, Calendar] | None = None
    _fields: dict[int, CustomField] | None = None
    _notes: dict[int, str] = field(default_factory=dict)
    _parents: dict[int, int | None] | None = None
    _ways: set[tuple[Any, ...]] | None = None
    """Both ends and type of the links before the edits."""

    def __post_init__(self) -> None:
        part = self.plan.parts[self.component.pk]
        self.rights = PlanRights(self.actor, self.component, lambda: part.column("parent_id"))
        self.base = part.rows
        self.order = list(part.rows)
        self.level = part.column("level")
        self.copies = dict(part.copies)
        self._notes = dict(part.notes)
        self._model = Task(component=self.component)

    # ------------------------------------------------------------------ read

    def value(self, task: int, name: str) -> Any:
        """Return what a field holds, with what the edits made of it."""
        given = self.changed.get(task) or self.new.get(task) or {}
        if name in given:
            return given[name]
        return self.stored(task, name)

    def stored(self, task: int, name: str) -> Any:
        """Return what the tables hold; of a new row, what it begins with."""
        if is_beside(name):
            return stored_beside(self, task, name)
        if task not in self.base:
            return getattr(self._model, ATTNAMES.get(name, name))
        if name == "notes":
            return self._notes_of(task)
        return self.plan.parts[self.component.pk].value(task, ATTNAMES.get(name, name))

    def _notes_of(self, task: int) -> str:
        if task not in self._notes:
            known = Task.objects.filter(pk=task).values_list("notes", flat=True).first()
            self._notes[task] = known or ""
        return self._notes[task]

    def own_people(self, task: int) -> dict[str, Any]:
        """Return who works on a row and how long, where the tables say something else."""
        given, part = self.changed.get(task) or self.new.get(task) or {}, self.plan.parts[self.component.pk]
        told = ((ASSIGNED, part.assigned), (WORKED, part.worked), (CONTOURS, part.shaped))
        return {name: self.value(task, name) for name, tried in told if name in given or task in tried}

    def read_notes(self, tasks: Iterable[int]) -> None:
        """Read the notes of many rows at once."""
        wanted = [task for task in tasks if task in self.base and task not in self._notes]
        for start in range(0, len(wanted), 900):
            rows = Task.objects.filter(pk__in=wanted[start : start + 900])
            self._notes |= dict(rows.values_list("pk", "notes"))

    def name(self, task: int) -> str:
        return str(self.value(task, "name"))[:80]

    def require_here(self, task: int) -> None:
        if task not in self.level:
            raise Refused("gone", "This row is not there any more.", f"Task {task}.", "Load the plan again.")

    def calendars(self) -> dict[int, Calendar]:
        """Return the calendars that tasks may use: of the component and of all above it."""
        if self._calendars is None:
            rows = Calendar.objects.filter(component__paths_down__descendant=self.component).order_by("pk")
            self._calendars = {row.pk: row for row in rows}
        return self._calendars

    def fields(self) -> dict[int, CustomField]:
        """Return the custom fields of the component and of all above it."""
        if self._fields is None:
            self._fields = known_fields(self)
        return self._fields

    def parents(self) -> dict[int, int | None]:
        """Return what each row stands below, by order and level."""
        if self._parents is None:
            found: dict[int, int | None] = {}
            above: list[int] = []
            for task in self.order:
                del above[self.level[task] - 1 :]
                found[task] = above[-1] if above else None
                above.append(task)
            self._parents = found
        return self._parents

    def put_in_order(self, order: list[int]) -> None:
        """Take over another outline; no row may be more than one level below the one before it."""
        self.order, self._parents, self.reordered = order, None, True
        deepest = 1
        for task in order:
            self.level[task] = max(1, min(self.level[task], deepest))
            deepest = self.level[task] + 1

    # ------------------------------------------------------------------ set values

    def check_version(self, task: int, version: int | None, values: Mapping[str, Any] | None = None) -> None:
        """Raise Stale, with both values of each field, where the row is another one than was read."""
        if version is None or task not in self.base:
            return
        current = self.stored(task, "version")
        if version != current:
            both = {name: {"yours": value, "theirs": self.stored(task, name)} for name, value in (values or {}).items()}
            stale = Stale(self.name(task), expected=version, current=current, values=both)
            stale.task = task  # type: ignore[attr-defined]
            raise stale

    def set(self, task: int, values: Mapping[str, Any], *, exact: bool = False) -> None:
        """Set fields of one row; ``exact`` are all values that there were at another time."""
        self.require_here(task)
        self.require_cells(task, values)
        if "kind" in values and Task.Kind.SUMMARY in {values["kind"], self.value(task, "kind")}:
            raise Refused("invalid-value", "What has rows below it is a summary, and nothing else is.", self.name(task),
                          "Move rows below it, or away from it.")  # fmt: skip
        cleaned = self.cleaned(values)
        if not exact:
            refuse_undriven(self, task, cleaned)
            refuse_outside(self, task, cleaned)
        self.put(task, cleaned, exact=exact)

    def require_cells(self, task: int, values: Iterable[str]) -> None:
        """Raise NotAllowed unless the actor may change these fields of the row."""
        names = set(values)
        require_known((name for name in names if not is_beside(name)), SETTABLE)
        if "sprint" in names:
            self.rights.require_sprint()
            names.remove("sprint")
        if names & MONEY:
            self.rights.require_money()
        if names <= {"board_rank"}:
            return  # whoever moves a card moves others out of its way
        if names <= PROGRESS | CARD:
            self.rights.require_report(task)
        elif names & OWNED:
            self.rights.require_edit(None)
        else:
            self.rights.require_edit(task)

    def cleaned(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as the columns take them; refuse what no plan can have."""
        result = {}
        for name, value in values.items():
            if is_beside(name):
                result[name] = cleaned_beside(self, name, value)
                continue
            column: Any = Task._meta.get_field(name)  # noqa: SLF001 - as Django documents
            if name in INSTANTS:
                check_instant(self._model, name, value)
            if name == "calendar" and value is not None and value not in self.calendars():
                raise Refused("foreign-calendar", "This calendar belongs to another part of the tree.", "",
                              "Choose one of this component or of those above it.")  # fmt: skip
            if name == "owner" and value is not None and not is_someone(value):
                raise refused_value(column, "there is nobody of this number.")
            if name == "sprint" and value is not None:
                require_open(self.component, value)
            cleaned = value if name in {"calendar", "owner", "sprint"} else clean(self._model, name, value)
            if name in PERCENTS and cleaned is not None and not 0 <= cleaned <= 100:
                raise refused_value(column, "a percentage lies between 0 and 100.")
            if name in NOT_NEGATIVE and cleaned is not None and cleaned < 0:
                raise refused_value(column, "this cannot be negative.")
            if name in LENGTHS and cleaned is not None and abs(cleaned) > LONGEST_MINUTES:
                raise refused_value(column, "this is longer than a hundred years.")
            result[name] = cleaned
        return result

    def put(self, task: int, values: Mapping[str, Any], *, exact: bool = False) -> None:
        """Take over cleaned values and what follows from them; of ``exact`` ones, work and people do not."""
        if not exact:
            values = {**values, **work_follows(self, task, values), **range_follows(self, task, values)}
        values = {**values, **self.remaining(task, values)}
        if task in self.new:
            self.new[task].update(values)
        else:
            mine = self.changed.setdefault(task, {})
            for name, value in values.items():
                if value == self.stored(task, name):
                    mine.pop(name, None)
                else:
                    mine[name] = value
            if not mine:
                del self.changed[task]
        self.check_row(task)

    def remaining(self, task: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the remaining duration that new duration or progress leaves, where the row states one."""
        if "remaining_minutes" in values or not {"duration_minutes", "percent_complete"} & set(values):
            return {}
        was = self.value(task, "remaining_minutes")
        if was is None:
            return {}
        before = self.value(task, "duration_minutes")
        duration = values.get("duration_minutes", before)
        if "percent_complete" in values:
            return {"remaining_minutes": round(duration * (100 - values["percent_complete"]) / 100)}
        return {"remaining_minutes": max(0, duration - (before - was))}

    def check_row(self, task: int) -> None:
        """Refuse a row that makes no sense as a whole."""
        get = self.value
        if get(task, "constraint") in NEEDS_DATE and get(task, "constraint_date") is None:
            label = Task.Constraint(get(task, "constraint")).label
            raise Refused("constraint-without-date", f"“{label}” needs a date.", self.name(task),
                          "Give the date, or choose “As soon as possible”.")  # fmt: skip
        first, last = get(task, "actual_start"), get(task, "actual_finish")
        if None not in (first, last) and last < first:
            raise Refused("finish-before-start", "The actual finish lies before the actual start.", self.name(task),
                          "Correct one of the two.")  # fmt: skip

    # ------------------------------------------------------------------ rows and links

    def add_link(self, link: Link) -> int:
        self.last_link -= 1
        link.edit = self.edit
        self.links[self.last_link] = link
        return self.last_link

    def cross(self, link: Link) -> None:
        """Make a link to a task of another plan, or from one."""
        self.last_link -= 1
        link.edit = self.edit
        self.crossing[self.last_link] = link

    def uncross(self, pk: int) -> None:
        if self.crossing.pop(pk, None) is None:
            self.uncrossed.add(pk)

    def crossed(self) -> dict[int, Link]:
        """Return the links between plans that no table has, of this draft and of the plan that it began with."""
        known = self.plan.tried.made
        return {pk: Link(*tie[1:]) for pk, tie in known.items() if pk not in self.uncrossed} | self.crossing

    def add(self, values: Mapping[str, Any], *, level: int, copy_of: int | None = None) -> int:
        """Make a new row, without a place in the outline yet; return its id for the time being."""
        if len(self.new) >= MOST_ROWS:
            raise Refused("too-many", f"At most {MOST_ROWS:,} rows at a time.", "", "Add them in several steps.")
        if len(self.order) >= MOST_TASKS:
            raise Refused("too-many", f"A plan holds at most {MOST_TASKS:,} tasks.", "", "Split the project.")
        self.last_row -= 1
        task = self.last_row
        self.new[task] = {}
        self.level[task] = level
        if copy_of is not None:
            self.copies[task] = copy_of
        self.put(task, values, exact=True)
        return task

    @property
    def ties(self) -> dict[int, Any]:
        """The links within the plan before the edits."""
        return self.plan.parts[self.component.pk].ties

    def linked(self) -> list[tuple[int, int]]:
        """Return both ends of every link within the plan, as they are in the draft."""
        ties = self.ties
        left = self.unlinked | self.links.keys()
        ends = [(tie[1], tie[2]) for pk, tie in ties.items() if pk not in left] if left else [
            (tie[1], tie[2]) for tie in ties.values()]  # fmt: skip
        ends += [(link.predecessor, link.successor) for link in self.links.values()]
        gone = self.removed
        return [pair for pair in ends if pair[0] not in gone and pair[1] not in gone] if gone else ends

    def own_links(self) -> dict[int, Link]:
        """Return the new and changed links within the plan that stand in the draft."""
        return {pk: link for pk, link in self.links.items()
                if link.predecessor not in self.removed and link.successor not in self.removed}  # fmt: skip

    def link(self, pk: int) -> Link | None:
        """Return a link within the plan as it is in the draft."""
        if pk in self.links or pk not in self.ties or pk in self.unlinked:
            return self.own_links().get(pk)
        found = Link(*self.ties[pk][1:])
        return None if {found.predecessor, found.successor} & self.removed else found

    def is_linked(self, predecessor: int, successor: int, kind: str) -> bool:
        """Return whether the draft has this link between two of its rows."""
        key = (predecessor, successor, kind)
        if any((each.predecessor, each.successor, each.type) == key for each in self.own_links().values()):
            return True
        if self._ways is None:
            self._ways = {tie[1:4] for tie in self.ties.values()}
        return key in self._ways and any(
            tie[1:4] == key and pk not in self.unlinked and pk not in self.links for pk, tie in self.ties.items()
        )

    def all_links(self) -> dict[int, Link]:
        """Return the links within the plan as they are in the draft."""
        found = {pk: Link(*tie[1:]) for pk, tie in self.ties.items() if pk not in self.unlinked}
        found |= self.links
        return {pk: link for pk, link in found.items()
                if link.predecessor not in self.removed and link.successor not in self.removed}  # fmt: skip
