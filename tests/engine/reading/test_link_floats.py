"""Drift, driving links, relationship floats; interfering and independent float."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from engine.networks import ALWAYS, STANDARD, START, plain
from engine.reading.rich_plans import OPTIONS, below, rich_plans, without
from headway.engine.calendars import CompiledCalendars, compile_calendars
from headway.engine.network import MSPROJECT, P6, compile_plan, run, schedule
from headway.engine.network.lags import lags_of, left_of_lags, stands_for_rest, used_calendars
from headway.engine.network.link_dates import summaries
from headway.engine.plan import MISSING, LagKind, Links, Plan, Project, Tasks
from headway.engine.reading import explain, link_floats, task_floats
from headway.engine.reading.trace import trace

quick = settings(max_examples=100, deadline=None)
DAY = 1440


def floats_of(plan: Plan, options=MSPROJECT):
    compiled = compile_plan(plan, options)
    result = run(compiled)
    return link_floats(compiled, result), task_floats(compiled, result), result


def days(column) -> list:
    return [None if value == MISSING else value / DAY for value in column.tolist()]


def test_a_short_branch_may_drift() -> None:
    #   A(5) -> D(2);  B(2) -> D;  C(1) -SS+1-> D;  A -FF+1-> E(1)
    plan = plain([5, 2, 1, 2, 1], [(0, 3, "FS", 0), (1, 3, "FS", 0), (2, 3, "SS", 1), (0, 4, "FF", 1)])
    links, tasks, _ = floats_of(plan)
    assert days(links.drift) == [0, 3, 4, 0]
    assert links.driving.tolist() == [True, False, False, True]
    assert days(links.free_float) == [0, 3, 4, 0]
    assert days(links.total_float) == [0, 3, 4, 1]
    assert days(tasks.interfering) == [0, 0, 0, 0, 0]


def test_two_links_may_drive() -> None:
    links, _, _ = floats_of(plain([3, 3, 1], [(0, 2, "FS", 0), (1, 2, "FS", 0)]))
    assert links.driving.tolist() == [True, True]


def test_interfering_and_independent_float() -> None:
    #   A(2) -> B(3) -> D(1);  A -> C(8) -> D;  B -> E(1), E -> D:   B may slip 4, E shares 4 of them
    plan = plain(
        [2, 3, 8, 1, 1],
        [(0, 1, "FS", 0), (1, 4, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0), (4, 3, "FS", 0)],
    )
    _, tasks, result = floats_of(plan)
    assert days(result.total_float) == [0, 4, 0, 0, 4]
    assert days(result.free_float) == [0, 0, 0, 0, 4]
    assert days(tasks.interfering) == [0, 4, 0, 0, 0]
    # E begins at day 5, but if B is as late as it may be (day 9) nothing is left for E.
    assert days(tasks.independent) == [0, 0, 0, 0, 0]


def test_independent_float_between_critical_tasks() -> None:
    #   A(2) -> B(3) -> D;  A -> C(8) -> D(1): B hangs between two critical tasks, its float is its own
    plan = plain([2, 3, 8, 1], [(0, 1, "FS", 0), (1, 3, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0)])
    _, tasks, _ = floats_of(plan)
    assert days(tasks.independent) == [0, 5, 0, 0]


@pytest.mark.parametrize(("kind", "independent"), [("FS", 4), ("SS", 6), ("FF", 7), ("SF", 7)])
def test_independent_float_with_every_type_of_link(kind: str, independent: int) -> None:
    """A(2) ends at 2; B(3) follows A by the link, a day later; D starts at 10 after C(8), and after B.

    FS: B runs from 3 to 6. SS: from 1 to 4. FF: it ends at 3 at the earliest. SF: at 1, but it starts at 0 and ends at 3.
    """
    plan = plain([2, 3, 8, 1], [(0, 1, kind, 1), (1, 3, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0)])
    _, tasks, _ = floats_of(plan)
    assert days(tasks.independent)[1] == independent


def test_a_constraint_that_breaks_a_link_leaves_negative_free_float() -> None:
    plan = plain(
        [5, 1], [(0, 1, "FS", 0)], constraint=np.array([0, 6]), constraint_date=np.array([MISSING, START + 2 * DAY])
    )
    links, _, _ = floats_of(plan)
    assert days(links.free_float) == [-3]
    assert links.driving.tolist() == [False]
    assert days(links.drift) == [None]


def test_drift_counts_on_the_calendar_of_the_predecessor() -> None:
    """A ends on Friday at 17:00 of a five-day week; B runs round the clock from Sunday 08:00, held by C."""
    plan = Plan(
        (STANDARD, ALWAYS),
        Tasks(uid=np.arange(3), duration=np.array([5 * 480, 60, 6 * DAY]), calendar=np.array([0, 1, 1])),
        Links(np.array([0, 2]), np.array([1, 1])),
        (Project(start=START),),
    )
    links, _, result = floats_of(plan)
    assert int(result.start[1]) == START + 6 * DAY
    assert links.drift.tolist() == [0, 0]
    assert links.driving.tolist() == [False, True]


def test_what_is_finished_or_inactive_has_no_link_floats() -> None:
    plan = plain(
        [2, 2, 2],
        [(0, 1, "FS", 0), (2, 1, "FS", 0)],
        actual_start=np.array([MISSING, START, MISSING]),
        actual_finish=np.array([MISSING, START + DAY, MISSING]),
        active=np.array([True, True, False]),
    )
    links, tasks, _ = floats_of(plan)
    assert links.drift.tolist() == links.free_float.tolist() == [MISSING, MISSING]
    assert not links.driving.any()
    assert tasks.independent[1] == MISSING


def row_of(plan: Plan, task: int) -> int:
    """Find the calendar of a task."""
    own = int(plan.tasks.calendar[task])
    return len(plan.calendars) if plan.tasks.elapsed[task] else max(own, 0)


def clock_of(plan: Plan) -> CompiledCalendars:
    return compile_calendars(plan.calendars, 20_000, 22_000)


def with_stand_in(plan: Plan, link: int, result, options, slip: int) -> Plan:
    """Let a task set by hand, with the slipped dates of the predecessor, take its place in one link."""
    tasks, links, n = plan.tasks, plan.links, len(plan.tasks)
    p = int(plan.links.predecessor[link])
    row, clock = row_of(plan, p), clock_of(plan)
    start, finish = int(result.start[p]), int(result.finish[p])
    summary = summaries(plan)
    if stands_for_rest(plan, options, summary)[p]:
        start = int(result.early_start[p])
        lag, calendar = lags_of(plan, options, links, used_calendars(plan, summary))
        left = left_of_lags(plan, links, lag, calendar, clock, np.arange(len(lag)) == link)
        elapsed = np.isin(links.lag_kind, (LagKind.ELAPSED, LagKind.ELAPSED_PERCENT))
        links = replace(links, lag=left, lag_kind=np.where(elapsed, LagKind.ELAPSED, LagKind.WORKING).astype(np.int8))
    if slip:
        event = tasks.duration[p] == 0
        finish = int(clock.previous_working(row, clock.add(row, [finish], [slip]))[0])
        begins = clock.previous_working if event else clock.next_working
        start = int(begins(row, clock.add(row, [start], [slip]))[0])
    columns = {name: np.append(getattr(tasks, name), getattr(tasks, name)[p : p + 1]) for name in Tasks.__slots__}
    extra = {
        "uid": n, "parent": -1, "constraint": 0, "constraint_date": MISSING, "manual": True, "manual_start": start,
        "manual_finish": finish, "actual_start": MISSING, "actual_finish": MISSING, "leveling_delay": 0, "deadline": MISSING,
    }  # fmt: skip
    for name, value in extra.items():
        columns[name][n] = value
    predecessor = plan.links.predecessor.copy()
    predecessor[link] = n
    return plan.replace(tasks=Tasks(**columns), links=replace(links, predecessor=predecessor))


@quick
@given(rich_plans(alap=False), OPTIONS)
def test_a_predecessor_may_slip_by_its_drift_and_no_further(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    drift = link_floats(compiled, result).drift
    for link in np.flatnonzero(drift != MISSING).tolist():
        p = int(plan.links.predecessor[link])
        if (plan.tasks.parent == p).any() or p in plan.assignments.task:
            continue  # what holds others, or is done in parts, cannot be replaced by one task
        between = clock_of(plan).working_between(row_of(plan, p), result.start[[p]], result.finish[[p]])
        if plan.tasks.duration[p] and between[0] == 0:
            continue  # given dates without any working time in between: they cannot slip together
        moved = below(plan, int(plan.links.successor[link]))
        before = dates(plan, link, result, moved, options, 0)
        if before != (result.early_start[moved].tolist(), result.early_finish[moved].tolist()):
            continue  # a task set by hand is not always treated as the predecessor was
        assert dates(plan, link, result, moved, options, int(drift[link])) == before
        assert dates(plan, link, result, moved, options, int(drift[link]) + 1) != before


def dates(plan: Plan, link: int, result, rows: list[int], options, slip: int):
    other = schedule(with_stand_in(plan, link, result, options, slip), options)
    assert other.ok
    return other.early_start[rows].tolist(), other.early_finish[rows].tolist()


@quick
@given(rich_plans(alap=False), OPTIONS)
def test_removing_a_link_that_does_not_drive_changes_nothing(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    floats = link_floats(compiled, result)
    traced = trace(compiled, result)
    for link in np.flatnonzero(~floats.driving).tolist():
        other = schedule(plan.replace(links=without(plan.links, link)), options)
        rows = [row for row in below(plan, int(plan.links.successor[link])) if not (plan.tasks.parent == row).any()]
        if (other.early_start < START).any() or (result.early_start < START).any():
            continue  # work before its project lets what follows begin there too: the link lowers a floor
        # A constraint pulls a task back only as long as links ask for a later date.
        rows = [row for row in rows if not traced.capped[traced.leaf[row]]]
        assert other.early_start[rows].tolist() == result.early_start[rows].tolist()
        assert other.early_finish[rows].tolist() == result.early_finish[rows].tolist()


@quick
@given(rich_plans(), OPTIONS)
def test_independent_is_a_part_of_free_float(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    tasks = task_floats(compiled, result)
    known = tasks.independent != MISSING
    assert (tasks.independent[known] >= 0).all()
    assert (tasks.independent[known] <= np.maximum(0, result.free_float[known])).all()
    known = (result.total_float != MISSING) & (result.free_float != MISSING)
    assert (tasks.interfering[known] + result.free_float[known] == result.total_float[known]).all()


def test_no_dates_no_floats() -> None:
    compiled = compile_plan(plain([1, 1], [(0, 1, "FS", 0), (1, 0, "FS", 0)]), P6)
    with pytest.raises(ValueError, match="without dates"):
        link_floats(compiled, run(compiled))


@quick
@given(rich_plans(), OPTIONS)
def test_the_least_free_float_of_its_links_is_that_of_a_task(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    links = link_floats(compiled, result)
    for row in np.flatnonzero((result.free_float > 0) & (compiled.leaf >= 0)).tolist():
        own = links.free_float[
            (plan.links.predecessor == row) & (links.free_float != MISSING) & ~plan.tasks.spanning[plan.links.successor]
        ]
        assert len(own) == 0 or own.min() >= result.free_float[row]


@quick
@given(rich_plans(), OPTIONS)
def test_the_driver_of_a_task_is_a_link_that_drives_and_none_where_the_explanation_names_none(
    plan: Plan, options
) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    driving = link_floats(compiled, result).driving
    for row in np.flatnonzero(result.driver >= 0).tolist():
        link = int(result.driver[row])
        assert driving[link]
        # The link of a summary drives what is below it.
        assert row in below(plan, int(plan.links.successor[link]))
    for row in np.flatnonzero((result.driver < 0) & (compiled.leaf >= 0) & ~plan.tasks.spanning).tolist():
        for of in ("start", "finish"):
            steps = explain(compiled, result, row, of).steps
            # Links of its late dates, where it stands as late as possible, lead to successors.
            assert all(step.link < 0 for step in steps if step.task == row and step.of in {"start", "finish"})
