"""headway schedule --why and headway compare."""

import json
from pathlib import Path

import pytest

from cli.calling import CIRCLE, HOUSE, headway, mspdi
from headway.cli.main import exit_code


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    before, after = tmp_path / "before.xml", tmp_path / "after.xml"
    before.write_text(mspdi(HOUSE), "utf-8")
    after.write_text(
        mspdi([(1, "Dig", 7, []), *HOUSE[1:3], (4, "Roof", 3, [(2, "FS")]), (5, "Party", 1, [(4, "FS")])]), "utf-8"
    )
    return str(before), str(after)


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("words", ["4", "Roof", "roof"])
def test_why_in_sentences(words: str, files, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["schedule", files[0], "--why", words]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "1. Roof starts Thu 15 Jan 2026 08:00, because Pour finishes Wed 14 Jan 2026 17:00 (finish-to-start)." in said
    )
    assert "5. Dig starts Mon 5 Jan 2026 08:00, because the project starts Mon 5 Jan 2026 08:00." in said
    assert "1. Roof may finish no later than Tue 20 Jan 2026 17:00, because the project finishes" in said


def test_why_as_json(files, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["schedule", files[0], "--why", "Pour", "--json", "-"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == {"uid": 2, "name": "Pour"}
    assert [each["of"] for each in told["explanations"]] == ["start", "finish", "late_finish"]
    first = told["explanations"][0]["steps"][0]
    assert (first["task"], first["cause"], first["other"], first["date"]) == (2, "link", 1, "2026-01-12T08:00")


@pytest.mark.parametrize(
    ("words", "hint"),
    [("Moon", "whole name"), ("fence", "Paint fence (uid 3)"), ("", "whole name"), ("99", "whole name")],
)
def test_a_task_that_is_not_there_is_said(words: str, hint: str, files, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["schedule", files[0], "--why", words]) == 2
    error = capsys.readouterr().err
    assert f"headway: The plan has no task “{words}”." in error
    assert hint in error


def test_a_name_of_several_tasks_asks_for_the_uid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "twins.xml"
    path.write_text(mspdi([(1, "Dig", 1, []), (2, "Dig", 2, [])]), "utf-8")
    assert exit_code(["schedule", str(path), "--why", "dig"]) == 2
    assert "fits several tasks: Dig (uid 1), Dig (uid 2)" in capsys.readouterr().err


def test_a_plan_without_dates_has_nothing_to_explain(tmp_path: Path, files, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(mspdi(CIRCLE), "utf-8")
    assert exit_code(["schedule", str(path), "--why", "Egg"]) == 1
    assert "no dates to explain" in capsys.readouterr().err
    assert exit_code(["compare", files[0], str(path)]) == 1
    assert "nothing can be compared" in capsys.readouterr().out


def test_compare_names_the_change_behind_every_move(files, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["compare", *files, "--json", "-"]) == 0
    told = json.loads(capsys.readouterr().out)
    words = [change["words"] for change in told["changes"]]
    assert sorted(words) == ["Party is new", "the duration of Dig, 5 d -> 7 d", "the duration of Roof, 4 d -> 3 d"]
    moves = {
        move["name"]: (move["finish_work_minutes"], sorted(words[k] for k in move["causes"]), move["through"])
        for move in told["moves"]
    }
    assert moves == {
        "Dig": (960, ["the duration of Dig, 5 d -> 7 d"], []),
        "Pour": (960, ["the duration of Dig, 5 d -> 7 d"], ["Pour"]),
        "Paint fence": (960, ["the duration of Dig, 5 d -> 7 d"], ["Paint fence"]),
        "Roof": (480, ["the duration of Dig, 5 d -> 7 d", "the duration of Roof, 4 d -> 3 d"], ["Pour", "Roof"]),
    }
    assert all(move["proved"] for move in told["moves"])
    assert (told["added"], told["removed"]) == ([5], [])


def test_compare_in_a_table(files, tmp_path: Path) -> None:
    shown = headway("compare", *files, data=tmp_path)
    assert shown.returncode == 0
    assert "plan: 3 changes, 4 tasks moved" in lines(shown.stdout)
    assert "New: Party" in lines(shown.stdout)
    row = next(line for line in lines(shown.stdout) if line.startswith("Pour (2)"))
    assert row.startswith("Pour (2) 14 Jan 2026 16 Jan 2026 +2 d the duration of Dig")
    same = headway("compare", files[0], files[0], data=tmp_path)
    assert "No date moved." in lines(same.stdout)


def test_compare_with_what_is_no_plan(files, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam,\n", "utf-8")
    result = headway("compare", files[0], str(path), data=tmp_path)
    assert (result.returncode, result.stdout) == (3, "")
    assert "Traceback" not in result.stderr
