"""The worker's part in selections: whatever changed the inputs of a round, its answer is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.app.bridge.selection_answers import answer_later
from headway.app.models import SelectionRound

if TYPE_CHECKING:
    from headway.app.models import Event


def compute_selections(events: list[Event]) -> None:
    """Answer each round among the events whose inputs have no answer yet."""
    ids = {event.object_id for event in events if event.object_type == "selectionround"}
    for row in SelectionRound.objects.filter(pk__in=ids, state__in=SelectionRound.OPEN).select_related("component"):
        answer_later(row)
