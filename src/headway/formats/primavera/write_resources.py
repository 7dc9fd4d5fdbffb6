"""Resources, rates, assignments and expenses of XER."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from headway.formats.msproject.values import number_text
from headway.formats.primavera.write_tables import PROJECT, date_text, hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.formats.document import PlanDocument, TaskDoc
    from headway.formats.primavera.write_tables import Fields

NOTHING = Decimal(0)
TYPES = {"work": "RT_Labor", "material": "RT_Mat", "cost": "RT_Mat"}


def resource_rows(document: PlanDocument) -> Iterator[Fields]:
    """Yield the rows of RSRC."""
    for number, resource in enumerate(document.resources, 1):
        yield {
            "rsrc_id": resource.uid, "parent_rsrc_id": "", "clndr_id": resource.calendar, "rsrc_seq_num": number,
            "email_addr": resource.email, "rsrc_name": resource.name, "rsrc_short_name": resource.code,
            "def_qty_per_hr": 1, "cost_qty_type": "QT_Hour", "active_flag": "Y", "auto_compute_act_flag": "N",
            "def_cost_qty_link_flag": "N", "ot_flag": "N", "curr_id": 1 if document.currency else "",
            "rsrc_type": TYPES[resource.kind],
        }  # fmt: skip


def rate_rows(document: PlanDocument) -> Iterator[Fields]:
    """Yield the rows of RSRCRATE: units and price of each resource."""
    for number, resource in enumerate(document.resources, 1):
        yield {
            "rsrc_rate_id": number, "rsrc_id": resource.uid, "max_qty_per_hr": number_text(resource.max_units),
            "cost_per_qty": number_text(resource.standard_rate or NOTHING), "start_date": date_text(document.start),
        }  # fmt: skip


def assignment_rows(document: PlanDocument) -> Iterator[Fields]:
    """Yield the rows of TASKRSRC."""
    types = {resource.uid: TYPES[resource.kind] for resource in document.resources}
    for assignment in document.assignments:
        cost, spent = assignment.cost or NOTHING, assignment.actual_cost or NOTHING
        units = number_text(assignment.units)
        yield {
            "taskrsrc_id": assignment.uid, "task_id": assignment.task, "proj_id": PROJECT, "cost_qty_link_flag": "N",
            "rsrc_id": assignment.resource, "remain_qty": hours(assignment.remaining_work_minutes),
            "target_qty": hours(assignment.work_minutes), "remain_qty_per_hr": units, "target_qty_per_hr": units,
            "act_ot_qty": 0, "act_reg_qty": hours(assignment.actual_work_minutes), "target_cost": number_text(cost),
            "act_reg_cost": number_text(spent), "act_ot_cost": 0, "remain_cost": number_text(cost - spent),
            "act_start_date": "", "act_end_date": "", "restart_date": date_text(assignment.start),
            "reend_date": date_text(assignment.finish), "target_start_date": date_text(assignment.start),
            "target_end_date": date_text(assignment.finish), "rollup_dates_flag": "Y", "rate_type": "COST_PER_QTY",
            "rsrc_type": types.get(assignment.resource, TYPES["work"]), "cost_per_qty_source_type": "ST_Rsrc",
        }  # fmt: skip


def expense_rows(document: PlanDocument, activities: list[TaskDoc]) -> Iterator[Fields]:
    """Yield the rows of PROJCOST: what an activity costs beside its assignments."""
    spent: dict[int, Decimal] = {}
    for assignment in document.assignments:
        spent[assignment.task] = spent.get(assignment.task, NOTHING) + (assignment.actual_cost or NOTHING)
    number = 0
    for task in activities:
        if task.fixed_cost:
            number += 1
            actual = (task.actual_cost or NOTHING) - spent.get(task.uid, NOTHING)
            yield {
                "cost_item_id": number, "proj_id": PROJECT, "task_id": task.uid, "auto_compute_act_flag": "N",
                "cost_name": "Fixed cost", "target_cost": number_text(task.fixed_cost),
                "act_cost": number_text(actual), "remain_cost": number_text(task.fixed_cost - actual),
                "cost_load_type": "CL_Uniform",
            }  # fmt: skip
