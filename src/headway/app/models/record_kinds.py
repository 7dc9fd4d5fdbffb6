"""What each kind of record has beside the common fields, and how it goes from open to closed: data."""

from __future__ import annotations

from headway.app.models.record_kind import Detail, RecordKind
from headway.app.models.record_kinds_of_people import OF_PEOPLE
from headway.app.models.record_kinds_of_value import OF_VALUE
from headway.app.models.record_kinds_of_work import OF_WORK

LEVELS = ("very low", "low", "medium", "high", "very high")
THREAT_RESPONSES = ("avoid", "transfer", "mitigate", "accept", "escalate")
OPPORTUNITY_RESPONSES = ("exploit", "share", "enhance", "accept", "escalate")
OBJECTIVES = ("cost", "time", "quality", "benefit", "reputation")

KINDS: dict[str, RecordKind] = {
    "risk": RecordKind(
        {"open": "Open", "treating": "In treatment", "happened": "Happened", "expired": "Expired", "closed": "Closed"},
        frozenset({"happened", "expired", "closed"}),
        (
            Detail("cause", "Because of"),
            Detail("event", "it may happen that"),
            Detail("effect", "which leads to"),
            Detail("category", "Category", "line"),
            Detail("proximity", "Proximity", "choice", ("now", "this stage", "this project", "later")),
            *(Detail(f"impact_{name}", f"Impact on {name}", "level", LEVELS) for name in OBJECTIVES),
            Detail("response", "Response", "choice", THREAT_RESPONSES, ("threat",)),
            Detail("response", "Response", "choice", OPPORTUNITY_RESPONSES, ("opportunity",)),
            Detail("plan", "What is done"),
            Detail("response_on", "By when", "date"),
            Detail("actionee", "Who does it", "line"),
            Detail("trigger", "Early sign", "line"),
            Detail("fallback", "If it happens"),
            Detail("secondary", "What the response may cause", "line"),
            Detail("inherent_probability", "Probability before any response", "level", LEVELS),
            Detail("target_probability", "Probability aimed at", "level", LEVELS),
            Detail("reach", "Reach", "choice", ("this component", "another component", "beyond our authority")),
        ),
        "What may happen and would help or harm: threats and opportunities, each with what would cause it.",
        "Next review",
    ),
    "assumption": RecordKind(
        {"open": "Open", "confirmed": "Confirmed", "refuted": "Refuted"},
        frozenset({"confirmed", "refuted"}),
        (Detail("test", "How to check it"), Detail("if_wrong", "If it is wrong")),
        "What the plan takes for granted without proof, and how it will be checked.",
        "Check by",
    ),
    "issue": RecordKind(
        {"open": "Open", "working": "Being solved", "solved": "Solved", "closed": "Closed"},
        frozenset({"solved", "closed"}),
        (
            Detail("type", "Type", "choice", ("problem", "request for change", "off-specification", "impediment")),
            Detail("effect", "Effect"),
            Detail("solution", "Solution"),
        ),
        "What has happened and needs somebody: problems, impediments, deviations.",
        "Solve by",
    ),
    "dependency": RecordKind(
        {"open": "Open", "agreed": "Agreed", "met": "Met", "failed": "Failed"},
        frozenset({"met", "failed"}),
        (
            Detail("giver", "From whom", "line"),
            Detail("needs", "What is needed"),
            Detail("promised_on", "Promised for", "date"),
        ),
        "What comes from outside the tree: permits, suppliers, other departments.",
        "Needed by",
    ),
    "decision": RecordKind(
        {"proposed": "Proposed", "decided": "Decided", "superseded": "Superseded"},
        frozenset({"decided", "superseded"}),
        (
            Detail("question", "Question"),
            Detail("options", "Options"),
            Detail("criteria", "Criteria"),
            Detail("decision", "Decision"),
            Detail("rationale", "Why"),
            Detail("decider", "Decided by", "line"),
            Detail("consulted", "Consulted", "line"),
            Detail("decided_on", "Decided on", "date"),
            Detail("review_on", "Review on", "date"),
        ),
        "What was decided, by whom and why, so that nobody decides it twice.",
        "Decide by",
        raised=("register.edit",),
        given="",
    ),
    "action": RecordKind(
        {"open": "Open", "working": "In work", "done": "Done", "dropped": "Dropped"},
        frozenset({"done", "dropped"}),
        (Detail("outcome", "Outcome"),),
        "Who does what by when, outside the plan's tasks.",
    ),
    "lesson": RecordKind(
        {"noted": "Noted", "shared": "Shared", "applied": "Applied"},
        frozenset({"applied"}),
        (Detail("happened", "What happened"), Detail("learned", "What we learned"), Detail("advice", "Do next time")),
        "What the next project should know.",
        "Share by",
    ),
    **OF_WORK,
    **OF_PEOPLE,
    **OF_VALUE,
}

GROUPS: dict[str, dict[str, str]] = {
    "Risks and issues": {
        "risk": "Risks", "assumption": "Assumptions", "issue": "Issues", "dependency": "Dependencies",
        "decision": "Decisions", "action": "Actions", "lesson": "Lessons",
    },
    "Work and quality": {
        "product": "Products", "release": "Releases", "need": "Needs", "requirement": "Requirements",
        "quality": "Quality checks",
    },
    "People and outcomes": {"impact": "Change impacts", "readiness": "Readiness", "metric": "Success metrics"},
    "Benefits": {"objective": "Objectives", "benefit": "Benefits"},
}  # fmt: skip
"""Every kind in words, by what it is about."""
