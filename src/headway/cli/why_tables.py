"""What `headway schedule --why` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape

from headway.cli import console, exits
from headway.cli.schedule_result import ScheduledFile, iso
from headway.engine.plan import MISSING
from headway.formats.why import sentences

if TYPE_CHECKING:
    from headway.engine.network.compiled import CompiledPlan
    from headway.engine.reading.explanation import Date, Explanation

ASKED: tuple[tuple[Date, str], ...] = (
    ("start", "Why it starts then"), ("finish", "Why it finishes then"), ("late_finish", "What limits its float"),
)  # fmt: skip


def explanations(scheduled: ScheduledFile, compiled: CompiledPlan, row: int) -> list[Explanation]:
    """Explain start, finish and late finish of a row, as far as it has them."""
    from headway.engine.reading.explain import explain_traced
    from headway.engine.reading.trace import trace

    result = scheduled.schedule
    if not result.ok:
        raise exits.Stop(
            exits.PROBLEMS,
            "The plan has errors, so there are no dates to explain.",
            "Run it without --why to see them.",
        )
    traced = trace(compiled, result)
    return [explain_traced(traced, row, of) for of, _ in ASKED if getattr(result, of)[row] != MISSING]


def words(scheduled: ScheduledFile, explanation: Explanation) -> list[str]:
    tasks = scheduled.document.tasks
    return sentences(explanation, scheduled.plan, lambda row: tasks[row].name[:120], scheduled.document.minutes_per_day)


def show_why(scheduled: ScheduledFile, found: list[Explanation], row: int) -> None:
    titles = dict(ASKED)
    task = scheduled.document.tasks[row]
    console.out.print(f"\n[bold]{escape(task.name)}[/] ({task.uid})")
    if not found:
        console.out.print("It has no dates.")
    for explanation in found:
        console.out.print(f"\n[bold]{titles[explanation.of]}[/]")
        # A finish that follows from the start goes on as the start does.
        again = explanation.of == "finish" and explanation.steps[1:] == found[0].steps
        shown = words(scheduled, explanation)[: 1 if again else None] + (["And so on, as above."] if again else [])
        console.out.print(console.facts([(f"{k:>2}.", escape(sentence)) for k, sentence in enumerate(shown, 1)]))
    console.out.print()


def why_json(scheduled: ScheduledFile, found: list[Explanation], row: int) -> dict[str, Any]:
    document = scheduled.document

    def uid(other: int) -> int | None:
        return document.tasks[other].uid if other >= 0 else None

    return {
        "task": {"uid": document.tasks[row].uid, "name": document.tasks[row].name},
        "explanations": [
            {
                "of": explanation.of,
                "date": iso(explanation.instant),
                "steps": [
                    {
                        "task": uid(step.task), "of": step.of, "date": iso(step.instant), "cause": step.cause,
                        "other": uid(step.other), "other_date": iso(step.origin), "words": sentence,
                    }
                    for step, sentence in zip(explanation.steps, words(scheduled, explanation), strict=True)
                ],
            }
            for explanation in found
        ],
    }  # fmt: skip
