"""How a hand-off is agreed on: told to both sides in words that each may read, begun and ended with its link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.edit import change
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.bridge.lags import agreed_tie
from headway.app.models import Agreement, Dependency
from headway.app.rules import Verb, may
from headway.app.rules.agreements import STEPS
from headway.app.rules.why import holders_of

if TYPE_CHECKING:
    from headway.app.models import Component, Event, Person
    from headway.app.rules import Actor

State = Agreement.State
WORDS = {
    "agreement.requested": ("Asked for a hand-off to {}", "A hand-off is asked for: {}"),
    "agreement.accepted": ("The hand-off to {} is promised", "Promised the hand-off of {}"),
    "agreement.declined": ("The hand-off to {} is declined", "Declined the hand-off of {}"),
    "agreement.proposed": ("Another date is proposed for the hand-off to {}", "Proposed another date for {}"),
    "agreement.agreed": ("Agreed to the proposed date for {}", "The proposed date is agreed for {}"),
    "agreement.withdrawn": ("Withdrew the request for a hand-off to {}", "The request is withdrawn: {}"),
    "agreement.imposed": ("The hand-off to {} is decided from above", "The hand-off of {} is decided from above"),
    "agreement.endangered": ("The hand-off to {} is forecast behind its promise", "{} is forecast behind its promise"),
    "agreement.unanswered": ("The request for a hand-off to {} waits", "A request for a hand-off waits: {}"),
}
"""What an event says in the taker's log, and in the giver's."""
OF_ONE_SIDE = frozenset({"asked_by", "asked_of", "answered_by", "answered_at", "dependency", "task"})
"""What one side's log does not tell the other one's readers."""


def nearest_answerer(giver: Component) -> Person | None:
    """Return who agrees for the giver: the nearest one who may."""
    held = holders_of(Verb.AGREE_DEPENDENCY, giver).first()
    return held.person if held else None


def tell_both(
    actor: Actor,
    row: Agreement,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    cause: Event | None = None,
) -> Event:
    """Record a step in both logs; neither names the other end, nor who is to be told there."""
    taker_words, giver_words = WORDS[verb]
    link = row.dependency
    waits = (link.successor if link else row.task) or "a deleted task"
    gives = (link.predecessor if link else None) or row.text or "a deleted task"
    before, facts = (
        {name: value for name, value in (values or {}).items() if name not in OF_ONE_SIDE} for values in (before, after)
    )
    facts |= {"state": row.state, "needed_by": row.needed_by, "promised_on": row.promised_on}
    tie = agreed_tie(row)
    how = "" if tie == Dependency.Type.FS else f" ({tie})"
    first = record(actor, row.component, verb, row, summary=taker_words.format(f"“{waits}”{how}"), before=before,
                   after=facts | {"asked_by": row.asked_by_id}, cause=cause)  # fmt: skip
    record(actor, row.giver, verb, row, summary=giver_words.format(f"“{gives}”{how}"), before=before,
           after=facts | {"asked_of": row.asked_of_id}, cause=first)  # fmt: skip
    return first


def step(
    actor: Actor,
    row: Agreement,
    verb: str,
    values: dict[str, Any],
    *,
    version: int | None = None,
    cause: Event | None = None,
) -> Agreement:
    """Change the agreement and tell both sides."""
    fresh, before, after = change(row, values, version=version)
    tell_both(actor, fresh, verb, before=before, after=after, cause=cause)
    return fresh


def require_state(row: Agreement, name: str) -> None:
    """Refuse a step that the state, read under the lock, does not permit: somebody else was quicker."""
    row.refresh_from_db()
    if row.state not in STEPS[name][1]:
        word = row.get_state_display().lower()
        raise Refused("wrong-state", f"A hand-off that is {word} cannot be changed like this.", str(row),
                      "Load the page again.")  # fmt: skip


def begin_with_link(
    actor: Actor, link: Dependency, *, asked_by: Person | None, cause: Event | None = None
) -> Agreement:
    """Ask for a link between plans; agreed at once where whoever asks may agree for the giver too.

    A link that comes back from the trash takes up its old agreement.
    """
    row = Agreement.objects.filter(dependency=link).first() or Agreement(
        component=link.component, giver=link.from_component, dependency=link, was_linked=True
    )
    agreed = may_agree_for(asked_by, link.from_component)
    now = timezone.now()
    row.task, row.asked_by, row.asked_at = link.successor, asked_by, now
    row.asked_of = nearest_answerer(link.from_component)
    row.state = State.ACCEPTED if agreed else State.REQUESTED
    row.answered_by, row.answered_at = (asked_by, now) if agreed else (None, None)
    row.version += 1
    row.save()
    tell_both(actor, row, "agreement.accepted" if agreed else "agreement.requested", cause=cause)
    return row


def may_agree_for(asked_by: Person | None, giver: Component) -> bool:
    """Return whether whoever asks a plan for a promise may give it, too."""
    return asked_by is None or may(asked_by, Verb.AGREE_DEPENDENCY, giver)


def end_with_link(actor: Actor, link: Dependency, *, cause: Event | None = None) -> None:
    """Withdraw what the link stood for."""
    row = Agreement.objects.filter(dependency=link).exclude(state=State.WITHDRAWN).first()
    if row is not None:
        step(actor, row, "agreement.withdrawn", {"state": State.WITHDRAWN, "promised_on": None, "proposed_on": None,
                                                 "endangered": False}, cause=cause)  # fmt: skip
