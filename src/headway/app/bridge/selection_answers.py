"""The answer of a round, bound to the revision of its inputs: kept, or computed at once where that is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headway.app.bridge.selection_answer import LARGE_GAP, answer
from headway.app.models import SelectionAnswer, SelectionRound
from headway.app.queries.selection_rounds import inputs_of

if TYPE_CHECKING:
    from headway.app.bridge.selection_answer import Told
    from headway.app.queries.selection_rounds import Inputs

SMALL = 480
"""Candidates times periods: up to so many a page computes while it is waited for, in at most so many seconds."""
SECONDS_SMALL, SECONDS_LARGE = 6.0, 120.0


def kept_answer(row: SelectionRound) -> Told | None:
    """Return the answer to the inputs as they are; nothing while there is none."""
    found: Told | None = (
        SelectionAnswer.objects.filter(round=row, revision=row.revision).values_list("told", flat=True).first()
    )
    return found


def is_small(inputs: Inputs) -> bool:
    return len(inputs["candidates"]) * len(inputs["periods"]) <= SMALL


def answer_now(row: SelectionRound) -> Told | None:
    """Return the answer to the inputs as they are, computed if that is quick; else the worker does it."""
    if (kept := kept_answer(row)) is not None:
        return kept
    inputs = inputs_as_one(row)
    return keep(row, answer(inputs, seconds=SECONDS_SMALL)) if is_small(inputs) else None


def answer_later(row: SelectionRound) -> None:
    """Compute what no page waits for: the worker's part."""
    if kept_answer(row) is not None:
        return
    inputs = inputs_as_one(row)
    small = is_small(inputs)
    keep(row, answer(inputs, seconds=SECONDS_SMALL if small else SECONDS_LARGE, gap=0.0 if small else LARGE_GAP))


def inputs_as_one(row: SelectionRound) -> Inputs:
    """Read all inputs of one revision: who changes them holds the lock of the round."""
    with transaction.atomic():
        return inputs_of(locked(row))


@transaction.atomic
def keep(row: SelectionRound, told: Told) -> Told:
    """Keep an answer unless the inputs went on meanwhile; then it is an answer to nothing."""
    if locked(row).revision == told["revision"]:
        values = {"component": row.component, "revision": told["revision"], "told": told}
        SelectionAnswer.objects.update_or_create(round=row, defaults=values)
    return told


def locked(row: SelectionRound) -> SelectionRound:
    return (
        SelectionRound.objects.select_for_update(no_key=True, of=("self",)).select_related("component").get(pk=row.pk)
    )
