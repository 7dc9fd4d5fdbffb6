"""Cells that people type or paste: texts by column become values of fields, or links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.field_values import ASSIGNED, CONTOURS, FLAT, LONGEST_TEXT
from headway.app.actions.plan_draft import Link
from headway.app.actions.task_fields import RANGE
from headway.app.bridge.cell_choices import BY_HAND, SHAPES, assigned, named, shaped
from headway.app.bridge.cell_dates import OF_FIELDS, WorkingDays
from headway.app.bridge.cell_numbers import Unreadable, money, number, percent, shown, whole, yes_or_no
from headway.app.bridge.cell_text import HOW_LINKED, end_of_range, length, length_and_range, predecessors
from headway.app.models import CustomField, Resource, Task
from headway.app.queries.fields import field_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.app.actions.plan_draft import Draft

MOST_LETTERS = {"name": 1000, "wbs": 120, "code": 60, "notes": 100_000, "resources": 10_000, "contours": 10_000}
TEXTS = MOST_LETTERS.keys() - {"resources", "contours"}
OTHERS = 200
"""Letters of cells that hold no free text."""
STARTS = {"actual_start", "constraint_date"}
FINISHES = {"deadline", "actual_finish"}
DAY = 1440
START_TYPES = {"SNET", "SNLT", "MSO", "START_ON"}
PERCENTS = {"percent": "percent_complete", "physical_percent": "physical_percent"}
ENDS = {"optimistic": "duration_low_minutes", "pessimistic": "duration_high_minutes"}
"""Of a three-point estimate."""
AMOUNTS = {"cost", "fixed_cost", "actual_cost"}
FLAGS = {"manual", "active", "effort_driven"}
EARLIEST = {"start": ("SNET", "manual_start"), "finish": ("FNET", "manual_finish")}
"""What typing a date sets: the constraint of tasks that are scheduled, the field of manual ones."""
COLUMNS = frozenset({
    *MOST_LETTERS, *STARTS, *FINISHES, *PERCENTS, *AMOUNTS, *FLAGS, *EARLIEST, "duration", "work", "constraint",
    "calendar", "priority", "predecessors", "resources", "task_type", "optimistic", "pessimistic",
})  # fmt: skip


class Cells:
    """Reads the cells of one request."""

    def __init__(self, draft: Draft, locale: str = "") -> None:
        self.draft, self.locale = draft, locale
        self._days: WorkingDays | None = None
        self._names: dict[str, int] = {}
        self._people: dict[str, int] | None = None
        self._times: dict[int, tuple[bool, str]] = {}
        """The kind of time and the unit of durations that were typed in the same request."""
        self._readers: dict[str, Callable[[int, str, str], dict[str, Any]]] = {
            **dict.fromkeys(TEXTS, self._text), **dict.fromkeys(STARTS | FINISHES, self._date),
            **dict.fromkeys(PERCENTS, self._percent), **dict.fromkeys(AMOUNTS, self._money),
            **dict.fromkeys(FLAGS, self._flag), **dict.fromkeys(EARLIEST, self._earliest),
            **dict.fromkeys(ENDS, self._end),
            "duration": self._duration, "work": self._work, "constraint": self._constraint,
            "calendar": self._calendar, "priority": self._priority, "resources": self._resources,
            "task_type": self._task_type, "contours": self._contours,
        }  # fmt: skip

    @property
    def days(self) -> WorkingDays:
        """The plan's calendar, once a date is read."""
        if self._days is None:
            self._days = WorkingDays(self.draft.component)
        return self._days

    def values(self, task: int, column: str, text: str) -> dict[str, Any]:
        """Return what the text sets in the fields of a row; raise Refused where it cannot be read."""
        reader = self._custom if field_id(column) is not None else self._readers.get(column)
        if reader is None:
            raise Refused("unknown-column", f"The column “{column[:40]}” cannot be edited.", "",
                          f"Columns are: {', '.join(sorted(COLUMNS))}.")  # fmt: skip
        most = MOST_LETTERS.get(column, LONGEST_TEXT if field_id(column) is not None else OTHERS)
        if len(text) > most:
            raise Refused("bad-cell", f"This text is longer than {most:,} letters.", where(self.draft, task, column),
                          "Shorten it.")  # fmt: skip
        try:
            return reader(task, column, text.strip())
        except Unreadable as error:
            raise Refused("bad-cell", error.title, where(self.draft, task, column), error.remedy) from error

    def links(self, task: int, text: str, rows: list[int]) -> list[Link]:
        """Return the predecessors that the text names by their numbers among rows."""
        if len(text) > 10 * OTHERS:
            raise Refused("bad-cell", "This list of predecessors is too long.", where(self.draft, task, "predecessors"),
                          "Shorten it.")  # fmt: skip
        try:
            read = predecessors(text, self.draft.component, self.locale)
        except Unreadable as error:
            raise Refused("bad-cell", error.title, where(self.draft, task, "predecessors"), error.remedy) from error
        if absent := [each.row for each in read if not 1 <= each.row <= len(rows)]:
            raise Refused("bad-cell", f"There is no row {absent[0]}.", where(self.draft, task, "predecessors"),
                          f"The plan has {len(rows):,} rows. {HOW_LINKED}")  # fmt: skip
        return [Link(rows[each.row - 1], task, each.type, each.lag, each.lag_kind, each.lag_unit) for each in read]

    # ------------------------------------------------------------------ one kind of cell each

    def _text(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task
        if column == "name" and not text:
            raise Unreadable("A task needs a name.", "Type one, or delete the row.")
        return {column: text}

    def _duration(self, task: int, column: str, text: str) -> dict[str, Any]:
        del column
        found, ends = length_and_range(text or "0d", self.draft.component, self.locale)
        values = lasting(self.draft, task, found.minutes, estimated=found.estimated)
        values |= dict(zip(RANGE, ends, strict=bool(ends)))
        self._times[task] = (found.elapsed, found.unit.lstrip("e"))
        return values | {"duration_elapsed": found.elapsed, "duration_unit": found.unit.lstrip("e")}

    def _end(self, task: int, column: str, text: str) -> dict[str, Any]:
        if not text:
            return {ENDS[column]: None}
        stored = (self.draft.value(task, "duration_elapsed"), self.draft.value(task, "duration_unit"))
        elapsed, unit = self._times.get(task, stored)
        return {ENDS[column]: end_of_range(text, self.draft.component, self.locale, unit=unit, elapsed=elapsed)}

    def _work(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task, column
        return {"work_minutes": length(text, self.draft.component, self.locale, unit="h").minutes if text else None}

    def _date(self, task: int, column: str, text: str) -> dict[str, Any]:
        if not text:
            return {column: None}
        late = column in FINISHES
        if column == "constraint_date":
            late = self.draft.value(task, "constraint") not in START_TYPES
        return {column: self.days.minute(text, self.locale, finish=late)}

    def _earliest(self, task: int, column: str, text: str) -> dict[str, Any]:
        at = self.days.minute(text, self.locale, finish=column == "finish") if text else None
        return earliest(self.draft, task, column, at)

    def _percent(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task
        if not text:
            return {PERCENTS[column]: 0.0 if column == "percent" else None}
        return {PERCENTS[column]: percent(text, self.locale)}

    def _money(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task
        return {column: money(text, self.draft.component.currency, self.locale) if text else None}

    def _flag(self, task: int, column: str, text: str) -> dict[str, Any]:
        flag = yes_or_no(text) if text else column == "active"
        return {column: flag} | (by_hand(self.draft, task) if column == "manual" and flag else {})

    def _constraint(self, task: int, column: str, text: str) -> dict[str, Any]:
        del column
        word = text.lower()
        for value, label in Task.Constraint.choices:
            if word in {value.lower(), str(label).lower()}:
                keeps = value not in {"ASAP", "ALAP"}
                if keeps and self.draft.value(task, "constraint_date") is None:
                    late = value not in START_TYPES
                    return {"constraint": value, "constraint_date": scheduled(self.draft, task, finish=late)}
                return {"constraint": value} | ({} if keeps else {"constraint_date": None})
        if not text:
            return {"constraint": "ASAP", "constraint_date": None}
        words = ", ".join(f"{value} ({label})" for value, label in Task.Constraint.choices)
        raise Unreadable(f"{shown(text)} is not a constraint.", f"Choose one of: {words}.")

    def _calendar(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task, column
        if not text:
            return {"calendar": None}
        self._names = self._names or {row.name.lower(): pk for pk, row in self.draft.calendars().items()}
        if text.lower() not in self._names:
            raise Unreadable(f"There is no calendar {shown(text)} here.", "Type the name of one, or leave it empty.")
        return {"calendar": self._names[text.lower()]}

    def _priority(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task, column
        value = whole(text, self.locale) if text else 500
        if not 0 <= value <= 1000:
            raise Unreadable(f"{shown(text)} is not a priority.", "Type a number from 0 to 1000.")
        return {"priority": value}

    def _task_type(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task
        types = {label: value for value, label in Task.Type.choices}
        return {column: types[named(text, types, "task type")] if text else Task.Type.FIXED_UNITS}

    def _resources(self, task: int, column: str, text: str) -> dict[str, Any]:
        del task, column
        if self._people is None:
            rows = Resource.objects.filter(component=self.draft.component).order_by("-pk").values_list("name", "pk")
            self._people = dict(rows)
        found = assigned(text, self._people, self.locale)
        return {ASSIGNED: [[self._people[name], units] for name, units in found.items()]}

    def _contours(self, task: int, column: str, text: str) -> dict[str, Any]:
        del column
        on_task = [pk for pk, _ in self.draft.value(task, ASSIGNED)]
        rows = Resource.objects.filter(pk__in=on_task, kind=Resource.Kind.WORK)
        people = dict(rows.values_list("name", "pk"))
        if len(set(on_task)) < len(on_task):
            raise Unreadable("Somebody works on this task in two parts, so it is not clear which contour is whose.",
                             "Take the second part off first.")  # fmt: skip
        before = dict(self.draft.value(task, CONTOURS))
        found = {people[name]: contour for name, contour in shaped(text, people).items()}
        if any(contour in BY_HAND and before.get(pk) != contour for pk, contour in found.items()):
            raise Unreadable(
                "“By hand” comes with a file and cannot be chosen.", f"Choose one of: {', '.join(SHAPES.values())}."
            )
        return {CONTOURS: [[pk, found[pk]] for pk in sorted(found) if found[pk] != FLAT]}

    def _custom(self, task: int, column: str, text: str) -> dict[str, Any]:
        field = self.draft.fields().get(field_id(column) or 0)
        if field is None or field.retired_at:
            raise Refused("unknown-column", "This field is not there any more.", where(self.draft, task, column),
                          "Load the page again.")  # fmt: skip
        return {column: self._custom_value(field, text) if text else None}

    def _custom_value(self, field: CustomField, text: str) -> Any:
        if field.kind == CustomField.Kind.NUMBER:
            value = number(text, self.locale)
            return int(value) if value == value.to_integral_value() else float(value)
        if field.kind == CustomField.Kind.DATE:
            return self.days.minute(text, self.locale, finish=False, years=OF_FIELDS) // DAY * DAY
        if field.kind == CustomField.Kind.CHOICE:
            return named(text, field.choices, field.name)
        return text


def is_column(name: str) -> bool:
    """Return whether cells of this name can be typed."""
    return name in COLUMNS or field_id(name) is not None


def lasting(draft: Draft, task: int, minutes: int, *, estimated: bool = False) -> dict[str, Any]:
    """Return what a duration that people set means: what takes no time is a milestone."""
    values: dict[str, Any] = {"duration_minutes": minutes, "duration_estimated": estimated}
    if draft.value(task, "kind") != Task.Kind.SUMMARY:
        values["kind"] = Task.Kind.TASK if minutes else Task.Kind.MILESTONE
    return values


def earliest(draft: Draft, task: int, column: str, at: int | None) -> dict[str, Any]:
    """Return what a start or finish that people set means: they type no computed date, but what decides it."""
    constraint, manual = EARLIEST[column]
    if draft.value(task, "manual"):
        return {manual: at}
    if at is not None:
        return {"constraint": constraint, "constraint_date": at}
    if draft.value(task, "constraint") == constraint:
        return {"constraint": "ASAP", "constraint_date": None}
    return {}


def by_hand(draft: Draft, task: int) -> dict[str, Any]:
    """Return the dates that a task keeps when it is no longer scheduled."""
    found = {}
    for field, finish in (("manual_start", False), ("manual_finish", True)):
        if draft.value(task, field) is None:
            found[field] = scheduled(draft, task, finish=finish)
    return {name: at for name, at in found.items() if at is not None}


def scheduled(draft: Draft, task: int, *, finish: bool) -> int | None:
    """Return the date that a task is scheduled at now; None of a new one."""
    computed = draft.plan.parts[draft.component.pk].computed.get(task)
    found: int | None = computed[1 if finish else 0] if computed else None
    return found


def where(draft: Draft, task: int, column: str) -> str:
    """Return the cell in words."""
    if task in draft.new:
        return f"Column “{column}” of a new row."
    return f"Column “{column}” of row {draft.order.index(task) + 1}, “{draft.name(task)}”."
