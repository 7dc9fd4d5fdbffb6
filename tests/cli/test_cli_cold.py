"""A machine on which the scheduler has never been compiled: answers at once, says what happens, is quick afterwards."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.calling import HOUSE, headway, mspdi

INTERPRETING = "Compiling the scheduler in the background (once); this run goes without and is slower."
WAITING = """
from headway.app.bridge.compiled import wait_until_compiled
from headway.engine.warm import is_warm
wait_until_compiled(print)
wait_until_compiled(print)
print(is_warm())
"""


@pytest.mark.slow
def test_the_first_run_answers_at_once_and_the_server_waits_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tmp_path / "house.xml"
    plan.write_text(mspdi(HOUSE), "utf-8")
    monkeypatch.setenv("HEADWAY_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBA_DISABLE_JIT")
    begun = time.monotonic()
    first = headway("schedule", str(plan), data=tmp_path)
    assert time.monotonic() - begun < 10
    assert first.stderr.splitlines() == [INTERPRETING]
    assert first.returncode == 0

    house = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    waited = subprocess.run([sys.executable, "-c", WAITING], env=house, capture_output=True, text=True, check=True)
    assert waited.stdout.splitlines() == ["Compiling the scheduler (once, some seconds)", "True"]

    second = headway("schedule", str(plan), data=tmp_path)
    assert (second.stdout, second.stderr, second.returncode) == (first.stdout, "", 0)
