"""The worker's part in confidence: what pages ask for and what has changed under an answer is simulated anew.

One component after the other, projects first, and none more often than every twenty seconds; a change of the log only
says that somebody has to look, the fingerprint of the inputs then says whether there is anything to do.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections, connection
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from headway.app.bridge.confidence.kept import simulate_component, want
from headway.app.bridge.joined import joined_components
from headway.app.bridge.readiness import simulator
from headway.app.models import Component, ComponentPath, Confidence
from headway.app.rules.visible import trashed
from headway.app.worker.lease import Lease

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from headway.app.models import Event

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LOOKS = 1.0
ORDER = {Component.Kind.PROGRAM: 1, Component.Kind.PORTFOLIO: 2}
"""Projects and operations come first."""
SILENT = ("comment.", "report.", "membership.", "person.")
"""Events that move no date and no cost."""


def look_at_changes(events: list[Event]) -> None:
    """Want another answer for whatever has one and stands at, above or beside what the events changed."""
    changed = {event.component_id for event in events if not event.verb.startswith(SILENT)}
    if not changed or not Confidence.objects.exclude(computed_at=None).exists():
        return
    below = ComponentPath.objects.filter(ancestor__in=changed).values_list("descendant", flat=True)
    touched = changed | set(joined_components(below))
    above = ComponentPath.objects.filter(descendant__in=touched).values("ancestor")
    for row in Confidence.objects.filter(component__in=above, wanted_at=None).exclude(computed_at=None):
        want(row.component)


def want_all(_: datetime) -> dict[str, Any]:
    """Have every component looked at: the night's part, so that each day has its reading."""
    rows = Component.objects.filter(purged_at=None).exclude(pk__in=trashed())
    return {"wanted": sum(want(each) is not None for each in rows)}


def wanted(now: datetime) -> QuerySet[Confidence]:
    return Confidence.objects.filter(wanted_at__lte=now)


def simulate_wanted(now: datetime | None = None) -> int:
    """Simulate what is wanted by now, as long as no other process does; return the number of components."""
    due = wanted(now or timezone.now())
    if not due.exists():
        return 0
    rank = Case(*(When(component__kind=kind, then=Value(place)) for kind, place in ORDER.items()), default=Value(0),
                output_field=IntegerField())  # fmt: skip
    done = 0
    with Lease("simulate") as held:
        for row in due.select_related("component").order_by(rank, "wanted_at", "pk") if held else ():
            simulate_component(row.component)
            done += 1
    return done


def start_in_background() -> threading.Thread:
    thread = threading.Thread(target=keep_simulating, name="headway-simulate", daemon=True)
    thread.start()
    return thread


def keep_simulating() -> None:
    while True:
        try:
            close_old_connections()
            if wanted(timezone.now()).exists():
                simulator()
                simulate_wanted()
        except Exception:
            log.exception("the worker could not simulate; it tries again")
            connection.close()
        time.sleep(SECONDS_BETWEEN_LOOKS)
