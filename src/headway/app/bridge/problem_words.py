"""What to do about each problem that a schedule can have, as data; what a check counts is in the engine's table."""

from __future__ import annotations

ERROR = "The dates cannot be calculated until this is mended."
TITLES: dict[str, str] = {
    "negative-float": "Less time than needed",
    "constraint-broken": "Constraints not kept",
    "constraint-conflict": "Dates that exclude each other",
    "deadline-missed": "Deadlines missed",
    "link-broken": "Links not kept",
    "out-of-sequence": "Work out of sequence",
    "constraint-without-date": "Constraints without a date",
    "finish-before-start": "Finished before started",
    "percent-out-of-range": "Progress beyond 0 to 100 %",
    "no-working-time": "Calendars without working time",
    "cycle": "Tasks that wait for each other",
}
REMEDIES: dict[str, str] = {
    "negative-float": "Shorten what drives them, or move the deadline or constraint that they cannot keep.",
    "constraint-broken": "Remove the constraint, or change the links and durations before it.",
    "constraint-conflict": "Keep one of the dates and remove the others.",
    "deadline-missed": "Shorten the work before, or agree on another deadline.",
    "link-broken": "Remove the fixed date, or the link.",
    "out-of-sequence": "If the work did not have to wait, remove the link or change its type.",
    "constraint-without-date": "Enter the date, or remove the constraint.",
    "finish-before-start": "Correct the actual or manual dates.",
    "percent-out-of-range": "Enter progress between 0 and 100 %.",
    "no-working-time": "Give the calendar working hours, or the tasks another calendar.",
    "cycle": "Remove one of the links of the circle.",
    "estimate-high": "Estimate again: what was thought the worst case is planned already.",
    "estimate-low": "Estimate again: less time is planned than was thought possible.",
    "dcma-01-logic": "Link each of them to what it waits for and to what waits for it.",
    "dcma-02-leads": "Split the predecessor, or start the successor by another link, instead of a negative lag.",
    "dcma-03-lags": "Make a task of what happens in the meantime, so that somebody owns it.",
    "dcma-04-link-types": "Prefer finish-to-start links; keep others where the work really overlaps.",
    "dcma-05-hard-constraints": "Use “no earlier than” or a deadline, which let the logic decide.",
    "dcma-06-high-float": "Look for missing successors: much float often means that something should wait for them.",
    "dcma-07-negative-float": "Shorten what drives them, or move the date that they cannot keep.",
    "dcma-08-high-duration": "Split them into parts whose progress can be seen.",
    "dcma-09-invalid-dates": "Correct the dates: what is done lies before the status date, what is planned after it.",
    "dcma-10-resources": "Assign people or cost to them.",
    "dcma-11-missed-tasks": "Find out why; re-plan what is left, and set a new baseline once that is approved.",
    "dcma-12-critical-path-test": "Links are missing or dates fixed on the way to the finish: mend the critical path.",
    "dcma-13-cpli": "The finish can only be kept by working faster than planned: shorten the critical path.",
    "dcma-14-bei": "Less was finished than planned by now: finish or re-plan what is due.",
    "gao-01-activities": "Put them below the summary that they belong to, and give empty summaries their tasks.",
    "gao-03-resources": "Assign people or cost to them.",
    "gao-05-traceability": "Correct summaries set by hand, and tasks that begin before their hand-off.",
    "gao-06-critical-path": "Replace fixed dates and lags on the path by logic.",
    "gao-09-updated": "Report progress and set the status date.",
    "gao-10-baseline": "Set a baseline that holds every task.",
    "extra-logic-density": "Too few links let tasks hang loose, too many hide what drives the dates.",
    "extra-dangling": "Link the start to what drives it and the finish to what it drives.",
    "extra-merge-hotspots": "Many predecessors at one task make delay likely: put a milestone or a buffer before it.",
    "extra-redundant-links": "Remove them; a longer path asks for the same.",
    "extra-out-of-sequence": "Correct the actual dates, or the link.",
    "extra-duplicate-names": "Name them so that each can be told apart.",
}
COMPOSED = frozenset({"gao-02-sequence", "gao-04-durations", "gao-07-float"})
"""Checks that repeat the verdicts of others."""
SAID_BY_THE_RUN: dict[str, str] = {
    "dcma-07-negative-float": "negative-float", "extra-out-of-sequence": "out-of-sequence",
}  # fmt: skip
"""Checks that say what the run of the scheduler says already."""
