"""Every run is the schedule that the scheduler computes for the durations of that run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import STANDARD, START, plain, plans
from engine.reading.rich_plans import OPTIONS, rich_plans
from engine.simulation.single_runs import first_runs
from factories.cases import cases
from headway.engine.network import MSPROJECT, P6, compile_plan, run
from headway.engine.network.options import ScheduleOptions
from headway.engine.plan import MISSING, Calendar, Constraint, Links, LinkType, Plan, Project, Tasks
from headway.engine.simulation import compile as compiling
from headway.engine.simulation import layout
from headway.engine.simulation.compile import compile_simulation
from headway.engine.simulation.model import Durations, Shape, Uncertainty, three_points

RULES = {"msproject": MSPROJECT, "p6": P6}


def spread_of(plan: Plan, rows: np.ndarray) -> Uncertainty:
    base = plan.tasks.duration[rows].astype(float)
    return Uncertainty(
        spreads=three_points(Shape.TRIANGULAR, 0.5 * base + 1, base + 1, 2.5 * base + 600),
        durations=Durations(rows, np.arange(len(rows))),
        milestones=np.arange(len(plan.tasks)),
    )


def assert_same(plan: Plan, uncertainty: Uncertainty, rules: ScheduleOptions) -> None:
    simulation = compile_simulation(plan, uncertainty, rules)
    if not simulation.ok:
        assert any(each.level == "error" for each in simulation.diagnostics)
        return
    runs = first_runs(simulation)
    assert runs.outside == 0
    compiled = compile_plan(plan, rules)
    projects = len(plan.projects)
    planned, own = simulation.network.planned, compiled.parts.duration.copy()
    node = np.repeat(np.arange(len(planned)), np.diff(compiled.parts.first))
    event = simulation.of(layout.KIND) == layout.EVENT
    for s in range(0, runs.length.shape[1], 9):
        length = np.where(event, planned, runs.length[:, s])
        compiled.nodes.duration[:] = length
        stretched = np.maximum(1, (2 * own * length[node] + planned[node]) // np.maximum(2 * planned[node], 1))
        compiled.parts.duration[:] = np.where(planned[node] > 0, stretched, own)
        result = run(compiled)
        assert runs.reached[1 : 1 + projects, s].tolist() == result.project_finish.tolist()
        leaf = compiled.leaf >= 0
        assert runs.reached[1 + projects :, s][leaf].tolist() == result.early_finish[leaf].tolist()


def drawn_rows(plan: Plan, data: st.DataObject) -> np.ndarray:
    count = len(plan.tasks)
    return np.flatnonzero(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))


def test_a_task_that_others_follow_by_finish_on_another_calendar_still_ends_its_project() -> None:
    """The night shift ends at 6, before the first task does at 8: for the link that is as good as at the same time."""
    night = Calendar(week=(((1320, 1800),),) * 4 + ((), (), ()))
    plan = Plan(
        calendars=(STANDARD, night), tasks=Tasks(np.arange(2), np.array([0, 30]), calendar=np.array([0, 1])),
        links=Links(np.array([0]), np.array([1]), type=np.array([LinkType.FF])), projects=(Project(start=START),),
    )  # fmt: skip
    assert_same(plan, spread_of(plan, np.array([0])), P6)


@pytest.mark.parametrize("rules", sorted(RULES))
@settings(max_examples=cases(100), deadline=None)
@given(plan=plans(), data=st.data())
def test_dates_of_every_run_are_those_of_the_scheduler(rules: str, plan: Plan, data: st.DataObject) -> None:
    # As late as possible is simulated at its earliest, with a warning: see below.
    constraint = np.where(plan.tasks.constraint == Constraint.ALAP, 0, plan.tasks.constraint).astype(np.int8)
    plan = plan.replace(tasks=replace(plan.tasks, constraint=constraint))
    assert_same(plan, spread_of(plan, drawn_rows(plan, data)), RULES[rules])


@settings(max_examples=cases(250), deadline=None)
@given(plan=rich_plans(alap=False), rules=OPTIONS, data=st.data())
def test_progress_summaries_hands_and_parts_are_honored_in_every_run(
    plan: Plan, rules: ScheduleOptions, data: st.DataObject
) -> None:
    assert_same(plan, spread_of(plan, drawn_rows(plan, data)), rules)


def test_what_ends_at_night_is_not_forgotten_for_what_follows() -> None:
    plan = plain(
        [1, 1],
        [(0, 1, "FF", 0)],
        actual_start=np.array([START, MISSING]),
        actual_finish=np.array([START + 1000, MISSING]),
    )
    assert_same(plan.replace(calendars=(STANDARD,)), Uncertainty(milestones=np.arange(2)), MSPROJECT)


@settings(max_examples=cases(60), deadline=None)
@given(plan=plans(constraints=False), data=st.data())
def test_slack_on_one_calendar_is_the_total_float(plan: Plan, data: st.DataObject) -> None:
    tasks = replace(
        plan.tasks,
        calendar=np.zeros(len(plan.tasks), np.int32),
        elapsed=np.zeros(len(plan.tasks), bool),
        duration=np.maximum(plan.tasks.duration, 30),
        constraint=np.zeros(len(plan.tasks), np.int8),
        constraint_date=np.full(len(plan.tasks), MISSING),
    )
    links = replace(plan.links, lag_kind=np.zeros(len(plan.links), np.int8))
    plan = plan.replace(tasks=tasks, links=links)
    simulation = compile_simulation(plan, spread_of(plan, drawn_rows(plan, data)))
    runs = first_runs(simulation)
    compiled = compile_plan(plan)
    for s in range(0, runs.length.shape[1], 9):
        compiled.nodes.duration[:] = runs.length[:, s]
        result = run(compiled)
        assert runs.slack[:, s].tolist() == result.total_float[compiled.nodes.row].tolist()


def test_as_late_as_possible_is_said_to_be_simulated_early() -> None:
    plan = plain([2, 1, 4], [(0, 2, "FS", 0)], constraint=np.array([0, Constraint.ALAP, 0]))
    simulation = compile_simulation(plan, spread_of(plan, np.array([0])))
    assert [(each.id, each.level, each.tasks) for each in simulation.diagnostics] == [
        ("simulated-early", "warning", (1,))
    ]
    late = plan.replace(projects=(Project(start=START, finish=START + 20 * 1440),))
    found = compile_simulation(late, Uncertainty(), MSPROJECT.replace(schedule_from="finish")).diagnostics
    assert "simulated-from-start" in [each.id for each in found]


@pytest.mark.parametrize("most", [0, 300])
def test_dates_beyond_the_tables_between_calendars_are_looked_up_all_the_same(monkeypatch, most: int) -> None:
    night = Calendar(week=(((1320, 1800),),) * 5 + ((), ()))
    count = 12
    plan = Plan(
        calendars=(STANDARD, night), tasks=Tasks(np.arange(count), np.full(count, 480), calendar=np.arange(count) % 2),
        links=Links(np.arange(count - 1), np.arange(1, count), type=np.where(np.arange(count - 1) % 3, LinkType.FS, LinkType.FF),
                    lag=np.arange(count - 1) % 4 * 60),
        projects=(Project(start=START),),
    )  # fmt: skip
    uncertainty = spread_of(plan, np.arange(count))
    whole = first_runs(compile_simulation(plan, uncertainty))
    monkeypatch.setattr(compiling, "MOST_MOMENTS", most)
    assert_same(plan, uncertainty, MSPROJECT)
    short = first_runs(compile_simulation(plan, uncertainty))
    assert (short.reached == whole.reached).all()
    assert (short.slack == whole.slack).all()
