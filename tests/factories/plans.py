"""Plan documents of any size."""

from datetime import datetime, timedelta

from headway.formats.document import BaselineDoc, CalendarDoc, LinkDoc, PlanDocument, TaskDoc

WEEK = (((480, 720), (780, 1020)),) * 5 + ((), ())
MONDAY = datetime(2026, 1, 5, 8)


def small_plan(name: str = "Small") -> PlanDocument:
    """A (3 days) then B (2 days) then the milestone C; five days from Monday 5 January to Friday 9 January 2026."""
    return PlanDocument(
        format="test",
        name=name,
        start=MONDAY,
        default_calendar=1,
        calendars=[CalendarDoc(uid=1, name="Office", week=WEEK)],
        tasks=[
            TaskDoc(uid=1, name="Phase", kind="summary", level=1),
            TaskDoc(uid=2, name="A", level=2, parent=1, duration_minutes=3 * 480),
            TaskDoc(uid=3, name="B", level=2, parent=1, duration_minutes=2 * 480),
            TaskDoc(uid=4, name="C", level=1, kind="milestone"),
        ],
        links=[LinkDoc(2, 3), LinkDoc(3, 4)],
    )


def big_plan(count: int, *, name: str = "Big", baseline: bool = True) -> PlanDocument:
    """``count`` tasks in phases of twenty, each chained, phases linked to the phase before; no randomness."""
    tasks, links = [], []
    for index in range(count):
        uid = index + 1
        if index % 20 == 0:
            phase = uid
            tasks.append(TaskDoc(uid=uid, name=f"Phase {index // 20 + 1}", kind="summary", wbs=f"{index // 20 + 1}"))
            continue
        days = 1 + index * 7 % 5
        task = TaskDoc(uid=uid, name=f"Task {uid}", level=2, parent=phase, duration_minutes=days * 480,
                       wbs=f"{index // 20 + 1}.{index % 20}")  # fmt: skip
        if baseline:
            start = MONDAY + timedelta(days=index // 20)
            task.baselines = [BaselineDoc(0, start, start + timedelta(days=days), days * 480)]
        tasks.append(task)
        if index % 20 > 1:
            links.append(LinkDoc(uid - 1, uid))
        elif index > 20:
            links.append(LinkDoc(uid - 19, uid, "SS", 480.0))
    return PlanDocument(format="test", name=name, start=MONDAY, default_calendar=1, tasks=tasks, links=links,
                        calendars=[CalendarDoc(uid=1, name="Office", week=WEEK)])  # fmt: skip


def mspdi(document: PlanDocument) -> bytes:
    """The document as Microsoft Project XML: what these factories use of it."""

    def day(number: int, shifts: tuple[tuple[int, int], ...]) -> str:
        times = "".join(
            f"<WorkingTime><FromTime>{a // 60:02}:{a % 60:02}:00</FromTime><ToTime>{b // 60:02}:{b % 60:02}:00</ToTime></WorkingTime>"
            for a, b in shifts
        )
        works = f"<WorkingTimes>{times}</WorkingTimes>" if shifts else ""
        return f"<WeekDay><DayType>{number}</DayType><DayWorking>{int(bool(shifts))}</DayWorking>{works}</WeekDay>"

    week = document.calendars[0].week
    days = "".join(day((index + 1) % 7 + 1, shifts or ()) for index, shifts in enumerate(week))
    links: dict[int, list[LinkDoc]] = {}
    for link in document.links:
        links.setdefault(link.successor, []).append(link)
    tasks = "".join(task_xml(row, task, links.get(task.uid, [])) for row, task in enumerate(document.tasks, 1))
    start = document.start.isoformat() if document.start else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">'
        f"<Title>{document.name}</Title><ScheduleFromStart>1</ScheduleFromStart><StartDate>{start}</StartDate>"
        "<CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek>"
        "<Calendars><Calendar><UID>1</UID><Name>Office</Name><IsBaseCalendar>1</IsBaseCalendar>"
        f"<WeekDays>{days}</WeekDays></Calendar></Calendars><Tasks>{tasks}</Tasks></Project>"
    ).encode()


def task_xml(row: int, task: TaskDoc, links: list[LinkDoc]) -> str:
    types = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
    before = "".join(
        f"<PredecessorLink><PredecessorUID>{link.predecessor}</PredecessorUID><Type>{types[link.type]}</Type>"
        f"<LinkLag>{int(link.lag * 10)}</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
        for link in links
    )
    hours, minutes = divmod(task.duration_minutes, 60)
    return (
        f"<Task><UID>{task.uid}</UID><ID>{row}</ID><Name>{task.name}</Name><OutlineLevel>{task.level}</OutlineLevel>"
        f"<Summary>{int(task.kind == 'summary')}</Summary><Milestone>{int(task.kind == 'milestone')}</Milestone>"
        f"<Duration>PT{hours}H{minutes}M0S</Duration><DurationFormat>7</DurationFormat>{before}</Task>"
    )
