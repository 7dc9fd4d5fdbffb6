"""Kinds of records about who lives with the result: impacts of change, readiness, success metrics of customers."""

from __future__ import annotations

from headway.app.models.record_kind import Detail, RecordKind

ADOPTION_STAGES = ("awareness", "understanding", "trial", "use", "habit")
KEEP_ADOPTION, KEEP_OUTCOME = "adoption.edit", "outcome.edit"

OF_PEOPLE: dict[str, RecordKind] = {
    "impact": RecordKind(
        {"found": "Found", "planned": "Help planned", "helping": "Help under way", "settled": "Settled",
         "dropped": "Dropped"},
        frozenset({"settled", "dropped"}),
        (
            Detail("group", "Who is affected", "line"),
            Detail("people", "How many people", "number"),
            Detail("change", "What changes for them"),
            Detail("size", "Size", "choice", ("small", "medium", "large", "very large")),
            Detail("help", "What helps"),
        ),
        "Who has to work or live differently, how much, and what helps them.",
        "Felt from",
        raised=(KEEP_ADOPTION,),
        verb=KEEP_ADOPTION,
        given="",
        marks={"settled": "green"},
        rating="size",
        columns=("group", "people", "size"),
    ),
    "readiness": RecordKind(
        {"open": "Not begun", "moving": "On the way", "stuck": "Stuck", "reached": "Reached"},
        frozenset({"reached"}),
        (
            Detail("group", "Group", "line"),
            Detail("now", "Stage now", "choice", ADOPTION_STAGES),
            Detail("aim", "Stage aimed at", "choice", ADOPTION_STAGES),
            Detail("measure", "How it is measured"),
            Detail("measured_on", "Measured on", "date"),
            Detail("help", "What brings them further"),
        ),
        "How far a group has come with the change, from awareness to habit, and how far it should be.",
        "Aimed at for",
        raised=(KEEP_ADOPTION,),
        verb=KEEP_ADOPTION,
        given="",
        marks={"stuck": "red", "moving": "amber", "reached": "green"},
        rating="now",
        columns=("group", "now", "aim"),
    ),
    "metric": RecordKind(
        {"on_track": "On track", "at_risk": "At risk", "missed": "Missed", "reached": "Reached"},
        frozenset({"missed", "reached"}),
        (
            Detail("customer", "Customer", "line"),
            Detail("tied_to", "The customer's own metric", "line"),
            Detail("unit", "Unit", "line"),
            Detail("baseline", "Baseline", "number"),
            Detail("baseline_on", "Baseline of", "date"),
            Detail("target", "Target", "number"),
            Detail("latest", "Latest", "number"),
            Detail("latest_on", "Latest of", "date"),
        ),
        "What success is for a customer, in the customer's own figures.",
        "Reach by",
        raised=(KEEP_OUTCOME,),
        verb=KEEP_OUTCOME,
        given="",
        marks={"on_track": "green", "at_risk": "amber", "missed": "red", "reached": "green"},
        rating="latest",
        columns=("customer", "baseline", "target", "latest", "unit"),
    ),
}  # fmt: skip
