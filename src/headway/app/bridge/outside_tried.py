"""Links of a branch from and to other plans, as the branch has them, with the dates that it would have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.bridge.live_part import AT
from headway.app.bridge.outside import FIELDS, crossing_rows
from headway.app.models import Component

if TYPE_CHECKING:
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.bridge.outside import Row

ENDS = ("predecessor", "successor")


def tried_rows(plan: LivePlan, component: int) -> tuple[Row, ...]:
    """Return the links between one plan and others as rows of FIELDS, in the order of their ids."""
    place = {name: index for index, name in enumerate(FIELDS)}
    home = {task: pk for pk, part in plan.parts.items() for task in part.rows} if plan.tried.made else {}
    rows = [row for row in crossing_rows([component]) if row[place["pk"]] not in plan.tried.removed]
    rows += made_rows(plan, home)
    found = []
    for row in rows:
        values = dict(zip(FIELDS, row, strict=True))
        for end, plan_of_end in zip(ENDS, ("from_component_id", "component_id"), strict=True):
            part = plan.parts.get(values[plan_of_end])
            dates = part.computed.get(values[f"{end}_id"]) if part else None
            if dates is not None:
                values[f"{end}__start"], values[f"{end}__finish"] = dates[:2]
        found.append(tuple(values.values()))
    return tuple(found)


def made_rows(plan: LivePlan, home: dict[int, int]) -> list[Row]:
    """Return the links that the branch makes, where both ends are there."""
    names = dict(Component.objects.filter(pk__in=plan.parts).values_list("pk", "name")) if plan.tried.made else {}
    found = []
    for pk, before, behind, kind, *lag in plan.tried.made.values():
        if before not in home or behind not in home:
            continue
        values: dict[str, Any] = dict.fromkeys(FIELDS)
        values |= {"pk": pk, "type": kind, "predecessor_id": before, "successor_id": behind}
        values |= dict(zip(("lag", "lag_kind", "lag_unit"), lag, strict=True))
        for name, task in (("component", behind), ("from_component", before)):
            values |= {f"{name}_id": home[task], f"{name}__name": names[home[task]]}
        for name, task in zip(ENDS, (before, behind), strict=True):
            values[f"{name}__name"] = plan.parts[home[task]].rows[task][AT["name"]]
        found.append(tuple(values.values()))
    return found
