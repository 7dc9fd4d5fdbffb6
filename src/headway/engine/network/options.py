"""Which scheduling rules apply. Two presets, every switch also separate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class ScheduleOptions:
    """Rules of one run; ``MSPROJECT`` and ``P6`` are the presets, ``replace`` changes single switches."""

    mode: Literal["msproject", "p6"] = "msproject"
    honor_constraints: bool = True
    """Late constraints (SNLT, FNLT) pull early dates; False lets negative float show the breach."""
    lag_calendar: Literal["predecessor", "successor", "24h", "project"] = "successor"
    float_rule: Literal["finish", "start", "smallest"] = "smallest"
    progress: Literal["retained", "override", "actual"] = "actual"
    """Out-of-sequence progress: retained logic, progress override, actual dates."""
    reschedule: Literal["no", "unstarted", "all"] = "no"
    """Microsoft Project's "reschedule uncompleted work to start after" the status date: work that has not begun, or the
    remaining part of started work too. P6 always does the latter."""
    start_lag_from: Literal["early", "actual"] = "actual"
    """Where the lag of a start-to-start link counts from once its predecessor has begun: from the early start of the
    remaining part, less what has passed of the lag, or from the actual start. With retained logic in P6 alone."""
    use_expected_finish: bool = False
    """The remaining duration of unfinished work follows from its expected finish, as P6 has it by default. Nothing in
    Microsoft Project."""
    schedule_from: Literal["start", "finish"] = "start"
    critical_float_minutes: int = 0
    critical_by: Literal["float", "longest_path", "either", "both"] = "float"
    """What is critical: total float up to the threshold, or the longest path, or either, or only what is both."""
    multiple_critical_paths: bool = False
    """Open ends get their own early finish as late finish."""
    float_per_project: bool = True
    """Backward pass from each project's own finish; False takes the latest finish of the whole plan."""

    def replace(self, **changes: Any) -> ScheduleOptions:
        """Return a copy with the named switches exchanged."""
        return replace(self, **changes)


MSPROJECT = ScheduleOptions()
P6 = ScheduleOptions(
    mode="p6",
    honor_constraints=False,
    lag_calendar="predecessor",
    float_rule="finish",
    progress="retained",
    start_lag_from="early",
    use_expected_finish=True,
)
