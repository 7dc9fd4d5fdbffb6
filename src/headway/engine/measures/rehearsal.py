"""A small plan that calls every kernel of the measures once, so that all of them get compiled."""

from __future__ import annotations

import numpy as np

from headway.engine.measures.redundant import redundant_links
from headway.engine.plan import Calendar, Links, Plan, Project, Tasks


def rehearse_measures() -> None:
    """Run every kernel once."""
    tasks = Tasks(uid=np.arange(3), duration=np.full(3, 480, np.int32))
    links = Links(np.array([0, 1, 0], np.int32), np.array([1, 2, 2], np.int32))
    redundant_links(Plan((Calendar(week=(((480, 1020),),) * 7),), tasks, links, (Project(start=28_401_600),)))
