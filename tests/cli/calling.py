"""Run commands as a shell would, in a process of their own or in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def headway(*words: str, data: Path, check: bool = False, **env: str) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data), NO_COLOR="1", COLUMNS="100", **env)
    environment.pop("HEADWAY_DATABASE_URL", None)
    command = [sys.executable, "-m", "headway.cli.main", *words]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=check, timeout=300, stdin=subprocess.DEVNULL
    )


DAY = (
    "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
    "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
)
WEEK = "".join(
    f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(1 < day < 7)}</DayWorking>{DAY if 1 < day < 7 else ''}</WeekDay>"
    for day in range(1, 8)
)
TYPES = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}


def mspdi(
    tasks: list[tuple[int, str, int, list[tuple[int, str]]]], stored: dict[int, tuple[str, str]] | None = None
) -> str:
    """Write tasks (uid, name, days, [(predecessor, type)]) as Microsoft Project XML that starts on Monday 5 Jan 2026."""
    rows = []
    for uid, name, days, before in tasks:
        dates = "".join(
            f"<{tag}>{value}</{tag}>"
            for tag, value in zip(("Start", "Finish"), (stored or {}).get(uid, ()), strict=False)
        )
        links = "".join(
            f"<PredecessorLink><PredecessorUID>{source}</PredecessorUID><Type>{TYPES[kind]}</Type></PredecessorLink>"
            for source, kind in before
        )
        rows.append(
            f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><OutlineLevel>1</OutlineLevel>{dates}"
            f"<Duration>PT{days * 8}H0M0S</Duration><DurationFormat>7</DurationFormat><CalendarUID>-1</CalendarUID>{links}</Task>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project">'
        "<Name>plan</Name><StartDate>2026-01-05T08:00:00</StartDate><CalendarUID>1</CalendarUID>"
        "<MinutesPerDay>480</MinutesPerDay>"
        "<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>"
        f"<WeekDays>{WEEK}</WeekDays></Calendar></Calendars><Tasks>{''.join(rows)}</Tasks></Project>"
    )


HOUSE = [
    (1, "Dig", 5, []),
    (2, "Pour", 3, [(1, "FS")]),
    (3, "Paint fence", 2, [(1, "FS")]),
    (4, "Roof", 4, [(2, "FS")]),
]
CIRCLE = [(1, "Egg", 2, [(2, "FS")]), (2, "Hen", 2, [(1, "FS")]), (3, "Free", 1, [])]
