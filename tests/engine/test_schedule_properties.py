"""What must hold for every plan."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import START, plain, plans
from headway.engine.calendars import compile_calendars
from headway.engine.network import MSPROJECT, P6, compile_plan, run, schedule
from headway.engine.plan import MISSING, Constraint, Links, Plan, Tasks

COLUMNS = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical",
)  # fmt: skip
quick = settings(max_examples=150, deadline=None)
options = st.sampled_from([MSPROJECT, P6, MSPROJECT.replace(honor_constraints=False)])


@quick
@given(plans(constraints=False), options)
def test_early_before_late_without_a_cause_of_negative_float(plan: Plan, choice) -> None:
    result = schedule(plan, choice)
    assert result.ok
    assert (result.early_start <= result.early_finish).all()
    assert (result.total_float >= 0).all()
    assert (result.free_float >= 0).all()
    if choice.mode == "msproject":
        assert (result.free_float <= result.total_float).all()
    assert result.total_float.min() == 0
    assert result.critical.any()


@quick
@given(plans(), options)
def test_links_hold_wherever_nothing_breaks_them(plan: Plan, choice) -> None:
    result = schedule(plan, choice.replace(honor_constraints=False))
    calendars = compile_calendars(plan.calendars, 20_000, 21_500)
    links, tasks = plan.links, plan.tasks
    for k in range(len(links)):
        a, b = links.predecessor[k], links.successor[k]
        if tasks.constraint[b] in (6, 7) and choice.mode == "p6":
            continue
        origin = (result.finish if links.type[k] in (0, 2) else result.start)[a]
        if choice.mode == "p6":
            origin = (result.early_finish if links.type[k] in (0, 2) else result.early_start)[a]
        row = (
            calendars.always
            if links.lag_kind[k] == 1
            else lag_row(plan, a if choice.lag_calendar == "predecessor" else b)
        )
        earliest = calendars.add(row, [origin], [links.lag[k]])[0]
        own = calendars.always if tasks.elapsed[b] else lag_row(plan, b)
        reached = (result.start if links.type[k] in (0, 1) else result.finish)[b]
        # The end of a shift and the start of the next are one moment of the calendar that the lag counts on.
        same_moment = calendars.working_between(row, [reached], [earliest])[0] == 0
        assert same_moment or calendars.working_between(own, [earliest], [reached])[0] >= 0


def lag_row(plan: Plan, task: int) -> int:
    return int(plan.tasks.calendar[task]) if plan.tasks.calendar[task] >= 0 else plan.projects[0].calendar


@quick
@given(plans(constraints=False), st.data(), options)
def test_one_more_link_makes_nothing_earlier(plan: Plan, data, choice) -> None:
    n = len(plan.tasks)
    if n < 2:
        return
    b = data.draw(st.integers(1, n - 1))
    a = data.draw(st.integers(0, b - 1))
    kind = data.draw(st.integers(0, 3))
    links = plan.links
    more = Links(
        np.append(links.predecessor, a), np.append(links.successor, b), np.append(links.type, kind),
        np.append(links.lag, data.draw(st.integers(0, 2000))), np.append(links.lag_kind, 0),
    )  # fmt: skip
    before, after = schedule(plan, choice), schedule(plan.replace(links=more), choice)
    assert (after.early_start >= before.early_start).all()
    assert (after.early_finish >= before.early_finish).all()


@quick
@given(plans(), st.randoms(use_true_random=False), options)
def test_relabelling_changes_nothing(plan: Plan, random, choice) -> None:
    n, m = len(plan.tasks), len(plan.links)
    rows, link_rows = list(range(n)), list(range(m))
    random.shuffle(rows)
    random.shuffle(link_rows)
    where = np.empty(n, np.int32)
    where[rows] = np.arange(n)
    names = [f for f in Tasks.__slots__ if f != "parent"]
    tasks = Tasks(**{name: getattr(plan.tasks, name)[rows] for name in names})
    links = Links(
        where[plan.links.predecessor[link_rows]], where[plan.links.successor[link_rows]],
        plan.links.type[link_rows], plan.links.lag[link_rows], plan.links.lag_kind[link_rows],
    )  # fmt: skip
    one, other = schedule(plan, choice), schedule(plan.replace(tasks=tasks, links=links), choice)
    for name in COLUMNS:
        assert (getattr(one, name)[rows] == getattr(other, name)).all(), name


@quick
@given(plans(), options)
def test_running_twice_over_one_compiled_plan_is_the_same(plan: Plan, choice) -> None:
    compiled = compile_plan(plan, choice)
    one, two = run(compiled), run(compiled)
    for name in COLUMNS:
        assert (getattr(one, name) == getattr(two, name)).all()


@quick
@given(plans(constraints=False, leads=False), st.integers(0, 11), options)
def test_a_longer_task_never_ends_the_project_earlier_with_finish_to_start_links(plan: Plan, row: int, choice) -> None:
    plan = plan.replace(links=replace(plan.links, type=np.zeros(len(plan.links), np.int8)))
    # A finish bound in a pause puts a milestone behind the pause, a task before it: the same in working time.
    held = np.where(plan.tasks.constraint == Constraint.FNET, Constraint.ASAP, plan.tasks.constraint)
    plan = plan.replace(tasks=replace(plan.tasks, constraint=held))
    durations = plan.tasks.duration.copy()
    durations[row % len(durations)] += 480
    longer = plan.replace(tasks=replace(plan.tasks, duration=durations))
    assert schedule(longer, choice).project_finish[0] >= schedule(plan, choice).project_finish[0]


def test_a_constraint_that_decides_leaves_no_driving_link() -> None:
    """A ends on day 3; B may not finish after day 4, C not before day 9, D follows A, E waits for A and for day 8."""
    plan = plain(
        [3, 2, 2, 2, 2],
        [(0, 1, "FS", 0), (0, 2, "FS", 0), (0, 3, "FS", 0), (0, 4, "FF", 0)],
        constraint=np.array([0, Constraint.FNLT, Constraint.FNET, 0, Constraint.SNET]),
        constraint_date=np.array([MISSING, START + 4 * 1440, START + 9 * 1440, MISSING, START + 8 * 1440]),
    )
    assert schedule(plan).driver.tolist() == [-1, -1, -1, 2, -1]
