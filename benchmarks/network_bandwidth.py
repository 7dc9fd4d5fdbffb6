"""How fast this machine moves memory, and how much of it a run of the scheduler has to move at least."""

from __future__ import annotations

import time

import numba
import numpy as np

from headway.engine.network import layout

NUMBER = 4
"""Bytes of an int32."""


@numba.njit
def triad(a, b, c, scale):
    for k in range(len(a)):
        a[k] = b[k] + scale * c[k]


def measured_bandwidth(numbers: int = 16_000_000, repeats: int = 7) -> float:
    """Return bytes a second of STREAM's triad on one core: two columns read and one written, 128 MB each."""
    b, c = np.ones(numbers), np.ones(numbers)
    a = np.zeros(numbers)
    times = []
    for _ in range(repeats + 1):
        began = time.process_time()
        triad(a, b, c, 3.0)
        times.append(time.process_time() - began)
    return 3 * 8 * numbers / min(times[1:])


def bytes_to_move(tasks: int, links: int) -> int:
    """Count the bytes of the tables that the kernels read and write once in each pass.

    Forward: hot numbers, edges; dates and driver written. Backward: hot numbers, edges, dates read and written, filled
    once before. Floats: hot numbers, edges, dates; two floats written and read. Rows: dates, two floats, driver, row and
    flags (a cache line each); ten columns written, of which two are copied.
    """
    hot, dates, edge = NUMBER * layout.HOT, NUMBER * layout.DATES, NUMBER * layout.EDGE
    forward = hot + dates + NUMBER
    backward = hot + 2 * dates + dates
    floats = hot + dates + 4 * NUMBER
    rows = dates + 3 * NUMBER + 2 * 64 + 12 * NUMBER + 1
    return tasks * (forward + backward + floats + rows) + 3 * links * edge
