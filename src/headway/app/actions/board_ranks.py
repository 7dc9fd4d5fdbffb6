"""The order of the cards in a column, kept as numbers: the cards that are moved get one, nearly all others keep theirs.

Cards that nobody put in order have no number and stand in the middle, in the order of the outline. Numbers below zero
stand above them, those beyond zero below: a card at the top or the bottom changes one row, however long the column is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headway.app.actions.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST_GAP = 1e-6


@dataclass(frozen=True, slots=True)
class Card:
    task: int
    rank: float | None

    @property
    def side(self) -> int:
        """-1 above the middle, 0 in it, 1 below."""
        return 0 if self.rank is None else 1 if self.rank > 0 else -1

    @property
    def place(self) -> tuple[int, float]:
        """What cards are sorted by; those in the middle keep the order that they come in."""
        return self.side, self.rank or 0.0


def ranks_at(cards: Sequence[Card], tasks: Sequence[int], *, after: int | None, before: int | None) -> dict[int, float]:
    """Return the new ranks where ``tasks`` come behind a card of the column, before one, or at its end."""
    at = index_of(cards, after, before)
    above, below = cards[:at], cards[at:]
    if sum(card.side >= 0 for card in above) < sum(card.side <= 0 for card in below):
        inner = -(below[0].rank or 0.0) if below[0].side < 0 else 0.0
        outer = [Card(card.task, None if card.rank is None else -card.rank) for card in reversed(above)]
        return {task: -rank for task, rank in outwards(inner, tasks[::-1], outer).items()}
    inner = (above[-1].rank or 0.0) if above and above[-1].side > 0 else 0.0
    return outwards(inner, tasks, below)


def index_of(cards: Sequence[Card], after: int | None, before: int | None) -> int:
    anchor = before if after is None else after
    if anchor is None:
        return len(cards)
    for index, card in enumerate(cards):
        if card.task == anchor:
            return index + (after is not None)
    raise Refused("card-moved", "The card beside it is not in this column any more.", "", "Try again.")


def outwards(inner: float, tasks: Sequence[int], outer: Sequence[Card]) -> dict[int, float]:
    """Return ranks beyond ``inner``; the cards further out get new ones too where they have none or leave no room."""
    if outer and all(card.side > 0 for card in outer):
        step = ((outer[0].rank or 0.0) - inner) / (len(tasks) + 1)
        if step > SMALLEST_GAP:
            return {task: inner + step * number for number, task in enumerate(tasks, 1)}
    line = [*tasks, *(card.task for card in outer)]
    return {task: inner + number for number, task in enumerate(line, 1)}
