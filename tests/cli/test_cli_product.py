"""Commands that need the database: migrate, create-admin, import, doctor, serve; each on data of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.calling import CIRCLE, HOUSE, headway, mspdi

ADMIN = ("create-admin", "--email", "ada@example.org", "--name", "Ada Example")
SECRET = "a-long-enough-phrase"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an operator, a program and a project in it."""
    folder = tmp_path_factory.mktemp("data")
    headway("migrate", data=folder, check=True)
    headway(*ADMIN, data=folder, check=True, HEADWAY_ADMIN_PASSWORD=SECRET)
    code = (
        "from headway.cli import product; product.start()\n"
        "from headway.app.actions.components import create_component as make\n"
        "from headway.app.rules import Actor\n"
        "actor = Actor(None, 'cli')\n"
        "top = make(actor, kind='portfolio', name='Town')\n"
        "[make(actor, kind='program', name=name, parent=top) for name in ('Roads', 'Bridges')]\n"
        "[make(actor, kind='program', name='Paint', parent=each) for each in top.children.all()]\n"
    )
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(folder))
    environment.pop("HEADWAY_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
    return folder


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(data / "headway.sqlite3")) as database:
        return database.execute(query).fetchall()


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


@pytest.mark.parametrize(
    ("words", "secret", "said"),
    [
        (ADMIN, SECRET, "ada@example.org is taken."),
        (("create-admin", "--email", "nobody", "--name", "N"), SECRET, "valid email"),
        (("create-admin", "--email", "b@example.org", "--name", "B"), "short", "too short"),
    ],
)
def test_operators_are_made_with_care(data: Path, words: tuple[str, ...], secret: str, said: str) -> None:
    result = headway(*words, data=data, HEADWAY_ADMIN_PASSWORD=secret)
    assert result.returncode == 2
    assert said in result.stderr
    assert rows(data, "select count(*) from headway_person") == [(1,)]


@pytest.mark.parametrize(
    ("into", "said"),
    [("Nowhere", "There is no component"), ("Paint", "is the name of 2 components"), ("99", "There is no component")],
)
def test_a_place_that_is_not_one_component_is_refused(data: Path, house: Path, into: str, said: str) -> None:
    result = headway("import", str(house), "--into", into, data=data)
    assert result.returncode == 2
    assert said in result.stderr


def test_import_without_a_terminal_shows_and_stores_nothing(data: Path, house: Path) -> None:
    before = rows(data, "select count(*) from headway_component")
    result = headway("import", str(house), "--into", "Roads", data=data)
    assert result.returncode == 0, result.stderr
    assert "Use --yes to accept." in result.stdout
    assert rows(data, "select count(*) from headway_component") == before
    assert rows(data, "select state from headway_changeset order by id desc limit 1") == [("discarded",)]


def test_import_with_yes_makes_a_project_where_it_was_asked(data: Path, house: Path) -> None:
    result = headway("import", str(house), "--into", "town/bridges/paint", "--yes", data=data)
    assert result.returncode == 0, result.stderr
    assert "Imported as “plan”" in result.stdout
    query = (
        "select parent.name, above.name, count(task.id) from headway_component project"
        " join headway_component parent on parent.id = project.parent_id"
        " join headway_component above on above.id = parent.parent_id"
        " join headway_task task on task.component_id = project.id where project.kind = 'project'"
        " group by project.id order by project.id desc limit 1"
    )
    assert rows(data, query) == [("Paint", "Bridges", 4)]


def test_a_file_that_is_no_plan_stores_nothing(data: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam,", "utf-8")
    before = rows(data, "select count(*) from headway_component")
    result = headway("import", str(letter), "--into", "Roads", "--yes", data=data)
    assert result.returncode == 3
    assert result.stderr.count("headway: ") == 1
    assert rows(data, "select count(*) from headway_component") == before


def test_the_report_of_an_import_names_a_circle(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "circle.xml"
    path.write_text(mspdi(CIRCLE), "utf-8")
    result = headway("import", str(path), "--into", "Roads", data=data)
    assert result.returncode == 0, result.stderr
    assert "cycle" in result.stdout


def test_the_doctor_verifies_the_chains_and_finds_tampering(data: Path) -> None:
    good = headway("doctor", "--audit", data=data)
    assert "events intact" in " ".join(good.stdout.split())
    assert "wrong" not in good.stdout
    assert good.returncode == 0
    with contextlib.closing(sqlite3.connect(data / "headway.sqlite3")) as database:
        (told,) = database.execute("select summary from headway_event where id = 2").fetchone()
        database.execute("update headway_event set summary = 'nothing happened' where id = 2")
        database.commit()
        bad = headway("doctor", "--audit", data=data)
        database.execute("update headway_event set summary = ? where id = 2", [told])
        database.commit()
    assert bad.returncode == 1
    assert "Event 2" in " ".join(bad.stdout.split())
    assert headway("doctor", "--audit", data=data).returncode == 0


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
