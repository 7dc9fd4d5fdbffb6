"""Levels of effort and WBS summary activities of P6: they follow others, and nothing follows them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.networks import START, plain
from engine.reading.rich_plans import rich_plans
from headway.engine.network import P6, LiveSchedule, TaskChange, compile_plan, reschedule, run, schedule
from headway.engine.plan import MISSING, TaskKind
from headway.engine.reading import link_floats, longest_path

LOE, WBS, TASK = TaskKind.LEVEL_OF_EFFORT, TaskKind.WBS_SUMMARY, TaskKind.TASK


def days(result, name, row):
    return (int(getattr(result, name)[row]) - START) / 1440


def spanned(kinds=(TASK, TASK, LOE), links=((0, 1, "FS", 0), (0, 2, "SS", 0), (2, 1, "FF", 3))):
    """Two days, three days, and what spans both three days beyond its successor."""
    return plain([2, 3, 1], list(links), kind=np.array(kinds, np.int8))


def test_it_ends_before_the_finish_that_a_lag_keeps_from_it_and_beyond_it_with_a_lead():
    assert days(schedule(spanned(), P6), "finish", 2) == 2
    late = spanned(links=((0, 1, "FS", 0), (0, 2, "SS", 0), (2, 1, "FF", -3)))
    result = schedule(late, P6)
    assert days(result, "finish", 2) == 8
    assert (int(result.project_finish[0]) - START) / 1440 == 5


@given(rich_plans())
@settings(max_examples=60, deadline=None)
def test_without_it_everything_else_is_the_same(plan):
    """What spans others changes no date and no float of anything but itself and the summaries above it."""
    spans = plan.tasks.spanning
    result = schedule(plan, P6)
    if not result.ok:
        return
    links = ~(spans[plan.links.predecessor] | spans[plan.links.successor])
    bare = plan.replace(links=type(plan.links)(*(getattr(plan.links, name)[links] for name in plan.links.__slots__)))
    other = schedule(bare, P6)
    rows = ~spans
    rows[plan.tasks.parent[plan.tasks.parent >= 0]] = False
    for name in ("start", "finish", "late_start", "late_finish", "total_float", "free_float", "critical"):
        assert getattr(result, name)[rows].tolist() == getattr(other, name)[rows].tolist()
    assert result.project_finish.tolist() == other.project_finish.tolist()


def test_its_links_have_no_float_and_the_longest_path_goes_round_it():
    plan = spanned(links=((0, 1, "FS", 0), (1, 2, "FF", 4)))
    compiled = compile_plan(plan, P6)
    result = run(compiled)
    assert days(result, "finish", 2) == 9
    assert longest_path(compiled, result).tolist() == [True, True, False]
    floats = link_floats(compiled, result)
    assert floats.drift.tolist()[1] == floats.free_float.tolist()[1] == MISSING
    assert floats.driving.tolist() == [True, True]


def test_it_follows_a_change():
    live = LiveSchedule(spanned(), P6)
    reschedule(live, TaskChange(1, {"duration": 10 * 1440}))
    assert live.schedule.finish.tolist() == schedule(live.plan, P6).finish.tolist()
    assert days(live.schedule, "finish", 2) == 9


@pytest.mark.parametrize("parent", [-1, 3])
def test_a_wbs_summary_spans_what_is_below_the_same_summary(parent):
    """Row 0 stands elsewhere where row 3 is a summary; one that others name as parent spans nothing."""
    plan = plain([2, 3, 1, 0], [(0, 1, "FS", 0)], kind=np.array([TASK, TASK, WBS, TASK], np.int8))
    plan = plan.replace(tasks=replace(plan.tasks, parent=np.array([-1, parent, parent, -1], np.int32)))
    result = schedule(plan, P6)
    assert (days(result, "start", 2), days(result, "finish", 2)) == ((0 if parent < 0 else 2), 5)


def test_a_loop_of_levels_of_effort_is_named():
    plan = spanned(kinds=(LOE, LOE, TASK), links=((0, 1, "SS", 0), (1, 0, "SS", 0)))
    assert [each.id for each in schedule(plan, P6).diagnostics] == ["cycle"]
