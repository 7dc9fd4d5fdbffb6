"""Small plan files, written by the tests themselves."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

OFFICE_DAY = """<WorkingTimes>
<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>"""


def week_days(working: range = range(2, 7), hours: str = OFFICE_DAY) -> str:
    """Seven weekdays of MSPDI, 1 = Sunday."""
    return (
        "<WeekDays>"
        + "".join(
            f"<WeekDay><DayType>{day}</DayType><DayWorking>{int(day in working)}</DayWorking>"
            f"{hours if day in working else ''}</WeekDay>"
            for day in range(1, 8)
        )
        + "</WeekDays>"
    )


def calendar(uid: int, name: str, *, base: int | None = None, inside: str | None = None) -> str:
    is_base = int(base is None)
    inside = week_days() if inside is None else inside
    return (
        f"<Calendar><UID>{uid}</UID><Name>{escape(name)}</Name><IsBaseCalendar>{is_base}</IsBaseCalendar>"
        f"<BaseCalendarUID>{-1 if base is None else base}</BaseCalendarUID>{inside}</Calendar>"
    )


STANDARD = calendar(1, "Standard")


def task(uid: int, name: str, *, level: int = 1, hours: float = 8, inside: str = "", **fields: object) -> str:
    """One task; keyword arguments are further elements, ``inside`` is raw XML."""
    minutes = round(hours * 60)
    rest = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in fields.items())
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{escape(name)}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{minutes // 60}H{minutes % 60}M0S</Duration><DurationFormat>7</DurationFormat>{rest}{inside}</Task>"
    )


def link(predecessor: int, kind: int = 1, lag: int = 0, lag_format: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{predecessor}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{lag_format}</LagFormat></PredecessorLink>"
    )


def mspdi(
    tasks: str = "",
    *,
    calendars: str = STANDARD,
    resources: str = "",
    assignments: str = "",
    settings: str = "",
    encoding: str = "UTF-8",
    start: str = "2026-01-05T08:00:00",
) -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>\n'
        '<Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion>'
        f"<Title>Trial</Title><ScheduleFromStart>1</ScheduleFromStart><StartDate>{start}</StartDate>"
        "<FinishDate>2026-02-27T17:00:00</FinishDate><CurrencyCode>EUR</CurrencyCode><CalendarUID>1</CalendarUID>"
        f"<MinutesPerDay>480</MinutesPerDay><MinutesPerWeek>2400</MinutesPerWeek><DaysPerMonth>20</DaysPerMonth>{settings}"
        f"<Calendars>{calendars}</Calendars><Tasks>{tasks}</Tasks><Resources>{resources}</Resources>"
        f"<Assignments>{assignments}</Assignments></Project>"
    )


def write(folder: Path, content: str | bytes, name: str = "plan.xml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(name: str, *rows: dict[str, object]) -> str:
    """One table of XER."""
    fields = list(dict.fromkeys(key for row in rows for key in row))
    lines = [f"%T\t{name}", "%F\t" + "\t".join(fields)]
    lines += ["%R\t" + "\t".join(str(row.get(field, "")) for field in fields) for row in rows]
    return "\r\n".join(lines) + "\r\n"


def shifts(*pairs: tuple[str, str]) -> str:
    return "".join(f"(0||{number}(s|{start}|f|{end})())" for number, (start, end) in enumerate(pairs))


def clndr_data(*, saturday: str = "", exceptions: str = "") -> str:
    office = shifts(("08:00", "12:00"), ("13:00", "17:00"))
    days = "".join(f"(0||{day}()({office if 2 <= day <= 6 else saturday if day == 7 else ''}))" for day in range(1, 8))
    return f"(0||CalendarData()((0||DaysOfWeek()({days}))(0||Exceptions()({exceptions}))))"


PROJECT = {
    "proj_id": 1, "proj_short_name": "TRIAL", "clndr_id": 7, "plan_start_date": "2026-01-05 08:00", "export_flag": "Y",
    "last_recalc_date": "2026-01-12 08:00", "critical_drtn_hr_cnt": 0,
}  # fmt: skip
CALENDAR = {
    "clndr_id": 7, "clndr_name": "Office", "day_hr_cnt": 8, "week_hr_cnt": 40, "clndr_data": clndr_data(),
}  # fmt: skip
ROOT = {
    "wbs_id": 10,
    "proj_id": 1,
    "proj_node_flag": "Y",
    "wbs_short_name": "TRIAL",
    "wbs_name": "Trial plan",
    "seq_num": 1,
}


def activity(task_id: int, code: str, hours: float = 16, **fields: object) -> dict[str, object]:
    return {
        "task_id": task_id, "proj_id": 1, "wbs_id": 10, "clndr_id": 7, "task_code": code, "task_name": f"Work {code}",
        "task_type": "TT_Task", "status_code": "TK_NotStart", "target_drtn_hr_cnt": hours, "remain_drtn_hr_cnt": hours,
        "complete_pct_type": "CP_Drtn", "duration_type": "DT_FixedDrtn", **fields,
    }  # fmt: skip


def xer(*tables: str) -> str:
    header = "ERMHDR\t19.12\t2026-01-05\tProject\tadmin\tAdmin\tdb\tProject Management\tEUR\r\n"
    return header + "".join(tables) + "%E\r\n"


def simple_xer(*activities: dict[str, object], more: str = "") -> str:
    return xer(
        table("CALENDAR", CALENDAR), table("PROJECT", PROJECT), table("PROJWBS", ROOT), table("TASK", *activities), more
    )
