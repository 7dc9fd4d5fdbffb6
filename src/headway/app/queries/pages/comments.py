"""What was said about a row, ready to be shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from headway.app.models import Comment, Reaction, Watch
from headway.app.queries.markup import as_html
from headway.app.rules.talk import watched_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.utils.safestring import SafeString

    from headway.app.models import Component, Person

MOST = 300
EDIT_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Choice:
    kind: str
    label: str
    count: int
    mine: bool
    names: str


@dataclass(slots=True)
class Said:
    """One comment as this reader gets it."""

    row: Comment
    html: SafeString | str
    gone: bool
    mine: bool
    may_edit: bool
    may_remove: bool
    reactions: list[Choice] = field(default_factory=list)
    others: list[Choice] = field(default_factory=list)
    """Reactions that nobody has yet."""
    replies: list[Said] = field(default_factory=list)


def comments_on(target: Model) -> list[Comment]:
    """Return the latest comments on a row that the caller found visible, the first first."""
    rows = Comment.objects.filter(object_type=target._meta.model_name, object_id=target.pk)  # noqa: SLF001
    latest = rows.select_related("author").prefetch_related("revisions").order_by("-pk")[:MOST]
    return list(reversed(latest))


def thread(person: Person, target: Model, moderated: Component | None) -> list[Said]:
    """Return what was said, answers below what they answer; a deleted comment shows only where it has answers.

    The person may remove what was said from the moderated component.
    """
    rows = comments_on(target)
    reactions = reactions_to([row.pk for row in rows])
    own = moderated.pk if moderated else None
    said = {row.pk: said_of(person, row, reactions, may_remove=row.component_id == own) for row in rows}
    for each in said.values():
        if each.row.parent_id in said and (not each.gone or each.mine):
            said[each.row.parent_id].replies.append(each)
    tops = [each for each in said.values() if each.row.parent_id not in said]
    return [each for each in tops if not each.gone or each.mine or each.replies]


def said_of(
    person: Person, row: Comment, reactions: dict[int, dict[str, list[tuple[int, str]]]], *, may_remove: bool
) -> Said:
    mine = row.author_id == person.pk
    gone = row.trashed_at is not None
    young = timezone.now() - row.written_at <= EDIT_WITHIN
    choices = [
        Choice(kind.value, str(kind.label), len(who), person.pk in [pk for pk, _ in who],
               ", ".join(name for _, name in who[:10]))
        for kind in Reaction.Kind
        for who in [reactions[row.pk][kind]]
    ]  # fmt: skip
    return Said(
        row, "" if gone else as_html(row.text), gone, mine, mine and young and not gone,
        (mine or may_remove) and not gone, [each for each in choices if each.count],
        [each for each in choices if not each.count],
    )  # fmt: skip


def reactions_to(ids: list[int]) -> dict[int, dict[str, list[tuple[int, str]]]]:
    """Return who reacted how to each comment."""
    found: dict[int, dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
    rows = Reaction.objects.filter(comment__in=ids).order_by("pk")
    for comment, kind, pk, name in rows.values_list("comment_id", "kind", "person_id", "person__name"):
        found[comment][kind].append((pk, name))
    return found


def called_like(people: list[Person], text: str) -> list[Person]:
    """Return the readers whose name or address starts like the text, in any of its words."""
    start = text.strip().lower()
    return [each for each in people if any(word.startswith(start) for word in words_of(each))]


def words_of(person: Person) -> list[str]:
    name = person.name.lower()
    return [name, *name.split()[1:], person.email.lower()]


def watching(person: Person, target: Model) -> Watch | None:
    """Return how the person watches the row, None for not."""
    target = watched_of(target)
    rows = Watch.objects.filter(person=person, on=True, object_id=target.pk)
    return rows.filter(object_type=target._meta.model_name).first()  # noqa: SLF001 - as Django documents
