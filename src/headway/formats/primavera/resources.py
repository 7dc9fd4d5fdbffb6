"""Resources, assignments and costs of XER."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.document import AssignmentDoc, ResourceDoc
from headway.formats.msproject.values import decimal, moment
from headway.formats.primavera.tasks import minutes
from headway.formats.row import Row

if TYPE_CHECKING:
    from headway.formats.document import TaskDoc
    from headway.formats.notices import Notices
    from headway.formats.primavera.tables import Record, Tables


def read_resources(tables: Tables, notices: Notices) -> list[ResourceDoc]:
    """Return the resources with their rate of the first period."""
    rates: dict[str, list[Record]] = defaultdict(list)
    for rate in tables.get("RSRCRATE", []):
        rates[rate.get("rsrc_id", "")].append(rate)
    found = []
    for record in tables.get("RSRC", []):
        row = Row(record, notices, f"Resource {record.get('rsrc_name', '')}")
        periods = sorted(rates.get(record.get("rsrc_id", ""), []), key=lambda rate: rate.get("start_date", ""))
        first = Row(periods[0] if periods else {}, notices, "Rate")
        if len(periods) > 1:
            notices.add("rate-tables", "Only the first rate of each resource is kept.", level="info")
        found.append(
            ResourceDoc(
                uid=row.whole("rsrc_id", -1),
                name=row.text("rsrc_name"),
                kind="material" if row.text("rsrc_type") == "RT_Mat" else "work",
                calendar=row.whole("clndr_id", None),
                max_units=first.number("max_qty_per_hr", 1.0),
                standard_rate=first.value("cost_per_qty", decimal, None) or None,
                email=row.text("email_addr"),
                code=row.text("rsrc_short_name"),
            )
        )
    return found


def read_assignments(tables: Tables, tasks: dict[int, TaskDoc], notices: Notices) -> list[AssignmentDoc]:
    """Return the assignments of the tasks."""
    found = []
    for record in tables.get("TASKRSRC", []):
        row = Row(record, notices, "Assignment")
        task = row.whole("task_id", -1)
        if task not in tasks:
            continue
        if not row.text("rsrc_id"):
            notices.add("missing-resource", "An assignment to a role, not a resource, is dropped.", task=task)
            continue
        actual = row.value("act_reg_qty", minutes, 0) + row.value("act_ot_qty", minutes, 0)
        remaining = row.value("remain_qty", minutes, 0)
        spent = _money(row, "act_reg_cost") + _money(row, "act_ot_cost")
        if row.value("relag_drtn_hr_cnt", minutes, 0) or row.value("target_lag_drtn_hr_cnt", minutes, 0):
            notices.add("assignment-delays", "The delay of a single assignment is not kept.", task=task)
        if row.text("curv_id"):
            message = "How a resource curve spreads the work of an assignment is not kept; it is spread evenly."
            notices.add("resource-curves", message, task=task, level="info")
        found.append(
            AssignmentDoc(
                uid=row.whole("taskrsrc_id", -1),
                task=task,
                resource=row.whole("rsrc_id", -1),
                units=row.number("target_qty_per_hr", 1.0),
                work_minutes=actual + remaining,
                actual_work_minutes=actual,
                remaining_work_minutes=remaining,
                cost=spent + _money(row, "remain_cost"),
                actual_cost=spent,
                start=row.value("act_start_date", moment, None) or row.value("target_start_date", moment, None),
                finish=row.value("act_end_date", moment, None) or row.value("target_end_date", moment, None),
            )
        )
    return found


def _money(row: Row, name: str) -> Decimal:
    return row.value(name, decimal, Decimal(0))


def add_costs(tables: Tables, tasks: dict[int, TaskDoc], assignments: list[AssignmentDoc], notices: Notices) -> None:
    """Sum the costs of assignments and expenses on their tasks."""
    nothing = Decimal(0)
    for assignment in assignments:
        task = tasks[assignment.task]
        task.cost = (task.cost or nothing) + (assignment.cost or nothing)
        task.actual_cost = (task.actual_cost or nothing) + (assignment.actual_cost or nothing)
    for record in tables.get("PROJCOST", []):
        row = Row(record, notices, "Expense")
        spender = tasks.get(row.whole("task_id", -1))
        if spender is not None:
            spent, remaining = _money(row, "act_cost"), _money(row, "remain_cost")
            spender.fixed_cost = (spender.fixed_cost or nothing) + spent + remaining
            spender.cost = (spender.cost or nothing) + spent + remaining
            spender.actual_cost = (spender.actual_cost or nothing) + spent
