"""What each kind of record has beside the common fields, and how it goes from open to closed: data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "line", "choice", "date", "level"]


@dataclass(frozen=True, slots=True)
class Detail:
    name: str
    label: str
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    """Of a risk with these signs only; empty is any."""


@dataclass(frozen=True, slots=True)
class RecordKind:
    statuses: dict[str, str]
    """In the order of work; the first is where a record begins."""
    closed: frozenset[str]
    details: tuple[Detail, ...]
    meaning: str
    """What belongs here, for an empty list."""
    due: str = "Due"
    """What the date means."""


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
}
