"""The optimistic and the pessimistic duration of a task: what may be said of them, and when they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.actions.errors import Refused
from headway.app.actions.task_fields import RANGE
from headway.app.bridge.lengths import length_text, sizes
from headway.app.models import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.plan_draft import Draft

LOW, HIGH = RANGE
UNCERTAIN = {
    Task.Kind.MILESTONE: "A milestone takes no time: nothing about it is uncertain.",
    Task.Kind.SUMMARY: "A summary takes as long as what is below it: only tasks are estimated.",
}


def refuse_outside(draft: Draft, task: int, values: Mapping[str, Any]) -> None:
    """Refuse an estimate that does not hold the duration, or that is of a row without one; a new duration may leave it.

    Raises
    ------
    Refused
        Naming in ``fields`` the values that cannot stay.
    """
    given = [name for name in RANGE if values.get(name) is not None]
    if not given:
        return
    kind = values.get("kind", draft.value(task, "kind"))
    if kind in UNCERTAIN:
        raise RangeRefused(given, UNCERTAIN[kind], f"“{draft.name(task)}”.", "Estimate the tasks instead.")
    duration = values.get("duration_minutes", draft.value(task, "duration_minutes"))
    if LOW in given and values[LOW] > duration:
        raise outside(draft, task, values, LOW, "optimistic duration is longer")
    if HIGH in given and values[HIGH] < duration:
        raise outside(draft, task, values, HIGH, "pessimistic duration is shorter")


class RangeRefused(Refused):
    """An estimate that a row cannot have."""

    def __init__(self, fields: list[str], title: str, detail: str, remedy: str) -> None:
        super().__init__("bad-estimate", title, detail, remedy)
        self.fields = fields


def outside(draft: Draft, task: int, values: Mapping[str, Any], name: str, what: str) -> RangeRefused:
    unit, elapsed = (values.get(each, draft.value(task, each)) for each in ("duration_unit", "duration_elapsed"))
    duration = values.get("duration_minutes", draft.value(task, "duration_minutes"))
    one, other = (length_text(each, unit, draft.component, elapsed=elapsed) for each in (values[name], duration))
    return RangeRefused([name], f"The {what} than the duration: {one} against {other}.", f"“{draft.name(task)}”.",
                        "Type another one, or change the duration in the same step: “3d/5d/8d”.")  # fmt: skip


def range_follows(draft: Draft, task: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what becomes of an estimate that is not set itself: a milestone has none, other time has other minutes."""
    kept = {name: minutes for name in RANGE if name not in values
            and (minutes := draft.value(task, name)) is not None}  # fmt: skip
    if not kept:
        return {}
    if values.get("kind") == Task.Kind.MILESTONE:
        return dict.fromkeys(kept)
    was, now = draft.value(task, "duration_elapsed"), values.get("duration_elapsed")
    if now is None or now == was:
        return {}
    before, after = (sizes(draft.component, elapsed=each)["d"] for each in (was, now))
    return {name: round(minutes * after / before) for name, minutes in kept.items()}
