"""Follows the event log: uploaded files are read, changed plans are recalculated. The log is the queue.

One process at a time follows a database (a lease with a heartbeat). Each chain has its own cursor, because only
within a chain are numbers committed in their order.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from headway.app.actions.events import listeners, record
from headway.app.actions.imports import read_import
from headway.app.actions.notify import notify
from headway.app.actions.prints import make_print
from headway.app.bridge.recalculate import Recalculation, recalculate
from headway.app.bridge.rollup import ancestors_of, roll_up
from headway.app.models import ChangeSet, Component, Event, EventChain, FollowerCursor, Print, Rollup
from headway.app.queries.undoable import GROUPS
from headway.app.rules import Actor
from headway.app.worker.confidence import look_at_changes
from headway.app.worker.lease import Lease
from headway.app.worker.promises import follow_promises
from headway.app.worker.selections import compute_selections
from headway.app.worker.tolerances import watch_tolerances

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)
Heads = list[tuple[int, int]]
SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)
BATCH = 500
SECONDS_BETWEEN_LOOKS = 0.3
PLAN_VERBS = frozenset({
    "task.created", "task.updated", "task.moved", "task.deleted", "task.restored",
    "dependency.created", "dependency.updated", "dependency.deleted", "dependency.restored",
    "calendar.deleted", "calendar.restored", "plan.cleared", "plan.restored",
    "baseline.set", "baseline.chosen", "baseline.deleted", "baseline.restored",
    "status_date.set", "plan.settings_changed",
    "component.trashed", "component.restored", "component.moved", "sprint.deleted", "sprint.restored",
})  # fmt: skip


def read_uploads(events: list[Event]) -> None:
    """Read every uploaded file among the events."""
    for event in events:
        if event.verb == "import.uploaded":
            change_set = ChangeSet.objects.filter(pk=event.object_id).first()
            if change_set is not None:
                read_import(change_set)


def draw_prints(events: list[Event]) -> None:
    """Draw every large PDF that was asked for among the events."""
    for event in events:
        if event.verb == "print.asked":
            row = Print.objects.filter(pk=event.object_id).select_related("component", "person").first()
            if row is not None:
                make_print(row)


def recalculate_plans(events: list[Event]) -> None:
    """Recalculate every plan that the events touch, once; say in the log what moved and because of which event.

    What was calculated with the edit is left alone, but where it was too much to be stored with it.
    """
    causes: dict[int, Event] = {}
    done = calculated(events)
    for event in events:
        if event.verb in PLAN_VERBS and event.cause_id not in done:
            for pk in touched(event):
                causes[pk] = event
    if edited := {event.component_id for event in events if event.pk in done or event.cause_id in done}:
        roll_up(ancestors_of(edited))
    waiting = set(Rollup.objects.filter(component__in=edited, dates_waiting__gt=0).values_list("component", flat=True))
    for outcome in recalculate({*causes, *waiting}):
        if outcome.moved or outcome.finish_before != outcome.finish_after:
            cause = causes.get(outcome.component) or next((causes[pk] for pk in outcome.tied if pk in causes), None)
            if cause is not None:  # what an edit moved was told with it, though its dates had to wait
                tell(outcome, cause)


def calculated(events: list[Event]) -> set[int]:
    """Return the heads of groups whose plans were calculated with the edit; only what is above them is left to do."""
    heads = {event.pk for event in events if event.verb in GROUPS}
    causes = {event.cause_id for event in events if event.cause_id} - heads
    return heads | set(Event.objects.filter(pk__in=causes, verb__in=GROUPS).values_list("pk", flat=True))


def touched(event: Event) -> Iterable[int]:
    """Return the plans that an event may have moved: its own, those it links, all below a moved component."""
    linked = event.after.get("components") or event.before.get("linked") or []
    if event.object_type == "component":
        below = Component.objects.filter(paths_up__ancestor=event.component_id)
        plans = set(below.values_list("pk", flat=True))
        out = below.values_list("dependencies_out__component", "dependencies__from_component")
        return plans | {pk for pair in out for pk in pair if pk} | set(linked)
    return {event.component_id, *linked}


@transaction.atomic
def tell(outcome: Recalculation, cause: Event) -> None:
    """Record what a recalculation moved."""
    component = Component.objects.get(pk=outcome.component)
    tasks = f"{outcome.moved:,} {'task' if outcome.moved == 1 else 'tasks'} moved"
    record(
        SYSTEM,
        component,
        "schedule.recalculated",
        component,
        summary=f"Recalculated “{component.name}”: {tasks}",
        before={"finish": outcome.finish_before},
        after={"finish": outcome.finish_after, "moved": outcome.moved},
        cause=cause,
    )


FOLLOWERS: dict[str, Callable[[list[Event]], None]] = {
    "recalculate": recalculate_plans,
    "imports": read_uploads,
    "prints": draw_prints,
    "tolerances": watch_tolerances,
    "promises": follow_promises,
    "selections": compute_selections,
    "confidence": look_at_changes,
    "notifications": notify,
}


def pending(name: str) -> list[tuple[int, int]]:
    """Return the chains that have grown past a follower's cursor, with the cursor."""
    cursor = FollowerCursor.objects.filter(name=name, root=OuterRef("root")).values("sequence")
    chains = EventChain.objects.annotate(seen=Coalesce(Subquery(cursor), Value(0))).filter(sequence__gt=F("seen"))
    return list(chains.order_by("root_id").values_list("root_id", "seen"))


