"""What the checks of schedule quality ask about a document beside its plan: row i is ``document.tasks[i]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headway.engine.measures.quality_subject import QualityFacts
from headway.engine.plan import MISSING
from headway.formats.plan_of import minute_of

if TYPE_CHECKING:
    from datetime import datetime

    from headway.formats.document import BaselineDoc, PlanDocument, TaskDoc


def facts_of(document: PlanDocument, *, today: datetime | None = None) -> QualityFacts:
    """Return baseline, resources and names; what the file's format cannot hold stays unknown."""
    number = min((each.number for task in document.tasks for each in task.baselines), default=None)
    names = [task.name for task in document.tasks]
    loaded = _loaded(document)
    present = None if today is None else minute_of(today)
    if number is None and document.mode == "p6":
        # P6 keeps baselines as projects of their own, outside of the file.
        return QualityFacts(loaded=loaded, names=names, today=present)
    chosen = [_baseline(task, number) for task in document.tasks]
    return QualityFacts(
        baseline_start=np.array([minute_of(each.start) if each else MISSING for each in chosen], np.int32),
        baseline_finish=np.array([minute_of(each.finish) if each else MISSING for each in chosen], np.int32),
        baseline_duration=np.array(
            [each.duration_minutes if each and each.duration_minutes is not None else MISSING for each in chosen],
            np.int32,
        ),
        loaded=loaded,
        names=names,
        today=present,
    )


def _baseline(task: TaskDoc, number: int | None) -> BaselineDoc | None:
    return next((each for each in task.baselines if each.number == number), None)


def _loaded(document: PlanDocument) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mark tasks with work or cost, their own or that of an assignment."""
    carrying = {
        each.task
        for each in document.assignments
        if each.work_minutes or each.remaining_work_minutes or each.cost or (each.units and each.work_minutes is None)
    }
    return np.array(
        [bool(task.work_minutes or task.cost or task.fixed_cost) or task.uid in carrying for task in document.tasks],
        bool,
    )
