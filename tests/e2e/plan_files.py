"""Plan files for the journeys, made here: Microsoft Project XML with stored dates that a recalculation changes."""

from __future__ import annotations

from datetime import datetime, timedelta

NAMES = ["Site survey", "Order switchgear", "Deliver switchgear", "Civil works", "Install switchgear", "Commissioning"]


def small_plan(*, wrong_day: bool = True) -> bytes:
    """Six tasks in a chain from Monday 2026-06-01; with ``wrong_day`` the last one's stored dates are a week early."""
    start, tasks = datetime(2026, 6, 1, 8), []
    for number, name in enumerate(NAMES, 1):
        begin = start + timedelta(days=7 * (number - 1))
        if wrong_day and number == len(NAMES):
            begin -= timedelta(days=7)
        finish = begin + timedelta(days=4, hours=9)
        link = (
            f"<PredecessorLink><PredecessorUID>{number - 1}</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag></PredecessorLink>"
            if number > 1
            else ""
        )
        tasks.append(
            f"<Task><UID>{number}</UID><ID>{number}</ID><Name>{name}</Name><OutlineLevel>1</OutlineLevel>"
            f"<Start>{begin:%Y-%m-%dT%H:%M:%S}</Start><Finish>{finish:%Y-%m-%dT%H:%M:%S}</Finish>"
            f"<Duration>PT40H0M0S</Duration><DurationFormat>7</DurationFormat><CalendarUID>-1</CalendarUID>{link}</Task>"
        )
    shifts = (
        "<WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>"
        "<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"
    )
    week = "".join(
        f"<WeekDay><DayType>{d}</DayType><DayWorking>{int(1 < d < 7)}</DayWorking>{shifts if 1 < d < 7 else ''}</WeekDay>"
        for d in range(1, 8)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        "<Name>Substation Nord</Name><StartDate>2026-06-01T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay>"
        f"<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>{week}</WeekDays></Calendar></Calendars>"
        f"<Tasks>{''.join(tasks)}</Tasks></Project>"
    ).encode()


def cyclic_plan() -> bytes:
    """The same, with the first task waiting for the last."""
    link = b"<PredecessorLink><PredecessorUID>6</PredecessorUID><Type>1</Type><LinkLag>0</LinkLag></PredecessorLink>"
    return small_plan().replace(
        b"<CalendarUID>-1</CalendarUID></Task>", b"<CalendarUID>-1</CalendarUID>" + link + b"</Task>", 1
    )
