"""Kinds of records about what the work is for: objectives, and the benefits that serve them."""

from __future__ import annotations

from headway.app.models.record_kind import Detail, RecordKind

KEEP_BENEFITS = "benefit.edit"
ENABLED_BY = "enabled by"
"""How a benefit is linked to the milestones that it cannot begin before."""
SERVES = "serves"
"""How a benefit is linked to its objectives."""

OF_VALUE: dict[str, RecordKind] = {
    "objective": RecordKind(
        {"pursued": "Pursued", "met": "Met", "dropped": "Dropped"},
        frozenset({"met", "dropped"}),
        (
            Detail("weight", "Weight", "number", least=0, most=100),
            Detail("measure", "How it is seen to be met", "line"),
        ),
        "What the portfolio or program is for: what shall be different when it is done.",
        "Meet by",
        raised=(KEEP_BENEFITS,),
        verb=KEEP_BENEFITS,
        given="",
        marks={"met": "green"},
        rating="weight",
        columns=("weight", "measure"),
    ),
    "benefit": RecordKind(
        {"draft": "Drafted", "agreed": "Agreed", "coming": "Coming in", "realized": "Realized", "retired": "Retired"},
        frozenset({"realized", "retired"}),
        (
            Detail("type", "Type", "choice", ("cashable", "non-cashable", "intangible")),
            Detail("effect", "Effect", "choice", ("benefit", "dis-benefit")),
            Detail("recipient", "Who gets it", "line"),
            Detail("measure", "Measure", "line"),
            Detail("unit", "Unit", "line"),
            Detail("source", "Where the figures come from", "line"),
            Detail("baseline", "Before, a year", "number"),
            Detail("target", "When all is in place, a year", "number"),
            Detail("worth", "Money for one unit", "number", least=0),
            Detail("lag_days", "Days from the last milestone to its start", "number", least=0, most=3650),
            Detail("ramp_months", "First months in which it is not in full", "number", least=0, most=120),
            Detail("ramp_share", "What comes in these months, %", "number", least=0, most=100),
            Detail("ramp_shape", "How it comes in these months", "choice", ("steady", "rising")),
            Detail("full_months", "Months from its start until it fades", "number", least=1, most=1200),
            Detail("fade", "What it loses a year then, %", "number", least=0, most=100),
            Detail("until", "Counted until", "date"),
            Detail("probability", "How likely it comes, %", "number", least=0, most=100),
            Detail("share", "Owed to this work, %", "number", least=0, most=100),
            Detail("tolerance", "What it may lose, %", "number", least=0, most=100),
            Detail("reading_months", "Months between readings", "number", least=1, most=60),
            Detail("assumptions", "What it takes for granted"),
        ),
        "What gets better, for whom, by how much a year, and which milestones it has to wait for.",
        "Next reading",
        raised=(KEEP_BENEFITS,),
        verb=KEEP_BENEFITS,
        given="",
        marks={"realized": "green"},
        rating="target",
        columns=("type", "recipient", "measure", "target"),
    ),
}
