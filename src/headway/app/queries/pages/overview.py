"""The components below a portfolio or program, filtered and ordered as the reader wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.models import Component, Rollup
from headway.app.queries.components import visible_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headway.app.models import Person

HEALTH_ORDER = {"red": 0, "amber": 1, "green": 2, "none": 3}
NOTHING = Rollup(health=Rollup.Health.NONE, reasons=[], diagnostics=[])


@dataclass(slots=True)
class Row:
    """One line of the tree table."""

    component: Component
    rollup: Rollup
    depth: int
    holds: bool
    """Whether other lines hang below this one."""
    match: bool = True
    """False for a line that is shown only because something below it matches the filter."""
    trail: str = ""
    """Names above it, where lines are not shown as a tree."""

    @property
    def reason(self) -> str:
        return str(self.rollup.reasons[0]["text"]) if self.rollup.reasons else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the reader wants to see the lines."""

    text: str = ""
    health: str = ""
    sort: str = ""
    descending: bool = False


def rollup_of(component: Component) -> Rollup:
    """Return what was computed, or an empty one where nothing has been yet."""
    return component.rollup if hasattr(component, "rollup") else NOTHING


def rows_below(person: Person, component: Component) -> list[Row]:
    """Return everything visible below the component as a tree, parents first, in one query."""
    tree = visible_tree(person, below=component)[1:]
    holders = {each.parent_id for each in tree}
    return [Row(each, rollup_of(each), each.depth - 1, each.pk in holders) for each in tree]  # type: ignore[attr-defined]


def plans_of(rows: Iterable[Row]) -> list[Row]:
    """Return the lines that have a plan of their own."""
    return [row for row in rows if row.component.holds_tasks]


def of_rollup(name: str) -> Callable[[Row], Any]:
    return lambda row: getattr(row.rollup, name)


SORTS: dict[str, Callable[[Row], Any]] = {
    "name": lambda row: row.component.name.casefold(),
    "health": lambda row: HEALTH_ORDER[row.rollup.health],
    "lead": lambda row: row.component.lead.name.casefold() if row.component.lead else None,
    "progress": of_rollup("percent_complete"),
    "start": of_rollup("start"),
    "finish": of_rollup("finish"),
    "variance": of_rollup("finish_variance_days"),
    "critical": of_rollup("critical_count"),
    "late": of_rollup("late_count"),
    "budget": lambda row: row.component.budget,
}


def arranged(rows: list[Row], wish: Wish) -> list[Row]:
    """Return the lines that match: in a tree with what holds them, or plans only in the wanted order."""
    for row in rows:
        row.match = matches(row, wish)
    if wish.sort not in SORTS:
        return with_holders(rows)
    names = {row.component.pk: row for row in rows}
    wanted = [row for row in plans_of(rows) if row.match]
    for row in wanted:
        row.trail, row.depth, row.holds = trail_of(row, names), 0, False
    key = SORTS[wish.sort]
    known = [row for row in wanted if key(row) is not None]
    known.sort(key=key, reverse=wish.descending)
    return known + [row for row in wanted if key(row) is None]


def matches(row: Row, wish: Wish) -> bool:
    if wish.health and row.rollup.health != wish.health:
        return False
    lead = row.component.lead.name if row.component.lead else ""
    said = f"{row.component.name} {row.component.code} {lead}".casefold()
    return all(word in said for word in wish.text.casefold().split())


def with_holders(rows: list[Row]) -> list[Row]:
    """Keep what matches and whatever is above it."""
    kept: list[Row] = []
    needed: set[int | None] = set()
    for row in reversed(rows):
        if row.match or row.component.pk in needed:
            needed.add(row.component.parent_id)
            kept.append(row)
    return kept[::-1]


def trail_of(row: Row, names: dict[int, Row]) -> str:
    trail: list[str] = []
    above = names.get(row.component.parent_id or 0)
    while above:
        trail.insert(0, above.component.name)
        above = names.get(above.component.parent_id or 0)
    return " / ".join(trail)
