"""The fields of a task that people set, by who may and by what they can hold."""

from __future__ import annotations

from headway.app.models import Task

PROGRESS = frozenset({
    "percent_complete", "physical_percent", "actual_start", "actual_finish", "remaining_minutes",
    "actual_work_minutes", "remaining_work_minutes", "notes",
})  # fmt: skip
"""What team members report."""
PLANNED = PROGRESS | {
    "name", "wbs", "code", "manual", "manual_start", "manual_finish", "active", "duration_minutes", "duration_elapsed",
    "duration_unit", "duration_estimated", "duration_low_minutes", "duration_high_minutes", "calendar", "constraint",
    "constraint_date", "deadline", "stop", "resume", "expected_finish", "leveling_delay_minutes", "priority",
    "work_minutes", "cost", "fixed_cost", "actual_cost", "owner", "task_type", "effort_driven",
}  # fmt: skip
CARD = frozenset({"board_column", "board_rank", "blocked_since", "blocked_reason", "sprint"})
"""What the board keeps of a task; its own edits set it, and undo."""
MONEY = frozenset({"cost", "fixed_cost", "actual_cost"})
"""What takes the right to change the money of the plan, too."""
OWNED = frozenset({"owner"})
"""Who gives parts away plans the whole."""
INSTANTS = frozenset({
    "manual_start", "manual_finish", "constraint_date", "deadline", "actual_start", "actual_finish", "stop", "resume",
    "expected_finish",
})  # fmt: skip
LONGEST_MINUTES = 52_560_000
"""A hundred years."""
NEEDS_DATE = frozenset(Task.Constraint.values) - {Task.Constraint.ASAP, Task.Constraint.ALAP}
RANGE = ("duration_low_minutes", "duration_high_minutes")
"""The ends of a task's own three-point estimate; its duration is the third point."""
LENGTHS = frozenset({"duration_minutes", "remaining_minutes", "leveling_delay_minutes", *RANGE})
NOT_NEGATIVE = frozenset({"duration_minutes", "remaining_minutes", "work_minutes", "actual_work_minutes",
                          "remaining_work_minutes", *RANGE})  # fmt: skip
