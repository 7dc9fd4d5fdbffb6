"""Exports of the log: JSON Lines or CSV with every hash, row by row, so that the file can be verified alone."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headway.app.queries.audit.fingerprint import said_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.app.models import Event

FORMAT = "headway-export-1"
COLUMNS = ("id", "root", "sequence", "at", "component", "verb", "actor", "channel", "object_type", "object_id",
           "summary", "before", "after", "cause", "previous_hash", "hash")  # fmt: skip
FORMATS = ("jsonl", "csv")


@dataclass(frozen=True, slots=True)
class Scope:
    """What an export holds."""

    component: int
    complete: bool
    """Every event of a tree from the first on: holes in its numbers then mean that lines were taken out."""
    head: str = ""
    """The head of that tree's chain."""


def lines(events: Iterable[Event], scope: Scope, file_format: str) -> Iterator[str]:
    """Return the export as text, a piece for each event."""
    return as_csv(events) if file_format == "csv" else as_json_lines(events, scope)


def as_json_lines(events: Iterable[Event], scope: Scope) -> Iterator[str]:
    """First what it is, then a line an event, then the seal: how many lines, and a digest of all their hashes."""
    first = {"format": FORMAT, "component": scope.component, "complete": scope.complete, "head": scope.head}
    yield json.dumps(first) + "\n"
    digest, count = hashlib.sha256(), 0
    for event in events:
        digest.update(event.hash.encode())
        count += 1
        yield json.dumps({**said_by(event), "hash": event.hash}, ensure_ascii=False) + "\n"
    yield json.dumps({"seal": {"events": count, "digest": digest.hexdigest()}}) + "\n"


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for event in events:
        writer.writerow(row_of({**said_by(event), "hash": event.hash}))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def row_of(said: dict[str, Any]) -> list[Any]:
    flat = {**said, "object_type": said["object"][0], "object_id": said["object"][1]}
    for name in ("before", "after"):
        flat[name] = json.dumps(said[name], ensure_ascii=False)
    return [flat[name] for name in COLUMNS]
