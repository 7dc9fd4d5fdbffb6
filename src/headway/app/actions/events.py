"""The event log: append under the chain's lock, verify link by link."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from headway.app.models import Component, Event, EventChain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from headway.app.rules import Actor


listeners: list[Callable[[], None]] = []
"""Called after an event is committed: the worker in this process is told to look at once."""


def tell_listeners() -> None:
    for listener in listeners:
        listener()


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Where a chain is broken, and how."""

    id: str
    """event-altered, event-missing, chain-broken or chain-truncated."""
    root: int
    sequence: int
    event: int | None
    text: str


def plain(value: Any) -> Any:
    """Return the value as JSON reads it back, on every database: no dates, no Decimals, whole floats as integers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return value


def hash_of(event: Event) -> str:
    """Return the SHA-256 of everything the event says and of the event before it."""
    said = {
        "root": event.root_id,
        "sequence": event.sequence,
        "component": event.component_id,
        "verb": event.verb,
        "actor": event.actor_id,
        "channel": event.channel,
        "object": [event.object_type, event.object_id],
        "before": plain(event.before),
        "after": plain(event.after),
        "summary": event.summary,
        "cause": event.cause_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "previous_hash": event.previous_hash,
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


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
        cause=cause,
        at=timezone.now(),
        previous_hash=chain.head,
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    chain.sequence, chain.head = event.sequence, event.hash
    chain.save(update_fields=["sequence", "head"])
    transaction.on_commit(tell_listeners)
    return event


def verify_chain(root: Component) -> list[ChainProblem]:
    """Return every place where the chain of this tree was altered, cut or has a hole; empty if it holds."""
    return list(problems_of(root.pk))


def problems_of(root_id: int) -> Iterator[ChainProblem]:
    sequence, head = 0, ""
    for event in Event.objects.filter(root_id=root_id).order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != sequence + 1:
            text = f"Events {sequence + 1} to {event.sequence - 1} are missing."
            yield ChainProblem("event-missing", root_id, sequence + 1, None, text)
        elif event.previous_hash != head:
            text = f"Event {event.sequence} does not follow from event {sequence}."
            yield ChainProblem("chain-broken", root_id, event.sequence, event.pk, text)
        if event.hash != hash_of(event):
            text = f"Event {event.sequence} ({event.verb}) was altered after it was written."
            yield ChainProblem("event-altered", root_id, event.sequence, event.pk, text)
        sequence, head = event.sequence, event.hash
    chain = EventChain.objects.filter(root_id=root_id).first()
    if chain is None:
        if sequence:
            yield ChainProblem("chain-truncated", root_id, sequence, None, "The head of the chain is missing.")
    elif (chain.sequence, chain.head) != (sequence, head):
        text = f"The log ends at event {sequence}, its head says {chain.sequence}: the last events are missing."
        yield ChainProblem("chain-truncated", root_id, sequence + 1, None, text)
