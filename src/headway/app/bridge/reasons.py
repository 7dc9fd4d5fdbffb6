"""Reasons and diagnostics in sentences, with the rows they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.queries.money import MINUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.app.bridge.rollup_plan import PlanRows
    from headway.engine.measures.health import PlanFacts, Reason

MOST_NAMED = 12
"""Tasks that one diagnostic names."""
MOST_DIAGNOSTICS = 200
MOST_CHILDREN = 5
"""Components below that a parent names as reasons."""


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def in_days(days: float) -> str:
    """Return a number of days without a needless decimal."""
    rounded = round(abs(days), 1)
    number = f"{rounded:g}" if rounded != int(rounded) else f"{int(rounded):,}"
    return f"{number} {'day' if rounded == 1 else 'days'}"


def plan_sentence(  # noqa: PLR0911 - one return a reason
    reason: Reason, facts: PlanFacts
) -> str:
    """Return the reason as a sentence with its figures."""
    match reason.id:
        case "finish-late":
            return f"Finish {in_days(reason.value)} after the baseline"
        case "deadline-missed":
            tasks = counted(reason.count, "task misses its deadline", "tasks miss their deadlines")
            return f"{tasks}, the worst by {in_days(reason.value)}"
        case "negative-float":
            tasks = counted(reason.count, "task has", "tasks have")
            return f"{tasks} negative float, down to {MINUS}{in_days(reason.value)}"
        case "behind-plan":
            return f"{facts.percent:.0f} % complete, the baseline expected {facts.planned_percent:.0f} %"
        case "overdue-tasks":
            return counted(reason.count, "task is overdue", "tasks are overdue")
        case "no-baseline":
            return "No baseline to compare with"
        case "no-tasks":
            return "Nothing planned yet"
        case _:
            return "The plan cannot be calculated"


def plan_reasons(
    reasons: Sequence[Reason], facts: PlanFacts, component: int, tasks: dict[str, int | None]
) -> list[dict[str, Any]]:
    """Return the reasons as the rollup keeps them, worst first."""
    return [
        {
            "id": reason.id,
            "text": plan_sentence(reason, facts),
            "level": reason.level,
            "component": component,
            "task": tasks.get(reason.id),
        }
        for reason in reasons
    ]


def trouble(own: PlanRows) -> list[dict[str, Any]]:
    """Return the engine's diagnostics that concern this plan, tasks by id and name.

    A circle may run through plans that a reader of this one may not see: only this plan's tasks are named.
    """
    inside = set(own.all_rows.tolist())
    found = []
    for each in own.schedule.diagnostics:
        mine = [row for row in each.tasks if row in inside]
        if each.tasks and not mine:
            continue
        names = [f"“{own.joined.names[row][:80]}”" for row in mine[:MOST_NAMED]]
        joiner = " → " if each.id == "cycle" else ", "
        more = f" and {len(mine) - MOST_NAMED:,} more" if len(mine) > MOST_NAMED else ""
        hidden = " (and tasks of linked plans)" if len(mine) < len(each.tasks) else ""
        text = each.message + (f" {joiner.join(names)}{more}{hidden}" if names else "")
        ids = [int(pk) for pk in own.joined.task_ids[np.array(mine[:MOST_NAMED], int)]] if mine else []
        found.append({"id": each.id, "text": text, "level": each.level, "tasks": ids})
    if own.joined.mixed_rules:
        text = (
            f"Linked plans ask for different scheduling rules; those of “{own.joined.components[0].name}” hold for all."
        )
        found.append({"id": "mixed-rules", "text": text, "level": "warning", "tasks": []})
    found.sort(key=lambda each: str(each["level"]) != "error")
    return found[:MOST_DIAGNOSTICS]


def parent_sentence(reason: Reason, name: str) -> str:
    """Return a program's or portfolio's reason as a sentence."""
    match reason.id:
        case "child-red":
            return f"“{name}” is off track: {100 * reason.value:.0f} % of the work below"
        case "child-amber":
            verb = counted(reason.count, "component is", "components are")
            return f"{verb} at risk: {100 * reason.value:.0f} % of the work below"
        case "finish-late":
            return f"Finish {in_days(reason.value)} after the baseline"
        case _:
            return "Nothing planned yet"
