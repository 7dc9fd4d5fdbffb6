"""Tables of the kernels, and what they decide where demands are equal."""

import numpy as np
import pytest

from headway.engine.jit import bring, kernel, unsigned
from headway.engine.network import MSPROJECT, schedule
from headway.engine.network.compiled import LINE, aligned
from headway.engine.plan import Calendar, Links, LinkType, Plan, Project, Tasks

DAY = ((480, 720), (780, 1020))
WEEK = Calendar(week=(DAY,) * 5 + ((), ()))
MONDAY = 20_458 * 1440 + 480


def driver(*links: tuple[int, LinkType, int], third: int = 480) -> int:
    """Schedule two tasks of a day and one more that follows them; return the link that drives it."""
    source, kind, lag = zip(*links, strict=True)
    plan = Plan(
        (WEEK,),
        Tasks(uid=np.arange(3), duration=np.array([480, 480, third])),
        Links(np.array(source), np.full(len(links), 2), type=np.array(kind), lag=np.array(lag)),
        (Project(start=MONDAY),),
    )
    found = schedule(plan, MSPROJECT)
    assert found.ok
    return int(found.driver[2])


def test_the_first_of_equal_links_drives() -> None:
    assert driver((0, LinkType.FS, 0), (1, LinkType.FS, 0)) == 0
    assert driver((0, LinkType.FS, 0), (1, LinkType.FS, 60)) == 1


def test_a_finish_drives_before_an_equal_start_in_either_order() -> None:
    assert driver((0, LinkType.FF, 480), (1, LinkType.FS, 0)) == 0
    assert driver((0, LinkType.FS, 0), (1, LinkType.FF, 480)) == 1
    assert driver((0, LinkType.FS, 60), (1, LinkType.FF, 480)) == 0


def test_a_link_that_only_reaches_the_start_of_the_project_does_not_drive_unless_it_is_to_a_finish() -> None:
    assert driver((0, LinkType.SS, 0)) == -1
    assert driver((0, LinkType.FF, 0)) == 0


def test_a_milestone_is_driven_alike() -> None:
    assert driver((0, LinkType.FS, 0), (1, LinkType.FS, 0), third=0) == 0
    assert driver((0, LinkType.SS, 0), (1, LinkType.FS, 0), third=0) == 1


@pytest.mark.parametrize("count", [8, 800, 8_000_000])
def test_no_row_of_a_table_lies_in_two_cache_lines(count: int) -> None:
    table = aligned(count)
    assert len(table) == count
    assert table.dtype == np.int32
    assert table.ctypes.data % LINE == 0


@kernel
def total_sent_for(table, ahead):  # type: ignore[no-untyped-def]  # as Numba wants it
    total = 0
    for k in range(len(table)):
        bring(table, k + ahead)
        total += table[unsigned(k)]
    return total


@pytest.mark.parametrize("ahead", [0, 8, 10**9, -(10**9)])
def test_sending_for_an_element_changes_nothing_wherever_it_lies(ahead: int) -> None:
    assert total_sent_for(np.arange(100, dtype=np.int32), ahead) == 4950
