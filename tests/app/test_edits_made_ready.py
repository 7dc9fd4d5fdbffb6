"""The first edit of a process loads or compiles the engine before its transaction, not while others wait for its locks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factories.migrated import migrated
from headway.app.actions import plan_edits
from headway.app.bridge import readiness
from headway.app.bridge.live_plans import shelf
from headway.app.models import Task

TESTS = Path(__file__).resolve().parents[1]
SETTING_UP = """
import django; django.setup()
from factories.people import SYSTEM, holder, tree
from factories.plans import small_plan
from headway.app.actions.plans import install_plan
from headway.formats.document import AssignmentDoc, ResourceDoc, TaskDoc
at, document = tree(), small_plan()
document.tasks.append(TaskDoc(uid=5, name="D", duration_minutes=3 * 480))
document.resources = [ResourceDoc(uid=1, name="Anna")]
document.assignments = [AssignmentDoc(1, 2, 1), AssignmentDoc(2, 5, 1)]
install_plan(SYSTEM, at.project, document)
holder("Manager", at.program, "program_manager")
"""
EDITING = """
import django; django.setup()
from django.db import connection
from numba.core.dispatcher import Dispatcher
from factories.people import acting
from headway.app.actions.level_branch import start_levelled
from headway.app.actions.plan_edits import edit_plan
from headway.app.models import Component, Person, Task
compile_it, held = Dispatcher.compile, []
def noted(self, signature):
    held.append(connection.in_atomic_block)
    return compile_it(self, signature)
Dispatcher.compile = noted
plan, actor = Component.objects.get(name="Project"), acting(Person.objects.get(name="Manager"))
task = Task.objects.get(component=plan, name="A")
edit_plan(actor, plan, [{"op": "set", "tasks": [task.pk], "cells": {"duration": "4d"}}])
print(len(held) > 0, sum(held))
known = len(held)
start_levelled(actor, plan, "people")
print(len(held) > known, sum(held))
"""


def run(script, data):
    environment = dict(os.environ, HEADWAY_DATA_DIR=str(data), DJANGO_SETTINGS_MODULE="headway.app.config.settings",
                       PYTHONPATH=os.pathsep.join([str(TESTS), str(TESTS.parent / "src")]))  # fmt: skip
    environment.pop("HEADWAY_DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.slow
def test_no_kernel_is_loaded_while_a_transaction_holds_the_tree(tmp_path):
    run(SETTING_UP, migrated(tmp_path))
    assert run(EDITING, tmp_path) == ["True 0", "True 0"]


@pytest.fixture
def order(monkeypatch):
    """What is made ready, and when trees are locked."""
    told = []
    for name in ("calendars", "scheduler", "leveller"):
        monkeypatch.setattr(readiness, name, lambda name=name: told.append(name))
    lock = plan_edits.lock_tree
    monkeypatch.setattr(plan_edits, "lock_tree", lambda *trees: (told.append("lock"), lock(*trees)))
    shelf.clear()
    return told


def test_an_edit_makes_ready_first_and_locks_then(place, manager, order):
    task = Task.objects.get(component=place.project, name="A")
    plan_edits.edit_plan(manager, place.project, [{"op": "set", "tasks": [task.pk], "cells": {"duration": "4d"}}])
    assert order[0] == "scheduler"
    assert "leveller" not in order
    assert order.index("lock") > 0


def test_leveling_makes_its_own_kernels_ready_first(place, manager, order):
    plan_edits.edit_plan(manager, place.project, [{"op": "level", "how": "people"}])
    assert order[:2] == ["scheduler", "leveller"]
    assert order.index("lock") > 1


def test_while_another_process_compiles_only_calendars_are_made_ready(place, manager, order, monkeypatch):
    monkeypatch.setattr(readiness, "compiles_meanwhile", lambda: True)
    readiness.make_ready()
    assert order == ["calendars"]


def test_an_interpreting_process_has_nothing_to_make_ready(order, monkeypatch):
    monkeypatch.setattr(readiness, "interprets", lambda: True)
    readiness.make_ready(levelling=True)
    assert order == []
