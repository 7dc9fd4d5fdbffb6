"""Where each number of a node, an edge and a date stands in the flat tables that the kernels read.

A node's hot numbers fill half a cache line and are read by every pass; the cold ones are read only where a flag says
so. The dates of a node stand together, since a link reads several of them from a place far away.
"""

from typing import Any

import numpy as np

MISSING: Any = int(np.iinfo(np.int32).min)
FREE: Any = int(np.iinfo(np.int32).max)

FS, SS, FF, SF = 0, 1, 2, 3
INTO_SUMMARY, OUT_OF_SUMMARY = 4, 5
"""Kinds of edge beside the four link types: gate to child, child to gate."""

FIXED, STARTED, CAPPED, DELAYED, BEGIN, END = 1, 2, 4, 8, 16, 32
LATE, HAMMOCK, FINISH_SIDE, PINNED, WAITS, SHARED = 64, 128, 256, 512, 1024, 2048
AT_SHIFT, HELD, LIMITED, ELSEWHERE, OPEN, INACTIVE, EXPECTED = 4096, 8192, 16384, 32768, 65536, 131072, 262144
WHOLE, REMAINS = 524288, 1048576
"""Bits of a node's flags; a node without any is an ordinary task.

FIXED: both dates are given (manual or complete). STARTED: the start is given, the rest goes on at ``resume``.
CAPPED: a constraint pulls early dates. DELAYED: leveling holds the start back. BEGIN and END: the two gates of a linked
summary. LATE: as late as possible. HAMMOCK: spans others. FINISH_SIDE: a milestone at the end of a shift.
PINNED: a constraint fixes late dates too. WAITS: the remaining part of started work still obeys its links.
SHARED: parts of the task run on calendars of their own. AT_SHIFT: without duration, but in working time all the same.
HELD: ``floor_finish`` says something. LIMITED: ``late_start``
or ``late_finish`` says something. ELSEWHERE: floats count on another calendar. OPEN: nothing follows, and every open
end is to have a critical path of its own. INACTIVE: limits nothing that comes before it. EXPECTED: the forward pass
finds the duration, which lasts until the expected finish. WHOLE: spans all that is below its summary. REMAINS: the node
of STARTED work is its remaining part, so its start is where that goes on.
"""
SLOW = 0x1FFFF & ~(AT_SHIFT | FINISH_SIDE | LIMITED | ELSEWHERE | OPEN) | EXPECTED
"""Flags that make the forward pass take the long way."""
SLOW_BACK = SLOW & ~(HELD | LATE) | INACTIVE
"""Flags that make the backward pass take it."""

HOT = 8
FLAGS, DURATION, CALENDAR, FLOOR_START, FIRST, LAST, PROJECT, ROW = range(HOT)
"""Numbers of a node in ``hot``; its incoming edges are FIRST to LAST."""

COLD = 12
(
    FLOOR_FINISH, CAP_START, CAP_FINISH, LATE_START, LATE_FINISH, GIVEN_START, GIVEN_FINISH, RESUME, GOING_ON, DELAY,
    FLOAT_CALENDAR, EXPECTED_FINISH,
) = range(COLD)  # fmt: skip
"""Numbers of a node in ``cold``."""

EDGE = 4
SOURCE, LAG, INFO, LINK = range(EDGE)
"""Numbers of an edge. INFO holds the kind in its low three bits, the shortcuts below, and the calendar of the lag."""
KIND = 7
FORTH, BACK, SPAN = 8, 16, 32
"""Both ends of the edge and its lag run on one calendar, so working minutes are added without looking at the clock:
in the forward pass, in the backward pass, for free float."""
CALENDAR_SHIFT = 8

DATES = 8
WORKED_START, WORKED_FINISH, START, FINISH, LATEST_WORKED_START, LATEST_WORKED_FINISH, LATEST_START, LATEST_FINISH = (
    range(DATES)
)
"""Dates of a node: as working minutes of its calendar, and as instants. The last four are bounds until the backward
pass reaches the node."""

AHEAD = 32
"""So many edges before one is looked at, the dates at its other end are sent for: they lie far away in memory."""
