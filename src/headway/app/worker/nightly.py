"""What the worker does every night."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.audit import verify_and_alarm
from headway.app.actions.evidence_files import sweep_contents
from headway.app.actions.outboxes import forget_sent
from headway.app.actions.plan_snapshots import keep_plans, thin_out
from headway.app.actions.prints import forget_prints
from headway.app.actions.purge import purge_expired
from headway.app.models import Event
from headway.app.rules import Actor

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)


def verify_log(_: datetime) -> dict[str, Any]:
    """Verify every chain of the log."""
    result = verify_and_alarm(SYSTEM)
    for problem in result["problems"]:
        log.error("the log was altered: tree %s, event %s: %s", problem["root"], problem["sequence"], problem["text"])
    return result


def sweep_files(due: datetime) -> dict[str, Any]:
    """Delete contents of files that nothing names any more."""
    return {"deleted": sweep_contents(due)}


def forget_old_prints(due: datetime) -> dict[str, Any]:
    """Delete large PDFs that were there to fetch for long enough."""
    return {"deleted": forget_prints(due)}


def empty_outboxes(due: datetime) -> dict[str, Any]:
    """Delete mails and push messages that were sent long ago."""
    return forget_sent(due)


def empty_trash(due: datetime) -> dict[str, Any]:
    """Purge what has lain in the trash for longer than HEADWAY_TRASH_DAYS."""
    return purge_expired(SYSTEM, due)


def keep_changed_plans(due: datetime) -> dict[str, Any]:
    """Keep the plans that changed on the day that ended at this midnight; thin out what is old."""
    kept = keep_plans(due.date() - timedelta(days=1), timezone.now())
    return {"kept": kept, "deleted": thin_out(due.date())}