def follow(name: str, root: int, seen: int) -> None:
    """Let one follower handle the next events of one chain, then move its cursor.

    The work comes first: a process that dies in between does it again, and all of it can be done twice.
    """
    events = list(Event.objects.filter(root=root, sequence__gt=seen).order_by("sequence")[:BATCH])
    if not events:
        return
    try:
        FOLLOWERS[name](events)
    except Exception as error:
        if is_passing(error):
            raise
        # One broken event must not stop everything behind it; the operator's log says which.
        log.exception("follower %s failed on events %s to %s of tree %s", name, seen + 1, events[-1].sequence, root)
    FollowerCursor.objects.update_or_create(name=name, root_id=root, defaults={"sequence": events[-1].sequence})


def is_passing(error: Exception) -> bool:
    """Return whether the same work can succeed later: someone else was writing, or two waited for each other."""
    return isinstance(error, OperationalError) and any(word in str(error) for word in ("locked", "deadlock"))


def run_pending() -> int:
    """Handle everything that waits, as long as no other process does; return the number of batches handled."""
    return sum(catch_up(name) for name in FOLLOWERS)


def catch_up(name: str) -> int:
    """Let one follower handle all that waits for it."""
    if not pending(name):
        return 0
    with Lease(f"follow-{name}") as held:
        count = 0
        while held and (waiting := pending(name)):
            for root, seen in waiting:
                follow(name, root, seen)
            count += len(waiting)
        return count


def start_in_background() -> list[threading.Thread]:
    """Start each follower as a thread of this process; they look after each event made here, and every 0.3 s.

    A thread each, so that a file which takes a minute to read keeps no plan from being recalculated.
    """
    threads = []
    for name in FOLLOWERS:
        nudge = threading.Event()
        listeners.append(nudge.set)
        threads.append(threading.Thread(target=keep_following, args=(name, nudge), name=f"headway-{name}", daemon=True))
        threads[-1].start()
    return threads


def heads() -> Heads:
    """Return how far each chain has grown: what a look costs while nothing happens."""
    return list(EventChain.objects.order_by("root_id").values_list("root_id", "sequence"))


def look(name: str, known: Heads | None) -> Heads | None:
    """Let one follower catch up where chains have grown; return what it has seen wholly, to be handed in next time.

    None where something still waits, as it does while another process holds the lease, which may die.
    """
    now = heads()
    if now == known:
        return known
    catch_up(name)
    return None if pending(name) else now


def keep_following(name: str, nudge: threading.Event) -> None:
    known: Heads | None = None
    while True:
        try:
            close_old_connections()
            known = look(name, known)
        except Exception:
            known = None
            log.exception("the worker could not look for events; it tries again")
            connection.close()
            time.sleep(1)
        nudge.wait(SECONDS_BETWEEN_LOOKS)
        nudge.clear()
