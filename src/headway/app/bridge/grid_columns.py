"""The columns of a schedule's or roadmap's grid for documents, read from the payload of the page: same numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from headway.app.bridge.roadmap_columns import COMPONENT
from headway.app.models import CustomField, Task
from headway.app.queries.fields import PREFIX, fields_of
from headway.engine.plan import LinkType, TaskKind
from headway.formats.table import Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from headway.app.models import Component
    from headway.formats.table import Kind, Value

    Payload = dict[str, Any]
    Read = Callable[[Payload, int], Value]

EPOCH = datetime(1970, 1, 1)
DAY = 1440
SUMMARY, MILESTONE = int(TaskKind.SUMMARY), int(TaskKind.MILESTONE)
HOLDS_OTHERS = frozenset({SUMMARY, COMPONENT})
"""Kinds of rows that stand for what is below them."""
FROM_FINISH = {int(LinkType.FS), int(LinkType.FF)}
TO_FINISH = {int(LinkType.FF), int(LinkType.SF)}
"""Types of links by the end of the bar that they leave or reach."""
HEALTH = {"green": "On track", "amber": "At risk", "red": "Off track", "none": "No data"}


@dataclass(frozen=True, slots=True)
class GridColumn:
    column: Column
    read: Read
    short: str = ""
    """Heading where room is dear."""
    simulated: bool = False
    """Whether the simulation says it, whose last answer may be to an earlier state of the plan."""

    def titled(self, payload: Payload) -> Column:
        """Return the column as a table names it: what is old says so."""
        if not self.simulated or not payload["sure_old"]:
            return self.column
        return replace(self.column, label=f"{self.column.label}, before the last changes")

    @property
    def heading(self) -> str:
        return self.short or self.column.label


def instant(minute: int | None) -> datetime | None:
    return None if minute is None else EPOCH + timedelta(minutes=minute)


def last_instant(start: int | None, finish: int | None) -> datetime | None:
    """Return when work ends: what ends at midnight ended on the day before."""
    if finish is None:
        return None
    ends_at_midnight = start is not None and finish > start and finish % DAY == 0
    return instant(finish - 1 if ends_at_midnight else finish)


def of(name: str) -> Read:
    return lambda payload, row: payload["tasks"][name][row]


def moment(name: str) -> Read:
    return lambda payload, row: instant(payload["tasks"][name][row])


def ending(start: str, finish: str) -> Read:
    return lambda payload, row: last_instant(payload["tasks"][start][row], payload["tasks"][finish][row])


def days(name: str) -> Read:
    """Return working days of the plan's length."""

    def read(payload: Payload, row: int) -> Value:
        minutes = payload["tasks"][name][row]
        return None if minutes is None else round(minutes / payload["minutes_per_day"], 2)

    return read


def estimated(end: int) -> Read:
    """Return the optimistic (0) or the pessimistic (1) duration in days."""

    def read(payload: Payload, row: int) -> Value:
        found = payload["estimates"][row]
        return found[end] if found else None

    return read


def sure(name: str) -> Read:
    """Return what the simulation said of a row; nothing where it said nothing."""
    return lambda payload, row: payload["sure"][row].get(name)


def sure_finish(name: str) -> Read:
    """Return a percentile of a row's finish."""
    return lambda payload, row: last_instant(payload["tasks"]["start"][row], payload["sure"][row].get(name))


def variance(payload: Payload, row: int) -> Value:
    """Return finish against baseline in calendar days; positive is late."""
    finish, planned = payload["tasks"]["finish"][row], payload["tasks"]["baseline_finish"][row]
    return None if finish is None or planned is None else round((finish - planned) / DAY, 1)


def kind(payload: Payload, row: int) -> Value:
    number = payload["tasks"]["kind"][row]
    return "Component" if number == COMPONENT else TaskKind(number).name.capitalize()


