"""What `headway compare` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from headway.cli import console
from headway.cli.schedule_result import iso
from headway.cli.schedule_tables import brief, days
from headway.formats.moves import ChangeWords

if TYPE_CHECKING:
    from headway.engine.plan import Plan
    from headway.engine.reading.compare import Comparison, Move
    from headway.formats.document import PlanDocument


@dataclass(frozen=True, slots=True)
class ComparedFiles:
    documents: tuple[PlanDocument, PlanDocument]
    plans: tuple[Plan, Plan]
    comparison: Comparison


def change_words(found: ComparedFiles) -> list[str]:
    before, after = found.documents
    words = ChangeWords(
        *found.plans,
        lambda row: before.tasks[row].name[:120],
        lambda row: after.tasks[row].name[:120],
        after.minutes_per_day,
    )
    return [words.words(change) for change in found.comparison.changes]


def show(found: ComparedFiles, *, limit: int | None) -> None:
    comparison, after = found.comparison, found.documents[1]
    changes, moves = len(comparison.changes), len(comparison.moves)
    counted = f"{changes:,} change{'s' if changes != 1 else ''}, {moves:,} task{'s' if moves != 1 else ''} moved"
    console.out.print(f"\n[bold]{escape(after.name or 'Plan')}[/]: {counted}")
    for name, rows, document in (("New", comparison.added, after), ("Gone", comparison.removed, found.documents[0])):
        if rows:
            tasks = ", ".join(document.tasks[row].name[:60] for row in rows[:6])
            more = f" and {len(rows) - 6:,} more" if len(rows) > 6 else ""
            console.out.print(f"{name}: {escape(tasks)}{more}")
    if not comparison.ok:
        troubles = [d for each in (comparison.before, comparison.after) for d in each.diagnostics if d.level == "error"]
        console.out.print("One of the plans has no dates, so nothing can be compared:")
        for trouble in troubles:
            console.out.print(f"  {escape(trouble.message)}")
        return
    if not comparison.moves:
        console.out.print("No date moved.\n")
        return
    words = change_words(found)
    table = console.table(
        "Moved tasks", "Task", ("Finish before", "right"), ("Finish after", "right"), ("By", "right"), "Why"
    )
    shown = comparison.moves if limit is None else comparison.moves[:limit]
    for move in shown:
        task = after.tasks[move.task_after]
        table.add_row(
            f"{escape(task.name[:120])} ({task.uid})", brief(move.finish_before), brief(move.finish_after),
            moved_by(move, after.minutes_per_day), escape(causes(found, move, words)),
        )  # fmt: skip
    console.out.print()
    console.out.print(table)
    if len(shown) < len(comparison.moves):
        console.out.print(f"[dim]... and {len(comparison.moves) - len(shown):,} more; --all shows them[/]")
    console.out.print()


def moved_by(move: Move, minutes_per_day: int) -> str:
    """Return the move of the finish, or of the start where only that moved."""
    work = move.finish_work or move.start_work
    return ("+" if work > 0 else "") + days(work, minutes_per_day)


def causes(found: ComparedFiles, move: Move, words: list[str]) -> str:
    """Name the changes, and the tasks along the way from the first of them."""
    text = "; ".join(words[k] for k in move.causes)
    if len(move.causes) > 1:
        text = f"several: {text}"
    through = by_way(found, move)[:-1]
    if through:
        names = through if len(through) <= 3 else [through[0], "...", through[-1]]
        text += f" (through {', '.join(names)})"
    return text if move.proved else f"perhaps {text}"


def by_way(found: ComparedFiles, move: Move) -> list[str]:
    """Return the names of the tasks that the links of a way lead to."""
    if move.way is None:
        return []
    which = 1 if move.way.plan == "after" else 0
    tasks, successor = found.documents[which].tasks, found.plans[which].links.successor
    return [tasks[int(successor[link])].name[:60] for link in move.way.links]


def as_json(found: ComparedFiles) -> dict[str, Any]:
    comparison, (before, after) = found.comparison, found.documents
    words = change_words(found)
    return {
        "ok": comparison.ok,
        "changes": [
            {
                "kind": change.kind,
                "task": after.tasks[change.task_after].uid if change.task_after >= 0
                else before.tasks[change.task_before].uid if change.task_before >= 0 else None,
                "words": text,
            }
            for change, text in zip(comparison.changes, words, strict=True)
        ],
        "moves": [
            {
                "uid": after.tasks[move.task_after].uid, "name": after.tasks[move.task_after].name,
                "start_before": iso(move.start_before), "finish_before": iso(move.finish_before),
                "start_after": iso(move.start_after), "finish_after": iso(move.finish_after),
                "start_work_minutes": move.start_work, "finish_work_minutes": move.finish_work,
                "causes": list(move.causes), "proved": move.proved, "through": by_way(found, move),
            }
            for move in comparison.moves
        ],
        "added": [after.tasks[row].uid for row in comparison.added],
        "removed": [before.tasks[row].uid for row in comparison.removed],
    }  # fmt: skip
