"""What falls due: at its local time, once, whatever was restarted, slow or broken in between."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from headway.app.models import DueJob
from headway.app.worker import due
from headway.app.worker.due import Job, daily, every, run_due
from headway.app.worker.lease import Lease

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2026, 6, 3, 3, 0, tzinfo=UTC)


def test_a_daily_time_is_local_and_never_ahead():
    two = daily(2)
    assert two(datetime(2026, 6, 3, 1, 59, tzinfo=BERLIN)) == datetime(2026, 6, 2, 2, tzinfo=BERLIN)
    assert two(datetime(2026, 6, 3, 2, 0, tzinfo=BERLIN)) == datetime(2026, 6, 3, 2, tzinfo=BERLIN)
    assert two(datetime(2026, 12, 3, 9, tzinfo=BERLIN)).astimezone(UTC) == datetime(2026, 12, 3, 1, tzinfo=UTC)


def test_weekdays_are_kept():
    friday = daily(16, 30, frozenset({4}))
    assert friday(datetime(2026, 6, 4, 12, tzinfo=BERLIN)) == datetime(2026, 5, 29, 16, 30, tzinfo=BERLIN)
    assert friday(datetime(2026, 6, 5, 17, tzinfo=BERLIN)) == datetime(2026, 6, 5, 16, 30, tzinfo=BERLIN)


def test_every_local_time_comes_once_when_the_clocks_change():
    """Minute by minute through both nights: 02:30 is skipped in March and comes twice in October."""
    for day in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)):
        seen = [daily(2, 30)((day + timedelta(minutes=m)).astimezone(BERLIN)).timestamp() for m in range(1440)]
        assert seen == sorted(seen)
        assert len(set(seen)) == 2


def test_every_so_many_minutes():
    assert every(15)(datetime(2026, 6, 3, 10, 14, 59, tzinfo=UTC)) == datetime(2026, 6, 3, 10, tzinfo=UTC)


@pytest.fixture
def job(db, monkeypatch):
    """A job at 02:00 that notes when it ran, seen for the first time on the day before."""
    runs = []

    def run(when):
        runs.append(when)
        return {"runs": len(runs)}

    monkeypatch.setattr(due, "JOBS", {"count": Job(daily(2), run)})
    assert run_due(NIGHT - timedelta(days=1)) == 0, "a new installation has missed nothing"
    return runs


def test_it_runs_once_a_night_and_keeps_what_it_found(job):
    assert [run_due(NIGHT + timedelta(hours=hour)) for hour in range(30)] == [1, *[0] * 22, 1, *[0] * 6]
    assert [when.astimezone(UTC).hour for when in job] == [2, 2]
    row = DueJob.objects.get()
    assert (row.result, row.error, row.attempts) == ({"runs": 2}, "", 0)
    assert row.due_at == NIGHT.replace(hour=2) + timedelta(days=1)


def test_nights_that_were_slept_through_are_made_up_for_once(job):
    assert run_due(NIGHT + timedelta(days=5)) == 1
    assert job == [NIGHT.replace(hour=2) + timedelta(days=5)]
    assert run_due(NIGHT + timedelta(days=5)) == 0


def test_another_process_at_it_is_left_alone(job):
    with Lease("due-count"):
        assert run_due(NIGHT) == 0
    assert run_due(NIGHT) == 1
    assert len(job) == 1


def test_a_failure_is_kept_tried_again_and_given_up_until_the_next_time(job, monkeypatch, caplog):
    def fail(_when):
        raise ValueError("the disk is full")

    monkeypatch.setattr(due, "JOBS", {"count": Job(daily(2), fail)})
    minutes = range(0, 60, 5)
    assert [run_due(NIGHT + timedelta(minutes=m)) for m in minutes] == [1, 0, 1, 0, 1, *[0] * 7]
    row = DueJob.objects.get()
    assert (row.error, row.attempts, row.due_at) == ("the disk is full", 0, NIGHT.replace(hour=2))
    assert caplog.text.count("the job count failed") == 3
    assert run_due(NIGHT + timedelta(days=1)) == 1


def test_one_that_dies_with_its_process_each_time_is_given_up(job, caplog):
    DueJob.objects.update(attempts=3, started_at=NIGHT)
    assert run_due(NIGHT + timedelta(minutes=10)) == 1
    row = DueJob.objects.get()
    assert (job, row.attempts, row.due_at) == ([], 0, NIGHT.replace(hour=2))
    assert "interrupted" in row.error
    assert "interrupted 3 times" in caplog.text
    assert run_due(NIGHT + timedelta(days=1)) == 1
    assert len(job) == 1


KILLED = """
import django, sys, time; django.setup()
from datetime import datetime, UTC, timedelta
from headway.app.worker import due
def run(when):
    print("running", flush=True)
    if sys.argv[1] == "sleep":
        time.sleep(60)
    return {"at": when.isoformat()}
due.JOBS.clear()
due.JOBS["x"] = due.Job(due.daily(2), run)
first = datetime(2026, 6, 2, 3, tzinfo=UTC)
due.run_due(first)
print(due.run_due(first + timedelta(days=1, minutes=int(sys.argv[2]))), flush=True)
"""


def test_a_killed_run_is_done_by_the_next_process(tmp_path):
    house = {
        **os.environ,
        "HEADWAY_DATA_DIR": str(tmp_path),
        "HEADWAY_DATABASE_URL": f"sqlite://{tmp_path / 'headway.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "headway.app.config.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
    }
    prepare = "import django; django.setup()\nfrom django.core.management import call_command\ncall_command('migrate', verbosity=0)"
    subprocess.run([sys.executable, "-c", prepare], env=house, check=True)
    child = subprocess.Popen([sys.executable, "-c", KILLED, "sleep", "0"], env=house, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "running\n"
    time.sleep(0.1)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    again = [sys.executable, "-c", KILLED, "go", "10"]
    assert subprocess.run(again, env=house, check=True, capture_output=True, text=True).stdout == "running\n1\n"
    assert subprocess.run(again, env=house, check=True, capture_output=True, text=True).stdout == "0\n"
