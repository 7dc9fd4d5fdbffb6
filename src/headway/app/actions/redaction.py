"""Take names out of what is otherwise never changed: the log, sent reports, the evidence of gates.

Only the action that anonymizes a person calls this, and vouches in the log for every row with the hash of what it says
from then on.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from headway.app.models import Event, Report
from headway.app.models.append_only import rewriting
from headway.app.models.frozen import thawed
from headway.app.queries.audit.fingerprint import hash_of, plain
from headway.app.queries.audit.vouching import MOST_IN_EVENT
from headway.app.queries.personal.texts import FROZEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db import models

    from headway.app.queries.personal.eraser import Eraser

BATCH = 500
Pairs = dict[str, list[list[Any]]]


@dataclass(slots=True)
class Vouched:
    """What was rewritten: by the component where it is to be told, the rows of each kind with their new hashes."""

    at: dict[int, Pairs] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def add(self, component_id: int, kind: str, pk: int, now: str) -> None:
        self.at[component_id][kind].append([pk, now])

    def count(self, kind: str) -> int:
        return len({pk for pairs in self.at.values() for pk, _ in pairs.get(kind, [])})

    def pieces(self, component_id: int) -> Iterator[Pairs]:
        """Return what is to be told at a component, so much for each event as one holds."""
        rows = [(kind, pair) for kind, pairs in sorted(self.at.get(component_id, {}).items()) for pair in pairs]
        for start in range(0, len(rows), MOST_IN_EVENT):
            piece: Pairs = {}
            for kind, pair in rows[start : start + MOST_IN_EVENT]:
                piece.setdefault(kind, []).append(pair)
            yield piece


def redact_log(erase: Eraser, vouched: Vouched) -> None:
    """Put the pseudonym into every event that holds a name; its own hash and its place in the chain stay."""
    columns = ("summary", "before", "after")
    rows = erase.candidates(Event.objects.select_related("component"), columns).order_by("pk")
    with rewriting(connection):
        for event in list(rows.iterator(chunk_size=BATCH)):
            values = {"summary": erase.text(event.summary)[:500], "before": erase.value(event.before),
                      "after": erase.value(event.after)}  # fmt: skip
            if values == {name: getattr(event, name) for name in columns}:
                continue
            Event.objects.filter(pk=event.pk).update(**values)
            for name, value in values.items():
                setattr(event, name, value)
            now = hash_of(event)
            for where in {event.root_id, event.component_id} if moved(event) else {event.component_id}:
                vouched.add(where, "event", event.pk, now)


def moved(event: Event) -> bool:
    """Return whether the component is now in another tree: then its chain alone could not vouch for the event."""
    return (event.component.root_id or event.component_id) != event.root_id


def redact_frozen(erase: Eraser, vouched: Vouched) -> None:
    """Put the pseudonym into sent reports, what belongs to them, and the evidence of gates."""
    with thawed(connection):
        for model, columns in FROZEN.items():
            for row in list(erase.candidates(model._default_manager.all(), columns).order_by("pk")):  # noqa: SLF001
                values = erased(row, columns, erase)
                if not values:
                    continue
                model._default_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001
                if getattr(row, "state", "") != Report.State.DRAFT:
                    kind = str(model._meta.model_name)  # noqa: SLF001 - as Django documents
                    vouched.add(row.component_id, kind, row.pk, fingerprint(row, columns))


def erased(row: models.Model, columns: tuple[str, ...] | list[str], erase: Eraser) -> dict[str, Any]:
    """Set and return the values of a row that change, each as long as its column takes."""
    values = {}
    for name in columns:
        old = getattr(row, name)
        new = erase.value(old)
        if new != old:
            limit = getattr(row._meta.get_field(name), "max_length", None)  # noqa: SLF001 - as Django documents
            values[name] = new[:limit] if limit and isinstance(new, str) else new
            setattr(row, name, values[name])
    return values


def fingerprint(row: models.Model, columns: tuple[str, ...]) -> str:
    """Return the SHA-256 of frozen columns; of one alone, of its value."""
    said = [plain(getattr(row, name)) for name in columns]
    text = json.dumps(said if len(said) > 1 else said[0], sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
