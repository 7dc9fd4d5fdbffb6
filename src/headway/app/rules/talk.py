"""What can be talked about, and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model, Q

from headway.app.models import (
    ChangeSet,
    Component,
    Gate,
    Membership,
    Person,
    Record,
    Report,
    SupportRequest,
    Task,
    ToleranceException,
)
from headway.app.rules.holdings import in_force, permitting
from headway.app.rules.permissions import NotAllowed
from headway.app.rules.verbs import Verb
from headway.app.rules.visible import visible

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from headway.app.models import Comment
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
}
"""A line makes rows of a table commentable; each has a ``component`` (a component is its own)."""
PAGES = {
    "component": "component",
    "task": "task",
    "changeset": "import-preview",
    "record": "record",
    "gate": "gate",
    "toleranceexception": "exception",
    "report": "report",
    "supportrequest": "support",
}
"""The page of each, by the name of its address; a change request has its own (``page_of``)."""
KINDS = {
    "changeset": "an import",
    "toleranceexception": "an exception",
    "supportrequest": "a request for support",
}
"""What each is called where its name does not say."""
DEFERRED: dict[str, tuple[str, ...]] = {"changeset": ("source", "payload", "report")}
"""Large columns that talking about the row does not need."""


def find_commentable(person: Person, object_type: str, object_id: int) -> Model | None:
    """Return the row if the person may see it; None for anything else."""
    model = COMMENTABLE.get(object_type)
    if model is None:
        return None
    rows = visible(person, model).defer(*DEFERRED.get(object_type, ()))
    return rows.filter(pk=object_id).first()


def is_request(target: Model) -> bool:
    return isinstance(target, ChangeSet) and target.kind == ChangeSet.Kind.REQUEST


def page_of(target: Model) -> str:
    """Return the name of the address of its page."""
    return "change" if is_request(target) else PAGES[str(target._meta.model_name)]  # noqa: SLF001 - as Django documents


def kind_of(target: Model) -> str:
    """Return what it is in words that every reader of the component may read."""
    name = str(target._meta.model_name)  # noqa: SLF001
    return "a change request" if is_request(target) else KINDS.get(name, f"a {name}")


def component_of(target: Model) -> Component:
    """Return the component whose roles say who may read and comment."""
    return target if isinstance(target, Component) else target.component  # type: ignore[attr-defined]


def require_seen(actor: Actor, target: Model) -> None:
    """Raise NotAllowed where the actor does not see what is talked about: a draft, someone's preview."""
    if actor.person is not None and not visible(actor.person, type(target)).filter(pk=target.pk).exists():
        raise NotAllowed("You may not see what this is about.")


def require_own(actor: Actor, comment: Comment, act: str) -> None:
    """Raise NotAllowed unless the comment is the actor's own."""
    if actor.person is not None and actor.person.pk != comment.author_id:
        raise NotAllowed(f"Only {comment.author.name} may {act} this comment.")


def readers_of(target: Model) -> QuerySet[Person]:
    """Return who may see the row by a role that holds today; only they can be mentioned."""
    verb = Verb.VIEW
    also = Q()
    if is_request(target):
        if target.state == ChangeSet.State.DRAFT:  # type: ignore[attr-defined]
            return Person.objects.filter(pk=target.author_id, is_active=True)  # type: ignore[attr-defined]
    elif isinstance(target, ChangeSet):
        verb, also = Verb.IMPORT_PLAN, Q(pk=target.author_id)
    elif isinstance(target, Report) and target.state != Report.State.SENT:
        verb = Verb.WRITE_REPORT
    return readers_at(component_of(target), verb, also)


def readers_at(component: Component, verb: str = Verb.VIEW, also: Q | None = None) -> QuerySet[Person]:
    """Return the active people whose roles permit the verb at the component."""
    held = Membership.objects.filter(in_force() & permitting(verb), component__paths_down__descendant=component)
    people = Person.objects.filter(Q(pk__in=held.values("person")) | also if also else Q(pk__in=held.values("person")))
    return people.filter(is_active=True).order_by("name", "pk")
