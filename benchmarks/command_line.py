"""How long the command line makes a person wait: whole processes, medians."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from headway.formats import codec
from headway.formats.document import CalendarDoc, LinkDoc, PlanDocument, TaskDoc

RUNS = 7
TASKS = 2440
DAY = ((480, 720), (780, 1020))


def plan(tasks: int) -> PlanDocument:
    """A network of chains that meet every tenth task."""
    week = (DAY, DAY, DAY, DAY, DAY, (), ())
    rows = [TaskDoc(uid=i, name=f"Task {i}", duration_minutes=480 * (1 + i % 5)) for i in range(1, tasks + 1)]
    links = [LinkDoc(predecessor=i - 1 - i % 7, successor=i) for i in range(9, tasks + 1)]
    links += [LinkDoc(predecessor=i - 8, successor=i, type="SS", lag=480) for i in range(10, tasks + 1, 10)]
    return PlanDocument(
        format="mspdi", name="Benchmark", start=datetime(2026, 1, 5, 8), default_calendar=1,
        calendars=[CalendarDoc(uid=1, name="Standard", week=week)], tasks=rows, links=links,
    )  # fmt: skip


def mspdi(document: PlanDocument) -> str:
    """Write what the benchmark needs of Microsoft Project's XML."""
    types = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
    into: dict[int, list[LinkDoc]] = {}
    for link in document.links:
        into.setdefault(link.successor, []).append(link)
    working = "".join(
        f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>"
        + (
            "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
            "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
            if 1 < day < 7
            else ""
        )
        + "</WeekDay>"
        for day in range(1, 8)
    )
    tasks = "".join(
        f"<Task><UID>{t.uid}</UID><ID>{t.uid}</ID><Name>{t.name}</Name><OutlineLevel>1</OutlineLevel>"
        f"<Duration>PT{t.duration_minutes // 60}H0M0S</Duration><DurationFormat>7</DurationFormat><CalendarUID>-1</CalendarUID>"
        + "".join(
            f"<PredecessorLink><PredecessorUID>{k.predecessor}</PredecessorUID><Type>{types[k.type]}</Type>"
            f"<LinkLag>{int(k.lag * 10)}</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
            for k in into.get(t.uid, [])
        )
        + "</Task>"
        for t in document.tasks
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        "<StartDate>2026-01-05T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"
        f"<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{working}</WeekDays>"
        f"</Calendar></Calendars><Tasks>{tasks}</Tasks></Project>"
    )


def median_seconds(*words: str) -> float:
    """Median of whole processes, one warm-up first."""
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "headway.cli.main", *words], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def main() -> None:
    """Print figure and limit."""
    with tempfile.TemporaryDirectory() as folder:
        document = plan(TASKS)
        path = Path(folder) / "plan.xml"
        path.write_text(mspdi(document), "utf-8")
        began = time.perf_counter()
        size = len(codec.encode(document))
        coded = time.perf_counter() - began
        rows = [
            ("headway --help", median_seconds("--help"), 0.3),
            (f"headway schedule, {TASKS} tasks, MSPDI", median_seconds("schedule", str(path)), 1.5),
            (f"PlanDocument to JSON, {TASKS} tasks, {size // 1024} kB", coded, 0.2),
        ]
    print(f"{'what':<50}{'median s':>10}{'limit s':>10}")
    for what, seconds, limit in rows:
        print(f"{what:<50}{seconds:>10.3f}{limit:>10.1f}  {'' if seconds <= limit else 'OVER'}")


if __name__ == "__main__":
    main()
