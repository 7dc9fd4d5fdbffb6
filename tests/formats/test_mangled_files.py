"""Small valid files, mangled at random: a plan that can be scheduled, or a clear word; never an exception, and soon."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from format_files import (
    RECURRING,
    activity,
    calendar,
    full_mspdi,
    full_xer,
    link,
    mspdi,
    simple_xer,
    table,
    task,
    week_days,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.cases import cases
from headway.engine.network import schedule
from headway.engine.network.rehearsal import rehearse
from headway.formats import read, write
from headway.formats.errors import ERROR_IDS, FormatError
from headway.formats.plan_of import options_of, to_plan

EXAMPLES = int(os.environ.get("HEADWAY_MANGLED_EXAMPLES", cases(80)))
LIMIT_SECONDS = 5.0
VALUES = (
    "", " ", "0", "-1", "1", "7", "0.5", "-0.0", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
    "4611686018427387905", "1e19", "1e308", "-1e308", "1e-300", "1e400", "1E+999999", "1E-999999", "nan", "inf", "²", "٣",
    "--5", "1_000", "9" * 20, "9" * 5000, "true", "null", "PT8H0M0S", "PT-8H0M0S", "PT99999999999999H0M0S", "P1Y", "24:00:00",
    "0001-01-01T00:00:00", "9999-12-31T23:59:59", "1983-12-31T23:59:00", "2149-12-31T23:59:00", "2026-02-30T08:00:00",
    "2026-01-05T08:00:00Z", "2026-01-05 08:00", "2026-01-06T08:00:00", "2026-01-05",
)  # fmt: skip
LEAF = re.compile(r"<(\w+)>([^<]*)</\1>")
BRANCH = re.compile(
    r"<(Task|Calendar|Assignment|PredecessorLink|WeekDay|Exception|WorkingTime|TimePeriod)>.*?</\1>", re.DOTALL
)


def timephased(start: str, finish: str) -> str:
    return f"<TimephasedData><Type>1</Type><UID>1</UID><Start>{start}</Start><Finish>{finish}</Finish><Unit>3</Unit><Value>PT4H0M0S</Value></TimephasedData>"


def people_mspdi() -> str:
    special = f"<Exceptions>{''.join(RECURRING.values())}</Exceptions>"
    spans = timephased("2026-01-05T08:00:00", "2026-01-05T12:00:00") + timephased(
        "2026-01-15T08:00:00", "2026-01-15T12:00:00"
    )
    return mspdi(
        task(1, "A", CalendarUID=1) + task(2, "B", inside=link(1)),
        calendars=calendar(1, "Standard", inside=week_days() + special) + calendar(2, "Ann", base=1, inside=""),
        resources="<Resource><UID>1</UID><Name>Ann</Name><Type>1</Type><CalendarUID>2</CalendarUID><StandardRate>80</StandardRate></Resource>",
        assignments="<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>0.5</Units>"
        f"<Work>PT4H0M0S</Work><Delay>480</Delay><WorkContour>2</WorkContour>{spans}</Assignment>",
        settings="<CriticalSlackLimit>1</CriticalSlackLimit>",
    )  # fmt: skip


def people_xer() -> str:
    more = (
        table("TASKPRED", {"task_pred_id": 1, "task_id": 2, "pred_task_id": 1, "proj_id": 1, "pred_proj_id": 1, "pred_type": "PR_FS", "lag_hr_cnt": 4}),
        table("RSRC", {"rsrc_id": 5, "rsrc_name": "Ann", "rsrc_short_name": "A", "rsrc_type": "RT_Labor", "clndr_id": 7}),
        table("RSRCRATE", {"rsrc_rate_id": 1, "rsrc_id": 5, "cost_per_qty": "80", "max_qty_per_hr": 1, "start_date": "2026-01-01 00:00"}),
        table("TASKRSRC", {"taskrsrc_id": 3, "task_id": 1, "rsrc_id": 5, "remain_qty": 8, "act_reg_qty": 0, "target_qty_per_hr": 1}),
        table("TASKMEMO", {"memo_id": 1, "task_id": 1, "task_memo": "<b>x</b>"}),
        table("PROJCOST", {"cost_item_id": 1, "task_id": 1, "act_cost": 1, "remain_cost": 3}),
    )  # fmt: skip
    return simple_xer(activity(1, "A"), activity(2, "B"), more="".join(more))


def small_json() -> str:
    office = [[480, 720], [780, 1020]]
    days = dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), office) | {"SAT": [], "SUN": []}
    holiday = {"from": "2026-01-07", "to": "2026-01-07", "work": []}
    tasks = [
        {"uid": 1, "name": "A", "outline": 1, "duration_min": 960, "duration_units": "DAYS", "calendar": 2, "stored": {"tf_min": 0}},
        {"uid": 2, "name": "B", "duration_min": 480, "pct": 50, "actual_start": "2026-01-06T08:00:00", "stop": "2026-01-06T12:00:00",
         "resume": "2026-01-09T08:00:00", "constraint": "MUST_START_ON", "constraint_date": "2026-01-08T08:00:00"},
        {"uid": 3, "name": "C", "duration_min": 480, "leveling_delay_min": 60, "mode": "MANUALLY_SCHEDULED",
         "splits": [["2026-01-05T08:00:00", "2026-01-05T12:00:00"], ["2026-01-07T08:00:00", "2026-01-08T12:00:00"]]},
    ]  # fmt: skip
    return json.dumps({
        "app": "Microsoft Project", "start": "2026-01-05T08:00:00", "default_calendar": 1, "minutes_per_day": 480,
        "calendars": [{"id": 1, "name": "S", "days": days, "exceptions": [holiday]}, {"id": 2, "name": "Ann", "parent": 1}],
        "tasks": tasks, "links": [{"pred": 1, "succ": 3, "type": "FINISH_START", "lag": 480, "lag_units": "DAYS"}],
        "resources": [{"uid": 1, "name": "Ann", "type": "WORK", "calendar": 2, "max_units": 100}],
        "assignments": [{"task": 1, "resource": 1, "units": 50, "work_min": 480, "delay_min": 60, "contour": "BELL"}],
    })  # fmt: skip


def mangled_xml(text: str, draw: Any) -> str:
    found = list((LEAF if draw(st.booleans()) else BRANCH).finditer(text)) or list(LEAF.finditer(text))
    if not found:
        return text
    one = draw(st.sampled_from(found))
    if one.re is LEAF:
        return text[: one.start(2)] + draw(st.sampled_from(VALUES)) + text[one.end(2) :]
    copies = draw(st.sampled_from((0, 2)))
    return text[: one.start()] + one.group(0) * copies + text[one.end() :]


def mangled_xer(text: str, draw: Any) -> str:
    lines = text.split("\n")
    number = draw(st.sampled_from([number for number, line in enumerate(lines) if line.startswith("%R")] or [0]))
    cells = lines[number].split("\t")
    how = draw(st.integers(0, 5))
    if how == 0:
        lines[number : number + 1] = [lines[number]] * draw(st.sampled_from((0, 2)))
    elif how == 1:
        numbers = list(re.finditer(r"\d+", lines[number]))
        one = draw(st.sampled_from(numbers)) if numbers else None
        if one is not None:
            lines[number] = lines[number][: one.start()] + draw(st.sampled_from(VALUES)) + lines[number][one.end() :]
    else:
        cells[draw(st.integers(0, len(cells) - 1)) or -1] = draw(st.sampled_from(VALUES))
        lines[number] = "\t".join(cells)
    return "\n".join(lines)


def mangled_json(text: str, draw: Any) -> str:
    try:
        data = json.loads(text)
    except ValueError:
        return text
    spots: list[tuple[Any, Any]] = []

    def walk(part: Any) -> None:
        keys = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
        for key in keys:
            spots.append((part, key))
            walk(part[key])

    walk(data)
    holder, key = draw(st.sampled_from(spots))
    number = st.sampled_from((0, -1, 1, 2, 2**31, -(2**31), 2**53, 1e18, 1e308, -1e308, 1e-300, 0.5, None, True))
    holder[key] = draw(number | number | st.sampled_from(VALUES))
    return json.dumps(data)


KINDS = {
    "mspdi": (mangled_xml, (full_mspdi(), people_mspdi())),
    "xer": (mangled_xer, (full_xer(), people_xer())),
    "json": (mangled_json, (small_json(), small_json().replace("Microsoft Project", "Primavera P6"))),
}


@st.composite
def files(draw: Any, kind: str) -> bytes:
    mangle, seeds = KINDS[kind]
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        text = mangle(text, draw)
    raw = text.encode()
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=3)) + raw[at + draw(st.integers(0, 3)) :]
    return raw


def check(path: Path) -> None:
    begun = process_time()
    wrong = None
    try:
        document = read(path)
    except FormatError as error:
        wrong = error
    else:
        schedule(to_plan(document), options_of(document))
    assert wrong is None or (wrong.id in ERROR_IDS and wrong.remedy)
    assert process_time() - begun < LIMIT_SECONDS


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    rehearse()


@pytest.mark.parametrize("kind", KINDS)
def test_a_mangled_file_gives_a_plan_or_a_clear_word(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("mangled") / "plan"

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(files(kind))
    def run(raw: bytes) -> None:
        path.write_bytes(raw)
        check(path)

    run()


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_that_are_mangled_are_whole(kind: str, tmp_path: Path) -> None:
    for number, text in enumerate(KINDS[kind][1]):
        path = tmp_path / str(number)
        path.write_text(text, "utf-8")
        document = read(path)
        assert schedule(to_plan(document), options_of(document)).ok


FOUND = [
    ("xer", "\t1\tY\t", "\t1\t²\t"),
    ("xer", "TRIAL\tTrial plan\t1", "TRIAL\tTrial plan\t--5"),
    ("xer", "TRIAL\tTrial plan\t1", "TRIAL\tTrial plan\t" + "9" * 5000),
    ("xer", "(0||2()", "(0||²()"),
    ("xer", "(d|46014)", "(d|²)"),
    ("xer", "1\t1\t<b>x</b>", "1\t²\t<b>x</b>"),
    ("xer", "2026-01-12 08:00\t0", "2026-01-12 08:00\t1e19"),
    ("xer", "Office\t8\t40", "Office\t1e308\t-1"),
    ("mspdi", "<DurationFormat>7<", "<DurationFormat>²<"),
    ("mspdi", "<FromTime>08:00:00<", "<FromTime>²:00:00<"),
    ("mspdi", "<Delay>480<", "<Delay>1e19<"),
    ("mspdi", "<LinkLag>50<", "<LinkLag>2147483647<"),
    ("mspdi", "<CriticalSlackLimit>1<", "<CriticalSlackLimit>1e308<"),
    ("mspdi", "<MinutesPerDay>480<", "<MinutesPerDay>-1<"),
    ("mspdi", "<StandardRate>80<", "<StandardRate>1E+999999<"),
    ("mspdi", "<Start>2026-01-15T08:00:00</Start><Finish>2026-01-15T12:00:00<",
     "<Start>9999-12-31T08:00:00</Start><Finish>9999-12-31T12:00:00<"),
    ("mspdi", "<FromDate>2026-03-02T", "<FromDate>0001-01-01T"),
    ("mspdi", "<Period>2</Period>", "<Period>999999999</Period>"),
    ("mspdi", "<Work>PT4H0M0S<", "<Work>PT-4H0M0S<"),
    ("mspdi", "<OutlineLevel>1<", "<OutlineLevel>2147483647<"),
    ("json", '"work_min": 480', '"work_min": -480'),
    ("json", '"delay_min": 60', '"delay_min": 1e12'),
]  # fmt: skip
"""What once stopped a reader or the scheduler: kind of file, what stood there, what came instead."""


@pytest.mark.parametrize(("kind", "usual", "strange"), FOUND, ids=[f"{kind}-{new[:30]}" for kind, _, new in FOUND])
def test_what_once_stopped_a_reader(tmp_path: Path, kind: str, usual: str, strange: str) -> None:
    seeds = [text for text in KINDS[kind][1] if usual in text]
    assert seeds
    for text in seeds:
        path = tmp_path / "plan"
        path.write_text(text.replace(usual, strange), "utf-8")
        document = read(path)
        assert document.tasks
        schedule(to_plan(document), options_of(document))
        for written in ("mspdi", "xer"):
            write(document, tmp_path / "out", format=written)
            assert (tmp_path / "out").stat().st_size < 500_000
