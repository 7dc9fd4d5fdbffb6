"""headway check: the quality of a file's schedule, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.calling import CIRCLE, HOUSE, headway, mspdi
from headway.cli.main import exit_code
from headway.engine.measures.quality_table import CHECKS

CHAIN = [(1, "Start", 0, []), (2, "Dig", 5, [(1, "FS")]), (3, "Pour", 3, [(2, "FS")]), (4, "End", 0, [(3, "FS")])]
BASELINE = "<Baseline><Number>0</Number><Start>2026-01-05T08:00:00</Start><Finish>2026-01-08T17:00:00</Finish><Duration>PT32H0M0S</Duration></Baseline>"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.xml"
    path.write_text(mspdi(HOUSE), "utf-8")
    return path


def findings(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:
    code = exit_code(["check", str(path), "--json", "-", *words])
    return code, json.loads(capsys.readouterr().out)


def test_the_json_has_every_check_with_its_tasks(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, read = findings(house, capsys)
    checks = {each["id"]: each for each in read["checks"]}
    assert code == 1
    assert list(checks) == [check.id for check in CHECKS]
    assert checks["dcma-01-logic"]["tasks"] == [1, 3, 4]
    assert (checks["dcma-01-logic"]["value"], checks["dcma-01-logic"]["verdict"]) == (75.0, "fail")
    assert (checks["dcma-12-critical-path-test"]["value"], checks["dcma-12-critical-path-test"]["passed"]) == (
        600.0,
        True,
    )
    assert checks["dcma-11-missed-tasks"]["verdict"] == "unknown"
    assert checks["dcma-10-resources"]["verdict"] == "advisory"
    assert checks["dcma-10-resources"]["tasks"] == [1, 2, 3, 4]
    assert read["project"]["failed"] == sum(each["passed"] is False for each in read["checks"])


def test_marks_are_for_the_caller(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, read = findings(house, capsys, "--mark", "dcma-01-logic=75", "--mark", "06A211a=0")
    checks = {each["id"]: each for each in read["checks"]}
    assert (checks["dcma-01-logic"]["threshold"], checks["dcma-01-logic"]["passed"]) == (75.0, True)
    assert checks["dcma-06-high-float"]["threshold"] == 0.0


def test_what_p6_calls_hard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "late.xml"
    dated = "<ConstraintType>7</ConstraintType><ConstraintDate>2026-01-08T17:00:00</ConstraintDate></Task>"
    text = mspdi(CHAIN)
    path.write_text(dated.join(text.rsplit("</Task>", 2)[:2]) + "</Task>" + text.rsplit("</Task>", 1)[1], "utf-8")
    _, read = findings(path, capsys)
    hard = next(each for each in read["checks"] if each["id"] == "dcma-05-hard-constraints")
    assert hard["tasks"] == [3]
    assert next((each["id"], each["tasks"]) for each in read["diagnostics"]) == ("link-broken", [3])
    _, read = findings(path, capsys, "--only-mandatory")
    assert next(each for each in read["checks"] if each["id"] == "dcma-05-hard-constraints")["tasks"] == []


def test_a_baseline_in_the_file_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "baseline.xml"
    text = mspdi(CHAIN).replace("</Task>", f"{BASELINE}</Task>")
    path.write_text(
        text.replace("<CalendarUID>1<", "<StatusDate>2026-01-09T17:00:00</StatusDate><CalendarUID>1<", 1), "utf-8"
    )
    _, read = findings(path, capsys)
    checks = {each["id"]: each for each in read["checks"]}
    assert (checks["dcma-11-missed-tasks"]["tasks"], checks["dcma-14-bei"]["value"]) == ([2, 3], 0.0)
    assert checks["gao-10-baseline"]["passed"] is True


def test_tables_have_words_and_shapes(house: Path, tmp_path: Path) -> None:
    shown = headway("check", str(house), data=tmp_path)
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert shown.returncode == 1
    assert "Logic ✗ fail 75.0 % <= 5 % 3 of 4." in lines
    assert "Critical path test ✓ pass 600 = 600" in lines
    assert "Resources ○ advisory 4 = 0 No task carries work or cost." in lines
    assert "\x1b" not in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines()) <= 100


def test_one_check_lists_its_rows(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["check", str(house), "--list", "06a204B"]) == 1
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "Logic ✗ fail" in lines
    assert "3 Paint fence 12 Jan 2026 13 Jan 2026 5 d" in lines


def test_links_are_listed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "types.xml"
    path.write_text(mspdi([(1, "A", 2, []), (2, "B", 2, [(1, "SS")])]), "utf-8")
    exit_code(["check", str(path), "--list", "dcma-04-link-types"])
    assert "A (1) SS 0 d B (2)" in " ".join(capsys.readouterr().out.split())


def test_a_plan_that_cannot_be_calculated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(mspdi(CIRCLE), "utf-8")
    code, read = findings(path, capsys)
    assert (code, read["project"]["ok"], {each["passed"] for each in read["checks"]}) == (1, False, {None})


def test_wrong_use(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["check", str(house), "--list", "nothing"]) == 2
    assert exit_code(["check", str(house), "--mark", "dcma-01-logic"]) == 2
    assert exit_code(["check", str(house), "--mark", "nothing=3"]) == 2
    assert "There is no check nothing." in capsys.readouterr().err
