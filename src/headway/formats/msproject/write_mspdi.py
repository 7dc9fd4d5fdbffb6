"""Write MSPDI, the XML of Microsoft Project: settings, calendars, tasks, resources, assignments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from headway.formats.msproject.codes import RESOURCE_KINDS, inverse
from headway.formats.msproject.values import number_text
from headway.formats.msproject.write_assignments import assignment_texts
from headway.formats.msproject.write_calendars import calendar_text
from headway.formats.msproject.write_tasks import TASK_CODES, UNIT_CODES, task_text
from headway.formats.msproject.xml_out import escaped, flag, inside, lines, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.formats.document import LinkDoc, PlanDocument, ResourceDoc
    from headway.formats.msproject.xml_out import Pair

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="http://schemas.microsoft.com/project">\n'
)
PROJECT_2013 = 14
"""The save version that all releases since 2010 read and write."""
KIND_CODES = inverse(RESOURCE_KINDS)
PER_HOUR, PER_UNIT = 2, 8
"""Formats of rates."""


def mspdi_text(document: PlanDocument) -> Iterator[str]:
    """Yield the file in pieces; the document has been fitted to the format."""
    yield HEAD
    yield lines(_settings(document), 1)
    yield from _section("Calendars", (calendar_text(calendar) for calendar in document.calendars))
    yield from _section("Tasks", _tasks(document))
    resources = (_resource(resource, number) for number, resource in enumerate(document.resources, 1))
    yield from _section("Resources", resources)
    yield from _section("Assignments", assignment_texts(document))
    yield "</Project>\n"


def _section(tag: str, rows: Iterable[str]) -> Iterator[str]:
    yield f"\t<{tag}>\n"
    yield from rows
    yield f"\t</{tag}>\n"


def _settings(document: PlanDocument) -> Iterator[Pair]:
    name = escaped(document.name) or None
    yield from (
        ("SaveVersion", PROJECT_2013),
        ("Name", name),
        ("Title", name),
        ("ScheduleFromStart", flag(document.schedule_from == "start")),
        ("StartDate", moment_text(document.start)),
        ("FinishDate", moment_text(document.finish)),
        ("CriticalSlackLimit", document.critical_float_minutes // document.minutes_per_day),
        ("CurrencyCode", escaped(document.currency) or None),
        ("CalendarUID", document.default_calendar),
        ("MinutesPerDay", document.minutes_per_day),
        ("MinutesPerWeek", document.minutes_per_week),
        ("DaysPerMonth", document.days_per_month),
        ("DefaultTaskType", TASK_CODES["fixed_units"]),
        ("DurationFormat", UNIT_CODES["d"]),
        ("HonorConstraints", flag(document.honor_constraints)),
        ("MultipleCriticalPaths", flag(document.multiple_critical_paths)),
        ("StatusDate", moment_text(document.status_date)),
    )


def _tasks(document: PlanDocument) -> Iterator[str]:
    leading: dict[int, list[LinkDoc]] = defaultdict(list)
    for link in document.links:
        leading[link.successor].append(link)
    # Row 0 is the project itself; files without that row count from 1.
    first = 0 if document.tasks and document.tasks[0].level == 0 else 1
    counts: list[int] = []
    for number, task in enumerate(document.tasks, first):
        # 1.2.3: the count of rows before it on each level.
        counts = (counts + [0] * task.level)[: task.level]
        if counts:
            counts[-1] += 1
        yield task_text(task, number, ".".join(map(str, counts)) or "0", leading.pop(task.uid, []))


def _resource(resource: ResourceDoc, number: int) -> str:
    rate = resource.standard_rate
    pairs: tuple[Pair, ...] = (
        ("UID", resource.uid),
        ("ID", number),
        ("Name", escaped(resource.name)),
        ("Type", KIND_CODES[resource.kind]),
        ("IsNull", "0"),
        ("Code", escaped(resource.code) or None),
        ("EmailAddress", escaped(resource.email) or None),
        ("MaxUnits", number_text(resource.max_units)),
        ("StandardRate", None if rate is None else number_text(rate)),
        ("StandardRateFormat", None if rate is None else PER_UNIT if resource.kind == "material" else PER_HOUR),
        ("CalendarUID", -1 if resource.calendar is None else resource.calendar),
        ("IsCostResource", flag(resource.kind == "cost")),
    )
    return inside("Resource", lines(pairs, 3), 2)
