"""How a success metric stands by its figures, beside the status that somebody typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.dateparse import parse_date

from headway.app.models import Record
from headway.app.models.record_kinds import KINDS
from headway.app.models.record_kinds_of_people import ADOPTION_STAGES
from headway.app.queries.figures import in_percent

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Standing:
    status: str
    """The status that the figures give."""
    words: str
    """How far it has come, and how much of the time is over."""
    agrees: bool
    """With what was typed."""

    @property
    def label(self) -> str:
        return KINDS["metric"].statuses[self.status]

    @property
    def mark(self) -> str:
        """The color of that status."""
        return KINDS["metric"].marks[self.status]


def standing_of(row: Record, today: date | None = None) -> Standing | None:
    """Return how a success metric stands by its figures; None where these do not say.

    Reached is what came as far as the target, missed what did not by its day. Before that day, a metric is on track
    that has come as far from the baseline as the time has, in equal steps.
    """
    way = share_of_way(row.details) if row.kind == Record.Kind.METRIC else None
    if way is None:
        return None
    now = today or timezone.localdate()
    time = share_of_time(row, now)
    if way >= 1:
        status = "reached"
    elif row.due_on is not None and row.due_on < now:
        status = "missed"
    elif time is None:
        return None
    else:
        status = "on_track" if way >= time else "at_risk"
    words = f"{in_percent(way)} of the way" + (f", {in_percent(time)} of the time is over" if time is not None else "")
    return Standing(status, words, agrees=status == row.status)


def share_of_way(details: dict[str, Any]) -> float | None:
    """Return how far the latest figure is from the baseline to the target; these may go up or down."""
    given = [details.get(name) for name in ("baseline", "target", "latest")]
    if None in given or given[0] == given[1]:
        return None
    baseline, target, latest = (float(each) for each in given if each is not None)
    return (latest - baseline) / (target - baseline)


def share_of_time(row: Record, today: date) -> float | None:
    """Return how much of the time from the baseline to the day of the target was over when it was measured last."""
    begin = parse_date(row.details.get("baseline_on", ""))
    if begin is None or row.due_on is None or row.due_on <= begin:
        return None
    measured = parse_date(row.details.get("latest_on", "")) or today
    return min(1.0, max(0.0, (measured - begin).days / (row.due_on - begin).days))


def steps_to_go(details: dict[str, Any]) -> int | None:
    """Return how many stages a group has still to come before the one aimed at; None where one of them is not said."""
    now, aim = details.get("now"), details.get("aim")
    return max(0, ADOPTION_STAGES.index(aim) - ADOPTION_STAGES.index(now)) if now and aim else None


def rating_of(row: Record) -> str:
    """Return what stands where other kinds of records have a priority, empty where it is not said."""
    value = row.details.get(KINDS[row.kind].rating, "")
    return value if isinstance(value, str) else f"{figure(value)} {row.details.get('unit', '')}".strip()


def figure(value: float | None) -> str:
    """Return a figure as people read it."""
    return "?" if value is None else f"{value:,.12g}"
