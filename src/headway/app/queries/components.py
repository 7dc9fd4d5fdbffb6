"""The tree of components with what is computed for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Component
from headway.app.rules import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Person


def visible_tree(person: Person, below: Component | None = None) -> list[Component]:
    """Return what the person may see (below a component, itself first), parents before children, in one query.

    The rollup and the lead come along. A component whose parent is hidden comes where its nearest visible ancestor's
    children are; ``depth`` is set on each, counted from the top of what is returned.
    """
    rows = visible(person, Component).select_related("rollup", "lead")
    if below is not None:
        rows = rows.filter(paths_up__ancestor=below)
    return in_outline_order(rows)


def in_outline_order(rows: QuerySet[Component]) -> list[Component]:
    found = {row.pk: row for row in rows.order_by("position", "pk")}
    children: dict[int | None, list[Component]] = {}
    for row in found.values():
        children.setdefault(row.parent_id if row.parent_id in found else None, []).append(row)
    result: list[Component] = []
    stack = [(row, 0) for row in reversed(children.get(None, []))]
    while stack:
        row, depth = stack.pop()
        row.depth = depth  # type: ignore[attr-defined]
        result.append(row)
        stack += [(child, depth + 1) for child in reversed(children.get(row.pk, []))]
    return result


def breadcrumbs(person: Person, component: Component) -> list[Component]:
    """Return the ancestors that the person may see, the top first."""
    above = visible(person, Component).filter(paths_down__descendant=component, paths_down__depth__gt=0)
    return list(above.order_by("-paths_down__depth"))