def health(payload: Payload, row: int) -> Value:
    return HEALTH.get(payload["tasks"]["health"][row], "")


def predecessors(payload: Payload, row: int) -> Value:
    """Return the rows before it as people type them: 12; 14SS+2d."""
    before: dict[int, list[str]] | None = payload.get("predecessors")
    if before is None:
        before = payload["predecessors"] = {}
        links = payload["links"]
        for one, other, type_, lag in zip(links["from"], links["to"], links["type"], links["lag"], strict=True):
            word = LinkType(type_).name
            shown = f"{one + 1}{'' if word == 'FS' and not lag else word}{lag}"
            before.setdefault(other, []).append(shown)
    return "; ".join(before.get(row, ()))


COLUMNS: dict[str, GridColumn] = {
    "number": GridColumn(Column("#", "number", 6), lambda _, row: row + 1),
    "wbs": GridColumn(Column("WBS", "text", 10), of("wbs")),
    "name": GridColumn(Column("Name", "text", 48), of("name")),
    "kind": GridColumn(Column("Kind", "text", 11), kind),
    "health": GridColumn(Column("Health", "text", 10), health),
    "duration": GridColumn(Column("Duration (days)", "number", 10), days("duration"), "Days"),
    "start": GridColumn(Column("Start", "date", 12), moment("start")),
    "finish": GridColumn(Column("Finish", "date", 12), ending("start", "finish")),
    "percent": GridColumn(Column("Done", "percent", 8), of("percent")),
    "float": GridColumn(Column("Total float (days)", "number", 10), days("total_float"), "Float"),
    "critical": GridColumn(Column("Critical", "flag", 9),
                           lambda payload, row: "yes" if payload["tasks"]["critical"][row] else "no"),
    "baseline_start": GridColumn(Column("Baseline start", "date", 14), moment("baseline_start")),
    "baseline_finish": GridColumn(Column("Baseline finish", "date", 14), ending("baseline_start", "baseline_finish")),
    "variance": GridColumn(Column("Slip (calendar days)", "number", 12), variance, "Slip"),
    "deadline": GridColumn(Column("Deadline", "date", 12), moment("deadline")),
    "optimistic": GridColumn(Column("Optimistic (days)", "number", 10), estimated(0), "Optimistic"),
    "pessimistic": GridColumn(Column("Pessimistic (days)", "number", 10), estimated(1), "Pessimistic"),
    "p50": GridColumn(Column("P50 finish", "date", 12), sure_finish("p50"), simulated=True),
    "p80": GridColumn(Column("P80 finish", "date", 12), sure_finish("p80"), simulated=True),
    "criticality": GridColumn(Column("Criticality %", "number", 10), sure("criticality"), "Critical %", simulated=True),
    "predecessors": GridColumn(Column("Predecessors", "text", 18), predecessors),
    "resources": GridColumn(Column("Resources", "text", 28), of("resources")),
    "lead": GridColumn(Column("Lead", "text", 20), of("resources")),
}  # fmt: skip
"""Keys are those of addresses; the order is that of the document."""
ALWAYS = "name"
ONLY_PLANS = frozenset({
    "duration", "optimistic", "pessimistic", "p50", "p80", "criticality", "predecessors", "resources",
})  # fmt: skip
ONLY_ROADMAPS = frozenset({"health", "lead"})
KIND_OF_FIELDS: dict[str, Kind] = {CustomField.Kind.NUMBER: "number", CustomField.Kind.DATE: "date"}
DRAWN_OF_PLANS = ("wbs", "name", "duration", "start", "finish", "percent")
DRAWN_OF_ROADMAPS = ("name", "health", "start", "finish", "percent", "variance")


def offered(component: Component) -> dict[str, GridColumn]:
    """Return the columns that the grid of a component has: a plan's with its custom fields, or a roadmap's."""
    others = ONLY_ROADMAPS if component.holds_tasks else ONLY_PLANS
    known = {key: column for key, column in COLUMNS.items() if key not in others}
    fields = fields_of(component) if component.holds_tasks else ()
    return known | {f"{PREFIX}{field.pk}": custom_column(field) for field in fields}


