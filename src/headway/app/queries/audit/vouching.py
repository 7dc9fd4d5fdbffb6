"""How an event vouches for what others say since names were taken out of them; pure: an export is verified alone.

An event keeps the hash that it was written with, so the chain and its anchors hold. What the event says since then is
vouched for by a later event, ``person.anonymized``, which holds the hash of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERB = "person.anonymized"
MOST_IN_EVENT = 500
"""Rows that one event vouches for; more make more events."""


def vouched_by(after: Mapping[str, Any], kind: str) -> Iterator[tuple[int, str]]:
    """Return what one such event vouches for: the number of a row, and the hash of what it says since."""
    told = after.get("redacted")
    pairs = told.get(kind) if isinstance(told, dict) else None
    for pair in pairs if isinstance(pairs, list) else []:
        if isinstance(pair, list) and len(pair) == 2 and type(pair[0]) is int:
            yield pair[0], str(pair[1])
