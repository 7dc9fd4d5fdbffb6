"""Evidence that was frozen: its fingerprint, and whether it still is what the log says was frozen."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from headway.app.queries.audit.redactions import redaction_of

if TYPE_CHECKING:
    from headway.app.models import Event


def fingerprint(evidence: dict[str, Any]) -> str:
    """Return the SHA-256 of the evidence as it is stored."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_told(row: Any, event: Event | None) -> bool:
    """Return whether the stored evidence of a row is what was frozen, by the event that told of it.

    Where somebody's name was taken out of it since, the event that told of that says what it has to be.
    """
    told = event.after.get("evidence_sha256") if event else None
    if not told or told != row.evidence_sha256:
        return False
    kind = str(row._meta.model_name)  # noqa: SLF001 - as Django documents
    return fingerprint(row.evidence) == (redaction_of(kind, row.pk, row.component_id) or told)
