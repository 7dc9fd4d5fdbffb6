"""A machine on which the scheduler has never been compiled: answers at once, says what happens, is quick afterwards."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.calling import HOUSE, headway, mspdi

INTERPRETING = "Compiling the scheduler in the background (once); this run goes without and is slower."
SERVER = """
import sys
from headway import formats
from headway.app.bridge.evaluate import evaluate_document
from headway.engine.warm import is_warm, warming
document, steps = formats.read(sys.argv[1]), []
cold = evaluate_document(document, lambda percent, words: steps.append(words))
assert "headway.engine.network.kernels" not in sys.modules  # another process has calculated
warming().wait()
assert is_warm()
assert evaluate_document(document, lambda percent, words: steps.append(words)) == cold
print(*steps, sep=chr(10))
"""


@pytest.mark.slow
def test_the_first_run_answers_at_once_and_a_server_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tmp_path / "house.xml"
    plan.write_text(mspdi(HOUSE), "utf-8")
    monkeypatch.setenv("HEADWAY_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2] / "src"))
    monkeypatch.delenv("NUMBA_DISABLE_JIT")
    begun = time.monotonic()
    first = headway("schedule", str(plan), data=tmp_path)
    assert time.monotonic() - begun < 10
    assert first.stderr.splitlines() == [INTERPRETING]
    assert first.returncode == 0

    server = subprocess.run([sys.executable, "-c", SERVER, str(plan)], capture_output=True, text=True, check=False)
    assert (server.stderr, server.returncode) == ("", 0)
    assert server.stdout.splitlines() == [
        "Calculating; slower while the scheduler is being compiled (once)",
        "Comparing with the dates in the file",
        "Comparing with the dates in the file",
    ]

    second = headway("schedule", str(plan), data=tmp_path)
    assert (second.stdout, second.stderr, second.returncode) == (first.stdout, "", 0)


@pytest.mark.slow
def test_the_product_goes_without_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = tmp_path / "house.xml"
    plan.write_text(mspdi(HOUSE), "utf-8")
    monkeypatch.setenv("HEADWAY_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("NUMBA_DISABLE_JIT")
    headway("demo", data=tmp_path, check=True)
    monkeypatch.setenv("HEADWAY_CACHE_DIR", str(tmp_path / "other"))  # cold again
    imported = headway("import", str(plan), "--into", "Sundmark Energy", "--yes", data=tmp_path)
    assert (imported.returncode, imported.stderr.splitlines()[0]) == (0, INTERPRETING)
    assert "Imported as “plan”" in imported.stdout
