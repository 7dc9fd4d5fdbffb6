"""Who may take which step of an agreement, and in which of its states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.models import Agreement, Component
from headway.app.rules.permissions import NotAllowed, may, require
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import visible

if TYPE_CHECKING:
    from headway.app.models import Person
    from headway.app.rules.actor import Actor

S = Agreement.State
BY_GIVER, BY_TAKER, BY_BOTH = (("giver", Verb.AGREE_DEPENDENCY),), (("component", Verb.EDIT_PLAN),), (
    ("component", Verb.IMPOSE_DEPENDENCY), ("giver", Verb.IMPOSE_DEPENDENCY))  # fmt: skip

STEPS: dict[str, tuple[tuple[tuple[str, Verb], ...], tuple[str, ...]]] = {
    "accept": (BY_GIVER, (S.REQUESTED, S.PROPOSED, S.DECLINED, S.ACCEPTED)),
    "propose": (BY_GIVER, (S.REQUESTED, S.PROPOSED, S.ACCEPTED)),
    "decline": (BY_GIVER, (S.REQUESTED, S.PROPOSED)),
    "agree": (BY_TAKER, (S.PROPOSED,)),
    "ask": (BY_TAKER, (S.REQUESTED, S.PROPOSED, S.DECLINED, S.ACCEPTED)),
    "withdraw": (BY_TAKER, (S.REQUESTED, S.PROPOSED, S.DECLINED, S.ACCEPTED)),
    "impose": (BY_BOTH, (S.REQUESTED, S.PROPOSED, S.DECLINED)),
}
"""Each step: which right it takes at which side, and the states that it may be taken in."""

HIDDEN_SIDE = "That is for the other side of this hand-off to decide."


def require_step(actor: Actor, step: str, row: Agreement) -> None:
    """Raise NotAllowed unless the actor may take the step; a side that they may not see is not named."""
    for side, verb in STEPS[step][0]:
        component: Component = getattr(row, side)
        if actor.person is not None and not visible(actor.person, Component).filter(pk=component.pk).exists():
            raise NotAllowed(HIDDEN_SIDE)
        require(actor, verb, component)


def require_other_side(actor: Actor, other: Person | None, verb: Verb, component: Component) -> None:
    """Raise NotAllowed where people would answer themselves, unless both sides are theirs."""
    own = actor.person is not None and other is not None and actor.person.pk == other.pk
    if own and not may(actor.person, verb, component):  # type: ignore[arg-type]
        raise NotAllowed("You said this yourself for the other side, so somebody else has to answer it.")


def steps_open_to(person: Person, row: Agreement) -> list[str]:
    """Return the steps that the person may take now."""
    rights = {
        (side, verb): may(person, verb, getattr(row, side)) for needed, _ in STEPS.values() for side, verb in needed
    }
    return [step for step, (needed, states) in STEPS.items() if row.state in states and all(rights[n] for n in needed)]
