"""Mail and push messages, every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.mail import fill_outbox, send_outbox
from headway.app.actions.push import fill_pushes, send_pushes

if TYPE_CHECKING:
    from datetime import datetime


def post(_: datetime) -> dict[str, Any]:
    """Fill the outbox of mails and send what waits."""
    now = timezone.now()
    return {"new": fill_outbox(now), **send_outbox(now)}


def push(_: datetime) -> dict[str, Any]:
    """Fill the outbox of push messages and send what waits."""
    now = timezone.now()
    return {"new": fill_pushes(now), **send_pushes(now)}
