"""Why a date is what it is: chains of steps by hand, and what holds for all of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from corpus.plan_file import read_case, shown
from engine.networks import plain
from engine.reading.rich_plans import OPTIONS, rich_plans
from factories.cases import cases
from headway.engine.network import compile_plan, run
from headway.engine.plan import MISSING, Plan
from headway.engine.reading import explain
from headway.engine.reading.explanation import ROOTS
from headway.engine.reading.late import late_dates
from headway.engine.reading.moments import worked
from headway.engine.reading.trace import trace

quick = settings(max_examples=cases(100), deadline=None)
CORPUS = Path(__file__).parents[2] / "corpus/scheduling"
CHAINS = [
    ("link-fs", "B", "start", ["B link A", "A duration", "A project-start"]),
    ("lag-working", "B", "start", ["B link A", "A duration", "A project-start"]),
    ("constraint-snet", "B", "start", ["B constraint"]),
    ("constraint-snlt-honored", "B", "start", ["B constraint"]),
    ("constraint-snlt-soft", "A", "late_finish", ["A link B", "B constraint"]),
    ("constraint-mso", "C", "start", ["C link B", "B duration", "B constraint"]),
    ("constraint-alap", "B", "start", ["B as-late-as-possible", "B duration", "B link C", "C duration", "C project-finish"]),
    ("constraint-alap-p6", "B", "start", ["B as-late-as-possible", "B project-start"]),
    ("constraint-snet-before-project", "B", "start", ["B link A", "A duration", "A constraint"]),
    ("data-date-p6", "A", "start", ["A data-date"]),
    ("deadline", "A", "late_finish", ["A link B", "B duration", "B deadline"]),
    ("deadline-before-exact-date", "A", "late_finish", ["A link B", "B duration", "B deadline"]),
    ("deadline-before-exact-date", "C", "late_start", ["C deadline"]),
    ("deadline-before-exact-date", "D", "late_start", ["D constraint"]),
    ("must-finish", "A", "late_finish", ["A must-finish"]),
    ("multiple-critical-paths", "B", "late_finish", ["B open-end"]),
    ("leveling-delay", "B", "start", ["B leveling-delay", "B link A", "A duration", "A project-start"]),
    ("leveling-delay-constraint", "B", "start", ["B constraint"]),
    ("expected-finish-p6", "A", "finish", ["A expected-finish"]),
    ("expected-finish-p6", "B", "finish", ["B expected-finish"]),
    ("expected-finish-p6", "B", "start", ["B link A", "A expected-finish"]),
    ("expected-finish-p6", "D", "finish", ["D link B", "B expected-finish"]),
    ("expected-finish-p6", "A", "late_start", ["A duration", "A link B", "B duration", "B link C", "C duration", "C project-finish"]),
    ("manual-task", "C", "start", ["C link B", "B manual-date"]),
    ("manual-summary", "A", "start", ["A manual-date S"]),
    ("progress-finished", "B", "start", ["B actual-date"]),
    ("progress-started", "B", "finish", ["B remaining-work"]),
    ("progress-split", "A", "finish", ["A remaining-work"]),
    ("progress-override-p6", "B", "finish", ["B data-date"]),
    ("progress-retained-p6", "B", "finish", ["B link A", "A duration", "A data-date"]),
    ("summary-nested", "C", "start", ["C link S", "S child A", "A duration", "A summary S", "S link P", "P duration", "P project-start"]),
    ("summary-constraint", "A", "start", ["A constraint S"]),
    ("summary-roll-up", "S", "finish", ["S child B", "B duration", "B link A", "A duration", "A project-start"]),
    ("assignments", "C", "start", ["C link B", "B duration", "B link A", "A duration", "A project-start"]),
    ("link-ff", "B", "start", ["B link A", "A duration", "A project-start"]),
    ("from-finish", "A", "start", ["A as-late-as-possible", "A duration", "A link B", "B duration", "B project-finish"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "task", "of", "expected"), CHAINS, ids=[f"{name}-{of}" for name, _, of, _ in CHAINS])
def test_chain_of_a_rule(name: str, task: str, of, expected: list[str]) -> None:
    case = read_case(CORPUS / f"{name}.toml")
    compiled = compile_plan(case.plan, case.options)
    names = list(case.rows)
    steps = explain(compiled, run(compiled), case.rows[task], of).steps
    assert [f"{names[s.task]} {s.cause}" + (f" {names[s.other]}" if s.other >= 0 else "") for s in steps] == expected


def test_what_a_step_says_of_a_link_over_a_weekend() -> None:
    case = read_case(CORPUS / "lag-working.toml")
    compiled = compile_plan(case.plan, case.options)
    step = explain(compiled, run(compiled), case.rows["B"]).steps[0]
    # A ends on Friday, two working days of lag end on Tuesday at 17:00, B begins in the next shift.
    assert [shown(value) for value in (step.origin, step.asked, step.instant)] == [
        "2026-01-09 17:00",
        "2026-01-13 17:00",
        "2026-01-14 08:00",
    ]
    assert (step.link, step.other_of, step.on, step.calendar) == (0, "finish", "start", 0)
    rests = [(shown(pause.begin), shown(pause.end)) for pause in step.pauses if pause.end - pause.begin > 60]
    assert rests == [
        ("2026-01-09 17:00", "2026-01-12 08:00"), ("2026-01-12 17:00", "2026-01-13 08:00"), ("2026-01-13 17:00", "2026-01-14 08:00"),
    ]  # fmt: skip


def test_a_row_without_dates_is_refused() -> None:
    compiled = compile_plan(plain([1], []))
    result = run(compiled)
    with pytest.raises(ValueError, match="Row 3 has no start"):
        explain(compiled, result, 3)
    circle = compile_plan(plain([1, 1], [(0, 1, "FS", 0), (1, 0, "FS", 0)]))
    with pytest.raises(ValueError, match="without dates"):
        explain(circle, run(circle), 0)


@quick
@given(rich_plans(), OPTIONS)
def test_every_chain_is_connected_and_ends_at_a_root(plan: Plan, options) -> None:
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    for of in ("start", "finish", "late_start", "late_finish"):
        for row in np.flatnonzero(getattr(result, of) != MISSING).tolist():
            found = explain(compiled, result, row, of)
            assert found.instant == found.steps[0].instant == getattr(result, of)[row]
            assert [step.cause in ROOTS for step in found.steps] == [False] * (len(found.steps) - 1) + [True]
            for step, then in zip(found.steps, found.steps[1:], strict=False):
                assert then.task == (step.other if step.other >= 0 else step.task)
                assert then.of == (step.other_of or then.of)
                if (
                    step.cause in {"link", "summary", "child", "duration", "leveling-delay"}
                    and then.cause != "remaining-work"
                ):
                    assert then.instant == step.origin
                if step.cause == "link":
                    ends = plan.links.predecessor[step.link], plan.links.successor[step.link]
                    assert sorted(ends) == sorted((step.task, step.other))


@quick
@given(rich_plans(), OPTIONS)
def test_demands_and_limits_give_the_dates(plan: Plan, options) -> None:
    """What the steps are made of: the latest demand gives every early date, the earliest limit every late one."""
    compiled = compile_plan(plan, options)
    result = run(compiled)
    if not result.ok:
        return
    traced = trace(compiled, result)
    late = late_dates(traced)
    nodes = traced.nodes
    plainly = (nodes.flags == 0) & (nodes.duration > 0)
    row, work = nodes.calendar[plainly], nodes.duration[plainly]
    begin, end = (worked(traced.calendars, row, column[plainly]) for column in (traced.begin, traced.end))
    end = np.where(traced.end[plainly] == MISSING, MISSING, end - work)
    assert worked(traced.calendars, row, traced.start[plainly]).tolist() == np.maximum(begin, end).tolist()
    by_start, by_finish = (worked(traced.calendars, row, column[plainly]) for column in (late.by_start, late.by_finish))
    assert (
        worked(traced.calendars, row, late.finish[plainly]).tolist() == np.minimum(by_start + work, by_finish).tolist()
    )
