"""Critical-path scheduling. Names are loaded when first used: the options and results need no Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.engine.network.options import MSPROJECT, P6, ScheduleOptions
from headway.engine.network.result import Diagnostic, Schedule

if TYPE_CHECKING:
    from headway.engine.network.compile import compile_plan
    from headway.engine.network.passes import run
    from headway.engine.network.scheduler import schedule

__all__ = ["MSPROJECT", "P6", "Diagnostic", "Schedule", "ScheduleOptions", "compile_plan", "run", "schedule"]


def __getattr__(name: str) -> Any:  # the functions bring Numba along, so they are imported when first asked for
    if name == "schedule":
        from headway.engine.network.scheduler import schedule  # noqa: PLC0415 - imports Numba

        return schedule
    if name == "compile_plan":
        from headway.engine.network.compile import compile_plan  # noqa: PLC0415 - imports Numba

        return compile_plan
    if name == "run":
        from headway.engine.network.passes import run  # noqa: PLC0415 - imports Numba

        return run
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
