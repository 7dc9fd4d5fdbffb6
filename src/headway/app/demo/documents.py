"""From hand-written lines to plan documents: the plan as it was approved, and the plan as it stands today.

The approved plan is scheduled first; its dates become the baseline. Then the story happens (work takes longer, waits,
is added), the plan is scheduled again, and everything that lies before the status date becomes progress.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from headway.app.demo import calendars
from headway.app.demo.plan_text import After, Line, PlanText, length
from headway.app.demo.resources import CREWS
from headway.formats.document import (
    AssignmentDoc,
    BaselineDoc,
    CalendarDoc,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    TaskDoc,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MORNING, EVENING = time(8), time(17)
LAG_UNITS = {"d": 480, "h": 60, "ed": 1440}


@dataclass(frozen=True, slots=True)
class Span:
    """A task's calculated dates."""

    start: datetime
    finish: datetime
    float_minutes: int


Spans = dict[int, Span]
Dates = Callable[[PlanDocument], Spans]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished document, and where its named tasks are."""

    document: PlanDocument
    uids: dict[str, int]
    approved: Spans
    today: Spans


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for every line of one plan."""

    text: PlanText
    name: str
    monday: date
    approved: bool
    """The plan as it was approved, before anything happened."""

    @property
    def lines(self) -> list[Line]:
        return [line for line in self.text.lines if not (self.approved and "new" in line.flags)]

    @property
    def start(self) -> date:
        return self.monday + timedelta(weeks=int(self.text.settings["start"]))


def build(text: PlanText, name: str, monday: date, dates_of: Dates, held: Mapping[str, tuple[date, date]]) -> Built:
    """Return the document of today; ``held`` names tasks that wait for another project, approved and now."""
    uids = {line.key: line.uid for line in text.lines if line.key}
    before = Frame(text, name, monday, approved=True)
    plan = draft(before)
    hold(plan, {uids[key]: dates[0] for key, dates in held.items()})
    approved = dates_of(plan)
    after = Frame(text, name, monday, approved=False)
    document = draft(after)
    happen(document, after, approved)
    hold(document, {uids[key]: dates[1] for key, dates in held.items()})
    settle_waits(document, after, dates_of)
    vary(document, approved, Random(f"{name}"), monday)  # noqa: S311 - a seeded story, no secret
    today = dates_of(document)
    progress(document, after, today)
    release(document, {uids[key] for key in held})
    if text.settings.get("baseline") != "none":
        keep_baseline(document, plan, approved)
    return Built(document, uids, approved, today)


def draft(frame: Frame) -> PlanDocument:
    """Write the lines as tasks, links and assignments."""
    first, last = frame.start.year, frame.monday.year + 4
    settings = frame.text.settings
    document = PlanDocument(
        format="headway",
        application="Headway",
        name=frame.name,
        start=datetime.combine(frame.start, MORNING),
        status_date=datetime.combine(frame.monday, MORNING),
        progressed_logic="actual",
        default_calendar=calendars.BY_NAME[settings.get("calendar", "office")],
        currency="EUR",
    )
    lines = frame.lines
    document.tasks = outline(lines, frame)
    document.links = links(lines)
    assign(document, lines)
    used = {document.default_calendar} | {task.calendar for task in document.tasks}
    document.calendars = [each for each in calendars.calendars(first, last) if each.uid in used]
    return document


def outline(lines: list[Line], frame: Frame) -> list[TaskDoc]:
    tasks: list[TaskDoc] = []
    above: list[tuple[int, str]] = []
    counts = [0] * 12
    for line in lines:
        del above[line.level - 1 :]
        counts[line.level - 1] += 1
        counts[line.level :] = [0] * (12 - line.level)
        wbs = ".".join(str(number) for number in counts[: line.level])
        task = TaskDoc(
            uid=line.uid, name=line.name, level=line.level, wbs=wbs, notes=line.note, recurring=line.recurring
        )
        task.parent = above[-1][0] if above else None
        if line.is_summary:
            task.kind = "summary"
            above.append((line.uid, wbs))
        else:
            task.duration_minutes, task.duration_elapsed = length(line.duration)
            task.duration_unit = "h" if line.duration.endswith("h") else "ed" if task.duration_elapsed else "d"
            task.kind = "milestone" if not task.duration_minutes else "task"
            constrain(task, line.flags, frame)
        tasks.append(task)
    return tasks


