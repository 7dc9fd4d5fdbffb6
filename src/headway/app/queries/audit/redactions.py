"""Where the log itself tells that names were taken out of something that is otherwise never changed."""

from __future__ import annotations

from headway.app.models import Event
from headway.app.queries.audit.vouching import VERB, vouched_by


def events_vouched_for(root_id: int) -> dict[int, tuple[int, str]]:
    """Return for each redacted event of a tree where the last one that vouches for it stands, and the hash."""
    rows = Event.objects.filter(root_id=root_id, verb=VERB).order_by("sequence")
    found: dict[int, tuple[int, str]] = {}
    for sequence, after in rows.values_list("sequence", "after").iterator():
        found |= {pk: (sequence, now) for pk, now in vouched_by(after, "event")}
    return found


def redaction_of(kind: str, pk: int, component_id: int) -> str:
    """Return the hash of what a frozen row says since names were taken out of it; empty where none were."""
    rows = Event.objects.filter(component_id=component_id, verb=VERB).order_by("pk")
    found = ""
    for after in rows.values_list("after", flat=True):
        found = dict(vouched_by(after, kind)).get(pk, found)
    return found
