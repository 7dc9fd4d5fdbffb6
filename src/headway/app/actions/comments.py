"""Write, change, trash and restore comments, and react to them.

The log says that and about what, not which words: words about an import that is not decided yet, or a draft, are for
fewer people than the log of the component is.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.actions.edit import change, clean, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record, told_at
from headway.app.actions.watches import watch_by_itself
from headway.app.models import Comment, CommentRevision, Component, Reaction
from headway.app.queries.pages.comments import EDIT_WITHIN
from headway.app.rules import NotAllowed, Verb, may, require
from headway.app.rules.talk import (
    COMMENTABLE,
    DEFERRED,
    component_for,
    components_of,
    kind_of,
    readers_at,
    readers_of,
    require_own,
    require_seen,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from headway.app.models import Event, Person
    from headway.app.rules import Actor

MOST_MENTIONS = 20


def about(target: Model) -> str:
    """Return what is talked about in words that every reader of the component may read."""
    return f"“{target.name}”" if isinstance(target, Component) else kind_of(target)


def target_of(comment: Comment) -> Model:
    """Return the row that a comment is about."""
    rows = COMMENTABLE[comment.object_type]._default_manager.defer(*DEFERRED.get(comment.object_type, ()))  # noqa: SLF001
    row = rows.filter(pk=comment.object_id).first()
    if row is None:
        raise Refused("gone", "What this comment is about is not there any more.")
    return row


def mentioned_in(text: str, people: Iterable[Person]) -> list[Person]:
    """Return whom the text calls: an @ and a whole name or e-mail address of a reader, the longest that fits."""
    calls: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        calls[person.name.lower()].append(person)
        calls[person.email.lower()].append(person)
    found: dict[int, Person] = {}
    low = text.lower()
    for start in [at + 1 for at, letter in enumerate(low) if letter == "@" and not low[max(0, at - 1) : at].isalnum()]:
        fits = [call for call in calls if low.startswith(call, start) and not low[start + len(call) :][:1].isalnum()]
        if fits:
            named = calls[max(fits, key=len)]
            if len(named) > 1:
                raise Refused("name-twice", f"Several people here are called {named[0].name}.", "",
                              "Write @ and the e-mail address of the one that you mean.")  # fmt: skip
            found[named[0].pk] = named[0]
    if len(found) > MOST_MENTIONS:
        raise Refused("too-many-mentions", f"A comment can mention {MOST_MENTIONS} people at most.")
    return list(found.values())


def called(text: str, target: Model, author: Person) -> list[Person]:
    return mentioned_in(text, readers_of(target, author)) if "@" in text else []


def tell(actor: Actor, comment: Comment, verb: str, summary: str, target: Model, **after: Any) -> None:
    """Record what happened to a comment where it is about; of a hand-off in both logs, each naming its own people."""
    first: Event | None = None
    sides = components_of(target)
    mentioned, summary = after.get("mentioned", []), f"{summary} {about(target)}"
    for side in sides:
        if mentioned and len(sides) > 1:
            after["mentioned"] = list(readers_at(side).filter(pk__in=mentioned).values_list("pk", flat=True))
        first = record(actor, side, verb, comment, summary=summary, after=place_of(comment) | after, cause=first)


def require_talk(actor: Actor, target: Model) -> Component:
    """Return the component from which the actor talks about the row; raise NotAllowed unless they may."""
    component = component_for(actor.person, target, Verb.COMMENT)
    require(actor, Verb.COMMENT, component)
    require_seen(actor, target)
    return component


@transaction.atomic
def write_comment(actor: Actor, target: Model, text: str, *, parent: Comment | None = None) -> Comment:
    """Say something about a row that the actor sees, or answer a comment about it."""
    component = require_talk(actor, target)
    if actor.person is None:
        raise Refused("no-author", "A comment needs an author.")
    name = str(target._meta.model_name)  # noqa: SLF001 - as Django documents
    if parent is not None and (parent.object_type, parent.object_id) != (name, target.pk):
        raise Refused("other-thread", "The comment that this answers is about something else.")
    if parent is not None and parent.trashed_at:
        raise Refused("gone", "The comment that this answers was deleted.")
    lock_tree(*components_of(target))
    top = (parent.parent or parent) if parent else None
    comment = Comment(component=component, object_type=name, object_id=target.pk, parent=top, author=actor.person,
                      written_at=told_at.get() or timezone.now())  # fmt: skip
    comment.text = clean(comment, "text", text)
    people = called(comment.text, target, actor.person)
    comment.save()
    comment.mentioned.set(people)
    watch_by_itself([actor.person, *people], target)
    summary = f"{'Answered a comment' if parent else 'Commented'} on"
    tell(actor, comment, "comment.written", summary, target, mentioned=[each.pk for each in people],
         answers=parent.pk if parent else None)  # fmt: skip
    return comment


def place_of(comment: Comment) -> dict[str, Any]:
    return {"object_type": comment.object_type, "object_id": comment.object_id, "parent": comment.parent_id}


@transaction.atomic
def edit_comment(actor: Actor, comment: Comment, text: str, *, version: int | None = None) -> Comment:
    """Let the author put it differently for a while; what it said stays readable."""
    require_own(actor, comment, "change")
    if timezone.now() - comment.written_at > EDIT_WITHIN:
        raise Refused("too-late", "A comment can be changed for one hour after it was written.", "",
                      "Answer it with what you would say now.")  # fmt: skip
    target = target_of(comment)
    require_talk(actor, target)
    lock_tree(*components_of(target))
    old = set(comment.mentioned.values_list("pk", flat=True))
    fresh, before, after = change(comment, {"text": text}, version=version)
    if not after:
        return fresh
    people = called(fresh.text, target, comment.author)
    CommentRevision.objects.create(comment=fresh, text=before["text"], until=timezone.now())
    fresh.edited_at = timezone.now()
    fresh.save(update_fields=["edited_at"])
    fresh.mentioned.set(people)
    new = [each.pk for each in people if each.pk not in old]
    tell(actor, fresh, "comment.edited", "Changed a comment on", target, mentioned=new)
    return fresh


def require_remove(actor: Actor, comment: Comment, target: Model) -> None:
    """Raise NotAllowed unless the comment is the actor's own, or the actor may change the component it comes from."""
    if actor.person is None or actor.person.pk == comment.author_id:
        require(actor, Verb.COMMENT, component_for(actor.person, target, Verb.COMMENT))
    elif not may(actor.person, Verb.UPDATE_COMPONENT, comment.component):
        seen = may(actor.person, Verb.VIEW, comment.component)
        where = f"“{comment.component.name}”" if seen else "their project"
        raise NotAllowed(f"Only {comment.author.name}, or who may change {where}, may do this.")