def constrain(task: TaskDoc, flags: dict[str, str], frame: Frame) -> None:
    """Take calendar, cost and constraints given in weeks; those relative to the approved plan come later."""
    if "cal" in flags:
        task.calendar = calendars.BY_NAME[flags["cal"]]
        task.ignore_resource_calendar = True
    if "cost" in flags:
        task.fixed_cost = Decimal(flags["cost"].removesuffix("k")) * (1000 if flags["cost"].endswith("k") else 1)
    if "alap" in flags:
        task.constraint = "ALAP"
    for name in ("snet", "snlt", "fnet", "fnlt", "mso", "mfo", "deadline"):
        value = flags.get(name, "")
        if value.startswith("w"):
            set_date(task, name, frame.monday + timedelta(weeks=int(value[1:])))


def set_date(task: TaskDoc, name: str, day: date) -> None:
    if name == "deadline":
        task.deadline = datetime.combine(day, EVENING)
        return
    task.constraint = name.upper()  # type: ignore[assignment]  # one of the names above
    task.constraint_date = datetime.combine(day, MORNING if name in {"snet", "snlt", "mso"} else EVENING)


def links(lines: list[Line]) -> list[LinkDoc]:
    uids = {line.key: line.uid for line in lines if line.key}
    result: list[LinkDoc] = []
    previous: int | None = None
    for line in lines:
        if line.is_summary:
            continue
        known = [after for after in line.after if after.key == "^" or after.key in uids]
        # What a line follows may not be in the approved plan, or be the item before the first one of a repetition.
        wanted = known or ([After("^")] if line.after else [])
        for after in wanted:
            source = previous if after.key == "^" else uids[after.key]
            if source is not None:
                result.append(link(source, line.uid, after))
        previous = line.uid
    return result


def link(source: int, target: int, after: After) -> LinkDoc:
    made = LinkDoc(predecessor=source, successor=target, type=after.type)  # type: ignore[arg-type]  # AFTER permits no other
    if after.lag.endswith("%"):
        made.lag, made.lag_kind, made.lag_unit = float(after.lag[:-1]), "percent", "%"
    elif after.lag:
        unit = "ed" if after.lag.endswith("ed") else after.lag[-1]
        made.lag = float(after.lag.removesuffix(unit)) * LAG_UNITS[unit]
        made.lag_kind, made.lag_unit = ("elapsed" if unit == "ed" else "working"), unit
    return made


def assign(document: PlanDocument, lines: list[Line]) -> None:
    """Add resources and assignments, and what the tasks cost by them."""
    tasks = {task.uid: task for task in document.tasks}
    used: set[str] = set()
    for line in lines:
        task = tasks[line.uid]
        if line.is_summary:
            continue
        task.work_minutes, task.cost = 0, task.fixed_cost or Decimal(0)
        for code, units in line.who:
            used.add(code)
            crew, work = CREWS[code], round(task.duration_minutes * units)
            cost = (crew.per_hour * work / 60).quantize(Decimal("0.01"))
            document.assignments.append(
                AssignmentDoc(len(document.assignments) + 1, line.uid, crew.uid, units, work, cost=cost)
            )
            task.work_minutes += work
            task.cost += cost
    document.resources = [
        ResourceDoc(crew.uid, crew.name, max_units=crew.units, standard_rate=crew.per_hour, code=code)
        for code, crew in CREWS.items()
        if code in used
    ]


def calendar_of(document: PlanDocument, task: TaskDoc) -> CalendarDoc:
    wanted = task.calendar or document.default_calendar
    return next(each for each in document.calendars if each.uid == wanted)


