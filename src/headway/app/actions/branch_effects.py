"""What a branch does beyond its plan, in the words of a change request; computed where it is asked, not by edits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.bridge.branch_comparison import figures
from headway.app.bridge.load_change import Joining
from headway.app.bridge.what_if import effect_of, what_if
from headway.app.queries.audit.fingerprint import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.actions.branch_plans import BranchPlan, Dates
    from headway.app.bridge.live_plan import LivePlan
    from headway.app.bridge.sheet import Sheet
    from headway.app.models import Component


def impact_of_branch(held: BranchPlan) -> dict[str, Any]:
    """Return the impact that a request of all changes of the branch would have."""
    tried = tried_effect(held.component, held.plan, held.live_dates, held.live, held.sheet)
    found: dict[str, Any] = plain(what_if(held.component, (), {}, tried=tried))
    return found


def tried_effect(
    component: Component, plan: LivePlan, before: Mapping[int, Dates], live: Sheet, after: Sheet
) -> dict[str, Any]:
    """Return what a plan in memory would change: dates, other plans, people, benefits, hand-offs, and its cost."""
    dates = {task: each for part in before.values() for task, each in part.items()}
    stored = [dates.get(task, (None, None)) for task in plan.joined.task_ids.tolist()]
    part = plan.parts[component.pk]
    staffed = {*part.assigned, *part.worked, *part.shaped}
    tried = [each for each in part.assignments if each.task < 0 or each.task in staffed]
    joining = [Joining(each.task, each.resource, each.units, each.work_minutes, each.contour) for each in tried]
    restaffed = frozenset(task for task in staffed if task > 0)
    effect = effect_of(component, replace(plan.joined, stored=stored), plan.schedule, joining, restaffed)
    return effect | {"cost": Decimal(figures(after)["cost"]) - Decimal(figures(live)["cost"])}
