"""How sure the rows of a roadmap are: of components, milestones and open plans by the last answer of each by itself.

Nothing is asked for here: a roadmap may show hundreds of components, and the worker follows the changes of each anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.confidence.by_task import NO_ROWS
from headway.app.bridge.confidence.rows_kept import RowsKept
from headway.app.models import Confidence, Task, TaskConfidence
from headway.app.queries.components import visible_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from headway.app.models import Component, Person

Line = tuple[int, int, int, float | None, bool]
"""Row (below zero a component's), P50, P80, criticality, and whether it belongs to an earlier state."""
NOTHING = (
    "Nothing here has been simulated yet: it is every night, or once the page Confidence of a component is opened."
)
SOME = "Of an earlier state where a line is dashed; the worker computes that anew."


def rows_on_roadmap(reader: Person, component: Component, opened: Collection[int]) -> RowsKept:
    """Return what is kept of the components that the reader sees, their milestones, and all rows of open plans."""
    below = [each for each in visible_tree(reader, component) if each.pk != component.pk]
    known = {row.component_id: row for row in Confidence.objects.filter(component__in=below).exclude(computed_at=None)}
    plans = {each.pk: each.revision for each in below if each.holds_tasks and each.pk in known}
    kept = {row.component_id: row for row in TaskConfidence.objects.filter(component__in=plans)}
    old = {pk: row.wanted_at is not None for pk, row in known.items()}
    old |= {pk: old[pk] or row.revision != plans[pk] for pk, row in kept.items()}
    lines = [line for pk, row in known.items() for line in line_of(pk, row, old=old[pk])]
    closed = Task.objects.filter(component__in=plans.keys() - set(opened), kind=Task.Kind.MILESTONE, active=True)
    milestones = set(closed.values_list("pk", flat=True))
    for pk, row in kept.items():
        every = pk in opened
        columns = zip(*(row.columns[name] for name in NO_ROWS), strict=True)
        lines += [(*values, old[pk]) for values in columns if every or values[0] in milestones]
    names = (*NO_ROWS, "earlier")
    told: dict[str, list[Any]] = {name: [line[place] for line in lines] for place, name in enumerate(names)}
    reason = NOTHING if not lines else SOME if any(told["earlier"]) else ""
    return RowsKept(told, reason, waiting=any(row.wanted_at is not None for row in known.values()))


def line_of(pk: int, row: Confidence, *, old: bool) -> Iterator[Line]:
    """Yield the line of a component of which something is open."""
    if row.told.get("state") == "ok":
        finish = row.told["finish"]
        yield -pk, finish["p50"], finish["p80"], None, old
