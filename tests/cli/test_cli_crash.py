"""A defect of ours ends in a sentence and a log file."""

from pathlib import Path

import pytest

from headway.cli import exits, main, schedule_command


def test_a_defect_writes_a_log_and_shows_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HEADWAY_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(schedule_command, "chosen_options", lambda *_: 1 / 0)
    path = tmp_path / "plan.xml"
    from cli.calling import HOUSE, mspdi

    path.write_text(mspdi(HOUSE), "utf-8")
    assert main.exit_code(["schedule", str(path)]) == exits.INTERNAL
    (log,) = (tmp_path / "logs").iterdir()
    shown = capsys.readouterr().err
    assert str(log) in shown
    assert "Traceback" not in shown
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert "schedule" in log.read_text("utf-8").splitlines()[1]


def test_an_orderly_stop_tells_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.tell(exits.Stop(exits.MISSING, "No Java.", "Install it.")) == 4
    assert capsys.readouterr().err == "headway: No Java.\n  Install it.\n"
