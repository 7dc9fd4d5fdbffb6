"""What pending changes would do to what was agreed between plans: promised against forecast, and the room left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from headway.app.models import Agreement, Dependency
from headway.app.queries.agreements import finish_day, standing_by, with_ends
from headway.app.queries.clock import day_of, last_day
from headway.engine.plan import MISSING

if TYPE_CHECKING:
    from datetime import date

    from headway.app.bridge.plan_of_rows import JoinedPlan
    from headway.engine.network.result import Schedule


def hand_off_change(joined: JoinedPlan, schedule: Schedule) -> list[dict[str, Any]]:
    """Return the agreements whose delivery would come on another day, those that break first."""
    place = {int(pk): row for row, pk in enumerate(joined.task_ids)}
    rows = Agreement.objects.filter(giver__in=joined.components, dependency__isnull=False)
    found = []
    for row in with_ends(rows.exclude(state=Agreement.State.WITHDRAWN)).order_by("pk"):
        link = row.dependency
        assert link is not None
        giver, starts = link.predecessor, link.type in Dependency.FROM_START
        before = (None if giver.start is None else day_of(giver.start)) if starts else finish_day(giver)
        after = day_then(joined, schedule, place.get(giver.pk), starts=starts)
        if before != after:
            found.append(line(row, before, after, float_left(joined, schedule, place.get(giver.pk))))
    order = ("gone", "late", "at_risk", "", "on_time", "delivered")
    return sorted(found, key=lambda each: (order.index(each["standing_after"]), each["agreement"]))


def day_then(joined: JoinedPlan, schedule: Schedule, row: int | None, *, starts: bool) -> date | None:
    if row is None or not joined.plan.tasks.active[row] or schedule.start[row] == MISSING:
        return None
    start, finish = int(schedule.start[row]), int(schedule.finish[row])
    return day_of(start) if starts else last_day(start, finish)


def float_left(joined: JoinedPlan, schedule: Schedule, row: int | None) -> int | None:
    """Return by how many minutes the delivery may still move before a finish does."""
    if row is None or not joined.plan.tasks.active[row]:
        return None
    left = np.asarray(schedule.total_float)[row]
    return None if left == MISSING else int(left)


def line(row: Agreement, before: date | None, after: date | None, left: int | None) -> dict[str, Any]:
    link = row.dependency
    assert link is not None
    return {
        "agreement": row.pk, "giver": row.giver_id, "giver_name": row.giver.name, "taker": row.component_id,
        "taker_name": row.component.name, "task": link.predecessor_id, "name": link.predecessor.name,
        "waits": link.successor.name, "promised": row.promised_on and row.promised_on.isoformat(),
        "before": before and before.isoformat(), "after": after and after.isoformat(),
        "standing_before": standing_by(row, before), "standing_after": standing_by(row, after), "float": left,
    }  # fmt: skip
