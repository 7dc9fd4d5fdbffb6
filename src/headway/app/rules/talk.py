"""What can be talked about, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q

from headway.app.models import (
    Agreement,
    ChangeSet,
    Comment,
    Component,
    DirectionAddress,
    Gate,
    Membership,
    Person,
    Record,
    Report,
    SelectionProposal,
    SelectionRound,
    Sprint,
    SupportRequest,
    Task,
    ToleranceException,
)
from headway.app.rules.holdings import in_force, permitting
from headway.app.rules.permissions import NotAllowed, may
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import SHARED, talkable, visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.rules.actor import Actor

COMMENTABLE: dict[str, type[Model]] = {
    "component": Component,
    "task": Task,
    "changeset": ChangeSet,
    "record": Record,
    "gate": Gate,
    "toleranceexception": ToleranceException,
    "report": Report,
    "supportrequest": SupportRequest,
    "agreement": Agreement,
    "directionaddress": DirectionAddress,
    "sprint": Sprint,
    "selectionround": SelectionRound,
    "selectionproposal": SelectionProposal,
}
"""A line makes rows of a table commentable; each has a ``component`` (a component is its own, a hand-off has two)."""
PAGES = {
    "component": "component",
    "task": "task",
    "changeset": "import-preview",
    "record": "record",
    "gate": "gate",
    "toleranceexception": "exception",
    "report": "report",
    "supportrequest": "support",
    "agreement": "agreement",
    "directionaddress": "direction-answer",
    "sprint": "sprint",
    "selectionround": "selection",
    "selectionproposal": "selection-proposal",
}
"""The page of each, by the name of its address; change requests and branches have their own (``page_of``)."""
KINDS = {
    "changeset": "an import",
    "toleranceexception": "an exception",
    "supportrequest": "a request for support",
    "agreement": "a hand-off",
    "directionaddress": "a direction",
    "selectionround": "a selection",
    "selectionproposal": "a proposed selection",
}
"""What each is called where its name does not say."""
DEFERRED: dict[str, tuple[str, ...]] = {"changeset": ("source", "payload", "report")}
"""Large columns that talking about the row does not need."""
PAGES_OF_CHANGES = {ChangeSet.Kind.REQUEST: "change", ChangeSet.Kind.WHAT_IF: "branch-compare"}
KINDS_OF_CHANGES = {ChangeSet.Kind.REQUEST: "a change request", ChangeSet.Kind.WHAT_IF: "a what-if branch"}
"""Change sets that are no imports."""


def find_commentable(person: Person, object_type: str, object_id: int) -> Model | None:
    """Return the row if the person may see it; None for anything else."""
    model = COMMENTABLE.get(object_type)
    return None if model is None else found(talkable(person, model), object_type, object_id)


def find_watchable(person: Person, object_type: str, object_id: int) -> Model | None:
    """Return the row if the person may hear of it: what they see, also where others talk of it among themselves."""
    model = COMMENTABLE.get(object_type)
    return None if model is None else found(visible(person, model), object_type, object_id)


def found(rows: QuerySet[Any], object_type: str, object_id: int) -> Model | None:
    row: Model | None = rows.defer(*DEFERRED.get(object_type, ())).filter(pk=object_id).first()
    return row


def watched_of(target: Model) -> Model:
    """Return what somebody watches who watches this: with a proposed selection its round, and so what is decided."""
    return target.round if isinstance(target, SelectionProposal) else target


def require_watchable(actor: Actor, target: Model) -> None:
    """Raise NotAllowed where the actor does not see it; what is said there may be for fewer people than that."""
    if actor.person is not None and not visible(actor.person, type(target)).filter(pk=target.pk).exists():
        raise NotAllowed("You may not see this.")


def page_of(target: Model) -> str:
    """Return the name of the address of its page."""
    own = PAGES_OF_CHANGES.get(target.kind) if isinstance(target, ChangeSet) else None  # type: ignore[call-overload]
    return own or PAGES[str(target._meta.model_name)]  # noqa: SLF001 - as Django documents


def kind_of(target: Model) -> str:
    """Return what it is in words that every reader of the component may read."""
    name = str(target._meta.model_name)  # noqa: SLF001
    own = KINDS_OF_CHANGES.get(target.kind) if isinstance(target, ChangeSet) else None  # type: ignore[call-overload]
    return own or KINDS.get(name, f"a {name}")


def components_of(target: Model) -> tuple[Component, ...]:
    """Return the components whose roles say who may read and comment: of a hand-off both sides, else one."""
    if isinstance(target, Agreement):
        return target.component, target.giver
    return (target if isinstance(target, Component) else target.component,)  # type: ignore[attr-defined]


def component_for(person: Person | None, target: Model, verb: Verb = Verb.VIEW) -> Component:
    """Return the component from which the person talks: the first where they may, else one that they see."""
    found = components_of(target)
    if person is None or len(found) == 1:
        return found[0]
    seen = [each for each in found if may(person, Verb.VIEW, each)]
    return next((each for each in seen if may(person, verb, each)), (seen or found)[0])


def require_seen(actor: Actor, target: Model) -> None:
    """Raise NotAllowed where the actor does not see what is talked about: a draft, someone's preview."""
    if actor.person is not None and not talkable(actor.person, type(target)).filter(pk=target.pk).exists():
        raise NotAllowed("You may not see what this is about.")


