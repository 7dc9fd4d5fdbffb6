"""What a plan document would become: schedule it, compare with the dates it stores; nothing is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from headway.app.bridge.compiled import wait_until_compiled
from headway.formats.honesty import compare
from headway.formats.plan_of import options_of, to_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.formats.document import PlanDocument


def evaluate_document(document: PlanDocument, on_progress: Callable[[int, str], None] | None = None) -> dict[str, Any]:
    """Return the honesty report as plain JSON values."""
    from headway.engine.network import schedule  # noqa: PLC0415 - numba loads only where something is calculated

    wait_until_compiled(partial(on_progress, 60) if on_progress else None)
    plan = to_plan(document)
    result = schedule(plan, options_of(document))
    if on_progress:
        on_progress(85, "Comparing with the dates in the file")
    report: dict[str, Any] = msgspec.to_builtins(compare(document, plan, result))
    return report
