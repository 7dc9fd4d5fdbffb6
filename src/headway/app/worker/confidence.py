"""The worker's part in confidence: what pages ask for and what has changed under an answer is simulated anew.

What-ifs that somebody asked about come first, as they wait for them; then one component after the other, projects
first, and none more often than every twenty seconds. A change of the log only says that somebody has to look, the
fingerprint of the inputs then says whether there is anything to do.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections, connection
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from headway.app.actions.exceptions import tell_chances
from headway.app.actions.tried_confidence import simulate_tried
from headway.app.bridge.confidence.kept import simulate_component, want
from headway.app.bridge.joined import joined_components
from headway.app.bridge.readiness import simulator
from headway.app.models import Component, ComponentPath, Confidence, TriedConfidence
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
SILENT = ("comment.", "report.", "role.", "person.", "share.")
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


def tried(now: datetime) -> QuerySet[TriedConfidence]:
    return TriedConfidence.objects.filter(wanted_at__lte=now)


def simulate_wanted(now: datetime | None = None) -> int:
    """Simulate what is wanted by now, as long as no other process does; return of how many components and what-ifs."""
    until = now or timezone.now()
    due, asked = wanted(until), tried(until)
    if not (due.exists() or asked.exists()):
        return 0
    rank = Case(*(When(component__kind=kind, then=Value(place)) for kind, place in ORDER.items()), default=Value(0),
                output_field=IntegerField())  # fmt: skip
    done = 0
    with Lease("simulate") as held:
        done += simulate_asked(asked) if held else 0
        for row in due.select_related("component").order_by(rank, "wanted_at", "pk") if held else ():
            done += simulate_asked(tried(timezone.now()))
            simulate_component(row.component)
            tell_chances(row.component)
            done += 1
    return done


def simulate_asked(rows: QuerySet[TriedConfidence]) -> int:
    return sum(simulate_tried(row) is not None for row in rows.order_by("wanted_at", "pk"))


def start_in_background() -> threading.Thread:
    thread = threading.Thread(target=keep_simulating, name="headway-simulate", daemon=True)
    thread.start()
    return thread


def keep_simulating() -> None:
    while True:
        try:
            close_old_connections()
            now = timezone.now()
            if wanted(now).exists() or tried(now).exists():
                simulator()
                simulate_wanted()
        except Exception:
            log.exception("the worker could not simulate; it tries again")
            connection.close()
        time.sleep(SECONDS_BETWEEN_LOOKS)
