"""Why dates moved: worked examples, and the proof that the named changes move what they are said to move."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.networks import ALWAYS, SIX_DAYS, STANDARD, START, plain, plans
from engine.reading.rich_plans import OPTIONS, rich_plans, without
from factories.cases import cases
from headway.engine.network import MSPROJECT, P6, schedule
from headway.engine.plan import MISSING, Assignments, Calendar, Links, Plan, Project, Tasks
from headway.engine.reading import compare
from headway.engine.reading.changes import changes_between, match
from headway.engine.reading.mixture import Mixture

quick = settings(max_examples=cases(100), deadline=None)
DAY = 1440
BRANCHES = plain([2, 3, 8, 1, 4], [(0, 1, "FS", 0), (1, 3, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0), (1, 4, "FS", 0)])


def told(before: Plan, after: Plan, *options, **more) -> dict[int, tuple]:
    """By uid: days moved, causes, links of the way."""
    found = compare(before, after, *options, **more)
    assert found.ok
    return {
        int(after.tasks.uid[move.task_after]): (
            (move.start_after - move.start_before) / DAY,
            (move.finish_after - move.finish_before) / DAY,
            [cause(before, after, found.changes[k]) for k in move.causes],
            move.way and (move.way.plan, list(move.way.links)),
        )
        for move in found.moves
    }


def cause(before: Plan, after: Plan, change) -> str:
    if change.task_after >= 0:
        return f"{change.kind} {after.tasks.uid[change.task_after]}"
    if change.task_before >= 0:
        return f"{change.kind} {before.tasks.uid[change.task_before]}"
    if change.link_after >= 0 or change.link_before >= 0:
        links, row = (after.links, change.link_after) if change.link_after >= 0 else (before.links, change.link_before)
        return f"{change.kind} {links.predecessor[row]}-{links.successor[row]}"
    return change.kind


def lasting(plan: Plan, **days: int) -> Plan:
    duration = plan.tasks.duration.copy()
    for name, value in days.items():
        duration[int(name[1:])] = value * DAY
    return plan.replace(tasks=replace(plan.tasks, duration=duration))


def test_a_longer_task_moves_what_it_drives() -> None:
    assert told(BRANCHES, lasting(BRANCHES, t1=4)) == {
        1: (0, 1, ["duration 1"], ("after", [])),
        4: (1, 1, ["duration 1"], ("after", [4])),
    }


@pytest.mark.parametrize(("rows", "uids"), [([4], {4}), ([1, 4, 0], {1, 4}), ([0], set()), ([], set())])
def test_only_the_rows_asked_for_are_explained(rows: list[int], uids: set[int]) -> None:
    longer = lasting(BRANCHES, t1=4)
    everything = told(BRANCHES, longer)
    assert told(BRANCHES, longer, rows=rows) == {uid: everything[uid] for uid in uids}


def test_two_changes_in_a_row_are_both_needed() -> None:
    found = told(BRANCHES, lasting(BRANCHES, t0=3, t2=10))
    assert found[3] == (3, 3, ["duration 0", "duration 2"], ("after", [2, 3]))
    assert found[2] == (1, 3, ["duration 0", "duration 2"], ("after", [2]))
    assert found[4] == (1, 1, ["duration 0"], ("after", [0, 4]))


def test_a_change_that_drives_nothing_is_no_cause() -> None:
    found = told(BRANCHES, lasting(BRANCHES, t2=9, t4=1))
    assert found[3] == (1, 1, ["duration 2"], ("after", [3]))
    assert found[4] == (0, -3, ["duration 4"], ("after", []))


def test_links_that_came_went_or_changed() -> None:
    gone = BRANCHES.replace(links=without(BRANCHES.links, 3))
    assert told(BRANCHES, gone)[3] == (-5, -5, ["link-removed 2-3"], ("before", [3]))
    assert told(gone, BRANCHES)[3] == (5, 5, ["link-added 2-3"], ("after", [3]))
    lag = BRANCHES.links.lag.copy()
    lag[3] = 2 * DAY
    changed = BRANCHES.replace(links=replace(BRANCHES.links, lag=lag))
    assert told(BRANCHES, changed) == {3: (2, 2, ["link-changed 2-3"], ("after", [3]))}


def test_constraints_progress_mode_start_and_rules() -> None:
    tasks, plan = BRANCHES.tasks, BRANCHES

    def with_(**columns) -> Plan:
        return plan.replace(tasks=replace(tasks, **{k: np.array(v) for k, v in columns.items()}))

    held = with_(constraint=[0, 2, 0, 0, 0], constraint_date=[MISSING, START + 4 * DAY, MISSING, MISSING, MISSING])
    assert {uid: each[2] for uid, each in told(plan, held).items()} == {1: ["constraint 1"], 4: ["constraint 1"]}
    begun = with_(actual_start=[START + DAY, *[MISSING] * 4], percent=[10, 0, 0, 0, 0])
    assert {each[2][0] for each in told(plan, begun).values()} == {"progress 0"}
    fixed = with_(
        manual=[0, 0, 1, 0, 0],
        manual_start=[MISSING, MISSING, START, MISSING, MISSING],
        manual_finish=[MISSING, MISSING, START + DAY, MISSING, MISSING],
    )
    assert {uid: each[2] for uid, each in told(plan, fixed).items()} == {2: ["mode 2"], 3: ["mode 2"]}
    later = plan.replace(projects=(Project(start=START + DAY),))
    assert {tuple(each[2]) for each in told(plan, later).values()} == {("project-start",)}
    data_date = plan.replace(projects=(Project(start=START, status_date=START + 3 * DAY),))
    assert {tuple(each[2]) for each in told(plan, data_date, P6).values()} == {("data-date",)}
    soft = MSPROJECT.replace(honor_constraints=False)
    capped = with_(constraint=[0, 0, 3, 0, 0], constraint_date=[MISSING, MISSING, START, MISSING, MISSING])
    assert {tuple(each[2]) for each in told(capped, capped, MSPROJECT, soft).values()} == {("options",)}


def test_a_holiday_moves_all_that_runs_on_the_calendar() -> None:
    before = Plan(
        (Calendar(STANDARD.week, name="Standard"), Calendar(ALWAYS.week, name="Always")),
        Tasks(uid=np.arange(3), duration=np.array([480, 480, 60]), calendar=np.array([0, 0, 1])),
        Links(np.array([0, 1]), np.array([1, 2])),
        (Project(start=START),),
    )
    # The calendars change places: names match, so only the holidays are a change.
    calendars = (Calendar(ALWAYS.week, name="Always"), Calendar(STANDARD.week, SIX_DAYS.exceptions, name="Standard"))
    after = before.replace(
        calendars=calendars,
        tasks=replace(before.tasks, calendar=np.array([1, 1, 0]), duration=np.array([5 * 480, 480, 60])),
        projects=(Project(start=START, calendar=1),),
    )
    found = told(before, after)
    assert found[0][2] == ["calendar", "duration 0"] or found[0][2] == ["duration 0", "calendar"]
    assert {"calendar", "duration 0"} == set(found[2][2])


def test_tasks_that_came_and_went() -> None:
    more = plain(
        [2, 3, 8, 1, 4, 20],
        [(0, 1, "FS", 0), (1, 3, "FS", 0), (0, 2, "FS", 0), (2, 3, "FS", 0), (1, 4, "FS", 0), (5, 4, "FS", 0)],
    )
    found = compare(BRANCHES, more)
    assert (found.added, found.removed) == ((5,), ())
    assert told(BRANCHES, more) == {4: (15, 15, ["task-added 5"], ("after", [5]))}
    assert told(more, BRANCHES) == {4: (-15, -15, ["task-removed 5"], ("before", [5]))}


def test_a_row_that_moved_in_the_file_is_still_the_same_task() -> None:
    order = [3, 1, 4, 0, 2]
    where = np.argsort(order).astype(np.int32)
    tasks = Tasks(**{name: getattr(BRANCHES.tasks, name)[order] for name in Tasks.__slots__})
    links = replace(
        BRANCHES.links, predecessor=where[BRANCHES.links.predecessor], successor=where[BRANCHES.links.successor]
    )
    found = compare(BRANCHES, BRANCHES.replace(tasks=tasks, links=links))
    assert (found.changes, found.moves) == ((), ())


def test_a_plan_with_errors_is_compared_without_moves() -> None:
    circle = BRANCHES.replace(links=Links(np.array([0, 1]), np.array([1, 0])))
    found = compare(BRANCHES, circle)
    assert not found.ok
    assert found.moves == ()
    assert [each.id for each in found.after.diagnostics] == ["cycle"]


def test_without_runs_nothing_is_called_proved() -> None:
    found = compare(BRANCHES, lasting(BRANCHES, t1=4), most_runs=0)
    assert [(move.causes, move.proved) for move in found.moves] == [((0,), False), ((0,), False)]


EDITS = ("duration", "lag", "remove", "snet", "free", "finished")


def edited(plan: Plan, edit: tuple[str, int, int]) -> Plan:
    """Apply one edit; a removed link is one that ties nothing, so that rows keep their places."""
    kind, row, amount = edit
    tasks, links = plan.tasks, plan.links
    if kind in {"lag", "remove"}:
        column = links.lag.copy()
        column[row] = amount if kind == "lag" else -40_000
        return plan.replace(links=replace(links, lag=column))
    columns = {}
    if kind == "duration":
        columns["duration"] = tasks.duration.copy()
        columns["duration"][row] = amount
    elif kind == "finished":
        for name in ("actual_start", "actual_finish"):
            columns[name] = getattr(tasks, name).copy()
            columns[name][row] = START + amount + (600 if name == "actual_finish" else 0)
    else:
        columns["constraint"], columns["constraint_date"] = tasks.constraint.copy(), tasks.constraint_date.copy()
        columns["constraint"][row] = 2 if kind == "snet" else 0
        columns["constraint_date"][row] = START + 4 * amount if kind == "snet" else MISSING
    return plan.replace(tasks=replace(tasks, **columns))


KINDS = {
    "duration": {"duration"},
    "constraint": {"snet", "free"},
    "progress": {"finished"},
    "link-changed": {"lag", "remove"},
}


@quick
@given(plans(), OPTIONS, st.data())
def test_the_named_changes_alone_give_the_new_dates(plan: Plan, options, data) -> None:
    edits = {}
    for _ in range(data.draw(st.integers(1, 5))):
        kind = data.draw(st.sampled_from(EDITS))
        rows = len(plan.links) if kind in {"lag", "remove"} else len(plan.tasks)
        if rows:
            edit = (kind, data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, 5000)))
            group = next(name for name, kinds in KINDS.items() if kind in kinds)
            edits[group, edit[1]] = edit
    after = plan
    for edit in edits.values():
        after = edited(after, edit)
    one, other = schedule(plan, options), schedule(after, options)
    found = compare(plan, after, options)
    moved = np.flatnonzero((one.start != other.start) | (one.finish != other.finish)).tolist()
    assert sorted(move.task_after for move in found.moves) == moved
    # Several links between two tasks are matched by lag, so their changes may be told in another way.
    pairs = list(zip(plan.links.predecessor.tolist(), plan.links.successor.tolist(), strict=True))
    for move in found.moves:
        assert move.causes
        assert move.proved
        part, clear = plan, True
        for k in move.causes:
            change = found.changes[k]
            row = change.task_before if change.task_before >= 0 else change.link_before
            clear &= change.kind != "link-changed" or pairs.count(pairs[row]) == 1
            part = edited(part, edits[change.kind, row]) if clear else part
        if clear:
            again = schedule(part, options)
            assert (again.start[move.task_after], again.finish[move.task_after]) == (
                move.start_after,
                move.finish_after,
            )


@quick
@given(rich_plans(), rich_plans(), OPTIONS)
def test_all_changes_together_make_the_second_plan(before: Plan, after: Plan, options) -> None:
    matched = match(before, after, options, options)
    changes = changes_between(matched)
    mixture = Mixture(matched, changes, 1)
    plan, _, rows = mixture.plan(range(len(changes)))
    one, other = schedule(plan, options), schedule(after, options)
    assert one.ok == other.ok
    if one.ok:
        common = matched.common_after
        place = {row: k for k, row in enumerate(rows.tolist())}
        mine = [place[row] for row in common.tolist()]
        for name in ("start", "finish", "late_start", "late_finish", "total_float"):
            assert getattr(one, name)[mine].tolist() == getattr(other, name).tolist(), name
        none, _, rows = mixture.plan(())
        first = schedule(before, options)
        if first.ok:
            assert schedule(none, options).start.tolist() == first.start.tolist()


@pytest.mark.parametrize("calendar", [-1, 1])
def test_parts_of_tasks_are_a_change_of_their_own(calendar: int) -> None:
    before = Plan(
        (STANDARD, ALWAYS),
        Tasks(uid=np.arange(2), duration=np.array([480, 480])),
        Links(np.array([0]), np.array([1])),
        (Project(start=START),),
    )
    after = before.replace(assignments=Assignments(np.array([0]), np.array([calendar]), np.array([3000])))
    assert {uid: each[2] for uid, each in told(before, after).items()} == {0: ["assignments 0"], 1: ["assignments 0"]}
