"""The shape of a kind of record: its fields, its states, and which rights each of them takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 1e12
"""What a number is in size at most."""
FieldType = Literal["text", "line", "choice", "date", "level", "number"]


@dataclass(frozen=True, slots=True)
class Detail:
    name: str
    label: str
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    """Of a risk with these signs only; empty is any."""
    verb: str = ""
    """A right that setting it takes beside that of changing the record."""
    least: float = -LARGEST
    most: float = LARGEST
    """Of a number."""


@dataclass(frozen=True, slots=True)
class Step:
    """What it takes to come to a status, beside the right to change the record."""

    after: tuple[str, ...] = ()
    """From these only; empty is from any."""
    verb: str = ""
    """A right that it takes; leaving a closed status takes it, too."""
    not_who_said: str = ""
    """While the record has this status, not by the person who gave it."""
    says: str = ""
    """The detail that has to say why."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    statuses: dict[str, str]
    """In the order of work; the first is where a record begins."""
    closed: frozenset[str]
    details: tuple[Detail, ...]
    meaning: str
    """What belongs here, for an empty list."""
    due: str = "Due"
    """What the date means."""
    raised: tuple[str, ...] = ("register.raise",)
    """Any of these rights lets somebody raise it."""
    verb: str = "register.edit"
    """Who has this right changes every record of the kind, and may put it into the trash."""
    given: str = "register.raise"
    """Who has this one changes those that are theirs: that they own or raised; empty where that is not enough."""
    with_tasks: bool = False
    """A record is also theirs when it is linked to a task that was given to them."""
    part_of: tuple[str, ...] = ()
    """Kinds of records that one of this kind may belong to."""
    with_milestone: bool = False
    """A task of a plan says when it is ready."""
    steps: Mapping[str, Step] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    """The color of a status that judges; the others have none."""
    rating: str = ""
    """The detail that stands where other kinds have a priority."""
    columns: tuple[str, ...] = ()
    """Details that a list of this kind alone shows."""
    sort: str = ""
    """The detail by whose number such a list is ordered."""

    def detail(self, name: str) -> Detail:
        return next(each for each in self.details if each.name == name)
