"""What pending changes would do to the risks: exposure before and after, and which open risks they touch."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from headway.app.bridge.risks import computed, middle_days, risk_from, treated
from headway.app.bridge.tolerances import exposure
from headway.app.models import Record, RecordLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.app.models import Component

MOST_TOUCHED = 20
WHAT_NEW, WHAT_CHANGED, WHAT_CLOSED = "new", "changed", "closed"


def risk_change(component: Component, items: Sequence[dict[str, Any]], moved: Sequence[int]) -> dict[str, Any]:
    """Return the expected loss before and after, the delay that open risks are expected to bring, and what is touched.

    A risk is touched where a pending change names it, or where it is linked to a task that changes or moves.
    """
    named = {item["task"] for item in items if item["op"] == "update_task"}
    tasks = tied_tasks(component, named | set(moved))
    lines, more, days = [], 0.0, 0.0
    for row in [*open_risks(component), *(risk_from(component, item) for item in items if item["op"] == "add_risk")]:
        what, was, old = WHAT_NEW if row.pk is None else "", row.probability, row.expected_value
        took = None if row.pk is None else middle_days(row)
        new = computed(row)["expected_value"] if row.pk is None else old
        for item in items if row.pk is not None else ():
            if item["op"] == "risk" and item["record"] == row.pk:
                what, new = WHAT_CHANGED, computed(treated(row, item))["expected_value"]
            elif item["op"] == "close_risk" and item["record"] == row.pk:
                what, row.probability, new = WHAT_CLOSED, 0.0, Decimal(0)
        more -= float(new or 0) - float(old or 0)
        days += (1 if row.sign == "threat" else -1) * (row.probability or 0.0) * (middle_days(row) or 0.0)
        if what or row.pk in tasks:
            lines.append({"record": row.pk, "reference": row.reference if row.pk else "", "title": row.title,
                          "sign": row.sign, "what": what, "probability_before": was,
                          "probability_after": row.probability, "days_before": took, "days_after": middle_days(row),
                          "before": None if old is None else float(old), "after": None if new is None else float(new),
                          "tasks": sorted(tasks.get(row.pk or 0, []))})  # fmt: skip
    lines.sort(key=lambda line: not line["what"])
    before = exposure(component)
    return {"before": before, "after": before + more, "expected_days": days, "touched": lines[:MOST_TOUCHED]}


def open_risks(component: Component) -> Iterable[Record]:
    rows = Record.objects.filter(component=component, kind=Record.Kind.RISK, closed_at=None, trashed_at=None)
    return rows.order_by("-score", "pk")


def tied_tasks(component: Component, tasks: set[int]) -> dict[int, list[int]]:
    """Return the tasks among these that each risk is linked to."""
    ties = RecordLink.objects.filter(
        component=component, object_type="task", object_id__in=tasks, record__kind=Record.Kind.RISK
    )
    found: dict[int, list[int]] = {}
    for record, task in ties.values_list("record_id", "object_id"):
        found.setdefault(record, []).append(task)
    return found
