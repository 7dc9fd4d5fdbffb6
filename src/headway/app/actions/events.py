"""The event log: append under the chain's lock."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.models import Component, Event, EventChain
from headway.app.queries.audit.fingerprint import hash_of, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from django.db.models import Model

    from headway.app.rules import Actor


listeners: list[Callable[[], None]] = []
"""Called after an event is committed: the worker in this process is told to look at once."""


told_at: ContextVar[datetime | None] = ContextVar("told_at", default=None)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Date the events recorded inside: history that is loaded was lived before (the demonstration)."""
    token = told_at.set(moment)
    try:
        yield
    finally:
        told_at.reset(token)


because: ContextVar[Event | None] = ContextVar("because", default=None)


@contextmanager
def because_of(event: Event) -> Iterator[None]:
    """Name the cause of the events recorded inside, where they name none themselves: what a decision brings about."""
    token = because.set(event)
    try:
        yield
    finally:
        because.reset(token)


def tell_listeners() -> None:
    for listener in listeners:
        listener()


def next_id() -> int:
    """Return the number of the next event: it is part of what is hashed, so it is needed before the row is written."""
    connection = transaction.get_connection()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the transaction is the only writer
            cursor.execute("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'headway_event'")
        else:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('headway_event', 'id'))")
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def record(
    actor: Actor,
    component: Component,
    verb: str,
    row: Model,
    *,
    summary: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    cause: Event | None = None,
) -> Event:
    """Append one event to the chain of the component's tree; call it inside the transaction of the change.

    The chain's row stays locked until that transaction ends, so sequence numbers are committed in their order.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event is recorded in the transaction of its change")
    root_id = component.root_id or component.pk
    chain = EventChain.objects.select_for_update(no_key=True).get_or_create(root_id=root_id)[0]
    event = Event(
        id=next_id(),
        root_id=root_id,
        sequence=chain.sequence + 1,
        component=component,
        verb=verb,
        actor=actor.person,
        channel=actor.channel,
        object_type=row._meta.model_name or "",  # noqa: SLF001 - Django's documented way
        object_id=row.pk,
        before=plain(before or {}),
        after=plain(after or {}),
        summary=summary[:500],
        cause=cause or because.get(),
        at=told_at.get() or timezone.now(),
        previous_hash=chain.head,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    chain.sequence, chain.head = event.sequence, event.hash
    chain.save(update_fields=["sequence", "head"])
    transaction.on_commit(tell_listeners)
    return event


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a group, before it is recorded."""

    verb: str
    object_type: str
    object_id: int
    summary: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record_all(actor: Actor, component: Component, told: Sequence[Told], *, cause: Event | None) -> list[Event]:
    """Append many events to the chain at once, as ``record`` does one."""
    if not told:
        return []
    root_id = component.root_id or component.pk
    chain = EventChain.objects.select_for_update(no_key=True).get_or_create(root_id=root_id)[0]
    at = told_at.get() or timezone.now()
    events = []
    for pk, each in zip(next_ids(len(told)), told, strict=True):
        event = Event(
            id=pk, root_id=root_id, sequence=chain.sequence + 1, component=component, verb=each.verb,
            actor=actor.person, channel=actor.channel, object_type=each.object_type, object_id=each.object_id,
            before=plain(each.before), after=plain(each.after), summary=each.summary[:500], cause=cause, at=at,
            previous_hash=chain.head,
        )  # fmt: skip
        event.hash = hash_of(event)
        chain.sequence, chain.head = event.sequence, event.hash
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    chain.save(update_fields=["sequence", "head"])
    transaction.on_commit(tell_listeners)
    return events


def next_ids(count: int) -> list[int]:
    """Return the numbers of the next events."""
    connection = transaction.get_connection()
    if connection.vendor == "sqlite":
        first = next_id()
        return list(range(first, first + count))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('headway_event', 'id')) FROM generate_series(1, %s)",
                       [count])  # fmt: skip
        return [int(row[0]) for row in cursor.fetchall()]
