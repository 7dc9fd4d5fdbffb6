"""Networks whose answers others printed: METHODS section 2 and its files."""

import json
from datetime import datetime

import numpy as np
import pytest

from engine.networks import STANDARD, START, plain
from headway.engine.network import MSPROJECT, P6, schedule
from headway.engine.plan import (
    MISSING,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Links,
    LinkType,
    Plan,
    Project,
    Tasks,
)
from truth_files import FOLDER, truth

pytestmark = pytest.mark.truth
EPOCH = datetime(1970, 1, 1)
DAY = 1440
NAMES = {"SNET", "SNLT", "FNET", "FNLT", "MSO", "MFO"}


def load(name: str):
    """The file's content at collection; nothing to collect where the folder is absent."""
    path = FOLDER / "worked" / name
    return (
        json.loads(path.read_text("utf-8")) if path.exists() else {"cases": []} if name != "cpm_networks.json" else []
    )


def test_the_answers_are_here() -> None:
    assert truth("worked", "cpm_networks.json").exists()


def built(case, **columns) -> tuple[Plan, dict]:
    rows = {task["id"]: row for row, task in enumerate(case["tasks"])}
    links = [(rows[link["from"]], rows[link["to"]], link["type"], link["lag"]) for link in case["links"]]
    return plain([task["duration"] for task in case["tasks"]], links, **columns), rows


def days(value: int) -> int:
    assert (value - START) % DAY == 0
    return (int(value) - START) // DAY


@pytest.mark.parametrize("case", load("cpm_networks.json"), ids=lambda case: case["id"])
@pytest.mark.parametrize("options", [MSPROJECT, P6], ids=["msproject", "p6"])
def test_networks(case, options) -> None:
    plan, rows = built(case)
    result = schedule(plan, options)
    assert days(result.project_finish[0]) == case["expected"]["duration"]
    for name, expected in case["expected"]["tasks"].items():
        assert answer(result, rows[int(name) if name.isdigit() else name]) == expected
    published = case["published"]
    if "critical" in published:
        assert {task for task, row in rows.items() if result.critical[row]} == set(published["critical"])


def answer(result, row: int) -> dict[str, object]:
    return {
        "ES": days(result.early_start[row]), "EF": days(result.early_finish[row]), "LS": days(result.late_start[row]),
        "LF": days(result.late_finish[row]), "TF": result.total_float[row] // DAY, "FF": result.free_float[row] // DAY,
        "critical": bool(result.critical[row]),
    }  # fmt: skip


