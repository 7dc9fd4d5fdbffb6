"""Heads of the tree table: which columns there are and what a click on each leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from headway.app.queries.pages.overview import Wish

NUMERIC = {"variance", "critical", "late", "budget"}
HEADS = {
    "name": "Name", "health": "Health", "lead": "Lead", "progress": "Progress", "start": "Start", "finish": "Finish",
    "variance": "Variance", "late": "Late", "critical": "Critical", "budget": "Budget",
}  # fmt: skip
HINTS = {"variance": "Finish against baseline, in working days; + is late"}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    query: str
    """The address that a click leads to."""
    aria_sort: str

    @property
    def hint(self) -> str:
        return HINTS.get(self.name, "")

    @property
    def numeric(self) -> bool:
        return self.name in NUMERIC


def columns_of(wish: Wish) -> list[Column]:
    """A first click orders, a second turns the order around, a third goes back to the tree."""
    return [Column(name, label, query_of(wish, name), sorted_as(wish, name)) for name, label in HEADS.items()]


def query_of(wish: Wish, name: str) -> str:
    first = name in NUMERIC
    asked = {"q": wish.text, "health": wish.health}
    if wish.sort != name:
        asked |= {"sort": name, "descending": "1" if first else ""}
    elif wish.descending == first:
        asked |= {"sort": name, "descending": "" if first else "1"}
    return "?" + urlencode({key: value for key, value in asked.items() if value})


def sorted_as(wish: Wish, name: str) -> str:
    if wish.sort != name:
        return ""
    return "descending" if wish.descending else "ascending"
