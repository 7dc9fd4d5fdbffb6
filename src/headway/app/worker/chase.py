"""The worker's part in reporting: drafts before they are due, reminders of what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from headway.app.actions.action_chase import chase_actions, tell_met_conditions
from headway.app.actions.agreement_watch import remind_of_requests
from headway.app.actions.report_chase import chase_directions, chase_reports, chase_support
from headway.app.models import Event
from headway.app.rules import Actor

if TYPE_CHECKING:
    from datetime import datetime

SYSTEM = Actor(person=None, channel=Event.Channel.WORKER)


def chase(_: datetime) -> dict[str, Any]:
    """Draft what falls due, remind of what is missing, unanswered or not done, tell what was met."""
    now = timezone.now()
    return {
        "reports": chase_reports(SYSTEM, now),
        "requests": chase_support(SYSTEM, now),
        "directions": chase_directions(SYSTEM, now),
        "hand-offs": remind_of_requests(SYSTEM, now),
        "actions": chase_actions(SYSTEM, now),
        "conditions": tell_met_conditions(SYSTEM),
    }