@pytest.mark.parametrize("case", load("cpm_relation_types_36.json")["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("options", [MSPROJECT, P6], ids=["msproject", "p6"])
def test_every_relation_floored_and_capped(case, options) -> None:
    plan, rows = built(case)
    result = schedule(plan, options)
    found = {
        name: {
            "early_start": days(result.early_start[row]), "early_finish": days(result.early_finish[row]),
            "late_start": days(result.late_start[row]), "late_finish": days(result.late_finish[row]),
        }
        for name, row in rows.items()
    }  # fmt: skip
    assert found == case["reference"]["dates"]
    assert days(result.project_finish[0]) == case["reference"]["duration"]


@pytest.mark.parametrize("case", load("cpm_constraints.json")["cases"], ids=lambda case: case["id"])
def test_constraints_soft_and_honored(case) -> None:
    columns: dict[str, object] = {}
    count = len(case["tasks"])
    for name in ("constraint", "constraint_date", "deadline"):
        columns[name] = np.full(count, 0 if name == "constraint" else MISSING, np.int32)
    for row, task in enumerate(case["tasks"]):
        if "constraint" in task:
            on = {"SO": "START_ON", "FO": "FINISH_ON"}.get(task["constraint"], task["constraint"])
            columns["constraint"][row] = Constraint[on]
            columns["constraint_date"][row] = START + DAY * task["date"]
        if "deadline" in task:
            columns["deadline"][row] = START + DAY * task["deadline"]
    plan, rows = built(case, **columns)
    result = schedule(plan, MSPROJECT if case["mode"] == "honor" else P6)
    assert days(result.project_finish[0]) == case["expected"]["duration"]
    for name, expected in case["expected"]["tasks"].items():
        assert answer(result, rows[name]) == expected


@pytest.mark.parametrize(("options", "start"), [(P6, 3), (MSPROJECT, 3)], ids=["p6", "msproject"])
def test_as_late_as_possible(options, start: int) -> None:
    example = json.loads(truth("worked", "cpm_constraints.json").read_text("utf-8"))["ALAP"]["example"]
    plan = plain([5, 2, 4], [(0, 2, "FS", 0), (1, 2, "FS", 0)], constraint=[0, Constraint.ALAP, 0])
    result = schedule(plan, options)
    assert {"start": days(result.start[1]), "finish": days(result.finish[1]), "TF": result.total_float[1]} == example[
        "expected"
    ]["B_P6"]
    assert days(result.project_finish[0]) == example["expected"]["duration"]


def minute(text: str) -> int:
    return int((datetime.strptime(text.split(" ", 1)[1], "%Y-%m-%d %H:%M") - EPOCH).total_seconds() // 60)


@pytest.mark.parametrize(
    ("answer_name", "options", "lag", "kind"),
    [
        ("predecessor_calendar", P6, 960, LagKind.WORKING),
        ("successor_calendar", P6.replace(lag_calendar="successor"), 960, LagKind.WORKING),
        ("h24_calendar", P6.replace(lag_calendar="24h"), 960, LagKind.WORKING),
        ("msproject", MSPROJECT, 960, LagKind.WORKING),
    ],
)
def test_lag_calendars(answer_name: str, options, lag: int, kind: LagKind) -> None:
    case = json.loads(truth("worked", "cpm_calendars.json").read_text("utf-8"))["lag_calendar"]
    seven = Calendar(week=(STANDARD.week[0],) * 7)
    plan = Plan(
        (STANDARD, seven), Tasks(uid=[0, 1], duration=[3 * 480, 480], calendar=[0, 1]),
        Links([0], [1], lag=[lag], lag_kind=[kind]), (Project(start=minute(case["A_start"])),),
    )  # fmt: skip
    result = schedule(plan, options)
    assert result.finish[0] == minute(case["A_finish"])
    assert result.start[1] == minute(case["B_start_expected"][answer_name])


def test_holiday_and_end_of_shift() -> None:
    case = json.loads(truth("worked", "cpm_calendars.json").read_text("utf-8"))
    holiday = Calendar(parent=0, exceptions=(CalendarException(20465, 20465),))
    start = minute("Thu 2026-01-08 08:00")
    plan = Plan(
        (STANDARD, holiday), Tasks(uid=[0, 1], duration=[1440, 1440], calendar=[0, 1]), projects=(Project(start=start),)
    )
    result = schedule(plan)
    assert result.finish.tolist() == [
        minute(case["holiday"]["finish_without_holiday"]),
        minute(case["holiday"]["finish"]),
    ]
    boundary = Plan((STANDARD,), Tasks(uid=[0, 1], duration=[480, 480]), Links([0], [1]), (Project(start=START),))
    assert schedule(boundary).start[1] == minute(case["boundary"]["B_start"])


def test_a_file_calculated_by_microsoft_project() -> None:
    case = json.loads(truth("worked", "cpm_calendars.json").read_text("utf-8"))["msp_file"]

    def at(text: str) -> int:
        return int((datetime.fromisoformat(text) - EPOCH).total_seconds() // 60)

    rows = {task["id"]: row for row, task in enumerate(case["tasks"])}
    plan = Plan(
        (STANDARD,), Tasks(uid=list(rows), duration=[int(task["d"][0]) * 480 for task in case["tasks"]]),
        Links(
            [rows[link["pred"]] for link in case["links"]], [rows[link["succ"]] for link in case["links"]],
            type=[LinkType[link["type"]] for link in case["links"]], lag=[int(link["lag"][0]) * 480 for link in case["links"]],
        ),
        (Project(start=at(case["project_start"])),),
    )  # fmt: skip
    result = schedule(plan)
    # The last finish is printed as the start of the next shift: the same instant of work.
    assert [result.early_start[row] for row in rows.values()] == [at(x["ES"]) for x in case["published"].values()]
    assert [result.early_finish[row] for row in rows.values()][:4] == [at(x["EF"]) for x in case["published"].values()][
        :4
    ]
    assert result.early_finish[4] == at("2006-09-22T17:00")
    assert (result.late_start[4], result.late_finish[4]) == (
        at(case["published"]["5"]["LS"]),
        at(case["published"]["5"]["LF"]),
    )
    assert [value // 480 for value in result.total_float] == [int(x["TF"][0]) for x in case["published"].values()]
