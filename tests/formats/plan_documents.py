"""Plans of every kind that documents can hold, made by hypothesis, tidied as readers do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from headway.formats.document import (
    AssignmentDoc,
    BaselineDoc,
    CalendarDoc,
    CalendarExceptionDoc,
    LinkDoc,
    PlanDocument,
    ResourceDoc,
    StoredDates,
    TaskDoc,
    WorkWeekDoc,
)
from headway.formats.limits import DEFAULT_LIMITS
from headway.formats.notices import Notices
from headway.formats.tidy import tidy

TEXTS = st.text(max_size=25) | st.sampled_from(
    [
        "<a & b>",
        "naïve",
        "Ã©",
        "emoji 🦊",
        "tab\there",
        "two\nlines",
        "a.b",
        "\x7f\x7f",
        "| (0||x)",
        "]]>",
        "&amp;",
        "\u0085x",
        "\uff10",
    ]
)
MOMENTS = st.integers(0, 80 * 365 * 1440).map(lambda minutes: datetime(1990, 1, 1) + timedelta(minutes=minutes))
MINUTES = st.integers(0, 500_000)
SPANS = st.integers(-5_000, 500_000)
MONEY = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=2)
UNITS = st.sampled_from(["m", "h", "d", "w", "mo"])


def maybe(values):
    return st.none() | values


@st.composite
def shifts(draw):
    edges = sorted(draw(st.lists(st.integers(0, 1440), max_size=8, unique=True)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    if (not pairs or pairs[-1][1] < 1440) and draw(st.integers(0, 5)) == 5:
        start = draw(st.integers(pairs[-1][1] if pairs else 0, 1439))
        pairs.append((start, draw(st.integers(start + 1, start + 1440))))
    return tuple(pairs)


WEEKS = st.tuples(*[maybe(shifts())] * 7)


@st.composite
def periods(draw):
    first = date(1990, 1, 1) + timedelta(days=draw(st.integers(0, 20_000)))
    return first, first + timedelta(days=draw(st.integers(0, 40)))


@st.composite
def calendars(draw, uid, parents):
    exceptions = [
        CalendarExceptionDoc(*draw(periods()), draw(shifts()), draw(TEXTS)) for _ in range(draw(st.integers(0, 3)))
    ]
    work_weeks = [WorkWeekDoc(*draw(periods()), draw(WEEKS), draw(TEXTS)) for _ in range(draw(st.integers(0, 1)))]
    parent = draw(maybe(st.sampled_from(parents))) if parents else None
    return CalendarDoc(uid, draw(TEXTS), parent, draw(WEEKS), exceptions, work_weeks)


STORED = st.builds(
    StoredDates, *[maybe(MOMENTS)] * 6, maybe(SPANS), maybe(MINUTES), maybe(st.booleans())
)  # fmt: skip
BASELINES = st.builds(
    BaselineDoc, st.integers(0, 10), maybe(MOMENTS), maybe(MOMENTS), maybe(MINUTES), maybe(MINUTES), maybe(MONEY)
)  # fmt: skip


@st.composite
def pieces(draw):
    begin = draw(MOMENTS)
    ends = draw(st.lists(st.integers(0, 50_000), max_size=6, unique=True).map(sorted))
    edges = [begin + timedelta(minutes=minutes) for minutes in ends]
    return list(zip(edges[::2], edges[1::2], strict=False)) if len(edges) > 3 else []


@st.composite
def tasks(draw, uid, calendar_uids, *, primavera):
    elapsed = not primavera and draw(st.booleans())
    unit = "d" if primavera else draw(UNITS)
    return TaskDoc(
        uid=uid,
        name=draw(TEXTS),
        wbs=draw(TEXTS),
        code=draw(TEXTS),
        kind=draw(st.sampled_from(["task", "milestone", "summary"])),
        manual=draw(st.booleans()),
        manual_start=draw(maybe(MOMENTS)),
        manual_finish=draw(maybe(MOMENTS)),
        active=draw(st.booleans()),
        duration_minutes=draw(MINUTES),
        duration_elapsed=elapsed,
        duration_unit=f"e{unit}" if elapsed else unit,
        duration_estimated=draw(st.booleans()),
        remaining_minutes=draw(maybe(MINUTES)),
        percent_complete=draw(st.integers(0, 100).map(float) | st.floats(0, 100)),
        physical_percent=draw(maybe(st.integers(0, 100).map(float))),
        calendar=draw(maybe(st.sampled_from(calendar_uids))),
        ignore_resource_calendar=draw(st.booleans()),
        constraint=draw(st.sampled_from(["ASAP", "ALAP", "SNET", "SNLT", "FNET", "FNLT", "MSO", "MFO", "START_ON", "FINISH_ON"])),
        constraint_date=draw(maybe(MOMENTS)),
        deadline=draw(maybe(MOMENTS)),
        actual_start=draw(maybe(MOMENTS)),
        actual_finish=draw(maybe(MOMENTS)),
        stop=draw(maybe(MOMENTS)),
        resume=draw(maybe(MOMENTS)),
        expected_finish=draw(maybe(MOMENTS)),
        pieces=draw(pieces()),
        leveling_delay_minutes=draw(SPANS),
        priority=draw(st.integers(0, 1000)),
        task_type=draw(st.sampled_from(["fixed_duration", "fixed_units", "fixed_work"])),
        effort_driven=draw(st.booleans()),
        activity_type=draw(st.sampled_from(["", "TT_Task", "TT_Mile", "TT_FinMile", "TT_LOE", "TT_Rsrc", "TT_WBS"])),
        external=draw(st.booleans()),
        recurring=draw(st.booleans()),
        work_minutes=draw(maybe(MINUTES)),
        actual_work_minutes=draw(maybe(MINUTES)),
        remaining_work_minutes=draw(maybe(MINUTES)),
        cost=draw(maybe(MONEY)),
        fixed_cost=draw(maybe(MONEY)),
        actual_cost=draw(maybe(MONEY)),
        notes=draw(TEXTS),
        baselines=sorted(
            draw(st.lists(BASELINES, max_size=3, unique_by=lambda item: item.number)), key=lambda item: item.number
        ),
        stored=draw(STORED),
    )  # fmt: skip


@st.composite
def links(draw, uids):
    kind = draw(st.sampled_from(["working", "elapsed", "percent"]))
    unit = {"working": draw(UNITS), "elapsed": f"e{draw(UNITS)}", "percent": draw(st.sampled_from(["%", "e%"]))}[kind]
    lag = draw(
        st.integers(-300, 300).map(float)
        if kind == "percent"
        else st.integers(-5000, 50_000).map(lambda tenths: tenths / 10)
    )
    ends = draw(st.permutations(uids))
    return LinkDoc(ends[0], ends[-1], draw(st.sampled_from(["FS", "SS", "FF", "SF"])), lag, kind, unit)


@st.composite
def assignments(draw, number, uids, resource):
    return AssignmentDoc(
        uid=number,
        task=draw(st.sampled_from(uids)),
        resource=resource,
        units=draw(st.floats(0, 50).map(lambda units: round(units, 6))),
        work_minutes=draw(maybe(MINUTES)),
        actual_work_minutes=draw(maybe(MINUTES)),
        remaining_work_minutes=draw(maybe(MINUTES)),
        overtime_work_minutes=draw(MINUTES),
        delay_minutes=draw(SPANS),
        contour=draw(st.sampled_from(["flat", "bell", "contoured"])),
        cost=draw(maybe(MONEY)),
        actual_cost=draw(maybe(MONEY)),
        start=draw(maybe(MOMENTS)),
        finish=draw(maybe(MOMENTS)),
    )


@st.composite
def documents(draw):
    mode = draw(st.sampled_from(["msproject", "p6"]))
    uids = draw(st.lists(st.integers(1, 1 << 31), min_size=0, max_size=7, unique=True))
    calendar_uids = draw(st.lists(st.integers(0, 10**9), min_size=1, max_size=3, unique=True))
    made = [draw(calendars(uid, calendar_uids[:row])) for row, uid in enumerate(calendar_uids)]
    with_root = draw(st.booleans())
    rows, above = [], []
    for uid in uids:
        row = draw(tasks(uid, calendar_uids, primavera=mode == "p6"))
        depth = draw(st.integers(0, len(above)))
        above = above[:depth]
        row.level, row.parent = depth + 1, above[-1] if above else 0 if with_root else None
        above.append(uid)
        rows.append(row)
    if with_root:
        rows.insert(0, TaskDoc(uid=0, name=draw(TEXTS), level=0, kind="summary"))
    resource_uids = draw(st.lists(st.integers(1, 10**9), max_size=2, unique=True))
    document = PlanDocument(
        format="drawn",
        name=draw(TEXTS),
        start=draw(MOMENTS),
        finish=draw(maybe(MOMENTS)),
        status_date=draw(maybe(MOMENTS)),
        must_finish_by=draw(maybe(MOMENTS)),
        schedule_from=draw(st.sampled_from(["start", "finish"])),
        mode=mode,
        honor_constraints=draw(st.booleans()),
        lag_calendar=draw(st.sampled_from(["predecessor", "successor", "24h", "project"])),
        progressed_logic=draw(st.sampled_from(["retained", "override", "actual"])),
        float_type=draw(st.sampled_from(["smallest", "finish", "start"])),
        start_lag_from=draw(st.sampled_from(["early", "actual"])),
        use_expected_finish=draw(st.booleans()),
        multiple_critical_paths=draw(st.booleans()),
        critical_float_minutes=draw(st.integers(0, 10_000)),
        default_calendar=calendar_uids[0],
        minutes_per_day=draw(st.integers(1, 1440)),
        minutes_per_week=draw(st.integers(1, 10_080)),
        days_per_month=draw(st.integers(1, 31)),
        currency=draw(st.sampled_from(["", "EUR", "US Dollar"])),
        calendars=made,
        tasks=rows,
        links=[draw(links(uids)) for _ in range(draw(st.integers(0, 4)))] if len(uids) > 1 else [],
        resources=[
            ResourceDoc(uid, draw(TEXTS), draw(st.sampled_from(["work", "material", "cost"])), draw(maybe(st.sampled_from(calendar_uids))),
                        draw(st.floats(0, 100).map(lambda units: round(units, 6))), draw(maybe(MONEY)), draw(TEXTS), draw(TEXTS))
            for uid in resource_uids
        ],
        assignments=[
            draw(assignments(number, uids, uid))
            for number, uid in enumerate(resource_uids, 1)
        ]
        if uids
        else [],
    )  # fmt: skip
    return tidy(document, Notices(), DEFAULT_LIMITS)
