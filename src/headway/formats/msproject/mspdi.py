"""Read MSPDI, the XML of Microsoft Project, in one pass."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from headway.formats.document import PlanDocument
from headway.formats.errors import FormatError
from headway.formats.msproject.assignments import read_assignment, read_resource
from headway.formats.msproject.calendars import read_calendar
from headway.formats.msproject.tasks import read_links, read_task
from headway.formats.msproject.timephased import worked_spans
from headway.formats.msproject.values import moment
from headway.formats.notices import Notices
from headway.formats.outline import Outline
from headway.formats.row import Row
from headway.formats.splits import joined
from headway.formats.tidy import refuse_too_many, tidy
from headway.formats.tidy_numbers import in_reach, tidy_units
from headway.formats.xml_safe import elements

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from headway.formats.limits import Limits

_NOT_KEPT = {
    "ExtendedAttribute": ("custom-fields", "Custom field values are not kept."),
    "OutlineCode": ("custom-fields", "Custom field values are not kept."),
    "TimephasedData": ("timephased-data", "Work and cost spread over days are not kept."),
    "Rates": ("rate-tables", "Only the standard rate of each resource is kept."),
    "AvailabilityPeriods": ("resource-availability", "Availability periods of resources are not kept."),
}


def read_mspdi(path: Path, limits: Limits) -> PlanDocument:
    """Return the plan in an MSPDI file."""
    return _Reader(limits).read(path)


class _Reader:
    """State of one pass over the file."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.notices = Notices()
        self.document = PlanDocument(format="mspdi", application="Microsoft Project", mode="msproject")
        self.outline = Outline(self.document, self.notices)
        self.properties: dict[str, str | None] = {}
        self.not_kept: Counter[str] = Counter()
        self.spans: dict[int, list[tuple[datetime, datetime]]] = {}
        """When people work on a task, as far as the file says."""
        self.containers = {
            "Calendars": self._calendar,
            "Tasks": self._task,
            "Resources": self._resource,
            "Assignments": self._assignment,
        }

    def read(self, path: Path) -> PlanDocument:
        container, rows, section = "", None, None
        for event, element, depth in elements(path, self.limits, deepest=3):
            if event == "start":
                if depth == 2:
                    section, container = element, element.tag
                    rows = self.containers.get(container)
                continue
            if depth == 2:
                if not len(element) and container not in self.containers:
                    self.properties[container] = element.text
                element.clear()
            elif depth == 3 and section is not None:
                if rows is not None:
                    rows(element)
                section.clear()
        self._project()
        for tag, count in self.not_kept.items():
            self.notices.add(*_NOT_KEPT[tag], count=count, level="info")
        self.outline.close()
        for task in self.document.tasks:
            pieces = self.spans.get(task.uid, [])
            task.pieces = pieces if len(pieces) > 1 else []
        return tidy(self.document, self.notices, self.limits)

    def _fields(self, element: Element, what: str) -> Row:
        for child in element:
            if child.tag in _NOT_KEPT and (len(child) or child.text):
                self.not_kept[child.tag] += 1
        return Row({child.tag: child.text for child in element}, self.notices, what)

    def _calendar(self, element: Element) -> None:
        if element.tag == "Calendar":
            self.document.calendars.append(read_calendar(element, self.limits, self.notices))

    def _task(self, element: Element) -> None:
        if element.tag != "Task":
            return
        row = self._fields(element, "Task")
        if row.flag("IsNull"):
            return
        refuse_too_many(len(self.document.tasks) + 1, self.limits)
        task = self.outline.add(read_task(row, element, self.notices))
        self.document.links += read_links(element, task.uid, self.notices)
        if row.flag("IsSubproject"):
            self.notices.add("linked-projects", "An inserted project is kept as its summary row only.", task=task.uid)

    def _resource(self, element: Element) -> None:
        if element.tag == "Resource":
            row = self._fields(element, "Resource")
            if not row.flag("IsNull"):
                self.document.resources.append(read_resource(row))
                self._baselines(element)

    def _assignment(self, element: Element) -> None:
        if element.tag == "Assignment":
            row = self._fields(element, "Assignment")
            self._spans(row.whole("TaskUID", -1), element)
            assignment = read_assignment(row)
            if assignment is not None:
                self.document.assignments.append(assignment)
                self._baselines(element)

    def _spans(self, task: int, element: Element) -> None:
        """Join the work of all assignments of a task: it pauses only where none of them is at work."""
        if spans := worked_spans(element):
            self.spans[task] = joined([*self.spans.get(task, ()), *spans])

    def _baselines(self, element: Element) -> None:
        count = sum(child.tag == "Baseline" for child in element)
        if count:
            message = "Baselines of resources and assignments are not kept; those of tasks are."
            self.notices.add("resource-baselines", message, count=count, level="info")

    def _project(self) -> None:
        document, row = self.document, Row(self.properties, self.notices, "Project")
        if not self.properties and not document.tasks:
            raise FormatError(
                "not-a-plan",
                "The XML is called “Project” but holds nothing of a plan.",
                "",
                "Export the plan from Microsoft Project as XML.",
            )
        document.name = row.text("Title") or row.text("Name")
        document.start = row.value("StartDate", moment, None)
        document.finish = row.value("FinishDate", moment, None)
        document.status_date = row.value("StatusDate", moment, None)
        document.schedule_from = "start" if row.flag("ScheduleFromStart", default=True) else "finish"
        document.honor_constraints = row.flag("HonorConstraints", default=True)
        document.multiple_critical_paths = row.flag("MultipleCriticalPaths")
        document.minutes_per_day = row.whole("MinutesPerDay", 480) or 480
        document.minutes_per_week = row.whole("MinutesPerWeek", 2400) or 2400
        document.days_per_month = row.whole("DaysPerMonth", 20) or 20
        tidy_units(document, self.notices)
        document.critical_float_minutes = in_reach(row.number("CriticalSlackLimit", 0.0) * document.minutes_per_day)
        document.default_calendar = row.whole("CalendarUID", None)
        document.currency = row.text("CurrencyCode")
        document.progressed_logic = "actual"
