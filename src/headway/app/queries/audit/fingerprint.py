"""What of an event is hashed, and how: the same from a row and from a line of an export, with or without a database."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.app.models import Event


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


def said_by(event: Event) -> dict[str, Any]:
    """Return everything that an event says, as it is hashed and exported. Persons are in it by their number only."""
    return {
        "id": event.pk,
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


def hash_said(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what an event says, in one fixed writing."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(event: Event) -> str:
    """Return the SHA-256 of everything the event says and of the event before it."""
    return hash_said(said_by(event))
