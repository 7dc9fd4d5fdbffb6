"""What a plan document would become: schedule it, compare with the dates it stores; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from headway.app.bridge.scheduling import compiles_meanwhile, schedule_plan
from headway.formats.honesty import compare
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.formats.document import PlanDocument


def evaluate_document(document: PlanDocument, on_progress: Callable[[int, str], None] | None = None) -> dict[str, Any]:
    """Return the honesty report as plain JSON values."""
    if on_progress and compiles_meanwhile():
        on_progress(60, "Calculating; slower while the scheduler is being compiled (once)")
    plan = to_plan(document)
    result = schedule_plan(plan, options_of(document))
    if on_progress:
        on_progress(85, "Comparing with the dates in the file")
    report: dict[str, Any] = msgspec.to_builtins(compare(document, plan, result))
    return report