@transaction.atomic
def trash_comment(actor: Actor, comment: Comment, *, version: int | None = None) -> Comment:
    """Take a comment away; answers to it stay."""
    target = target_of(comment)
    require_remove(actor, comment, target)
    lock_tree(*components_of(target))
    fresh, _, after = change(comment, {"trashed_at": timezone.now()}, version=version)
    tell(actor, fresh, "comment.trashed", "Deleted a comment on", target, **after)
    return fresh


@transaction.atomic
def restore_comment(actor: Actor, comment: Comment) -> Comment:
    """Take a comment out of the trash."""
    target = target_of(comment)
    require_remove(actor, comment, target)
    lock_tree(*components_of(target))
    fresh, _, after = change(comment, {"trashed_at": None}, version=None)
    if after:
        tell(actor, fresh, "comment.restored", "Brought back a comment on", target)
    return fresh


@transaction.atomic
def react(actor: Actor, comment: Comment, kind: str) -> bool:
    """Add a reaction, or take the same one back; return whether it stands now."""
    target = target_of(comment)
    require_talk(actor, target)
    if kind not in Reaction.Kind.values:
        raise Refused("unknown-reaction", f"There is no reaction called “{kind[:40]}”.", "",
                      "Choose one of: " + ", ".join(Reaction.Kind.values) + ".")  # fmt: skip
    if actor.person is None:
        raise Refused("no-author", "A reaction needs somebody who has it.")
    lock_tree(*components_of(target))
    row, new = Reaction.objects.get_or_create(comment=comment, person=actor.person, kind=kind)
    if not new:
        row.delete()
    verb = "comment.reacted" if new else "comment.reaction_removed"
    summary = f"{'Reacted to' if new else 'Took back a reaction to'} a comment on"
    tell(actor, comment, verb, summary, target, reaction=kind)
    return new
