"""Plans for tests: days of 480 minutes on a plain calendar, random networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from headway.engine.plan import MISSING, Calendar, CalendarException, Constraint, Links, LinkType, Plan, Project, Tasks

DAY = ((480, 720), (780, 1020))
STANDARD = Calendar(week=(DAY,) * 5 + ((), ()))
SIX_DAYS = Calendar(
    week=(DAY,) * 6 + ((),), exceptions=(CalendarException(20460, 20462), CalendarException(20470, 20470, DAY))
)
NIGHT = Calendar(week=(((1320, 1800),),) * 4 + ((), (), ()))
ALWAYS = Calendar(week=(((0, 1440),),) * 7)
CALENDARS = (STANDARD, SIX_DAYS, NIGHT, ALWAYS)
START = 20_458 * 1440 + 480
"""Monday, 2026-01-05T08:00."""


def plain(durations: list[int], links: list[tuple[int, int, str, int]], **columns: Any) -> Plan:
    """Return a plan in whole days round the clock: one unit is a day, so dates are plain numbers."""
    pairs = list(zip(*links, strict=True)) or [(), (), (), ()]
    return Plan(
        (ALWAYS,),
        Tasks(uid=np.arange(len(durations)), duration=np.array(durations, np.int32) * 1440, **columns),
        Links(
            np.array(pairs[0], np.int32),
            np.array(pairs[1], np.int32),
            type=np.array([LinkType[name] for name in pairs[2]], np.int8),
            lag=np.array(pairs[3], np.int32) * 1440,
        ),
        (Project(start=START),),
    )


@st.composite
def plans(draw: Any, *, constraints: bool = True, leads: bool = True, most: int = 12) -> Plan:
    """Draw a plan without cycles: links go from lower to higher rows."""
    n = draw(st.integers(1, most))
    pairs = [(a, b) for b in range(n) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=2 * n)) if pairs else []
    m = len(chosen)
    kinds = [Constraint.ASAP, Constraint.SNET, Constraint.FNET] + (
        [Constraint.SNLT, Constraint.FNLT, Constraint.MSO, Constraint.ALAP] if constraints else []
    )
    constraint = draw(st.lists(st.sampled_from(kinds), min_size=n, max_size=n))
    dates = draw(st.lists(st.integers(0, 30 * 24), min_size=n, max_size=n))
    return Plan(
        CALENDARS,
        Tasks(
            uid=np.arange(n),
            duration=np.array(
                draw(st.lists(st.sampled_from([0, 30, 480, 1000, 4800]), min_size=n, max_size=n)), np.int32
            ),
            calendar=np.array(draw(st.lists(st.integers(-1, 3), min_size=n, max_size=n)), np.int32),
            elapsed=np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), bool),
            constraint=np.array(constraint, np.int8),
            constraint_date=np.array(
                [START + 60 * d if c > 1 else MISSING for c, d in zip(constraint, dates, strict=True)], np.int32
            ),
        ),
        Links(
            np.array([a for a, _ in chosen], np.int32),
            np.array([b for _, b in chosen], np.int32),
            type=np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)), np.int8),
            lag=np.array(draw(st.lists(st.integers(-900 if leads else 0, 3000), min_size=m, max_size=m)), np.int32),
            lag_kind=np.array(draw(st.lists(st.sampled_from([0, 1]), min_size=m, max_size=m)), np.int8),
        ),
        (Project(start=START),),
    )