def require_own(actor: Actor, comment: Comment, act: str) -> None:
    """Raise NotAllowed unless the comment is the actor's own."""
    if actor.person is not None and actor.person.pk != comment.author_id:
        raise NotAllowed(f"Only {comment.author.name} may {act} this comment.")


def readers_of(target: Model, reader: Person) -> QuerySet[Person]:
    """Return whom the reader can mention: who may see the row by a role that holds today."""
    verb, also = Verb.VIEW, Q()
    if isinstance(target, Agreement):
        return readers_of_sides(target, reader)
    if isinstance(target, ChangeSet):
        if is_own(target):
            return Person.objects.filter(Q(pk=target.author_id) | Q(branches_to_edit=target), is_active=True).distinct()
        if target.kind == ChangeSet.Kind.IMPORT:
            verb, also = Verb.IMPORT_PLAN, Q(pk=target.author_id)
    elif isinstance(target, Report) and target.state != Report.State.SENT:
        verb = Verb.WRITE_REPORT
    elif isinstance(target, SelectionRound | SelectionProposal):
        verb = Verb.PROPOSE_SELECTION
    if isinstance(target, SelectionProposal):
        for reads in (Verb.DECIDE_SELECTION, Verb.READ_SELECTION):
            also |= Q(pk__in=readers_at(target.component, reads).order_by().values("pk"))
    return readers_at(components_of(target)[0], verb, also)


def readers_of_sides(target: Agreement, reader: Person) -> QuerySet[Person]:
    """Return who sees the hand-off; of a side that the reader does not see only those who spoke."""
    spoke = Comment.objects.filter(object_type="agreement", object_id=target.pk, trashed_at=None)
    everyone, told = Q(), Q(pk__in=spoke.values("author"))
    for side in components_of(target):
        people = Q(pk__in=readers_at(side))
        everyone |= people
        told |= people if may(reader, Verb.VIEW, side) else Q()
    return Person.objects.filter(everyone & told).order_by("name", "pk")


def is_own(target: ChangeSet) -> bool:
    """Return whether only its author sees it: the draft of a change request, a branch that is not shared."""
    if target.kind == ChangeSet.Kind.REQUEST:
        return target.state == ChangeSet.State.DRAFT
    shared = target.sharing in SHARED and target.state != ChangeSet.State.DISCARDED
    return target.kind == ChangeSet.Kind.WHAT_IF and not shared


def readers_at(component: Component, verb: str = Verb.VIEW, also: Q | None = None) -> QuerySet[Person]:
    """Return the active people whose roles permit the verb at the component."""
    held = Membership.objects.filter(in_force() & permitting(verb), component__paths_down__descendant=component)
    people = Person.objects.filter(Q(pk__in=held.values("person")) | also if also else Q(pk__in=held.values("person")))
    return people.filter(is_active=True).order_by("name", "pk")
