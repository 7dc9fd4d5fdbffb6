"""What stands in a person's calendar of some plans: milestones, own tasks, and for a while what was deleted of both."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from headway.app.bridge.grid_columns import EPOCH, last_instant
from headway.app.models import CalendarFeed, Component, Task, TrashItem
from headway.app.rules import visible
from headway.formats.ical.write_ical import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.app.models import Person

Content = CalendarFeed.Content
MOST_ENTRIES = 5_000
"""The earliest ones; calendar programs give up long before."""
CANCELLED_FOR = timedelta(days=60)
"""How long what was deleted is still told as cancelled: programs that fetch more rarely keep it."""
FIELDS = ("pk", "name", "kind", "start", "finish", "percent_complete", "component_id")
Row = tuple[Any, ...]


def calendar_entries(feed: CalendarFeed) -> list[Entry]:
    """Return the entries as far as the person may see them now, in the order of their dates."""
    plans = plans_of(feed)
    rows = Task.objects.filter(component__in=plans, start__isnull=False, finish__isnull=False, active=True)
    rows = rows.filter(wanted(feed.person, feed.content)).distinct().order_by("start", "pk")
    here = [entry(plans[row[-1]], row) for row in rows.values_list(*FIELDS)[:MOST_ENTRIES]]
    return [*here, *cancelled(feed, plans)]


def plans_of(feed: CalendarFeed) -> dict[int, Component]:
    seen = visible(feed.person, Component).filter(paths_up__ancestor=feed.component, kind__in=Component.PLANS)
    return {plan.pk: plan for plan in seen.select_related("rollup")}


def wanted(person: Person, content: str) -> Q:
    own = Q(owner=person) | Q(assignments__resource__person=person)
    own &= ~Q(kind=Task.Kind.SUMMARY)
    if content == Content.OWN:
        return own
    milestones = Q(kind=Task.Kind.MILESTONE)
    return milestones if content == Content.MILESTONES else milestones | own


def entry(plan: Component, row: Row, *, cancelled: bool = False) -> Entry:
    pk, name, kind, start, finish, percent, _ = row
    milestone = kind == Task.Kind.MILESTONE
    ends = last_instant(start, finish) or EPOCH
    rollup = getattr(plan, "rollup", None)
    return Entry(
        uid=f"task-{pk}@{settings.HEADWAY_URL.partition('://')[2].partition('/')[0]}",
        title=name or "(no name)",
        start=ends if milestone else EPOCH + timedelta(minutes=start),
        finish=ends,
        whole_day=milestone,
        sequence=plan.revision,
        changed_at=(rollup.computed_at if rollup else plan.created_at).replace(microsecond=0),
        note=f"{plan.name} · {percent:.0f} % done",
        url=f"{settings.HEADWAY_URL.rstrip('/')}/t/{pk}/",
        cancelled=cancelled,
    )


def cancelled(feed: CalendarFeed, plans: dict[int, Component]) -> Iterator[Entry]:
    """Yield what lies in the trash and was in this calendar."""
    items = TrashItem.objects.filter(component__in=plans, object_type="task", restored_at=None, purged_at=None)
    for item in items.filter(trashed_at__gt=timezone.now() - CANCELLED_FOR).order_by("pk"):
        packed = json.loads(gzip.decompress(bytes(item.rows or b"") or gzip.compress(b"{}")))
        for row in packed.get("rows", {}).get("task", ()):
            milestone, own = row["kind"] == Task.Kind.MILESTONE, row["owner_id"] == feed.person_id
            shown = own if feed.content == Content.OWN else milestone or (own and feed.content == Content.BOTH)
            if shown and row["start"] is not None and row["finish"] is not None and row["kind"] != Task.Kind.SUMMARY:
                values = (row["id"], *(row[name] for name in FIELDS[1:]))
                yield entry(plans[item.component_id], values, cancelled=True)