def custom_column(field: CustomField) -> GridColumn:
    """Return the column of a custom field; its values stand in ``custom`` beside the tasks of the payload."""
    kind, key = KIND_OF_FIELDS.get(field.kind, "text"), str(field.pk)

    def read(payload: Payload, row: int) -> Value:
        stored: Any = payload["custom"][row].get(key)
        value: Value = instant(stored) if kind == "date" else stored
        return value

    return GridColumn(Column(field.name, kind, 16), read)


def columns_of_order(keys: Sequence[str], fields: Mapping[str, tuple[int, str, str]]) -> dict[str, GridColumn]:
    """Return columns by their keys; of custom fields are told number, name and kind, as no database is asked."""
    custom = {key: custom_column(CustomField(pk=pk, name=name, kind=kind)) for key, (pk, name, kind) in fields.items()}
    known = COLUMNS | custom
    return {key: known[key] for key in keys}


def with_custom(payload: Payload) -> Payload:
    """Return the payload of a plan with what few rows have: values of custom fields by the field's id, estimates."""
    rows, ids = Task.objects.filter(component=payload["component"]["id"]), payload["tasks"]["id"]
    found = dict(rows.exclude(custom={}).values_list("pk", "custom"))
    ends = estimates(payload, rows.filter(kind=Task.Kind.TASK))
    return payload | {"custom": [found.get(pk, {}) for pk in ids], "estimates": [ends.get(pk) for pk in ids]}


def estimates(payload: Payload, rows: QuerySet[Task]) -> dict[int, list[float | None]]:
    """Return both ends of each three-point estimate in days: of working time, or of day and night."""
    given = rows.exclude(duration_low_minutes=None, duration_high_minutes=None)
    names = ("pk", "duration_elapsed", "duration_low_minutes", "duration_high_minutes")
    found = {}
    for pk, elapsed, *ends in given.values_list(*names):
        size = DAY if elapsed else payload["minutes_per_day"]
        found[pk] = [None if each is None else round(each / size, 2) for each in ends]
    return found


def drawn_beside(component: Component) -> tuple[str, ...]:
    """Return what stands beside the drawing where nothing was chosen."""
    return DRAWN_OF_PLANS if component.holds_tasks else DRAWN_OF_ROADMAPS


def chosen(component: Component, keys: Sequence[str]) -> dict[str, GridColumn]:
    """Return the known columns in their order, the name always; all of them where none was chosen."""
    known = offered(component)
    wanted = {*keys, ALWAYS} if any(key in known for key in keys) else set(known)
    return {key: column for key, column in known.items() if key in wanted}


def rows_to_level(payload: Payload, level: str) -> Sequence[int]:
    """Return the rows of so many levels of the outline; all where no number was given."""
    levels = payload["tasks"]["level"]
    if not level.isdecimal() or len(level) > 4:
        return range(len(levels))
    deepest = min(levels, default=0) + max(int(level), 1)
    return [row for row, each in enumerate(levels) if each < deepest]


def grid_table(payload: Payload, columns: Iterable[GridColumn], rows: Sequence[int] | None = None) -> Table:
    """Return the grid as a table; ``rows`` are those of the payload that are wanted, by default all."""
    shown = tuple(columns)
    levels, kinds = payload["tasks"]["level"], payload["tasks"]["kind"]
    top = min(levels, default=0)
    wanted = range(len(levels)) if rows is None else rows
    lines = (
        Row(tuple(each.read(payload, row) for each in shown), levels[row] - top, kinds[row] in HOLDS_OTHERS)
        for row in wanted
    )
    return Table(payload["component"]["name"], tuple(each.titled(payload) for each in shown), lines)
