"""Whether the log holds: every event, every link between two, every head, every tree."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from headway.app.models import Component, Event, EventChain
from headway.app.queries.audit.fingerprint import hash_of
from headway.app.queries.audit.redactions import events_vouched_for

if TYPE_CHECKING:
    from collections.abc import Iterator

REMEDY = "Keep the database as it is, compare with a backup, and find out who can write to it."


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Where a chain is broken, and how."""

    id: str
    """event-altered, event-missing, event-inserted, chain-broken, chain-truncated, head-altered, head-missing,
    chain-missing, anchor-mismatch."""
    root: int
    sequence: int
    event: int | None
    text: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verification:
    chains: int
    events: int
    problems: list[ChainProblem]
    redacted: int = 0
    """Events out of which names were taken, as later events of their chains vouch for."""


def verify_chain(root: Component) -> list[ChainProblem]:
    """Return every place where the chain of this tree was altered, cut or has a hole; empty if it holds."""
    return list(problems_of(root.pk, events_vouched_for(root.pk)))


def verify_log() -> Verification:
    """Verify every chain; also trees without one, and events without a tree's head."""
    roots = set(EventChain.objects.values_list("root_id", flat=True))
    roots |= set(Event.objects.order_by().values_list("root_id", flat=True).distinct())
    bare = set(Component.objects.filter(parent=None).values_list("pk", flat=True)) - roots
    problems = [ChainProblem("chain-missing", root, 1, None, "The whole log of this tree is missing.")
                for root in sorted(bare)]  # fmt: skip
    redacted = 0
    for root in sorted(roots):
        vouched = events_vouched_for(root)
        problems += problems_of(root, vouched)
        redacted += len(vouched)
    return Verification(len(roots), Event.objects.count(), problems, redacted)


def problems_of(root_id: int, vouched: dict[int, tuple[int, str]]) -> Iterator[ChainProblem]:
    """Walk one chain from its first event to its head. An event that was redacted says what a later one vouches for."""
    chain = EventChain.objects.filter(root_id=root_id).first()
    sequence, head, at_head = 0, "", ""
    for event in Event.objects.filter(root_id=root_id).order_by("sequence").iterator(chunk_size=2000):
        if event.sequence != sequence + 1:
            yield missing(root_id, sequence + 1, event.sequence - 1)
        elif event.previous_hash != head:
            text = f"Event {event.sequence} does not follow from event {sequence}."
            yield ChainProblem("chain-broken", root_id, event.sequence, event.pk, text)
        now = hash_of(event)
        told_at, told = vouched.get(event.pk, (0, event.hash))
        if now != told or (event.hash != now and told_at <= event.sequence):
            text = f"Event {event.sequence} ({event.verb}) was altered after it was written."
            yield ChainProblem("event-altered", root_id, event.sequence, event.pk, text)
        sequence, head = event.sequence, event.hash
        if chain is not None and sequence == chain.sequence:
            at_head = head
    yield from problems_at_head(root_id, chain, (sequence, head), at_head)


def missing(root_id: int, first: int, last: int) -> ChainProblem:
    text = f"Event {first} is missing." if first == last else f"Events {first} to {last} are missing."
    return ChainProblem("event-missing", root_id, first, None, text)


def problems_at_head(
    root_id: int, chain: EventChain | None, last: tuple[int, str], at_head: str
) -> Iterator[ChainProblem]:
    """Compare the end of the log with what its head remembers: how many events there are, and the last one's hash."""
    sequence, head = last
    if chain is None:
        text = f"The head of the log is missing; {sequence} events are there."
        yield ChainProblem("head-missing", root_id, sequence, None, text)
    elif sequence < chain.sequence:
        text = f"The log ends at event {sequence}, its head says {chain.sequence}: the last events are missing."
        yield ChainProblem("chain-truncated", root_id, sequence + 1, None, text)
    elif sequence > chain.sequence and (at_head == chain.head or not chain.sequence):
        text = f"Event {chain.sequence + 1} was written past the head of the log: it was not recorded by Headway."
        yield ChainProblem("event-inserted", root_id, chain.sequence + 1, None, text)
    elif (sequence, head) != (chain.sequence, chain.head):
        text = f"The head of the log does not fit its last event ({sequence}): one of the two was rewritten."
        yield ChainProblem("head-altered", root_id, sequence, None, text)
