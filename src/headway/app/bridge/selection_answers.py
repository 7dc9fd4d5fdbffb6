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
    return answer_kept(row, row.revision)


def answer_kept(row: SelectionRound, revision: int) -> Told | None:
    rows = SelectionAnswer.objects.filter(round=row, revision=revision)
    found: Told | None = rows.values_list("told", flat=True).first()
    return found


def is_small(inputs: Inputs) -> bool:
    return len(inputs["candidates"]) * len(inputs["periods"]) <= SMALL


def inputs_and_answer(row: SelectionRound) -> tuple[Inputs, Told | None]:
    """Return the inputs as they are and their answer, computed if that is quick; else the worker does it."""
    inputs = inputs_as_one(row)
    told = answer_kept(row, inputs["revision"])
    if told is None and is_small(inputs):
        told = keep(row, answer(inputs, seconds=SECONDS_SMALL))
    return inputs, told


def answer_now(row: SelectionRound) -> Told | None:
    return inputs_and_answer(row)[1]


def answer_later(row: SelectionRound) -> None:
    """Compute what no page waits for: the worker's part."""
    inputs = inputs_as_one(row)
    if answer_kept(row, inputs["revision"]) is not None:
        return
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
