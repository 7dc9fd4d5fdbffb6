"""headway convert: any readable file to Microsoft Project XML or XER, with every loss told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.calling import CIRCLE, HOUSE, headway, mspdi
from headway import formats
from headway.cli.main import exit_code

OLD = {2: ("2026-03-02T08:00:00", "2026-03-04T17:00:00")}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.xml"
    path.write_text(mspdi(HOUSE, OLD), "utf-8")
    return path


def spans(path: Path) -> dict[str, tuple[str, str]]:
    return {
        task.name: (f"{task.stored.start:%Y-%m-%d %H}", f"{task.stored.finish:%Y-%m-%d %H}")
        for task in formats.read(path).tasks
        if task.stored.start and task.stored.finish and task.kind != "summary"
    }


def test_the_same_format_keeps_everything(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "copy.xml"
    assert exit_code(["convert", str(house), str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 4 tasks, 3 links, 1 calendars, 0 resources, 0 assignments\n"
    assert formats.read(out) == formats.read(house)
    assert spans(out) == {"Pour": ("2026-03-02 08", "2026-03-04 17")}


def test_what_is_lost_is_printed(house: Path, tmp_path: Path) -> None:
    shown = headway("convert", str(house), str(tmp_path / "house.xer"), data=tmp_path / "data")
    assert shown.returncode == 0
    words = " ".join(shown.stdout.split())
    assert "While writing" in words
    assert "Primavera P6 schedules by its own rules" in words
    assert "P6 needs one row for the whole project" in words
    assert not (tmp_path / "data").exists()
    assert [task.code for task in formats.read(tmp_path / "house.xer").tasks] == [
        "",
        "A0010",
        "A0020",
        "A0030",
        "A0040",
    ]


def test_dates_are_calculated_on_request(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "new.xml"
    assert exit_code(["convert", str(house), str(out), "--schedule"]) == 0
    assert spans(out) == {
        "Dig": ("2026-01-05 08", "2026-01-09 17"),
        "Pour": ("2026-01-12 08", "2026-01-14 17"),
        "Paint fence": ("2026-01-12 08", "2026-01-13 17"),
        "Roof": ("2026-01-15 08", "2026-01-20 17"),
    }
    fence = formats.read(out).tasks[2].stored
    assert (fence.total_float_minutes, fence.free_float_minutes, fence.critical) == (2400, 2400, False)
    capsys.readouterr()
    assert exit_code(["schedule", str(out), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["project"]["finish"] == f"{formats.read(out).finish:%Y-%m-%dT%H:%M}"


def test_a_circle_has_no_dates_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "circle.xml", tmp_path / "out.xer"
    path.write_text(mspdi(CIRCLE), "utf-8")
    assert exit_code(["convert", str(path), str(out), "--schedule"]) == 1
    assert "Dates cannot be calculated" in capsys.readouterr().err
    assert not out.exists()
    assert exit_code(["convert", str(path), str(out)]) == 0
    assert len(formats.read(out).links) == 2


def test_an_existing_file_is_safe(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xml"
    out.write_text("mine", "ascii")
    assert exit_code(["convert", str(house), str(out)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert out.read_text("ascii") == "mine"
    assert exit_code(["convert", str(house), str(out), "--force"]) == 0
    assert formats.read(out) == formats.read(house)


def test_a_file_may_replace_itself(house: Path) -> None:
    before = formats.read(house)
    assert exit_code(["convert", str(house), str(house), "--force"]) == 0
    assert formats.read(house) == before


@pytest.mark.parametrize("name", ["plan.mpp", "plan", "plan.xml.txt"])
def test_other_endings_are_refused(house: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["convert", str(house), str(tmp_path / name)]) == 2
    assert "Let OUT end in .xml or .xer." in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_places_that_cannot_be_written(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder.xml").mkdir()
    assert exit_code(["convert", str(house), str(tmp_path / "folder.xml"), "--force"]) == 2
    assert exit_code(["convert", str(house), str(tmp_path / "missing" / "out.xml")]) == 2
    assert capsys.readouterr().err.count("Cannot write") == 2
    assert {path.name for path in tmp_path.iterdir()} == {"house.xml", "folder.xml"}


def test_a_file_that_is_no_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "letter.xml"
    path.write_text("Dear all", "ascii")
    assert exit_code(["convert", str(path), str(tmp_path / "out.xml")]) == 3
    assert "Traceback" not in capsys.readouterr().err
    assert exit_code(["convert", str(tmp_path / "missing.xml"), str(tmp_path / "out.xml")]) == 2
