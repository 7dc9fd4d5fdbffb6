"""MPXJ's two schedulers over the engine's plans: the same columns out as the engine gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
from differential_networks import compiled

from headway.engine.network import ScheduleOptions
from headway.engine.plan import MISSING, Calendar, Constraint, LagKind, LinkType, Plan, TaskKind
from headway.formats.mpxj.java import require_java
from headway.formats.mpxj.reader import start_java

DATES = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
FLOATS = ("total_float", "free_float")
EPOCH_DAY = date(1970, 1, 1)
LINK_TYPES = {
    LinkType.FS: "FINISH_START", LinkType.SS: "START_START", LinkType.FF: "FINISH_FINISH", LinkType.SF: "START_FINISH",
}  # fmt: skip
CONSTRAINTS = {
    Constraint.ASAP: "AS_SOON_AS_POSSIBLE", Constraint.ALAP: "AS_LATE_AS_POSSIBLE",
    Constraint.SNET: "START_NO_EARLIER_THAN", Constraint.SNLT: "START_NO_LATER_THAN",
    Constraint.FNET: "FINISH_NO_EARLIER_THAN", Constraint.FNLT: "FINISH_NO_LATER_THAN",
    Constraint.MSO: "MUST_START_ON", Constraint.MFO: "MUST_FINISH_ON",
    Constraint.START_ON: "START_ON", Constraint.FINISH_ON: "FINISH_ON",
}  # fmt: skip
LAG_CALENDARS = {
    "predecessor": "PREDECESSOR", "successor": "SUCCESSOR", "24h": "TWENTY_FOUR_HOUR", "project": "PROJECT_DEFAULT",
}  # fmt: skip
FLOAT_RULES = {"finish": "FINISH_SLACK", "start": "START_SLACK", "smallest": "SMALLEST_SLACK"}
ACTIVITIES = {
    TaskKind.MILESTONE: "START_MILESTONE", TaskKind.FINISH_MILESTONE: "FINISH_MILESTONE",
    TaskKind.LEVEL_OF_EFFORT: "LEVEL_OF_EFFORT", TaskKind.WBS_SUMMARY: "WBS_SUMMARY",
}  # fmt: skip


def passed(plan: Plan, row: int) -> int:
    """Count the working minutes of a task from its actual start to the data date: P6's actual duration."""
    tasks, began = plan.tasks, plan.tasks.actual_start[[row]]
    if began[0] == MISSING:
        return 0
    ended = tasks.actual_finish[[row]]
    until = np.where(ended == MISSING, np.maximum(began, plan.projects[0].status_date), ended).astype(np.int32)
    return int(compiled().working_between(np.maximum(tasks.calendar[[row]], 0), began, until)[0])


class PeerError(Exception):
    """The peer gives no dates for this plan; the words are its own."""


