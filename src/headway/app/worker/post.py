"""Mail, every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.mail import fill_outbox, send_outbox

if TYPE_CHECKING:
    from datetime import datetime


def post(_: datetime) -> dict[str, Any]:
    """Fill the outbox and send what waits."""
    now = timezone.now()
    return {"new": fill_outbox(now), **send_outbox(now)}
