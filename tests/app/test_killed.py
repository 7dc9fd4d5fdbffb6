"""kill -9 while an import is accepted leaves the whole import or nothing."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from factories.migrated import migrated

TESTS = Path(__file__).resolve().parents[1]
TASKS = 3000

PREPARE = f"""
from factories.people import acting, holder, tree
from factories.plans import big_plan, mspdi
from headway.app.actions.imports import read_import, start_import
place = tree()
lead = acting(holder("Lead", place.program, "program_manager"))
change_set = read_import(start_import(lead, place.program, name="big.xml", data=mspdi(big_plan({TASKS}, baseline=False))))
assert change_set.state == "ready", change_set.error
"""
ACCEPT = """
from headway.app.actions.imports import accept_import
from headway.app.models import ChangeSet, Person
from headway.app.rules import Actor
change_set = ChangeSet.objects.get()
actor = Actor(Person.objects.get(name="Lead"), "page")
import headway.engine.network
print("go", flush=True)
accept_import(actor, change_set)
print("done", flush=True)
"""
VERIFY = """
from headway.app.queries.audit.verify import verify_chain
from headway.app.models import Component
problems = verify_chain(Component.objects.get(parent=None))
assert problems == [], problems
"""
START = "import django; django.setup()\n"


@pytest.fixture
def house(tmp_path):
    """The environment of processes with a database of their own."""
    migrated(tmp_path)
    path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
    return {
        **os.environ,
        "HEADWAY_DATA_DIR": str(tmp_path),
        "HEADWAY_DATABASE_URL": f"sqlite://{tmp_path / 'headway.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "headway.app.config.settings",
        "PYTHONPATH": path,
    }


def run(house, code):
    subprocess.run([sys.executable, "-c", START + code], env=house, check=True, timeout=300)


def stored(folder):
    with closing(sqlite3.connect(folder / "headway.sqlite3")) as database:

        def one(query):
            return database.execute(query).fetchone()[0]

        return {
            "components": one("select count(*) from headway_component"),
            "tasks": one("select count(*) from headway_task"),
            "dated": one("select count(*) from headway_task where finish is not null"),
            "links": one("select count(*) from headway_dependency") > 0,
            "events": one("select count(*) from headway_event where verb in ('plan.imported', 'import.accepted')"),
            "state": one("select state from headway_changeset"),
        }


NOTHING = {"components": 7, "tasks": 0, "dated": 0, "links": False, "events": 0, "state": "ready"}
EVERYTHING = {"components": 8, "tasks": TASKS, "dated": TASKS, "links": True, "events": 2, "state": "merged"}


@pytest.mark.slow
def test_all_or_nothing(house, tmp_path):
    run(house, PREPARE)
    assert stored(tmp_path) == NOTHING
    killed = 0
    for delay in (0.1, 0.3, 0.6, 1.0):
        child = subprocess.Popen([sys.executable, "-c", START + ACCEPT], env=house, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "go\n"
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        rest = child.communicate()[0]
        if rest == "done\n":
            break
        killed += 1
        assert child.returncode == -signal.SIGKILL
        # The commit itself may be through when the process dies, but never a part of it.
        if stored(tmp_path) == EVERYTHING:
            break
        assert stored(tmp_path) == NOTHING
    assert killed >= 1
    if stored(tmp_path) == NOTHING:
        run(house, ACCEPT)
    assert stored(tmp_path) == EVERYTHING
    run(house, VERIFY)
