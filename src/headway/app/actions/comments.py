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
from headway.app.models import Comment, CommentRevision, Reaction
from headway.app.queries.pages.comments import EDIT_WITHIN
from headway.app.rules import NotAllowed, Verb, may, require
from headway.app.rules.talk import COMMENTABLE, DEFERRED, component_of, kind_of, readers_of, require_own, require_seen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model

    from headway.app.models import Person
    from headway.app.rules import Actor

MOST_MENTIONS = 20


def about(comment: Comment) -> str:
    """Return what a comment is about in words that every reader of the component may read."""
    return f"“{comment.component.name}”" if comment.object_type == "component" else kind_of(target_of(comment))


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


def called(text: str, target: Model) -> list[Person]:
    return mentioned_in(text, readers_of(target)) if "@" in text else []


@transaction.atomic
def write_comment(actor: Actor, target: Model, text: str, *, parent: Comment | None = None) -> Comment:
    """Say something about a row that the actor sees, or answer a comment about it."""
    component = component_of(target)
    require(actor, Verb.COMMENT, component)
    require_seen(actor, target)
    if actor.person is None:
        raise Refused("no-author", "A comment needs an author.")
    name = str(target._meta.model_name)  # noqa: SLF001 - as Django documents
    if parent is not None and (parent.object_type, parent.object_id) != (name, target.pk):
        raise Refused("other-thread", "The comment that this answers is about something else.")
    if parent is not None and parent.trashed_at:
        raise Refused("gone", "The comment that this answers was deleted.")
    lock_tree(component)
    top = (parent.parent or parent) if parent else None
    comment = Comment(component=component, object_type=name, object_id=target.pk, parent=top, author=actor.person,
                      written_at=told_at.get() or timezone.now())  # fmt: skip
    comment.text = clean(comment, "text", text)
    people = called(comment.text, target)
    comment.save()
    comment.mentioned.set(people)
    watch_by_itself([actor.person, *people], target)
    after = place_of(comment) | {"mentioned": [each.pk for each in people], "answers": parent.pk if parent else None}
    summary = f"{'Answered a comment' if parent else 'Commented'} on {about(comment)}"
    record(actor, component, "comment.written", comment, summary=summary, after=after)
    return comment


def place_of(comment: Comment) -> dict[str, Any]:
    return {"object_type": comment.object_type, "object_id": comment.object_id, "parent": comment.parent_id}


@transaction.atomic
def edit_comment(actor: Actor, comment: Comment, text: str, *, version: int | None = None) -> Comment:
    """Let the author put it differently for a while; what it said stays readable."""
    require(actor, Verb.COMMENT, comment.component)
    require_own(actor, comment, "change")
    if timezone.now() - comment.written_at > EDIT_WITHIN:
        raise Refused("too-late", "A comment can be changed for one hour after it was written.", "",
                      "Answer it with what you would say now.")  # fmt: skip
    target = target_of(comment)
    require_seen(actor, target)
    lock_tree(comment.component)
    old = set(comment.mentioned.values_list("pk", flat=True))
    fresh, before, after = change(comment, {"text": text}, version=version)
    if not after:
        return fresh
    people = called(fresh.text, target)
    CommentRevision.objects.create(comment=fresh, text=before["text"], until=timezone.now())
    fresh.edited_at = timezone.now()
    fresh.save(update_fields=["edited_at"])
    fresh.mentioned.set(people)
    said = place_of(fresh) | {"mentioned": [each.pk for each in people if each.pk not in old]}
    record(actor, fresh.component, "comment.edited", fresh, summary=f"Changed a comment on {about(fresh)}", after=said)
    return fresh


def require_remove(actor: Actor, comment: Comment) -> None:
    """Raise NotAllowed unless the comment is the actor's own, or the actor may change the component."""
    require(actor, Verb.COMMENT, comment.component)
    own = actor.person is None or actor.person.pk == comment.author_id
    if not own and not may(actor.person, Verb.UPDATE_COMPONENT, comment.component):  # type: ignore[arg-type]
        raise NotAllowed(f"Only {comment.author.name}, or who may change “{comment.component.name}”, may do this.")


@transaction.atomic
def trash_comment(actor: Actor, comment: Comment, *, version: int | None = None) -> Comment:
    """Take a comment away; answers to it stay."""
    require_remove(actor, comment)
    lock_tree(comment.component)
    fresh, _, after = change(comment, {"trashed_at": timezone.now()}, version=version)
    summary = f"Deleted a comment on {about(fresh)}"
    record(actor, fresh.component, "comment.trashed", fresh, summary=summary, after=place_of(fresh) | after)
    return fresh


@transaction.atomic
def restore_comment(actor: Actor, comment: Comment) -> Comment:
    """Take a comment out of the trash."""
    require_remove(actor, comment)
    lock_tree(comment.component)
    fresh, _, after = change(comment, {"trashed_at": None}, version=None)
    if after:
        summary = f"Brought back a comment on {about(fresh)}"
        record(actor, fresh.component, "comment.restored", fresh, summary=summary, after=place_of(fresh))
    return fresh


@transaction.atomic
def react(actor: Actor, comment: Comment, kind: str) -> bool:
    """Add a reaction, or take the same one back; return whether it stands now."""
    require(actor, Verb.COMMENT, comment.component)
    require_seen(actor, target_of(comment))
    if kind not in Reaction.Kind.values:
        raise Refused("unknown-reaction", f"There is no reaction called “{kind[:40]}”.", "",
                      "Choose one of: " + ", ".join(Reaction.Kind.values) + ".")  # fmt: skip
    if actor.person is None:
        raise Refused("no-author", "A reaction needs somebody who has it.")
    lock_tree(comment.component)
    row, new = Reaction.objects.get_or_create(comment=comment, person=actor.person, kind=kind)
    if not new:
        row.delete()
    verb = "comment.reacted" if new else "comment.reaction_removed"
    summary = f"{'Reacted to' if new else 'Took back a reaction to'} a comment on {about(comment)}"
    record(actor, comment.component, verb, comment, summary=summary, after=place_of(comment) | {"reaction": kind})
    return new
