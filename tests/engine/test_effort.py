"""Duration, work and units against the examples of Microsoft Project's documentation and user forum."""

import numpy as np
import pytest

from headway.engine.effort import (
    CONTOUR_SHARES,
    Effort,
    TaskType,
    assignment_durations,
    with_duration,
    with_resource,
    with_units,
    with_work,
    without_resource,
)

DAY = 480
UNITS, WORK, DURATION = TaskType


def one_person(kind: TaskType, *, days: int = 10, effort_driven: bool = False) -> Effort:
    return Effort(days * DAY, (days * DAY,), (1.0,), kind, effort_driven)


def figures(effort: Effort) -> tuple[float, list[float], list[float]]:
    """Days, hours of work, percent of units."""
    return (
        effort.duration / DAY,
        [round(each / 60, 6) for each in effort.work],
        [round(each * 100, 6) for each in effort.units],
    )


@pytest.mark.parametrize(
    ("kind", "after_units", "after_duration", "after_work"),
    [
        # The documentation's table: what is worked out when units, duration or work are revised.
        (UNITS, (20, [80], [50]), (8, [64], [100]), (12.5, [100], [100])),
        (WORK, (20, [80], [50]), (8, [80], [125]), (12.5, [100], [100])),
        (DURATION, (10, [40], [50]), (8, [64], [100]), (10, [100], [125])),
    ],
)
def test_table_of_task_types(kind, after_units, after_duration, after_work):
    task = one_person(kind)
    assert figures(with_units(task, 0, 0.5)) == after_units
    assert figures(with_duration(task, 8 * DAY)) == after_duration
    assert figures(with_work(task, 0, 100 * 60)) == after_work


@pytest.mark.parametrize(
    ("kind", "driven", "expected"),
    [
        (UNITS, True, (5, [40, 40], [100, 100])),
        (UNITS, False, (10, [80, 80], [100, 100])),
        (WORK, False, (5, [40, 40], [100, 100])),
        (DURATION, True, (10, [40, 40], [50, 50])),
        (DURATION, False, (10, [80, 80], [100, 100])),
    ],
)
def test_a_second_person(kind, driven, expected):
    task = with_resource(one_person(kind, effort_driven=driven))
    assert figures(task) == expected
    back = without_resource(task, 1)
    if driven or kind == WORK:
        assert figures(back) == figures(one_person(kind))


def test_four_painters():
    """Two painters take 4 days; two more at a fixed duration halve the units, and 2 days then are 32 hours of work."""
    task = Effort(4 * DAY, (4 * DAY, 4 * DAY), (1.0, 1.0), DURATION, effort_driven=True)
    task = with_resource(with_resource(task, 1.0), 2 / 3)
    assert figures(task) == (4, [16] * 4, [50] * 4)
    assert figures(with_duration(task, 2 * DAY)) == (2, [8] * 4, [50] * 4)
    assert sum(with_duration(task, 2 * DAY).work) == 32 * 60


def test_one_day_of_the_forum():
    task = one_person(UNITS, days=1)
    longer = with_duration(task, 2 * DAY)
    assert figures(longer) == (2, [16], [100])
    assert figures(with_work(longer, 0, 20 * 60)) == (2.5, [20], [100])
    fixed = one_person(DURATION, days=1)
    assert figures(with_work(fixed, 0, 16 * 60)) == (1, [16], [200])
    assert figures(with_units(fixed, 0, 0.5)) == (1, [4], [50])


def test_nobody_yet():
    empty = Effort(3 * DAY)
    assert with_duration(empty, DAY).duration == DAY
    assert figures(with_resource(empty, 0.5)) == (3, [12], [50])
    assert without_resource(one_person(UNITS), 0) == Effort(10 * DAY, (), (), UNITS)
    task = Effort(DAY, (DAY, DAY / 2), (1.0, 1.0), UNITS)
    assert figures(without_resource(task, 0)) == (0.5, [4], [100])


def test_contours_are_means_of_ten_segments():
    """Percent of the peak in each tenth of the time, as the documentation lists them."""
    segments = {
        "back_loaded": (10, 15, 25, 50, 50, 75, 75, 100, 100, 100),
        "front_loaded": (100, 100, 100, 75, 75, 50, 50, 25, 15, 10),
        "double_peak": (25, 50, 100, 50, 25, 25, 50, 100, 50, 25),
        "early_peak": (25, 50, 100, 100, 75, 50, 50, 25, 15, 10),
        "late_peak": (10, 15, 25, 50, 50, 75, 100, 100, 50, 25),
        "bell": (10, 20, 40, 80, 100, 100, 80, 40, 20, 10),
        "turtle": (25, 50, 75, 100, 100, 100, 100, 75, 50, 25),
    }
    assert {name: sum(tenths) / 1000 for name, tenths in segments.items()} == {
        name: share for name, share in CONTOUR_SHARES.items() if name in segments
    }


def test_durations_of_assignments():
    found = assignment_durations(
        [960, 960, 960, 0, 480, 300], [1, 0.5, 1, 1, 0, 1], [0, 0, 240, 0, 0, 0], [1, 1, 1, 1, 1, 0.6]
    )
    assert found.tolist() == [960, 1920, 720, 0, 0, 500]
    assert found.dtype == np.int32
    assert assignment_durations([0.2], [1]).tolist() == [1]


@pytest.mark.parametrize(
    "wrong",
    [([-1], [1]), ([1], [-1]), ([1], [1], [-1]), ([1], [1], 0, 0), ([1], [1], 0, 1.5), ([np.nan], [1])],
)
def test_impossible_figures(wrong):
    with pytest.raises(ValueError, match=r"negative|share"):
        assignment_durations(*wrong)


def test_impossible_tasks():
    for duration, work, units in ((-1, (), ()), (1, (-1.0,), (1.0,)), (1, (1.0,), (0.0,)), (1, (1.0,), ())):
        with pytest.raises(ValueError, match=r"negative|belong"):
            Effort(duration, work, units)
    with pytest.raises(ValueError, match="no units"):
        with_duration(one_person(UNITS), 0)
