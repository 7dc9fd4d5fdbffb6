"""Views of schedules that people saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.app.models import DefaultView, SavedView
from headway.app.rules import Verb, may, visible

if TYPE_CHECKING:
    from headway.app.models import Component, Person


def view_json(view: SavedView, person: Person) -> dict[str, Any]:
    return {
        "id": view.pk, "name": view.name, "shared": view.shared, "mine": view.owner_id == person.pk,
        "owner": view.owner.name, "version": view.version, "layout": view.layout,
    }  # fmt: skip


def views_of(person: Person, component: Component) -> dict[str, Any]:
    """Return the person's own views of a component and those that are shared there, and which one opens first."""
    rows = visible(person, SavedView).filter(component=component).select_related("owner")
    views = [view_json(row, person) for row in rows]
    default = DefaultView.objects.filter(component=component, person=person).values_list("view", flat=True).first()
    seen = {view["id"] for view in views}
    return {
        "views": views, "default": default if default in seen else None,
        "may_share": may(person, Verb.SHARE_VIEW, component),
    }  # fmt: skip
