"""The workflow of a component: the columns that its tasks go through on the board, set there or anywhere above."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from headway.app.queries.inherited import inherited

if TYPE_CHECKING:
    from headway.app.models import Component

KEY = "workflow"
"""Its name among the settings that hold for a component and below."""


class State(StrEnum):
    """How far a task is, and so which kind of column its card can stand in."""

    TO_DO = "todo"
    DOING = "doing"
    DONE = "done"


STATE_WORDS = {State.TO_DO: "To do", State.DOING: "Doing", State.DONE: "Done"}


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    name: str
    kind: State
    limit: int | None = None
    """How many cards it may hold; None is any number."""


@dataclass(frozen=True)
class Workflow:
    columns: tuple[Column, ...]
    refuses: bool = False
    """Whether a card beyond a limit is refused; otherwise people are only warned."""

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {each.key: each for each in reversed(self.columns)}

    @cached_property
    def _first(self) -> dict[State, Column]:
        return {each.kind: each for each in reversed(self.columns)}

    def column(self, key: str) -> Column | None:
        return self._by_key.get(key)

    def first(self, kind: State) -> Column:
        return self._first[kind]

    def place(self, put: str, state: State) -> Column:
        """Return where a card stands: where it was put, unless its progress has become of another kind since."""
        found = self.column(put)
        return found if found is not None and found.kind == state else self.first(state)

    def as_json(self) -> dict[str, Any]:
        return {"refuses": self.refuses, "columns": [asdict(each) for each in self.columns]}


DEFAULT = Workflow((
    Column("to-do", "To do", State.TO_DO),
    Column("in-progress", "In progress", State.DOING),
    Column("review", "Review", State.DOING),
    Column("done", "Done", State.DONE),
))  # fmt: skip


def workflow_of(component: Component) -> Workflow:
    """Return the nearest workflow at or above the component, else the default."""
    return read_workflow(inherited(component, KEY))


def read_workflow(stored: dict[str, Any] | None) -> Workflow:
    """Return a workflow as it is stored among the settings of a component."""
    if stored is None:
        return DEFAULT
    columns = (Column(each["key"], each["name"], State(each["kind"]), each["limit"]) for each in stored["columns"])
    return Workflow(tuple(columns), stored["refuses"])


def state_of(percent: float, actual_start: int | None, actual_finish: int | None) -> State:
    """Return how far a task is, by what was reported of it."""
    if actual_finish is not None or percent >= 100:
        return State.DONE
    return State.DOING if actual_start is not None or percent > 0 else State.TO_DO
