"""Every rule of the scheduler, as a plan with the dates that the rule gives."""

from pathlib import Path

import pytest

from corpus.people_file import plan_of_people
from corpus.plan_file import read_case, shown
from headway.engine.network import schedule

FILES = sorted((Path(__file__).parent / "scheduling").glob("*.toml"))
DATES = {"start", "finish", "early_start", "early_finish", "late_start", "late_finish"}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_rule(path: Path) -> None:
    case = read_case(path, plan_of_people)
    result = schedule(case.plan, case.options)
    found = {
        task: {name: value(case, result, case.rows[task], name) for name in columns}
        for task, columns in case.expected.items()
    }
    assert found == case.expected
    names = list(case.rows)
    assert [{"id": each.id, "tasks": [names[row] for row in each.tasks]} for each in result.diagnostics] == [
        {"id": each["id"], "tasks": each["tasks"]} for each in case.diagnostics
    ]


def value(case, result, row: int, name: str) -> object:
    if name in DATES:
        return shown(getattr(result, name)[row])
    if name == "driver":
        link = result.driver[row]
        return "none" if link < 0 else list(case.rows)[case.plan.links.predecessor[link]]
    if name == "critical":
        return bool(result.critical[row])
    return f"{getattr(result, name)[row] / 60:g}h"


def test_corpus_is_there() -> None:
    assert len(FILES) >= 40
