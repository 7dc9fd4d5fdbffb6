"""Critical-path scheduling. Names are loaded when first used: the options and results need no Numba."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headway.engine.network.changes import LinkAdded, LinkChanged, LinkRemoved, TaskChange
from headway.engine.network.options import MSPROJECT, P6, ScheduleOptions
from headway.engine.network.result import Diagnostic, Schedule

if TYPE_CHECKING:
    from headway.engine.network.compile import compile_plan
    from headway.engine.network.live import LiveSchedule, Moved, reschedule
    from headway.engine.network.passes import run
    from headway.engine.network.scheduler import schedule

__all__ = [
    "MSPROJECT",
    "P6",
    "Diagnostic",
    "LinkAdded",
    "LinkChanged",
    "LinkRemoved",
    "LiveSchedule",
    "Moved",
    "Schedule",
    "ScheduleOptions",
    "TaskChange",
    "compile_plan",
    "reschedule",
    "run",
    "schedule",
]

_LATE = {
    "LiveSchedule": "live", "Moved": "live", "compile_plan": "compile", "reschedule": "live",
    "run": "passes", "schedule": "scheduler",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # these bring Numba along, so they are imported when first asked for
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
