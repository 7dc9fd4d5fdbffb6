"""Take the record of a component out: who did it is itself in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.actions.errors import Refused
from headway.app.actions.events import record
from headway.app.models import Component, ComponentPath, Event
from headway.app.queries.audit.export import FORMATS, Scope
from headway.app.queries.events import events_below
from headway.app.rules import Actor, Verb, require

if TYPE_CHECKING:
    from django.db.models import QuerySet


@transaction.atomic
def export_log(actor: Actor, component: Component, file_format: str = "jsonl") -> tuple[QuerySet[Event], Scope]:
    """Return the events of a component and below, the oldest first, with what the export is; record that it was made.

    An operator, or the command line, gets a whole tree where the component is one: nothing may then be missing in it.
    """
    require(actor, Verb.EXPORT_AUDIT, component)
    if file_format not in FORMATS:
        raise Refused("unknown-format", f"There is no export as {file_format[:20]}.", "", "Choose jsonl or csv.")
    summary = f"Exported the record of “{component.name}”"
    told = record(actor, component, "log.exported", component, summary=summary, after={"format": file_format})
    everything = actor.person is None or actor.person.is_superuser
    if everything and component.parent_id is None:
        rows = Event.objects.filter(root=component, sequence__lte=told.sequence)
        return rows.order_by("sequence"), Scope(component.pk, complete=True, head=told.hash)
    if actor.person is not None:
        rows = events_below(actor.person, component)
    else:
        below = ComponentPath.objects.filter(ancestor=component).values("descendant")
        rows = Event.objects.filter(component__in=below)
    return rows.filter(pk__lte=told.pk).order_by("pk"), Scope(component.pk, complete=False)
