"""What the worker sees to: who is asked answers, and both sides hear when a forecast passes its promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from headway.app.actions.agreement_steps import tell_both
from headway.app.actions.edit import lock_tree
from headway.app.models import Agreement, Event
from headway.app.queries.agreements import standing_of, with_ends
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from headway.app.rules import Actor


def standing_rows() -> QuerySet[Agreement]:
    return with_ends(Agreement.objects.exclude(component__in=trashed()).exclude(giver__in=trashed())).order_by("pk")


def watch_promises(actor: Actor, givers: Iterable[int], *, causes: dict[int, Event]) -> int:
    """Hold what these components promised against the forecast; tell both sides, once each time it is passed."""
    promised = standing_rows().filter(giver__in=list(givers), promised_on__isnull=False)
    changed = [row for row in promised if (standing_of(row) == "late") != row.endangered]
    return sum(mark(actor, row.pk, causes.get(row.giver_id)) for row in changed)


@transaction.atomic
def mark(actor: Actor, pk: int, cause: Event | None) -> int:
    row = standing_rows().get(pk=pk)
    lock_tree(row.component, row.giver)
    row = standing_rows().select_for_update(no_key=True, of=("self",)).get(pk=pk)
    late = standing_of(row) == "late"
    if late == row.endangered:
        return 0
    row.endangered = late
    row.save(update_fields=["endangered"])
    if late:
        tell_both(actor, row, "agreement.endangered", cause=cause)
    return int(late)


def remind_of_requests(actor: Actor, now: datetime) -> int:
    """Remind who is asked, once in as many days as an answer may take."""
    since = now - timedelta(days=settings.HEADWAY_ANSWER_HANDOFF_DAYS)
    waiting = standing_rows().filter(Q(state=Agreement.State.REQUESTED), asked_at__lte=since)
    return sum(remind(actor, row, since) for row in waiting)


@transaction.atomic
def remind(actor: Actor, row: Agreement, since: datetime) -> int:
    lock_tree(row.component, row.giver)
    told = Event.objects.filter(component=row.giver, verb="agreement.unanswered", object_id=row.pk, at__gt=since)
    if told.exists():
        return 0
    tell_both(actor, row, "agreement.unanswered")
    return 1
