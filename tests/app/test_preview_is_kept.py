"""What the preview of an import promised is what the stored plan has: rows lead to the same schedule as the file."""

from pathlib import Path

import numpy as np
import pytest

from factories.people import SYSTEM, tree
from headway.app.actions.plans import install_plan
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.models import Component, Task
from headway.engine.network import schedule
from headway.engine.plan import MISSING
from headway.formats import read
from headway.formats.plan_of import options_of, to_plan
from truth_files import truth, truth_files

pytestmark = [pytest.mark.django_db, pytest.mark.truth]


def some() -> list[Path]:
    """Files of every kind: Microsoft Project XML and P6 as they are, and schedules with the answers beside them."""
    raw = truth_files("raw", pattern="*.x*")
    return [*raw, *truth_files("wild")[::4], *truth_files("schedules", "samples")[::6], *truth_files("schedules", "p6")]


def test_there_are_files_to_compare():
    truth("wild")
    assert len(some()) > 15


@pytest.mark.parametrize("path", some(), ids=lambda path: path.name)
def test_rows_lead_to_the_dates_of_the_file(path):
    document = read(path)
    plan = to_plan(document)
    expected = schedule(plan, options_of(document))
    project = tree().project
    install_plan(SYSTEM, project, document)
    joined = joined_plan([Component.objects.get(pk=project.pk)])
    for column in ("duration", "kind", "parent", "elapsed", "constraint", "constraint_date", "deadline", "actual_start",
                   "actual_finish", "remaining", "percent", "stop", "resume", "manual", "manual_start", "manual_finish",
                   "active", "leveling_delay"):  # fmt: skip
        assert np.array_equal(getattr(joined.plan.tasks, column), getattr(plan.tasks, column)), column
    assert joined.options == options_of(document)
    rows = Task.objects.filter(component=project).order_by("position")
    stored = list(rows.values_list("start", "finish", "early_start", "late_finish", "total_float_minutes", "critical"))
    columns = [expected.start, expected.finish, expected.early_start, expected.late_finish, expected.total_float]
    plain = [[None if value == MISSING else value for value in column.tolist()] for column in columns]
    assert stored == list(zip(*plain, expected.critical.tolist(), strict=True))
