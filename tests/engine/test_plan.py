"""The frozen input: defaults, casts, and what is the caller's mistake."""

import subprocess
import sys

import numpy as np
import pytest

from headway.engine.plan import MISSING, Links, LinkType, Plan, Project, TaskKind, Tasks


def test_missing_columns_get_their_defaults() -> None:
    tasks = Tasks(uid=[7, 8], duration=[480, 0])
    assert tasks.uid.tolist() == [7, 8]
    assert tasks.uid.dtype == np.int64
    assert tasks.kind.tolist() == [TaskKind.TASK] * 2
    assert (tasks.parent.tolist(), tasks.calendar.tolist(), tasks.project.tolist()) == ([-1, -1], [-1, -1], [0, 0])
    assert (tasks.active.tolist(), tasks.manual.tolist()) == ([True, True], [False, False])
    assert tasks.constraint_date.tolist() == tasks.remaining.tolist() == [MISSING, MISSING]
    links = Links(predecessor=[0], successor=[1])
    assert (links.type.tolist(), links.lag.tolist(), links.lag_kind.tolist()) == ([LinkType.FS], [0], [0])


def test_columns_are_read_only() -> None:
    mine = np.array([480, 480], np.int32)
    tasks = Tasks(uid=[0, 1], duration=mine)
    with pytest.raises(ValueError, match="read-only"):
        tasks.duration[0] = 1
    mine[0] = 960
    assert mine.flags.writeable


@pytest.mark.parametrize(
    "columns", [{"duration": [1]}, {"duration": [1, 2], "kind": [0, 0, 0]}, {"duration": [[1, 2]]}]
)
def test_a_wrong_length_is_the_callers_mistake(columns: dict[str, list[int]]) -> None:
    with pytest.raises(ValueError, match=r"was expected"):
        Tasks(uid=[0, 1], **columns)


def test_a_link_column_of_wrong_length_too() -> None:
    with pytest.raises(ValueError, match=r"Links\.successor"):
        Links(predecessor=[0, 1], successor=[1])


def test_numbers_do_not_wrap_round() -> None:
    tasks = Tasks(uid=[0, 1, 2], duration=np.array([np.nan, 1e30, -1e30]), deadline=np.array([2**40, -(2**40), 5]))
    assert tasks.duration.tolist() == [MISSING, 2**31 - 1, MISSING]
    assert tasks.deadline.tolist() == [2**31 - 1, MISSING, 5]


def test_replace_leaves_the_original() -> None:
    plan = Plan((), Tasks(uid=[0], duration=[1]))
    other = plan.replace(projects=(Project(start=5),))
    assert (plan.projects[0].start, other.projects[0].start) == (0, 5)


def test_the_contract_needs_no_numba() -> None:
    script = (
        "import sys, headway.engine.plan, headway.engine.network, headway.engine.warm; print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "values",
    [["x"], [None], [1j], [object()], np.array(["2026-01-05"], "datetime64[m]"), np.array([5], "timedelta64[m]"), 5],
)
def test_columns_without_numbers_are_refused(values) -> None:
    for name in ("duration", "percent", "manual", "deadline"):
        with pytest.raises(ValueError, match=r"expected|begin with"):
            Tasks(**{"uid": [0], "duration": [480], name: values})
    for wrong in (values, None):
        with pytest.raises(ValueError, match=r"expected|begin with"):
            Tasks(uid=wrong, duration=[480])
        with pytest.raises(ValueError, match=r"expected|begin with"):
            Links(wrong, [0])


def test_a_project_of_no_numbers_is_refused() -> None:
    for wrong in ("x", None, 1j):
        with pytest.raises(ValueError, match="numbers were expected"):
            Project(start=wrong)
    assert Project(start=np.float64(5.4)) == Project(start=5)
    assert Project(start=0, finish=float("nan")).finish == MISSING
    assert Project(start=2**70).start == 2**31 - 1
