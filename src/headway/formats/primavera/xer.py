"""Read XER: projects with their WBS as summaries, activities below them."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from headway.formats.document import BaselineDoc, PlanDocument, StoredDates, TaskDoc
from headway.formats.errors import FormatError
from headway.formats.msproject.values import moment
from headway.formats.notices import Notices
from headway.formats.outline import Outline
from headway.formats.primavera.calendars import read_calendar
from headway.formats.primavera.codes import FLOAT_TYPES, LAG_CALENDARS
from headway.formats.primavera.resources import add_costs, read_assignments, read_resources
from headway.formats.primavera.tables import read_tables
from headway.formats.primavera.tasks import minutes, read_activity, read_link
from headway.formats.row import Row, natural_number
from headway.formats.tidy import refuse_too_many, tidy

if TYPE_CHECKING:
    from pathlib import Path

    from headway.formats.limits import Limits
    from headway.formats.primavera.tables import Record, Tables

_TAG = re.compile(r"<[^>]*>")


def read_xer(path: Path, limits: Limits) -> PlanDocument:
    """Return all exported projects of an XER file as one plan."""
    header, tables, counts = read_tables(path, limits)
    refuse_too_many(counts.get("TASK", 0) + counts.get("PROJWBS", 0), limits)
    return _Reader(tables, limits).read(header, counts)


class _Reader:
    """The tables of one file on their way into a document."""

    def __init__(self, tables: Tables, limits: Limits) -> None:
        self.tables = tables
        self.limits = limits
        self.notices = Notices()
        self.document = PlanDocument(format="xer", mode="p6", honor_constraints=False)

    def read(self, header: list[str], counts: dict[str, int]) -> PlanDocument:
        document = self.document
        document.application = f"Primavera P6 {header[1]}".strip() if len(header) > 1 else "Primavera P6"
        projects, baselines = self._projects()
        main = max(projects, key=lambda project: self._sizes()[project["proj_id"]])
        self._settings(main)
        document.calendars = [
            read_calendar(uid, record, self.limits, self.notices)
            for record in self.tables.get("CALENDAR", [])
            if (uid := natural_number(record.get("clndr_id"))) is not None
        ]
        activities = self._tree({project["proj_id"] for project in projects})
        by_uid = {task.uid: task for task in activities}
        document.resources = read_resources(self.tables, self.notices)
        document.assignments = read_assignments(self.tables, by_uid, self.notices)
        add_costs(self.tables, by_uid, document.assignments, self.notices)
        self._memos(by_uid)
        self._links(by_uid)
        self._baselines(baselines, activities)
        roll_up(document)
        for table, notice, message in (
            ("TASKACTV", "activity-codes", "Activity codes are not kept."),
            ("UDFVALUE", "custom-fields", "User-defined field values are not kept."),
            ("TASKPROC", "custom-fields", "Steps of activities are not kept."),
        ):
            if counts.get(table):
                self.notices.add(notice, message, count=counts[table], level="info")
        return tidy(document, self.notices, self.limits)

    def _sizes(self) -> Counter[str]:
        return Counter(record.get("proj_id", "") for record in self.tables.get("TASK", []))

    def _projects(self) -> tuple[list[Record], list[Record]]:
        """Return the projects to keep and the baseline projects; others are only referred to by links."""
        rows = [record for record in self.tables["PROJECT"] if record.get("proj_id")]
        baselines = [record for record in rows if record.get("orig_proj_id")]
        projects = [record for record in rows if record.get("export_flag", "Y") != "N" and record not in baselines]
        if not projects:
            projects = [record for record in rows if record not in baselines] or rows
            baselines = [record for record in baselines if record not in projects]
        left_out = [record for record in rows if record not in projects and record not in baselines]
        if not projects:
            raise FormatError(
                "unreadable", "The XER file holds no project.", "table PROJECT", "Export it with a project."
            )
        if left_out:
            message = "Projects that the file only refers to are left out."
            self.notices.add("project-not-exported", message, count=len(left_out), level="info")
        if len(projects) > 1:
            names = ", ".join(record.get("proj_short_name", "?") for record in projects[:5])
            message = (
                f"The file holds {len(projects)} projects ({names}); the largest one's settings and dates hold for all."
            )
            self.notices.add("several-projects", message)
        return projects, baselines

    def _settings(self, project: Record) -> None:
        document, row = self.document, Row(project, self.notices, "Project")
        document.name = row.text("proj_short_name")
        for record in self.tables.get("PROJWBS", []):
            if record.get("proj_id") == project["proj_id"] and record.get("proj_node_flag") == "Y":
                document.name = record.get("wbs_name") or document.name
        document.start = row.value("plan_start_date", moment, None)
        document.finish = row.value("scd_end_date", moment, None)
        document.status_date = row.value("last_recalc_date", moment, None) or row.value("next_data_date", moment, None)
        document.must_finish_by = row.value("plan_end_date", moment, None)
        document.critical_float_minutes = row.value("critical_drtn_hr_cnt", minutes, 0)
        document.default_calendar = row.whole("clndr_id", None)
        for record in self.tables.get("CALENDAR", []):
            if record.get("clndr_id") == project.get("clndr_id"):
                hours = Row(record, self.notices, "Calendar")
                document.minutes_per_day = hours.value("day_hr_cnt", minutes, 480) or 480
                document.minutes_per_week = hours.value("week_hr_cnt", minutes, 2400) or 2400
        currencies = self.tables.get("CURRTYPE", [])
        base = next((record for record in currencies if record.get("base_exch_rate") in {"1", "1.0"}), None)
        document.currency = "" if base is None else base.get("curr_short_name", "")
        self._options(project)

    def _options(self, project: Record) -> None:
        document, rows = self.document, self.tables.get("SCHEDOPTIONS", [])
        record = next((row for row in rows if row.get("proj_id") == project["proj_id"]), {})
        document.lag_calendar = LAG_CALENDARS.get(record.get("sched_calendar_on_relationship_lag", ""), "predecessor")
        if record.get("sched_progress_override") == "Y":
            document.progressed_logic = "override"
        else:
            document.progressed_logic = "retained" if record.get("sched_retained_logic", "Y") == "Y" else "actual"
        document.float_type = FLOAT_TYPES.get(record.get("sched_float_type", ""), "finish")
        document.start_lag_from = "early" if record.get("sched_lag_early_start_flag", "Y") == "Y" else "actual"
        document.use_expected_finish = record.get("sched_use_expect_end_flag", "Y") == "Y"
        document.multiple_critical_paths = record.get("sched_open_critical_flag") == "Y"

    def _tree(self, projects: set[str]) -> list[TaskDoc]:
        """Fill the outline, depth first: the activities of a WBS row, then the rows below it."""
        wbs = [record for record in self.tables.get("PROJWBS", []) if record.get("proj_id") in projects]
        ids = {record.get("wbs_id") for record in wbs}
        children: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(wbs, key=_sequence):
            parent = record.get("parent_wbs_id", "")
            top = parent not in ids or record.get("proj_node_flag") == "Y" or parent == record.get("wbs_id")
            children["" if top else parent].append(record)
        below: dict[str, list[TaskDoc]] = defaultdict(list)
        activities = []
        for record in self.tables.get("TASK", []):
            if record.get("proj_id") in projects:
                task = read_activity(record, self.document.critical_float_minutes, self.notices)
                activities.append(task)
                below[record.get("wbs_id", "") if record.get("wbs_id") in ids else ""].append(task)
        outline = Outline(self.document, self.notices, reserved={task.uid for task in activities})
        for task in sorted(below.pop("", []), key=_by_code):
            outline.add(task)
        pending = [(record, 1, "") for record in reversed(children[""])]
        visited: set[str] = set()
        while pending:
            record, level, path = pending.pop()
            key = record.get("wbs_id", "")
            if key in visited:
                continue
            visited.add(key)
            here = f"{path}.{record.get('wbs_short_name', '')}" if path else record.get("wbs_short_name", "")
            outline.add(self._summary(record, level, here))
            for task in sorted(below.get(key, []), key=_by_code):
                task.level, task.wbs = level + 1, here
                outline.add(task)
            pending += [(child, level + 1, here) for child in reversed(children.get(key, []))]
        outline.close()
        return activities

    def _summary(self, record: Record, level: int, path: str) -> TaskDoc:
        row = Row(record, self.notices, "WBS")
        return TaskDoc(
            uid=row.whole("wbs_id", -1), name=row.text("wbs_name"), level=level, wbs=path, kind="summary",
            task_type="fixed_duration",
        )  # fmt: skip

    def _links(self, tasks: dict[int, TaskDoc]) -> None:
        known = {record.get("task_id", "") for record in self.tables.get("TASK", [])}
        for record in self.tables.get("TASKPRED", []):
            link = read_link(record, self.notices)
            if link.successor not in tasks:
                continue
            other = record.get("pred_proj_id") not in {"", None, record.get("proj_id")}
            if link.predecessor not in tasks and (other or record.get("pred_task_id") in known):
                message = "A link to an activity of another project is dropped."
                self.notices.add("link-to-other-file", message, task=link.successor)
                continue
            self.document.links.append(link)

    def _memos(self, tasks: dict[int, TaskDoc]) -> None:
        for record in self.tables.get("TASKMEMO", []):
            task = tasks.get(Row(record, self.notices, "Note").whole("task_id", -1))
            text = html.unescape(_TAG.sub(" ", record.get("task_memo", "").replace("\x7f\x7f", "\n"))).strip()
            if task is not None and text:
                task.notes = f"{task.notes}\n{text}".strip()

    def _baselines(self, projects: list[Record], activities: list[TaskDoc]) -> None:
        """Give tasks the dates of the baseline projects' activities with the same code."""
        by_code = {task.code: task for task in activities}
        if projects:
            for task in activities:
                task.baselines = []
        for number, project in enumerate(projects[:11]):
            for record in self.tables.get("TASK", []):
                owner = by_code.get(record.get("task_code", ""))
                if record.get("proj_id") == project["proj_id"] and owner is not None:
                    row = Row(record, self.notices, "Baseline")
                    owner.baselines.append(
                        BaselineDoc(
                            number=number,
                            start=row.value("act_start_date", moment, None)
                            or row.value("early_start_date", moment, None),
                            finish=row.value("act_end_date", moment, None) or row.value("early_end_date", moment, None),
                            duration_minutes=row.value("target_drtn_hr_cnt", minutes, None),
                        )
                    )
        if projects:
            message = "Baseline projects became baselines of the activities with the same id."
            self.notices.add("baseline-projects", message, count=len(projects), level="info")


def _sequence(record: Record) -> tuple[int, str]:
    text = record.get("seq_num", "")
    number = natural_number(text.removeprefix("-"))
    if number is None:
        number = 1 << 30
    elif text.startswith("-"):
        number = -number
    return number, record.get("wbs_short_name", "")


def _by_code(task: TaskDoc) -> str:
    return task.code


def roll_up(document: PlanDocument) -> None:
    """Give summaries the span of the dates below them; P6 shows it and does not store it."""
    below: dict[int, list[StoredDates]] = defaultdict(list)
    for task in reversed(document.tasks):
        if task.kind == "summary":
            for name, first in _SPANS:
                instants = [instant for dates in below[task.uid] if (instant := getattr(dates, name)) is not None]
                if instants:
                    setattr(task.stored, name, min(instants) if first else max(instants))
        if task.parent is not None:
            below[task.parent].append(task.stored)
    ends = [task.stored.finish for task in document.tasks if task.stored.finish is not None]
    document.finish = max(ends, default=document.finish)


_SPANS = (
    ("start", True), ("finish", False), ("early_start", True), ("early_finish", False), ("late_start", True),
    ("late_finish", False),
)  # fmt: skip
