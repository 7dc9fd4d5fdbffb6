"""What was sent is forgotten after a while."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headway.app.models import OutboxMail, OutboxPush

if TYPE_CHECKING:
    from datetime import datetime

KEPT = timedelta(days=30)
"""Much longer than a line of the inbox can still be put into an outbox, so nothing is sent twice."""


def forget_sent(now: datetime) -> dict[str, int]:
    """Delete what was sent, had nothing to say, or was given up long ago; return how many of each outbox."""
    return {
        name: model.objects.exclude(state=model.State.WAITING).filter(next_at__lt=now - KEPT).delete()[0]
        for name, model in (("mails", OutboxMail), ("pushes", OutboxPush))
    }
