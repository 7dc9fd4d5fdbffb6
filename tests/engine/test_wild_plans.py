"""Whatever a plan says: dates that belong together, or a diagnostic; soon, and never an exception."""

from __future__ import annotations

import os
from dataclasses import replace
from time import process_time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from engine.networks import STANDARD, START
from engine.wild_plans import any_options, wild_plans
from factories.cases import cases
from headway.engine.calendars import compile_calendars
from headway.engine.network import MSPROJECT, P6, ScheduleOptions, schedule
from headway.engine.network.rehearsal import rehearse
from headway.engine.plan import MISSING, Constraint, Plan, Project, TaskKind, Tasks

LIMIT_SECONDS = 2.0
COLUMNS = ("start", "finish", "early_start", "early_finish", "late_start", "late_finish")
EXAMPLES = int(os.environ.get("HEADWAY_WILD_EXAMPLES", cases(150)))


def check(plan: Plan, options: ScheduleOptions) -> None:
    begun = process_time()
    result = schedule(plan, options)
    assert process_time() - begun < LIMIT_SECONDS
    n, m = len(plan.tasks), len(plan.links)
    for each in result.diagnostics:
        assert set(each.tasks) <= set(range(n)), each
        assert set(each.links) <= set(range(m)), each
    assert result.ok == all(each.level != "error" for each in result.diagnostics)
    if not result.ok:
        for name in (*COLUMNS, "total_float", "free_float", "project_start", "project_finish"):
            assert (getattr(result, name) == MISSING).all(), name
        return
    assert (result.project_finish != MISSING).all()
    assert ((result.driver >= -1) & (result.driver < m)).all()
    leaf = np.ones(n, bool)
    leaf[plan.tasks.parent[plan.tasks.parent >= 0]] = False
    for name in COLUMNS:
        assert (getattr(result, name)[leaf] != MISSING).all(), name
        assert (getattr(result, name)[leaf] >= -29219 * 1440).all(), name
        assert (getattr(result, name)[leaf] <= 87658 * 1440).all(), name
    assert (result.start[leaf] <= result.finish[leaf]).all()
    assert (result.early_start[leaf] <= result.early_finish[leaf]).all()
    there = result.start != MISSING
    assert (result.start[there] <= result.finish[there]).all()
    assert (result.total_float[leaf] != MISSING).all()
    assert (result.free_float[leaf] >= 0).all()
    if options.mode == "msproject":
        assert (result.free_float[leaf] <= np.maximum(0, result.total_float[leaf])).all()
    _works_its_duration(plan, result, leaf & ~plan.tasks.spanning)


def _works_its_duration(plan: Plan, result, candidates) -> None:
    """Automatic tasks that have not begun begin and end where work does, with their duration between."""
    tasks = plan.tasks
    shared = np.isin(np.arange(len(tasks)), plan.assignments.task)
    given = (tasks.actual_start != MISSING) | (tasks.actual_finish != MISSING)
    by_hand = tasks.manual & (tasks.manual_start != MISSING) & (tasks.manual_finish != MISSING)
    rows = np.flatnonzero(candidates & ~shared & ~given & ~by_hand)
    if not len(rows):
        return
    of_project = np.array([project.calendar for project in plan.projects])
    own = np.where(tasks.calendar >= 0, tasks.calendar, of_project[tasks.project])
    row = np.where(tasks.elapsed, len(plan.calendars), own)[rows]
    first = int(min(result.start[rows].min(), result.finish[rows].min())) // 1440 - 10
    calendars = compile_calendars(plan.calendars, first, int(result.finish[rows].max()) // 1440 + 10)
    start, finish, duration = result.start[rows], result.finish[rows], tasks.duration[rows]
    assert (calendars.working_between(row, start, finish) == duration).all()
    real = duration > 0
    assert (start[~real] == finish[~real]).all()
    row, start, finish = row[real], start[real], finish[real]
    assert (calendars.working_between(row, start, start + 1) == 1).all()
    assert (calendars.working_between(row, finish - 1, finish) == 1).all()


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """Compile the kernels first: that takes longer than any plan may."""
    rehearse()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(wild_plans(), any_options())
def test_any_plan_gives_dates_or_a_diagnostic(plan: Plan, options: ScheduleOptions) -> None:
    check(plan, options)


def test_started_work_does_not_end_before_it_began_whatever_its_constraint_or_manual_finish_says() -> None:
    long_ago = START - 30_000 * 1440
    base = Tasks(uid=[0], duration=[480], actual_start=[START])
    held = [
        replace(base, manual=[True], manual_finish=[long_ago]),
        *(
            replace(base, constraint=[kind], constraint_date=[long_ago])
            for kind in Constraint
            if kind >= Constraint.SNET
        ),
    ]
    for tasks in held:
        for options in (MSPROJECT, P6, P6.replace(honor_constraints=True)):
            result = schedule(Plan((STANDARD,), tasks, projects=(Project(start=START),)), options)
            assert (result.start.tolist(), result.finish.tolist()) == ([START], [START + 540])


@pytest.mark.parametrize("options", [MSPROJECT, P6])
def test_a_started_finish_milestone_in_a_pause_does_not_end_before_it_began(options: ScheduleOptions) -> None:
    night = START + 12 * 60
    tasks = Tasks(uid=[0], duration=[0], kind=[TaskKind.FINISH_MILESTONE], actual_start=[night])
    check(Plan((STANDARD,), tasks, projects=(Project(start=START),)), options)


def test_work_does_not_resume_before_it_began() -> None:
    tasks = Tasks(
        uid=[0], duration=[480], actual_start=[START], stop=[START - 9999], resume=[START - 8888], percent=[50]
    )
    check(Plan((STANDARD,), tasks, projects=(Project(start=START),)), MSPROJECT)
    assert schedule(Plan((STANDARD,), tasks, projects=(Project(start=START),))).finish[0] == START + 240