class Peer:
    """One Java for all plans."""

    def __init__(self) -> None:
        start_java(require_java())
        import jpype

        self.java = jpype.JClass
        self.error = jpype.JException
        self.moment = self.java("java.time.LocalDateTime")
        self.utc = self.java("java.time.ZoneOffset").UTC
        self.amount = self.java("org.mpxj.Duration").getInstance
        self.unit = self.java("org.mpxj.TimeUnit")
        self.long = jpype.JLong
        self.double = jpype.JDouble

    def named(self, kind: str, name: str) -> Any:
        return getattr(self.java(f"org.mpxj.{kind}"), name)

    def at(self, minute: int) -> Any:
        return self.moment.ofEpochSecond(self.long(int(minute) * 60), 0, self.utc)

    def minutes(self, count: float, unit: str = "MINUTES") -> Any:
        return self.amount(self.double(count), getattr(self.unit, unit))

    def schedule(self, plan: Plan, options: ScheduleOptions) -> dict[str, np.ndarray]:
        """Return dates and floats of every row."""
        file, tasks = self.project(plan, options)
        name = "Primavera" if options.mode == "p6" else "Microsoft"
        try:
            self.java(f"org.mpxj.cpm.{name}Scheduler")().schedule(file, self.at(plan.projects[0].start))
            return self.answers(tasks)
        except self.error as failure:
            raise PeerError(f"{failure.getClass().getSimpleName()}: {failure.getMessage()}") from None

    def project(self, plan: Plan, options: ScheduleOptions) -> tuple[Any, list[Any]]:
        file = self.java("org.mpxj.ProjectFile")()
        p6 = options.mode == "p6"
        if p6:
            slack = self.java("org.mpxj.cpm.PrimaveraSlackCalculator")(file)
        else:
            slack = self.java("org.mpxj.cpm.MicrosoftSlackCalculator")()
        file.getProjectConfig().setSlackClaculator(slack)  # the library's own spelling
        calendars = [self.calendar(file, each) for each in plan.calendars]
        settings, project = file.getProjectProperties(), plan.projects[0]
        settings.setDefaultCalendar(calendars[project.calendar])
        settings.setStartDate(self.at(project.start))
        settings.setRelationshipLagCalendar(self.named("RelationshipLagCalendar", LAG_CALENDARS[options.lag_calendar]))
        settings.setTotalSlackCalculationType(self.named("TotalSlackCalculationType", FLOAT_RULES[options.float_rule]))
        if project.status_date != MISSING:
            settings.setStatusDate(self.at(project.status_date))
        if project.must_finish != MISSING:
            settings.setMustFinishBy(self.at(project.must_finish))
        tasks: list[Any] = []
        for row in range(len(plan.tasks)):
            above = int(plan.tasks.parent[row])
            task = tasks[above].addTask() if above >= 0 else file.addTask()
            tasks.append(task)
            self.fill(plan, row, task, calendars, p6=p6)
        self.link(plan, tasks)
        return file, tasks

    def calendar(self, file: Any, each: Calendar) -> Any:
        calendar = file.addCalendar()
        calendar.setName(each.name)
        days = self.java("java.time.DayOfWeek")
        for number, shifts in enumerate(each.week):
            day = days.of(number + 1)
            calendar.setCalendarDayType(day, self.named("DayType", "WORKING" if shifts else "NON_WORKING"))
            self.hours(calendar.addCalendarHours(day), shifts or ())
        for exception in each.exceptions:
            ends = [self.day(exception.first_day), self.day(exception.last_day)]
            self.hours(calendar.addCalendarException(*ends), exception.shifts)
        return calendar

    def day(self, number: int) -> Any:
        return self.java("java.time.LocalDate").parse(str(EPOCH_DAY + timedelta(days=number)))

    def hours(self, ranges: Any, shifts: tuple[tuple[int, int], ...]) -> None:
        time = self.java("java.time.LocalTime")
        for begin, end in shifts:
            ends = [time.of(minute // 60 % 24, minute % 60) for minute in (begin, end)]
            ranges.add(self.java("org.mpxj.LocalTimeRange")(*ends))

    def fill(self, plan: Plan, row: int, task: Any, calendars: list[Any], *, p6: bool) -> None:
        columns = plan.tasks
        if columns.kind[row] == TaskKind.SUMMARY:
            return
        duration, remaining = int(columns.duration[row]), int(columns.remaining[row])
        remaining = duration if remaining == MISSING else remaining
        task.setDuration(self.minutes(duration))
        task.setPlannedDuration(self.minutes(duration / 60, "HOURS"))
        task.setActualDuration(self.minutes(passed(plan, row) if p6 else duration - remaining))
        task.setRemainingDuration(self.minutes(remaining))
        task.setPercentageComplete(self.java("java.lang.Double").valueOf(self.double(columns.percent[row])))
        if p6:
            # Only this keeps the scheduler from working the durations out again.
            task.setPercentCompleteType(self.named("PercentCompleteType", "PHYSICAL"))
            task.setActivityType(self.named("ActivityType", ACTIVITIES.get(int(columns.kind[row]), "TASK_DEPENDENT")))
        elif columns.kind[row] == TaskKind.MILESTONE:
            task.setMilestone(True)
        constraint, date = int(columns.constraint[row]), int(columns.constraint_date[row])
        if constraint == Constraint.ASAP and not p6:
            # No task begins before its project (Microsoft's knowledge base, Q103971): this peer is told so task by task.
            constraint, date = Constraint.SNET, int(plan.projects[0].start)
        task.setConstraintType(self.named("ConstraintType", CONSTRAINTS[constraint]))
        if date != MISSING:
            task.setConstraintDate(self.at(date))
        own = int(columns.calendar[row])
        task.setCalendar(calendars[plan.projects[0].calendar if own < 0 else own])
        setters: dict[str, Callable[[Any], None]] = {
            "deadline": task.setDeadline, "actual_start": task.setActualStart,
            "actual_finish": task.setActualFinish,
        }  # fmt: skip
        if columns.manual[row]:
            task.setTaskMode(self.named("TaskMode", "MANUALLY_SCHEDULED"))
            setters |= {"manual_start": task.setStart, "manual_finish": task.setFinish}
        for name, setter in setters.items():
            value = int(getattr(columns, name)[row])
            if value != MISSING:
                setter(self.at(value))

    def link(self, plan: Plan, tasks: list[Any]) -> None:
        build = self.java("org.mpxj.Relation$Builder")
        units = {LagKind.WORKING: "MINUTES", LagKind.ELAPSED: "ELAPSED_MINUTES", LagKind.PERCENT: "PERCENT"}
        links = plan.links
        for before, after, kind, lag, lag_kind in zip(
            links.predecessor, links.successor, links.type, links.lag, links.lag_kind, strict=True
        ):
            share = lag / 100 if lag_kind == LagKind.PERCENT else lag
            tasks[after].addPredecessor(
                build()
                .predecessorTask(tasks[before])
                .type(self.named("RelationType", LINK_TYPES[int(kind)]))
                .lag(self.minutes(share, units[int(lag_kind)]))
            )

    def answers(self, tasks: list[Any]) -> dict[str, np.ndarray]:
        found = {name: np.full(len(tasks), MISSING, np.int64) for name in (*DATES, *FLOATS)}
        for row, task in enumerate(tasks):
            dates = (
                task.getStart(), task.getFinish(), task.getEarlyStart(), task.getEarlyFinish(),
                task.getLateStart(), task.getLateFinish(),
            )  # fmt: skip
            for name, value in zip(DATES, dates, strict=True):
                if value is not None:
                    found[name][row] = int(value.toEpochSecond(self.utc)) // 60
            for name, slack in zip(FLOATS, (task.getTotalSlack(), task.getFreeSlack()), strict=True):
                if slack is not None:
                    found[name][row] = round(float(slack.getDuration()) * self.factor(slack))
        return found

    @staticmethod
    def factor(slack: Any) -> int:
        return {"m": 1, "h": 60, "d": 480, "em": 1, "eh": 60}[str(slack.getUnits())]
