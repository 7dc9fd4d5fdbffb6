"""The honesty report of an import, made ready for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.app.models import ChangeSet

STEPS = ((0, "Waiting for the reader"), (2, "Reading the file"), (60, "Calculating the schedule"),
         (85, "Comparing with the dates in the file"), (95, "Keeping the preview"))  # fmt: skip
COUNTED = {
    "tasks": "Tasks",
    "milestones": "Milestones",
    "summaries": "Summaries",
    "links": "Dependencies",
    "calendars": "Calendars",
    "resources": "Resources",
    "assignments": "Assignments",
    "baselines": "Baselines",
}
LEVELS = {"error": 0, "warning": 1, "info": 2}


def steps_of(change_set: ChangeSet) -> list[dict[str, str]]:
    """Return the steps of reading: done, the one that runs now, and those ahead."""
    begins = [at for at, _ in STEPS]
    reached = sum(1 for at in begins if change_set.progress >= at) - 1
    running = change_set.state in {"waiting", "running"}
    words = [
        change_set.step if place == reached and change_set.step and running else text
        for place, (_, text) in enumerate(STEPS)
    ]
    states = [
        "done" if place < reached or not running else "now" if place == reached else "" for place in range(len(STEPS))
    ]
    return [{"text": text, "state": state} for text, state in zip(words, states, strict=True)]


def view_of(report: dict[str, Any], cause: str = "") -> dict[str, Any]:
    """Return the report with its rows narrowed to one cause and its notices worst first."""
    if not report:
        return {}
    counts = report.get("counts", {})
    rows = report.get("rows", [])
    words = {each["id"]: each["text"] for each in report.get("causes", [])}
    chosen = cause if cause in words else ""
    shown = [
        row | {"cause_text": words.get(row["cause"], row["cause"])} for row in rows if chosen in {"", row["cause"]}
    ]
    notices = sorted(report.get("notices", []), key=lambda each: LEVELS.get(each.get("level", "info"), 2))
    return report | {
        "counted": [(label, counts[name]) for name, label in COUNTED.items() if name in counts],
        "shown": shown,
        "cut": report.get("different", 0) > len(rows),
        "cause": chosen,
        "notices": notices,
    }
