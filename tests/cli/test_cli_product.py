"""Commands that start on a bare machine: migrate, doctor, serve, each in a process and on data of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.calling import HOUSE, headway, mspdi


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.xml"
    path.write_text(mspdi(HOUSE), "utf-8")
    return path


def test_migrate_says_what_it_did_and_then_nothing(tmp_path: Path) -> None:
    first, second = headway("migrate", data=tmp_path), headway("migrate", data=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "migrations applied" in first.stdout
    assert second.stdout.startswith("Up to date: ")


def test_commands_on_a_database_that_is_behind_say_so(tmp_path: Path, house: Path) -> None:
    result = headway("import", str(house), "--into", "1", data=tmp_path)
    assert result.returncode == 4
    assert "headway migrate" in result.stderr


def test_the_doctor_survives_a_database_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "file"
    missing.write_text("", "utf-8")
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(tmp_path), HEADWAY_DATABASE_URL=f"sqlite://{missing}/x.sqlite3")
    result = subprocess.run(
        [sys.executable, "-m", "headway.cli.main", "doctor"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1
    assert "HEADWAY_DATABASE_URL" in " ".join(result.stdout.split())
    assert "Traceback" not in result.stdout + result.stderr


@contextlib.contextmanager
def server(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data), NO_COLOR="1", PYTHONUNBUFFERED="1")
    environment.pop("HEADWAY_DATABASE_URL", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "headway.cli.main", "serve", "--port", str(port)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=20)


def answers(port: int) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.1)
    return False


def test_serve_answers_refuses_a_busy_port_and_ends_in_order(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with server(tmp_path, port) as process:
        assert answers(port)
        second = headway("serve", "--port", str(port), data=tmp_path)
        assert second.returncode == 4
        assert f"port {port}" in second.stderr
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}" in out
    assert "headway create-admin" in out
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1] == "Stopped."
