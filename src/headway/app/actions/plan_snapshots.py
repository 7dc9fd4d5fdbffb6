"""Keep each plan as it stands at the end of a day on which it changed; what is old is thinned out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery

from headway.app.bridge.reports.snapshot import packed, take
from headway.app.models import Component, Event, PlanSnapshot
from headway.app.rules.visible import trashed

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

EVERY_DAY_FOR = timedelta(days=35)
EVERY_WEEK_FOR = timedelta(days=400)


def changed_plans() -> QuerySet[Component]:
    """Return the plans that are not as they were last kept: edited, or moved by a plan that they are linked to."""
    last = PlanSnapshot.objects.filter(component=OuterRef("pk"), day__isnull=False).order_by("-day")
    plans = Component.objects.filter(kind__in=Component.PLANS, tasks__isnull=False).exclude(pk__in=trashed()).distinct()
    plans = plans.annotate(kept=Subquery(last.values("revision")[:1]), kept_at=Subquery(last.values("taken_at")[:1]))
    moved = Event.objects.filter(component=OuterRef("pk"), verb="schedule.recalculated", at__gt=OuterRef("kept_at"))
    return plans.filter(Q(kept=None) | ~Q(kept=F("revision")) | Exists(moved)).order_by("pk")


def keep_plans(day: date, now: datetime) -> int:
    """Keep every plan that changed as the plan of a day that ended; return how many that were."""
    count = 0
    for component in changed_plans():
        with transaction.atomic():
            PlanSnapshot.objects.update_or_create(
                component=component, day=day,
                defaults={"revision": component.revision, "taken_at": now, "payload": packed(take(component))},
            )  # fmt: skip
        count += 1
    return count


def thin_out(today: date) -> int:
    """Delete all but the last of a week once they are old, and all that are very old; return how many went."""
    rows = PlanSnapshot.objects.filter(day__lt=today - EVERY_DAY_FOR).order_by("component", "-day")
    seen: set[tuple[int, int, int]] = set()
    gone = []
    for pk, component, day in rows.values_list("pk", "component", "day"):
        assert day is not None
        week = (component, *day.isocalendar()[:2])
        if week in seen or day < today - EVERY_WEEK_FOR:
            gone.append(pk)
        seen.add(week)
    for start in range(0, len(gone), 500):
        PlanSnapshot.objects.filter(pk__in=gone[start : start + 500]).delete()
    return len(gone)
