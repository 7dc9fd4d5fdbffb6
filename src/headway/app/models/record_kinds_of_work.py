"""Kinds of records about what is asked for and whether it is good: needs, requirements, quality checks."""

from __future__ import annotations

from headway.app.models.record_kind import Detail, RecordKind, Step

KEEP_BACKLOG, ACCEPT = "backlog.edit", "product.accept"

OF_WORK: dict[str, RecordKind] = {
    "need": RecordKind(
        {
            "new": "New", "agreed": "Agreed", "delivery": "In delivery", "delivered": "Delivered",
            "accepted": "Accepted", "refused": "Refused",
        },
        frozenset({"accepted", "refused"}),
        (
            Detail("from_whom", "From whom", "line"),
            Detail("why", "Why"),
            Detail("acceptance", "Accepted when"),
            Detail("value", "Value", "choice", ("low", "medium", "high", "very high")),
            Detail("size", "Size", "choice", ("small", "medium", "large", "very large")),
            Detail("order", "Order", "number", verb=KEEP_BACKLOG),
            Detail("release", "Release", "line", verb=KEEP_BACKLOG),
        ),
        "What somebody needs from the product, in the order in which it is worth delivering.",
        "Needed by",
        verb=KEEP_BACKLOG,
        given="plan.edit_given_part",
        with_tasks=True,
        steps={
            "agreed": Step(verb=KEEP_BACKLOG),
            "delivery": Step(after=("agreed", "delivered", "accepted")),
            "delivered": Step(after=("delivery",)),
            "accepted": Step(after=("delivered",), verb=ACCEPT, not_who_said="delivered"),
            "refused": Step(verb=ACCEPT, not_who_said="delivered"),
        },
        marks={"delivered": "amber", "accepted": "green", "refused": "red"},
        rating="value",
        columns=("order", "from_whom", "value", "size", "release"),
        sort="order",
    ),
    "requirement": RecordKind(
        {"draft": "Draft", "agreed": "Agreed", "built": "Built", "verified": "Verified", "dropped": "Dropped"},
        frozenset({"verified", "dropped"}),
        (
            Detail("source", "Source", "line"),
            Detail("type", "Type", "choice", ("function", "performance", "interface", "safety", "environment", "law")),
            Detail("moscow", "Priority", "choice", ("must", "should", "could", "won't")),
            Detail("criteria", "Acceptance criteria"),
            Detail("verification", "How verified", "choice", ("test", "inspection", "analysis", "demonstration")),
            Detail("proof", "Verified by", "line"),
        ),
        "What the result must do or be, and how that will be shown.",
        "Verify by",
        raised=("requirement.edit", "requirement.edit_given_part"),
        verb="requirement.edit",
        given="requirement.edit_given_part",
        with_tasks=True,
        marks={"verified": "green"},
        rating="moscow",
        columns=("moscow", "type", "source", "verification"),
    ),
    "quality": RecordKind(
        {"planned": "Planned", "failed": "Failed", "conditional": "Passed with conditions", "passed": "Passed"},
        frozenset({"passed"}),
        (
            Detail("subject", "What is checked", "line"),
            Detail("criteria", "Against which criteria"),
            Detail("method", "Method", "choice", ("inspection", "test", "measurement", "review", "audit")),
            Detail("result", "Result"),
            Detail("checked_by", "Checked by", "line"),
            Detail("checked_on", "Checked on", "date"),
        ),
        "What is checked against which criteria, when, and what came out.",
        "Planned for",
        raised=("quality.edit", "quality.edit_given_part"),
        verb="quality.edit",
        given="quality.edit_given_part",
        with_tasks=True,
        marks={"failed": "red", "conditional": "amber", "passed": "green"},
        columns=("subject", "method", "checked_by"),
    ),
}  # fmt: skip
