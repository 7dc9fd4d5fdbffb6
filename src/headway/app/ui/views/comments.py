"""What is said about something: as a part of its page and as a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers

from headway.app.actions.comments import edit_comment, react, restore_comment, trash_comment, write_comment
from headway.app.actions.errors import Refused, Stale
from headway.app.models import Comment, Component, Reaction
from headway.app.queries.pages.comments import thread, watching
from headway.app.rules import Verb, verbs_of, visible
from headway.app.rules.talk import component_for, find_commentable, page_of
from headway.app.ui.views.frame import actor_of, find, head, number, part, post_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse


def find_target(request: HttpRequest, object_type: str, object_id: int) -> Model:
    """Return what is talked about, or answer 404."""
    target = find_commentable(request.user, object_type, object_id)  # type: ignore[arg-type]
    if target is None:
        raise Http404
    return target


def find_comment(request: HttpRequest, comment_id: int) -> Comment:
    return get_object_or_404(visible(request.user, Comment).select_related("component", "author"), pk=comment_id)


@login_required
def talk(request: HttpRequest, object_type: str, object_id: int) -> HttpResponse:
    target = find_target(request, object_type, object_id)
    if request.method != "POST":
        return panel(request, target)
    text, parent_id = request.POST.get("text", ""), number(request.POST.get("parent"))
    here = visible(request.user, Comment).filter(object_type=object_type, object_id=object_id)
    parent = get_object_or_404(here, pk=parent_id) if parent_id else None
    return after(request, target, lambda: write_comment(actor_of(request), target, text, parent=parent), text)


def after(request: HttpRequest, target: Model, act: Callable[[], object], text: str = "") -> HttpResponse:
    """Do it, then show the comments: the part alone to htmx, else the page; a refusal keeps what was typed."""
    try:
        act()
    except Refused as refusal:
        return panel(request, target, refusal=refusal, text=text)
    except Stale as stale:
        return panel(request, target, refusal=Refused("stale", str(stale), "", "Compare, then save again."), text=text)
    if request.htmx:  # type: ignore[attr-defined]
        return panel(request, target)
    return redirect("talk", str(target._meta.model_name), target.pk)  # noqa: SLF001 - as Django documents


def panel(request: HttpRequest, target: Model, **more: Any) -> HttpResponse:
    """Show what is said about something, and the form to say something."""
    name = str(target._meta.model_name)  # noqa: SLF001 - as Django documents
    component = component_for(request.user, target, Verb.COMMENT)  # type: ignore[arg-type]
    verbs = verbs_of(request.user, component)  # type: ignore[arg-type]
    moderated = component if Verb.UPDATE_COMPONENT in verbs else None
    said = thread(request.user, target, moderated)  # type: ignore[arg-type]
    count = sum(1 + len(each.replies) for each in said)
    context = {
        "target": target, "object_type": name, "object_id": target.pk, "said": said, "reactions": Reaction.Kind.choices,
        "may_comment": Verb.COMMENT in verbs, "page_of_it": page_of(target), "count": count,
        "is_component": isinstance(target, Component), "watching": watching(request.user, target), **more,  # type: ignore[arg-type]
    }  # fmt: skip
    status = 422 if "refusal" in more else 200
    if request.htmx:  # type: ignore[attr-defined]
        response = part(request, "talk/_panel.html", context)
    else:
        request.component_id = component.pk  # type: ignore[attr-defined]
        context |= head(request, find(request, component.pk), "comments")
        response = render(request, "talk/page.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def on(request: HttpRequest, comment: Comment) -> Model:
    return find_target(request, comment.object_type, comment.object_id)


@post_only
@login_required
def edit(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment, text = find_comment(request, comment_id), request.POST.get("text", "")
    version = number(request.POST.get("version"))
    return after(
        request, on(request, comment), lambda: edit_comment(actor_of(request), comment, text, version=version), text
    )


@post_only
@login_required
def trash(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = find_comment(request, comment_id)
    return after(request, on(request, comment), lambda: trash_comment(actor_of(request), comment))


@post_only
@login_required
def restore(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Bring the reader's own comment back; the trash of the component has everybody's."""
    own = Comment.objects.filter(author=request.user.pk, component__in=visible(request.user, Component).values("pk"))
    comment = get_object_or_404(own.select_related("component", "author"), pk=comment_id)
    return after(request, on(request, comment), lambda: restore_comment(actor_of(request), comment))


@post_only
@login_required
def react_to(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment, kind = find_comment(request, comment_id), request.POST.get("kind", "")
    return after(request, on(request, comment), lambda: react(actor_of(request), comment, kind))
