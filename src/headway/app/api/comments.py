"""Comments: what is said about something, who can be mentioned, reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from headway.app.actions.comments import edit_comment, react, trash_comment, write_comment
from headway.app.api.requests import Id, Version, actor_of, find, person_of
from headway.app.models import Comment
from headway.app.queries.markup import as_html
from headway.app.queries.pages.comments import called_like, comments_on
from headway.app.rules import visible
from headway.app.rules.talk import find_commentable, readers_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

router = Router(tags=["comments"])
Type = Annotated[str, Path(max_length=40, pattern="^[a-z]+$")]
Text = Annotated[str, Field(min_length=1, max_length=5000)]


class CommentIn(Schema):
    text: Text
    parent: Id | None = None


class CommentPatch(Schema):
    text: Text
    version: Version


class ReactionIn(Schema):
    kind: Annotated[str, Field(max_length=20)]


def comment_json(row: Comment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "parent": row.parent_id,
        "author": {"id": row.author_id, "name": row.author.name},
        "text": row.text,
        "html": as_html(row.text),
        "written_at": row.written_at.isoformat(),
        "edited_at": row.edited_at.isoformat() if row.edited_at else None,
        "version": row.version,
    }


def find_target(request: HttpRequest, object_type: str, object_id: int) -> Model:
    target = find_commentable(person_of(request), object_type, object_id)
    if target is None:
        raise Http404
    return target


@router.get("/comments/on/{object_type}/{object_id}")
def comments(request: HttpRequest, object_type: Type, object_id: Id) -> dict[str, Any]:
    rows = comments_on(find_target(request, object_type, object_id))
    return {"items": [comment_json(row) for row in rows if row.trashed_at is None]}


@router.post("/comments/on/{object_type}/{object_id}", response={201: dict[str, Any]})
def write(request: HttpRequest, object_type: Type, object_id: Id, body: CommentIn) -> Status[dict[str, Any]]:
    target = find_target(request, object_type, object_id)
    here = visible(person_of(request), Comment).filter(object_type=object_type, object_id=object_id)
    parent = get_object_or_404(here, pk=body.parent) if body.parent else None
    return Status(201, comment_json(write_comment(actor_of(request), target, body.text, parent=parent)))


@router.get("/comments/on/{object_type}/{object_id}/people")
def people(
    request: HttpRequest,
    object_type: Type,
    object_id: Id,
    q: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> dict[str, Any]:
    """Tell who can be mentioned; a name that two of them have is called by the e-mail address."""
    everyone = list(readers_of(find_target(request, object_type, object_id), person_of(request)))
    names = [each.name.lower() for each in everyone]
    found = called_like(everyone, q)[:limit]
    return {"items": [
        {"id": each.pk, "name": each.name, "title": each.title,
         "call": each.name if names.count(each.name.lower()) == 1 else each.email}
        for each in found
    ]}  # fmt: skip


@router.patch("/comments/{id}")
def patch(request: HttpRequest, id: Id, body: CommentPatch) -> dict[str, Any]:  # noqa: A002 - the name in the address
    comment = find(request, Comment, id)
    return comment_json(edit_comment(actor_of(request), comment, body.text, version=body.version))


@router.delete("/comments/{id}", response={204: None})
def trash(request: HttpRequest, id: Id, version: Version | None = None) -> Status[None]:  # noqa: A002
    trash_comment(actor_of(request), find(request, Comment, id), version=version)
    return Status(204, None)


@router.post("/comments/{id}/reactions")
def reaction(request: HttpRequest, id: Id, body: ReactionIn) -> dict[str, Any]:  # noqa: A002
    return {"kind": body.kind, "stands": react(actor_of(request), find(request, Comment, id), body.kind)}
