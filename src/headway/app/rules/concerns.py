"""Whom an event concerns: one table."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache

from headway.app.models.notification import Notification

K = Notification.Kind


@dataclass(frozen=True, slots=True)
class Concern:
    pattern: str
    """Of the event's verb."""
    kind: str
    who: tuple[str, ...]
    """watchers; lead; owner (of a record; who asks and is asked for support; who wrote a change request; who sent a
    report); mentioned; answered (who wrote what this answers); authority (who may approve the change's impact);
    ``right:verb``: who may do it there; ``after:name`` and ``before:name``: the person or people whose numbers the
    event holds under that name."""
    together: bool = False
    """Many of one verb by one person within a few minutes are told in one line."""
    about: str = ""
    """Instead, many about the same thing: its number is what their events hold under this name."""


CONCERNS = (
    Concern("comment.written", K.MENTION, ("mentioned",)),
    Concern("comment.edited", K.MENTION, ("mentioned",)),
    Concern("comment.written", K.COMMENT, ("answered", "owner", "watchers")),
    Concern("exception.sent", K.DECISION, ("right:exception.decide", "watchers")),
    Concern("exception.d*", K.DECISION, ("lead", "watchers")),
    Concern("exception.withdrawn", K.DECISION, ("lead", "watchers")),
    Concern("gate.submitted", K.DECISION, ("right:gate.review", "right:gate.decide", "watchers")),
    Concern("gate.decided", K.DECISION, ("lead", "watchers")),
    Concern("gate.conditions_met", K.DECISION, ("after:decided_by", "lead", "watchers")),
    Concern("change.proposed", K.DECISION, ("authority", "watchers")),
    Concern("change.approved", K.DECISION, ("owner", "lead", "watchers")),
    Concern("change.rejected", K.DECISION, ("owner", "lead", "watchers")),
    Concern("change.withdrawn", K.DECISION, ("watchers",)),
    Concern("selection.proposed", K.DECISION, ("right:selection.decide", "watchers")),
    Concern("selection.withdrawn", K.DECISION, ("right:selection.decide", "watchers")),
    Concern("selection.approved", K.DECISION, ("owner", "watchers")),
    Concern("selection.sent_back", K.DECISION, ("owner", "watchers")),
    Concern("agreement.requested", K.DECISION, ("after:asked_of", "watchers")),
    Concern("agreement.unanswered", K.DECISION, ("after:asked_of",)),
    Concern("agreement.endangered", K.DECISION, ("after:asked_by", "after:asked_of", "lead", "watchers")),
    Concern("agreement.*", K.DECISION, ("after:asked_by", "after:asked_of", "watchers")),
    Concern("report.sent", K.REPORT, ("watchers",)),
    Concern("report.returned", K.REPORT, ("lead", "watchers")),
    Concern("report.overdue", K.REPORT, ("after:person", "after:above")),
    Concern("support.requested", K.REPORT, ("after:asked_of", "watchers")),
    Concern("support.overdue", K.REPORT, ("after:asked_of",)),
    Concern("support.answered", K.REPORT, ("lead", "watchers")),
    Concern("time.returned", K.REPORT, ("after:person",)),
    Concern("time.approved", K.REPORT, ("after:person",)),
    Concern("time.reopened", K.REPORT, ("before:person", "before:decided_by")),
    Concern("direction.addressed", K.REPORT, ("lead", "right:direction.answer", "watchers"), about="direction"),
    Concern("direction.overdue", K.REPORT, ("lead", "right:direction.answer"), about="direction"),
    Concern("role.*", K.ROLE, ("after:person", "before:person")),
    Concern("branch.shared", K.ROLE, ("after:named",)),
    Concern("action.reminded", K.REGISTER, ("owner",)),
    Concern("record.delivered", K.DECISION, ("right:product.accept",)),
    Concern("record.sent_back", K.DECISION, ("owner",)),
    Concern("record.*", K.REGISTER, ("owner", "watchers"), together=True),
    Concern("task.*", K.PLAN, ("watchers",), together=True),
    Concern("sprint.*", K.PLAN, ("watchers",), together=True),
    Concern("dependency.*", K.PLAN, ("watchers",), together=True),
    Concern("schedule.recalculated", K.PLAN, ("lead", "watchers"), together=True),
    Concern("baseline.*", K.PLAN, ("lead", "watchers"), together=True),
    Concern("plan.*", K.PLAN, ("lead", "watchers"), together=True),
    Concern("component.*", K.PLAN, ("lead", "watchers"), together=True),
    Concern("print.made", K.PLAN, ("after:person",)),
    Concern("print.failed", K.PLAN, ("after:person",)),
    Concern("import.accepted", K.PLAN, ("lead", "watchers"), together=True),
)
"""A person hears of an event once, by the first line that concerns them."""

APPROVES = {"manager": "change.approve_within_budget", "authority": "change.approve", "board": "change.decide",
            "exception": "exception.decide"}  # fmt: skip
"""The right that each authority over change requests needs."""


@lru_cache(maxsize=500)
def concerns_of(verb: str) -> tuple[Concern, ...]:
    return tuple(each for each in CONCERNS if fnmatch(verb, each.pattern))
