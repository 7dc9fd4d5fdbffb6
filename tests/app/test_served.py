"""The worker's threads in a process of their own, on a database file: a file goes in, its preview comes out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
CODE = """
import time
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from factories.people import acting, holder, tree
from factories.plans import mspdi, small_plan
from headway.app.actions.imports import accept_import, start_import
from headway.app.actions.tasks import update_task
from headway.app.models import ChangeSet, Rollup, Task
from headway.app.worker.follow import start_in_background
start_in_background()
place = tree()
lead = acting(holder("Lead", place.program, "program_manager"))
def wait(true):
    end = time.monotonic() + 90
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()
change_set = start_import(lead, place.program, name="a.xml", data=mspdi(small_plan()))
wait(lambda: ChangeSet.objects.get().state == "ready")
project = accept_import(lead, ChangeSet.objects.get())
update_task(lead, Task.objects.get(name="A"), duration_minutes=480)
wait(lambda: Rollup.objects.get(component=project).work_minutes == 3 * 480)
print("both threads work")
"""


@pytest.mark.slow
def test_threads_follow_the_log(tmp_path):
    house = {
        **os.environ,
        "HEADWAY_DATA_DIR": str(tmp_path),
        "HEADWAY_DATABASE_URL": f"sqlite://{tmp_path / 'headway.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "headway.app.config.settings",
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]),
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=house, capture_output=True, text=True, timeout=240, check=False
    )
    assert (done.stdout, done.returncode, done.stderr) == ("both threads work\n", 0, "")
