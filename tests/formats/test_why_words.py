"""Explanations and changes in sentences."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from corpus.plan_file import read_case
from engine.networks import plain
from engine.reading.rich_plans import OPTIONS, rich_plans
from factories.cases import cases
from headway.engine.network import compile_plan, run
from headway.engine.plan import MISSING, Project
from headway.engine.reading import compare, explain
from headway.formats.moves import ChangeWords
from headway.formats.why import amount, days_off, sentences

CORPUS = Path(__file__).parents[1] / "corpus/scheduling"
SAID = [
    ("lag-working", "B", "start", "B starts Wed 14 Jan 2026 08:00, because A finishes Fri 9 Jan 2026 17:00 (finish-to-start, +2 d); 10-11 Jan are not working time."),
    ("link-ff", "B", "start", "B starts Thu 8 Jan 2026 08:00, because A finishes Thu 8 Jan 2026 17:00 (finish-to-finish) and it takes 1 d."),
    ("constraint-snet", "B", "start", "B starts Thu 8 Jan 2026 08:00, because it has the constraint “start no earlier than Thu 8 Jan 2026 08:00”."),
    ("deadline", "B", "late_finish", "B may finish no later than Wed 7 Jan 2026 17:00, because its deadline is Wed 7 Jan 2026 17:00."),
    ("leveling-delay", "B", "start", "B starts Thu 8 Jan 2026 08:00, because leveling holds it back from Tue 6 Jan 2026 08:00."),
    ("summary-nested", "A", "start", "A starts Tue 6 Jan 2026 08:00, because its summary S is held back until Mon 5 Jan 2026 17:00."),
    ("summary-constraint", "A", "start", "A starts Wed 7 Jan 2026 08:00, because its summary S has the constraint “start no earlier than Wed 7 Jan 2026 08:00”."),
    ("manual-summary", "A", "start", "A starts Thu 1 Jan 2026 08:00, because the dates of S are set by hand."),
    ("progress-started", "B", "start", "B starts Tue 6 Jan 2026 08:00, because this is when it really did."),
    ("data-date-p6", "A", "start", "A starts Thu 8 Jan 2026 08:00, because no unfinished work lies before the data date, Thu 8 Jan 2026 08:00."),
    ("link-fs", "B", "finish", "B finishes Fri 9 Jan 2026 17:00, because it starts Wed 7 Jan 2026 08:00 and takes 3 d."),
    ("level-of-effort-p6", "H", "start", "H starts Tue 6 Jan 2026 08:00, because of all that it spans A is the first: it starts Mon 5 Jan 2026 08:00 (lag +1 d)."),
    ("level-of-effort-successors-p6", "H", "finish", "H finishes Tue 13 Jan 2026 17:00, because of all that it spans C is the last: it finishes Tue 13 Jan 2026 17:00."),
    ("level-of-effort-successors-p6", "K", "finish", "K finishes Mon 5 Jan 2026 17:00, because of all that it spans C is the last: it starts Tue 6 Jan 2026 08:00."),
    ("level-of-effort-first-start-p6", "H", "late_start", "H may start no later than Tue 6 Jan 2026 08:00, because of all that it spans A is the first: it may start no later than Tue 6 Jan 2026 08:00."),
    ("wbs-summary-activity-p6", "H", "finish", "H finishes Fri 9 Jan 2026 17:00, because of all that it spans B is the last: it finishes Fri 9 Jan 2026 17:00."),
    ("progress-start-lag-p6", "B", "start", "B starts Thu 15 Jan 2026 08:00, because A goes on Wed 14 Jan 2026 08:00 (start-to-start, with what is left of +3 d)."),
    ("progress-start-lead-p6", "B", "start", "B starts Wed 14 Jan 2026 08:00, because A goes on Wed 14 Jan 2026 08:00 (start-to-start, nothing is left of -2 d)."),
    ("progress-start-lag-p6", "A", "late_start", "A may go on no later than Wed 14 Jan 2026 08:00, because B may start no later than Thu 15 Jan 2026 08:00 (start-to-start, with what is left of +3 d)."),
    ("progress-start-lag-p6", "A", "late_finish", "A may finish no later than Thu 15 Jan 2026 17:00, because it may go on no later than Wed 14 Jan 2026 08:00 and 2 d of it are left."),
    ("progress-start-lag-p6", "A", "start", "A starts Mon 5 Jan 2026 08:00, because this is when it really did."),
    ("must-finish", "A", "late_finish", "A may finish no later than Tue 6 Jan 2026 17:00, because the project must finish by Tue 6 Jan 2026 17:00."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "task", "of", "expected"), SAID, ids=[f"{name} {task}" for name, task, *_ in SAID])
def test_sentence(name: str, task: str, of, expected: str) -> None:
    case = read_case(CORPUS / f"{name}.toml")
    compiled = compile_plan(case.plan, case.options)
    names = list(case.rows)
    said = sentences(explain(compiled, run(compiled), case.rows[task], of), case.plan, lambda row: names[row])
    assert said[0] == expected


def test_without_names_tasks_are_called_by_their_uid() -> None:
    plan = plain([1, 2], [(0, 1, "FS", 0)])
    compiled = compile_plan(plan)
    assert sentences(explain(compiled, run(compiled), 1), plan, minutes_per_day=1440) == [
        "task 1 starts Tue 6 Jan 2026 08:00, because task 0 finishes Tue 6 Jan 2026 08:00 (finish-to-start).",
        "task 0 finishes Tue 6 Jan 2026 08:00, because it starts Mon 5 Jan 2026 08:00 and takes 1 d.",
        "task 0 starts Mon 5 Jan 2026 08:00, because the project starts Mon 5 Jan 2026 08:00.",
    ]


@pytest.mark.parametrize(
    ("minutes", "said"), [(480, "1 d"), (0, "0 d"), (-240, "-4 h"), (720, "12 h"), (30, "30 min"), (1200, "2.5 d")]
)
def test_amounts(minutes: int, said: str) -> None:
    assert amount(minutes, 480) == said


def test_days_off_are_whole_days() -> None:
    day = 20_458 * 1440
    assert days_off([(day + 1020, day + 1440 + 480)]) == ""
    assert days_off([(day + 1020, day + 2 * 1440 + 480)]) == "6 Jan"
    assert days_off([(day + 1020, day + 30 * 1440 + 480)]) == "6 Jan - 3 Feb"


@settings(max_examples=cases(60), deadline=None)
@given(rich_plans(), OPTIONS)
def test_every_date_of_any_plan_has_its_sentences(plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    for of in ("start", "finish", "late_start", "late_finish"):
        for row in np.flatnonzero(getattr(result, of) != MISSING).tolist():
            explanation = explain(compiled, result, row, of)
            said = sentences(explanation, plan)
            assert len(said) == len(explanation.steps)
            assert all(text.startswith("task ") and text.endswith(".") and ", because " in text for text in said)


def test_changes_in_words() -> None:
    before = plain([1, 2, 1], [(0, 1, "FS", 0), (1, 2, "SS", 1)])
    after = plain([3, 2, 1], [(0, 1, "FS", 1), (0, 2, "FF", 0)], deadline=np.array([MISSING, 29_461_440, MISSING]))
    tasks = replace(
        after.tasks, constraint=np.array([0, 4, 0]), constraint_date=np.array([MISSING, 29_461_440, MISSING])
    )
    after = after.replace(tasks=tasks, projects=(Project(start=29_460_060),))
    words = ChangeWords(before, after, lambda row: "ABC"[row], lambda row: "ABC"[row], 1440)
    assert sorted(words.words(change) for change in compare(before, after).changes) == [
        "the constraint of B, as soon as possible -> finish no earlier than Tue 6 Jan 2026 08:00",
        "the deadline of B, none -> Tue 6 Jan 2026 08:00",
        "the duration of A, 1 d -> 3 d",
        "the link A -> B (finish-to-start, +1 d) was finish-to-start before",
        "the link A -> C (finish-to-finish) is new",
        "the link B -> C (start-to-start, +1 d) is gone",
        "the start of the project, Mon 5 Jan 2026 08:00 -> Mon 5 Jan 2026 09:00",
    ]


@settings(max_examples=cases(60), deadline=None)
@given(rich_plans(), rich_plans(), OPTIONS)
def test_every_change_has_words(before, after, options) -> None:
    found = compare(before, after, options, most_runs=5)
    words = ChangeWords(before, after, str, str)
    assert all(words.words(change) for change in found.changes)
