"""headway schedule: dates of a file, without a database."""

import json
from pathlib import Path

import pytest

from cli.calling import CIRCLE, HOUSE, headway, mspdi
from headway.cli.main import exit_code

EXPECTED = {
    "Dig": ("2026-01-05T08:00", "2026-01-09T17:00", 0, True),
    "Pour": ("2026-01-12T08:00", "2026-01-14T17:00", 0, True),
    "Paint fence": ("2026-01-12T08:00", "2026-01-13T17:00", 5 * 480, False),
    "Roof": ("2026-01-15T08:00", "2026-01-20T17:00", 0, True),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.xml"
    path.write_text(mspdi(HOUSE), "utf-8")
    return path


def test_the_json_has_every_date(house: Path, tmp_path: Path) -> None:
    out = tmp_path / "dates.json"
    assert exit_code(["schedule", str(house), "--json", str(out)]) == 0
    read = json.loads(out.read_text("utf-8"))
    assert {
        t["name"]: (t["start"], t["finish"], t["total_float_minutes"], t["critical"]) for t in read["tasks"]
    } == EXPECTED
    assert (read["project"]["start"], read["project"]["finish"]) == ("2026-01-05T08:00", "2026-01-20T17:00")
    assert set(read["tasks"][0]) == {
        "uid", "name", "start", "finish", "early_start", "early_finish", "late_start", "late_finish",
        "total_float_minutes", "free_float_minutes", "critical",
    }  # fmt: skip
    fence = read["tasks"][2]
    assert (fence["late_start"], fence["late_finish"], fence["free_float_minutes"]) == (
        "2026-01-19T08:00",
        "2026-01-20T17:00",
        2400,
    )
    assert read["diagnostics"] == []


def test_json_on_standard_output_is_nothing_but_json(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["schedule", str(house), "--json", "-"]) == 0
    assert [task["uid"] for task in json.loads(capsys.readouterr().out)["tasks"]] == [1, 2, 3, 4]


def test_tables_for_people(house: Path, tmp_path: Path) -> None:
    shown = headway("schedule", str(house), data=tmp_path)
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert shown.returncode == 0
    assert "Finish Tue 20 Jan 2026 17:00" in lines
    assert "1 Dig 5 Jan 2026 9 Jan 2026 5 d 0 d" in lines
    assert "4 Roof 15 Jan 2026 20 Jan 2026 4 d 0 d" in lines
    assert not any("Paint" in line for line in lines)
    assert "\x1b" not in shown.stdout
    assert not (tmp_path / "headway.sqlite3").exists()


def test_it_does_not_load_the_product(house: Path) -> None:
    import subprocess
    import sys

    code = f"import sys\nfrom headway.cli.main import exit_code\nexit_code(['schedule', {str(house)!r}])\nsys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_a_circle_is_told_by_the_names_of_its_tasks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(mspdi(CIRCLE), "utf-8")
    assert exit_code(["schedule", str(path), "--json", "-"]) == 1
    read = json.loads(capsys.readouterr().out)
    (circle,) = [d for d in read["diagnostics"] if d["id"] == "cycle"]
    assert sorted(circle["tasks"]) == [1, 2]
    assert circle["names"] in {"Egg (1) -> Hen (2) -> Egg (1)", "Hen (2) -> Egg (1) -> Hen (2)"}
    assert read["project"]["ok"] is False
    assert {task["start"] for task in read["tasks"] if task["uid"] in {1, 2}} == {None}
    assert exit_code(["schedule", str(path)]) == 1
    assert "Egg (1)" in capsys.readouterr().out


def test_dates_in_the_file_that_differ_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "stored.xml"
    stored = {uid: (f"{start}:00", f"{finish}:00") for uid, (start, finish, _, _) in enumerate(EXPECTED.values(), 1)}
    path.write_text(mspdi(HOUSE, stored), "utf-8")
    same = headway("schedule", str(path), data=tmp_path).stdout
    assert "All 4 dates stored in the file are the same as the calculated ones." in same
    path.write_text(mspdi(HOUSE, stored | {4: ("2026-01-19T08:00:00", "2026-01-22T17:00:00")}), "utf-8")
    lines = [" ".join(line.split()) for line in headway("schedule", str(path), data=tmp_path).stdout.splitlines()]
    assert "1 of 4 tasks differ from the dates stored in the file" in lines
    assert any(line.startswith("Roof 2026-01-22 2026-01-20 -2") for line in lines)


def test_the_rules_of_p6_can_be_asked_for(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["schedule", str(house), "--mode", "p6", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["project"]["mode"] == "p6"


@pytest.mark.parametrize(
    ("name", "content"),
    [("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("letter.txt", b"Dear Sir or Madam,\n"), ("empty.xml", b"")],
)
def test_what_is_no_plan_is_said_in_one_sentence(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = headway("schedule", str(path), data=tmp_path)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.startswith("headway: ")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 3


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    result = headway("schedule", str(tmp_path / "nowhere.xml"), data=tmp_path)
    assert result.returncode == 2
    assert "does not exist" in result.stderr


def test_a_place_that_cannot_be_written_is_said(house: Path, tmp_path: Path) -> None:
    result = headway("schedule", str(house), "--json", str(tmp_path / "no" / "dates.json"), data=tmp_path)
    assert result.returncode == 2
    assert "Cannot write" in result.stderr
