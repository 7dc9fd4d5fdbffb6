"""Why a date of a stored task is what it is: the chain behind it in sentences, as far as the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from headway.app.bridge.joined import joined_groups, live
from headway.app.bridge.plan_of_rows import joined_plan
from headway.app.bridge.scheduling import compiles_meanwhile
from headway.app.models import Component
from headway.app.rules import visible
from headway.formats.why import VERBS, moment, sentences

if TYPE_CHECKING:
    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.app.models import Person, Task
    from headway.engine.reading.explanation import Explanation, Step

Date = Literal["start", "finish", "late_start", "late_finish"]
MOST_STEPS = 200
HIDDEN = "a task of another plan that you may not see decides it"


class NotNow(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The scheduler is still being compiled."""


def why(person: Person | None, task: Task, of: Date) -> list[dict[str, Any]]:
    """Return the steps from a date to its root, each with its sentence and the task that it leads to.

    Raises
    ------
    NotNow
        If the scheduler cannot be asked yet.
    ValueError
        If the task has no such date.
    """
    if compiles_meanwhile():
        raise NotNow
    from headway.engine.network import compile_plan, run  # noqa: PLC0415 - numba loads only where something is calculated
    from headway.engine.reading.explain import explain  # noqa: PLC0415

    (group,) = joined_groups([task.component_id])
    joined = joined_plan(list(Component.objects.filter(pk__in=live(group)).order_by("pk")))
    row = joined.task_ids.tolist().index(task.pk)
    compiled = compile_plan(joined.plan, joined.options)
    explanation = explain(compiled, run(compiled), row, of)
    return told(explanation, joined, seen_components(person, joined), task.component.minutes_per_day)


def seen_components(person: Person | None, joined: JoinedPlan) -> set[int]:
    ids = [component.pk for component in joined.components]
    if person is None:
        return set(ids)
    return set(visible(person, Component).filter(pk__in=ids).values_list("pk", flat=True))


def told(explanation: Explanation, joined: JoinedPlan, seen: set[int], per_day: int) -> list[dict[str, Any]]:
    """Return the steps in words; the chain ends where the reader may not see on."""
    project = joined.plan.tasks.project
    texts = sentences(explanation, joined.plan, lambda row: f"“{joined.names[row]}”", per_day)
    steps: list[dict[str, Any]] = []

    def hidden(row: int) -> bool:
        return row >= 0 and joined.components[int(project[row])].pk not in seen

    for step, text in zip(explanation.steps[:MOST_STEPS], texts, strict=False):
        cut = hidden(step.other)
        said = (
            f"“{joined.names[step.task]}” {VERBS[step.of]} {moment(step.instant)}, because {HIDDEN}." if cut else text
        )
        steps.append(step_json(step, said, joined))
        if cut:
            break
    return steps


def step_json(step: Step, text: str, joined: JoinedPlan) -> dict[str, Any]:
    component = joined.components[int(joined.plan.tasks.project[step.task])]
    return {
        "text": text,
        "cause": step.cause,
        "of": step.of,
        "at": step.instant,
        "task": int(joined.task_ids[step.task]),
        "name": joined.names[step.task],
        "component": component.pk,
        "component_name": component.name,
    }