def happen(document: PlanDocument, frame: Frame, approved: Spans) -> None:
    """Let work take longer, and set what is relative to the approved dates: deadlines and limits."""
    flags = {line.uid: line.flags for line in frame.lines}
    for task in document.tasks:
        for name, value in flags[task.uid].items():
            if name == "slip":
                task.duration_minutes += length(value)[0]
            elif name == "early":
                task.duration_minutes -= length(value)[0]
            elif name in {"deadline", "fnlt", "mfo"} and not value.startswith("w"):
                day = approved[task.uid].finish.date()
                set_date(task, name, calendars.step(document.calendars[0], day, int(value.removesuffix("d"))))


def hold(document: PlanDocument, days: Mapping[int, date]) -> None:
    """Keep tasks waiting for another project until the joined plans are calculated together."""
    for task in document.tasks:
        if task.uid in days:
            assert document.start is not None
            day = max(datetime.combine(days[task.uid], MORNING), document.start)
            task.constraint, task.constraint_date = "SNET", day


def release(document: PlanDocument, uids: set[int]) -> None:
    for task in document.tasks:
        if task.uid in uids:
            task.constraint, task.constraint_date = "ASAP", None


def settle_waits(document: PlanDocument, frame: Frame, dates_of: Dates) -> None:
    """Hold tasks back that wait for something outside the plan: no earlier than so many days after they could start."""
    waits = {line.uid: int(line.flags["wait"].removesuffix("d")) for line in frame.lines if "wait" in line.flags}
    for task in document.tasks:  # in outline order, each seeing the waits before it
        if task.uid in waits:
            could = dates_of(document)[task.uid].start.date()
            set_date(task, "snet", calendars.step(calendar_of(document, task), could, waits[task.uid]))


def vary(document: PlanDocument, approved: Spans, random: Random, monday: date) -> None:
    """Let work that is over have taken a day more or less where there was float enough: real plans are never exact."""
    for task in document.tasks:
        span = approved.get(task.uid)
        if span is None or task.kind != "task" or task.recurring or task.duration_minutes < 3 * 480:
            continue
        if span.finish.date() < monday and span.float_minutes > 5 * 480:
            task.duration_minutes += random.choice((-480, 0, 0, 480))


def progress(document: PlanDocument, frame: Frame, today: Spans) -> None:
    """Report what lies before the status date; the flags ``pct`` and ``silent`` tell of late or missing reports."""
    silent = frame.monday - timedelta(weeks=int(frame.text.settings.get("silent_weeks", "0")))
    flags: dict[int, dict[str, Any]] = {line.uid: line.flags for line in frame.lines}
    for task in document.tasks:
        if task.kind == "summary" or "unreported" in flags[task.uid]:
            continue
        span = today[task.uid]
        until = datetime.combine(silent, MORNING)
        if span.start >= until:
            continue
        report(task, span, until, calendar_of(document, task), flags[task.uid].get("pct"))


def report(task: TaskDoc, span: Span, until: datetime, calendar: CalendarDoc, percent: str | None) -> None:
    task.actual_start = span.start
    if task.constraint == "SNET":
        task.constraint, task.constraint_date = "ASAP", None
    if span.finish <= until and percent is None:
        task.actual_finish, task.percent_complete = span.finish, 100.0
    elif percent is not None:
        task.percent_complete = float(percent)
    else:
        done = calendars.working_days(calendar, span.start.date(), until.date())
        whole = max(1, calendars.working_days(calendar, span.start.date(), span.finish.date() + timedelta(days=1)))
        task.percent_complete = float(min(95, max(5, 5 * round(20 * done / whole))))
    share = Decimal(task.percent_complete) / 100
    task.actual_cost = ((task.cost or Decimal(0)) * share).quantize(Decimal("0.01"))
    task.actual_work_minutes = round((task.work_minutes or 0) * task.percent_complete / 100)
    task.remaining_work_minutes = (task.work_minutes or 0) - task.actual_work_minutes


def keep_baseline(document: PlanDocument, plan: PlanDocument, approved: Spans) -> None:
    planned = {task.uid: task for task in plan.tasks}
    for task in document.tasks:
        if task.uid in planned:
            before, span = planned[task.uid], approved[task.uid]
            task.baselines = [
                BaselineDoc(0, span.start, span.finish, before.duration_minutes, before.work_minutes, before.cost)
            ]
