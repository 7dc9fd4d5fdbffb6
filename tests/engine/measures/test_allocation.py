"""Peaks against brute force over every minute; spread work adds up to the whole."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.engine.measures.allocation import peaks, spread

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 40), st.integers(0, 12), st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.0])),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS)
def test_peaks_are_those_of_every_minute(rows):
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    resource, start, length, units = (np.array(column) for column in columns)
    found = peaks(resource, start, start + length, units, 4)
    for one in range(4):
        demand = [sum(u for r, s, n, u in rows if r == one and s <= minute < s + n) for minute in range(60)]
        assert found.units[one] == pytest.approx(max(demand))
        assert found.at[one] == (demand.index(max(demand)) if max(demand) else 0)


def test_what_follows_does_not_overlap():
    found = peaks([0, 0, 0], [0, 480, 500], [480, 960, 520], [1, 1, 0.5], 1)
    assert (found.units.tolist(), found.at.tolist()) == ([1.5], [500])


def test_work_spreads_over_working_time():
    """Five days from Thursday 29 January: two in January, three in February."""
    assert spread([2400, 600], [[0, 960, 2400], [0, 0, 0]]).tolist() == [[960, 1440], [600, 0]]


@pytest.mark.parametrize(
    "call",
    [
        lambda: peaks([4], [0], [1], [1], 4), lambda: peaks([-1], [0], [1], [1], 4), lambda: peaks([0], [0], [1], [-1], 1),
        lambda: spread([1], [[0]]), lambda: spread([1, 2], [[0, 1]]),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError, match=r"rows|negative|edges"):
        call()
