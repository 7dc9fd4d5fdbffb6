"""Save views of a schedule and share them. A private view is its owner's alone: it is not in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from headway.app.actions.edit import change, clean, lock, lock_tree
from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import DefaultView, SavedView
from headway.app.rules import NotAllowed, Verb, require

if TYPE_CHECKING:
    from headway.app.models import Component, Person
    from headway.app.rules import Actor

MOST_VIEWS = 100
"""Of one person in one component."""


@transaction.atomic
def save_view(
    actor: Actor, component: Component, *, name: str, layout: dict[str, Any], shared: bool = False
) -> SavedView:
    """Keep what the actor sees, under a name of their own."""
    require(actor, Verb.SHARE_VIEW if shared else Verb.VIEW, component)
    lock_tree(component)
    owner = person_behind(actor)
    own = SavedView.objects.filter(component=component, owner=owner)
    if own.count() >= MOST_VIEWS:
        raise Refused("too-many", f"At most {MOST_VIEWS} views of yours in one component.", "", "Delete one first.")
    view = SavedView(component=component, owner=owner, shared=shared, layout=layout)
    view.name = free_name(view, name)
    view.save()
    if shared:
        tell(actor, view, "view.shared", f"Shared the view “{view}”", after={"name": view.name, "layout": layout})
    return view


@transaction.atomic
def change_view(actor: Actor, view: SavedView, *, version: int | None = None, **values: Any) -> SavedView:
    """Rename it, keep another layout in it, share it or no longer: the owner's, or, of shared ones, who may share."""
    require_own(actor, view)
    if values.get("shared"):
        require(actor, Verb.SHARE_VIEW, view.component)
    lock_tree(view.component)
    if "name" in values:
        values["name"] = free_name(view, values["name"])
    fresh, before, after = change(view, values, version=version)
    if "shared" in after:
        verb, word = ("view.shared", "Shared") if fresh.shared else ("view.unshared", "No longer shares")
        tell(actor, fresh, verb, f"{word} the view “{fresh}”", before=before, after=after)
        DefaultView.objects.filter(view=fresh).exclude(person=fresh.owner).delete()
    elif after and fresh.shared:
        tell(actor, fresh, "view.changed", f"Changed the view “{fresh}”", before=before, after=after)
    return fresh


@transaction.atomic
def delete_view(actor: Actor, view: SavedView) -> None:
    """Delete a view; who began with it begins with the usual one again."""
    require_own(actor, view)
    lock_tree(view.component)
    fresh = lock(view)
    if fresh.shared:
        tell(actor, fresh, "view.deleted", f"Deleted the view “{fresh}”",
             before={"name": fresh.name, "layout": fresh.layout})  # fmt: skip
    fresh.delete()


@transaction.atomic
def begin_with(actor: Actor, component: Component, view: SavedView | None) -> None:
    """Let the schedule of a component open with a view; None is the usual one."""
    require(actor, Verb.VIEW, component)
    if view is not None and view.component_id != component.pk:
        raise Refused("foreign-view", "This view belongs to another component.", view.name, "Save it here first.")
    own = DefaultView.objects.filter(component=component, person=person_behind(actor))
    if view is None:
        own.delete()
    else:
        own.update_or_create(component=component, person=person_behind(actor), defaults={"view": view})


def person_behind(actor: Actor) -> Person:
    if actor.person is None:
        raise Refused("nobody-looks", "Only a person has views.")
    return actor.person


def require_own(actor: Actor, view: SavedView) -> None:
    """Raise NotAllowed unless the view is the actor's, or shared where they may share."""
    require(actor, Verb.VIEW, view.component)
    if view.owner_id == person_behind(actor).pk:
        return
    if not view.shared:
        raise NotAllowed("This view is somebody else's.")
    require(actor, Verb.SHARE_VIEW, view.component)


def free_name(view: SavedView, name: str) -> str:
    """Return the name as the column takes it, or say that the owner has given it already."""
    wanted: str = clean(view, "name", name)
    others = SavedView.objects.filter(component=view.component_id, owner=view.owner_id, name__iexact=wanted)
    if others.exclude(pk=view.pk).exists():
        raise Refused("name-taken", f"You have a view “{wanted}” here already.", "", "Choose another name.")
    return wanted


def tell(actor: Actor, view: SavedView, verb: str, summary: str, **facts: Any) -> None:
    record(actor, view.component, verb, view, summary=summary, **facts)
