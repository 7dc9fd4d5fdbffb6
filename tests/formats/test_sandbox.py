"""The limited process: what it returns, what it costs, and that nothing of it stays."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from format_files import link, mspdi, task, write

from headway.formats import read
from headway.formats.errors import FormatError
from headway.formats.limited import Stopped
from headway.formats.limits import Limits
from headway.formats.sandbox import read_limited


def family() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


@pytest.fixture(autouse=True)
def _nothing_left_running():
    before = family()
    yield
    assert family() - before == set()


def test_the_same_document_as_in_this_process(tmp_path):
    path = write(tmp_path, mspdi(task(1, "Dig") + task(2, "Pour", inside=link(1), Start="2026-01-06T08:00:00")))
    steps = []
    assert read_limited(path, on_progress=lambda percent, words: steps.append((percent, words))) == read(path)
    assert steps == [(5, "Reading the file"), (95, "2 tasks read")]


def test_an_error_crosses_the_pipe_whole(tmp_path):
    path = write(tmp_path, mspdi(task(1, "Dig"))[:-30])
    with pytest.raises(FormatError) as here:
        read(path)
    with pytest.raises(FormatError) as there:
        read_limited(path)
    assert [vars(there.value)] == [vars(here.value)]


def test_limits_are_handed_on(tmp_path):
    path = write(tmp_path, mspdi(task(1, "A") + task(2, "B") + task(3, "C")))
    with pytest.raises(FormatError) as caught:
        read_limited(path, max_tasks=2)
    assert caught.value.id == "too-many-tasks"
    assert len(read_limited(path, limits=Limits(tasks=3)).tasks) == 3


def test_time_is_limited_and_the_process_is_gone(tmp_path):
    path = write(tmp_path, mspdi("".join(task(uid, f"Task {uid}") for uid in range(1, 20_000))))
    before = time.monotonic()
    with pytest.raises(FormatError) as caught:
        read_limited(path, seconds=0.15)
    assert caught.value.id == "timeout"
    assert time.monotonic() - before < 3


def test_a_reading_that_nobody_wants_is_killed(tmp_path):
    path = write(tmp_path, mspdi("".join(task(uid, "Dig") for uid in range(1, 60_000))))
    stop = threading.Event()
    with pytest.raises(Stopped):
        read_limited(path, on_progress=lambda _percent, _words: stop.set(), stop=stop)


def test_memory_is_limited(tmp_path):
    path = write(tmp_path, mspdi("".join(task(uid, f"Task {uid}") for uid in range(1, 20_000))))
    with pytest.raises(FormatError) as caught:
        read_limited(path, memory_mb=64)
    assert caught.value.id in {"out-of-memory", "reader-stopped"}
    assert read_limited(path, memory_mb=2048).tasks[-1].name == "Task 19999"


def test_nothing_of_the_environment_is_handed_on(tmp_path, monkeypatch):
    from headway.formats import limited

    monkeypatch.setenv("HEADWAY_SECRET_KEY", "hush")
    environment = limited.environment(tmp_path)
    assert set(environment) <= {*limited.KEPT, "PYTHONPATH", "PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "TMPDIR", "HOME"}
    assert "hush" not in environment.values()


def test_no_traceback_and_no_file_is_left(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = write(tmp_path, b"%PDF-1.4 not a plan")
    with pytest.raises(FormatError):
        read_limited(path)
    other = write(tmp_path, mspdi(task(1, "T")), "good.xml")
    read_limited(other)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["good.xml", "plan.xml"]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are a thing of POSIX")
def test_the_reader_ends_when_its_parent_is_killed(tmp_path):
    fifo = tmp_path / "plan.xml"
    path = write(tmp_path, mspdi("".join(task(uid, f"Task {uid}") for uid in range(1, 60_000))), "big.xml")
    program = "import sys; from headway.formats.sandbox import read_limited; read_limited(sys.argv[1], seconds=60)"
    parent = subprocess.Popen([sys.executable, "-c", program, str(path)])
    try:
        deadline = time.monotonic() + 20
        children = []
        while not children and time.monotonic() < deadline:
            time.sleep(0.02)
            children = psutil.Process(parent.pid).children(recursive=True)
        assert len(children) == 1
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        gone, alive = psutil.wait_procs(children, timeout=5)
        assert (len(gone), alive) == (1, [])
    finally:
        parent.kill()
        parent.wait()
    assert not fifo.exists()


def test_a_crash_of_the_reader_is_told_in_words(tmp_path, monkeypatch):
    from headway.formats import limited

    folder = tmp_path / "fake" / "headway" / "formats"
    folder.mkdir(parents=True)
    (tmp_path / "fake" / "headway" / "__init__.py").write_text("")
    (folder / "__init__.py").write_text("")
    (folder / "sandbox_child.py").write_text("import os; os.abort()")
    monkeypatch.setattr(
        limited, "environment", lambda _folder: {"PYTHONPATH": str(tmp_path / "fake"), "PATH": os.environ["PATH"]}
    )
    with pytest.raises(FormatError) as caught:
        read_limited(write(tmp_path, mspdi(task(1, "T"))))
    assert (caught.value.id, caught.value.where) == ("reader-stopped", "exit code -6")
    assert "Traceback" not in str(caught.value)
    assert Path(tmp_path).is_dir()
