"""The worker's threads in a process of their own, on a database file: a file goes in, its preview comes out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factories.migrated import migrated

TESTS = Path(__file__).resolve().parents[1]
HEAD = """
import sqlite3, sys, time
import django; django.setup()
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = float(sys.argv[1])
from factories.people import acting, holder, tree
from factories.plans import mspdi, small_plan
from headway.app.actions.imports import accept_import, start_import
from headway.app.actions.tasks import update_task
from headway.app.models import ChangeSet, Rollup, Task
from headway.app.worker import follow
from headway.app.worker.follow import start_in_background
place = tree()
lead = acting(holder("Lead", place.program, "program_manager"))
def wait(true):
    end = time.monotonic() + 90
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()
"""
WORKING = """
start_in_background()
change_set = start_import(lead, place.program, name="a.xml", data=mspdi(small_plan()))
wait(lambda: ChangeSet.objects.get().state == "ready")
project = accept_import(lead, ChangeSet.objects.get())
update_task(lead, Task.objects.get(name="A"), duration_minutes=480)
wait(lambda: Rollup.objects.get(component=project).work_minutes == 3 * 480)
print("both threads work")
"""
BUSY = """
start_import(lead, place.program, name="a.xml", data=mspdi(small_plan()))
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
read = follow.FOLLOWERS["imports"]
def read_while_someone_writes(events):
    other.execute("BEGIN IMMEDIATE")
    follow.FOLLOWERS["imports"] = read
    try:
        read(events)
    finally:
        other.execute("ROLLBACK")
follow.FOLLOWERS["imports"] = read_while_someone_writes
try:
    follow.run_pending()
except Exception as error:
    print(error)
print(ChangeSet.objects.get().state)
follow.run_pending()
print(ChangeSet.objects.get().state)
"""


def run(code: str, folder: Path, busy_seconds: float) -> tuple[str, int, str]:
    migrated(folder)
    house = {
        **os.environ,
        "HEADWAY_DATA_DIR": str(folder),
        "HEADWAY_DATABASE_URL": f"sqlite://{folder / 'headway.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "headway.app.config.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]),
    }
    command = [sys.executable, "-c", HEAD + code, str(busy_seconds)]
    done = subprocess.run(command, env=house, capture_output=True, text=True, timeout=240, check=False)
    return done.stdout, done.returncode, done.stderr


@pytest.mark.slow
def test_threads_follow_the_log(tmp_path):
    assert run(WORKING, tmp_path, 20) == ("both threads work\n", 0, "")


@pytest.mark.slow
def test_an_import_outlives_a_busy_database(tmp_path):
    assert run(BUSY, tmp_path, 0.2) == ("database is locked\nwaiting\nready\n", 0, "")
